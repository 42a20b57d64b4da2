"""The flow page's values, put together from the measures of flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.ageing import ageing
from headrace.flow.debt import flow_debt
from headrace.flow.distribution import distribution
from headrace.flow.efficiency import efficiency
from headrace.flow.parts import days, stage_parts
from headrace.flow.rates import rates
from headrace.flow.sample_path import sample_path
from headrace.flow.spans import read_spans, spans_of
from headrace.flow.stability import stability
from headrace.flow.survival import flow_survival
from headrace.flow.weekly_times import weekly_times
from headrace.flow.weeks import weeks_of
from headrace.report.flow.flow_series import behaviour, diagram, groups, week_lines
from headrace.report.flow.flow_spells import spell_lines
from headrace.report.flow.flow_view import (
    AgeLine,
    Ages,
    FlowView,
    Likely,
    Parts,
    PathTotals,
    StageLine,
    Times,
    Verdict,
    Within,
)
from headrace.report.trust.gaps import BLOCKED, WAIT, WORK, untold
from headrace.report.view import Window
from headrace.value_streams.consistency import slug
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Numbers, Spans
    from headrace.flow.stability import Ranged
    from headrace.flow.survival import Quantile, Survival
    from headrace.flow.weeks import Weeks
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

FEWEST = 5
"""Items below which no share, rate or time of the whole is said."""


@dataclass(frozen=True)
class _Observed:
    """What the records cover of a window: its spans, and from when to when (µs UTC).

    ``recent`` has what :meth:`.DailyItems.oldest_needed` asks for besides.
    """

    recent: Spans
    start: int
    end: int
    n_finished: int
    n_given_up: int
    spans: Spans

    @property
    def refusal(self) -> str | None:
        """Why averages would mislead; ``None`` when they would not."""
        if not len(self.spans):
            return "nothing"
        if len(self.spans) < FEWEST:
            return "few"
        starts, ends = self.spans.starts, self.spans.ends[self.spans.left]
        if max(starts.max(), ends.max(initial=0)) // DAY == starts.min() // DAY:
            return "one_date"
        if self.end - self.start < DAY:
            return "one_day"
        return None if self.n_finished else "all_open"


def current_flow(engine: Engine, stream: ValueStream, selection: Selection, around: Surroundings) -> FlowView:
    """Return how work flowed in the selection's window.

    Args:
        engine: holds the stream's derived tables.
    """
    seen = _observed(engine, selection, around)
    refusal = "missing" if around.missing else seen.refusal
    told = refusal is None
    curve = flow_survival(seen.spans, seen.start, seen.end) if told else None
    limit = curve.quantile(0.85).days if curve else None
    weeks = weeks_of(seen.spans, seen.start, seen.end + 1)
    means = rates(weeks)
    parts = _parts(engine, stream, selection, seen.n_finished) if told else None
    share = efficiency(engine, selection) if told and parts and _divided(parts) else None
    debt = flow_debt(seen.recent, seen.start, seen.end) if told else None
    ages = open_ages(engine, stream, selection, around.data_to, limit)
    settled = _settled(around.began, seen, limit)
    return FlowView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        observed=Window(seen.start, seen.end + 1),
        kind=selection.kind,
        kinds=around.kinds,
        refusal=refusal,
        missing=around.missing,
        remedy=around.remedy,
        n_there=len(seen.spans),
        n_finished=seen.n_finished,
        n_given_up=seen.n_given_up,
        n_open=ages.items,
        path=_totals(seen) if told else None,
        stability=_verdict(settled) if told else None,
        times=flow_times(curve) if curve else None,
        arrived=_likely(means.arrived) if told else None,
        done=_likely(means.done) if told else None,
        efficiency=Likely(share.share, share.low, share.high) if share else None,
        distribution=tuple(
            (each.kind, each.items, each.share)
            for each in (distribution(around.counts, selection) if told else ())
        ),
        parts=parts,
        ages=ages,
        debt=debt.days if debt else None,
        weeks=week_lines(weeks, weekly_times(seen.spans, weeks)) if told else (),
        finished=groups(seen.spans, weeks) if told else (),
        behaviour=behaviour(settled, weekly_times(seen.spans, settled)) if told else (),
        diagram=diagram(engine, around.counts, stream, selection, seen.start, seen.end) if told else None,
        promise_within=stream.promise.within if stream.promise else None,
        promise_share=stream.promise.share if stream.promise else None,
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
        spells=spell_lines(engine, stream, selection, around, seen.start, seen.end) if told else (),
    )


def _observed(engine: Engine, selection: Selection, around: Surroundings) -> _Observed:
    """Return what the records cover of the window: from the first item's start on, until the data's time."""
    began = selection.start if around.began is None else around.began
    start = max(selection.start, began)
    end = max(min(selection.end - 1, around.data_to), start)
    recent = read_spans(engine, selection, since=around.counts.oldest_needed(selection, start))
    known = began < selection.end and selection.start <= around.data_to
    spans = recent.there(start, end) if known else spans_of((), ())
    done = int(spans.done.sum())
    return _Observed(recent, start, end, done, int(spans.left.sum()) - done, spans)


def _totals(seen: _Observed) -> PathTotals:
    along = np.append(np.arange(seen.start + DAY, seen.end, DAY, dtype=np.int64), seen.end)
    path = sample_path(seen.spans, seen.start, along)
    return PathTotals(
        present_before=path.present_before,
        present=int(path.present[-1]),
        arrivals=int(path.arrivals[-1]),
        departures=int(path.departures[-1]),
        presence=float(path.presence[-1]),
        mean_present=_known(path.mean_present),
        arrival_rate=_a_week(path.arrival_rate),
        departure_rate=_a_week(path.departure_rate),
        per_arrival=_known(path.per_arrival),
        per_departure=_known(path.per_departure),
        per_item=_known(path.per_item),
        sojourn=_known(path.sojourn),
        total_age=float(path.total_age[-1]),
        cut_presence=_known(path.cut_presence),
        cut_items=_known(path.cut_items),
        relative_length=_known(path.relative_length),
        coherence=path.coherence(),
    )


def _known(values: Numbers) -> float | None:
    return None if np.isnan(values[-1]) else float(values[-1])


def _a_week(values: Numbers) -> float | None:
    return None if np.isnan(values[-1]) else float(values[-1]) * 7


def _settled(began: int | None, seen: _Observed, limit: float | None) -> Weeks:
    """Return the whole weeks by which the record had lasted as long as 85 % of items take.

    Queues fill up when a record begins: nothing leaves yet, and what leaves first is the quick work.
    """
    settled = (began or seen.start) + int((limit or 0.0) * DAY)
    return weeks_of(seen.spans, max(seen.start, min(settled, seen.end)), seen.end + 1)


def _verdict(weeks: Weeks) -> Verdict:
    found = stability(weeks)
    return Verdict(found.verdict, found.weeks, _likely(found.net), _likely(found.age))


def _likely(found: Ranged | None) -> Likely | None:
    return None if found is None else Likely(found.mean, found.low, found.high)


def flow_times(curve: Survival) -> Times:
    """Return how long items take, from the estimate with open items counted."""
    mean = curve.restricted_mean()
    return Times(
        items=curve.n,
        finished=curve.finished,
        half=_within(curve.quantile(0.5)),
        p85=_within(curve.quantile(0.85)),
        p95=_within(curve.quantile(0.95)),
        mean=None if mean is None else Likely(mean.days, mean.low, mean.high),
        mean_until=None if mean is None else mean.until,
        longest=curve.longest,
    )


def _within(found: Quantile) -> Within:
    return Within(found.share, found.days, found.low, found.high)


def _parts(engine: Engine, stream: ValueStream, selection: Selection, n: int) -> Parts | None:
    if not n:
        return None
    found = stage_parts(engine, selection, len(stream.stages))
    stages = tuple(
        StageLine(
            slug(stage.name),
            stage.name,
            days(part.working, n),
            days(part.waiting, n),
            days(part.blocked, n),
            days(part.handoff, n),
        )
        for stage, part in zip(stream.stages, found, strict=True)
    )
    missing = untold(engine)
    return Parts(
        work=None if WORK in missing else sum(each.work for each in stages),
        wait=None if WAIT in missing else sum(each.wait for each in stages),
        blocked=None if BLOCKED in missing else sum(each.blocked for each in stages),
        handoff=None if WAIT in missing else sum(each.handoff for each in stages),
        stages=stages,
    )


def _divided(parts: Parts) -> bool:
    """Whether work is told apart from the rest of the time, without which it has no share."""
    return parts.work is not None and (parts.wait is not None or parts.blocked is not None)


def open_ages(
    engine: Engine, stream: ValueStream, selection: Selection, moment: int, limit: float | None
) -> Ages:
    """Return how old what is open at ``moment`` is; ``limit`` are the days that 85 % are done within, if known."""
    found = ageing(engine, selection, moment, limit)
    lines = tuple(
        AgeLine(
            key=slug(stream.stages[each.stage].name),
            stage=stream.stages[each.stage].name,
            items=each.items,
            working=each.working,
            ages=each.ages,
            older=None if limit is None else each.older,
        )
        for each in found.stages
    )
    return Ages(found.items, found.mean, found.oldest, found.older, lines)
