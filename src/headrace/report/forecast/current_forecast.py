"""The forecast page's values, put together from the forecast and what surrounds it.

What does not depend on the question (:class:`Groundwork`) is made once; questions are answered from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from headrace.engine import among, rows
from headrace.flow import ladder
from headrace.flow.forecast import Forecast, Throughput, first_possible, forecast, round_number, throughput
from headrace.flow.forecast_check import FEWEST_WEEKS
from headrace.flow.forecast_item import Outlook, start_outlook
from headrace.flow.spans import read_spans
from headrace.flow.survival import flow_survival
from headrace.report.flow.current_flow import flow_times, open_ages
from headrace.report.forecast.forecast_view import (
    Asked,
    ByDay,
    CheckLine,
    ForecastView,
    FutureDay,
    Held,
    PastForecast,
    PastWeek,
    When,
)
from headrace.report.forecast.item_outlook import item_outlook, promise_days, shown_outlook
from headrace.report.words import short_key
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.forecast_check import Check
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Numbers, Spans
    from headrace.report.flow.flow_view import Ages, Times
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

FEWEST = 5
"""Finished items below which nothing is forecast."""

SHOWN_WEEKS = 4
"""How far ahead the past forecasts were made that are shown one by one."""

_SHOWN = 13
_OLDEST = 5
_POINTS = 40
_WEEK = 7 * DAY
_BANDS: Numbers = np.array([0.025, 0.075, 0.25, 0.5, 0.75, 0.925, 0.975])
_COLUMNS = np.array([0, 2, 4, 5, 6, 8, 10])
"""Where those shares stand among the ones that checks know."""


@dataclass(frozen=True)
class Groundwork:
    """What every question about a stream's future is answered from."""

    stream: ValueStream
    selection: Selection
    around: Surroundings
    spans: Spans
    past: Throughput
    made: Forecast | None
    ages: Ages
    times: Times | None
    oldest: tuple[tuple[str, str], ...]
    start: Outlook

    @property
    def refusal(self) -> str | None:
        """Why nothing is forecast; ``None`` when something is."""
        finished = len(self.spans.finished[0])
        if self.around.missing:
            return "missing"
        if not finished:
            return "nothing"
        if len(self.past) < FEWEST_WEEKS:
            return "early"
        if finished < FEWEST:
            return "few"
        return "idle" if self.made is None else None


def groundwork(engine: Engine, stream: ValueStream, selection: Selection, around: Surroundings) -> Groundwork:
    """Return what the record says, whatever is asked about the future.

    Args:
        engine: holds the stream's derived tables.
        selection: the window whose flow times ages are held against, and the kind of work.
    """
    spans = read_spans(engine, selection).known_at(around.data_to)
    past = throughput(spans.finished[0], around.data_to)
    made = None if around.missing else forecast(past)
    curve = flow_survival(spans, selection.start, around.data_to) if len(spans) else None
    times = flow_times(curve) if curve is not None and curve.n >= FEWEST else None
    limit = times.p85.days if times else None
    return Groundwork(
        stream,
        selection,
        around,
        spans,
        past,
        made,
        open_ages(engine, stream, selection, around.data_to, limit),
        times,
        _oldest(engine, selection, around.data_to, limit),
        start_outlook(spans, around.data_to, promise_days(stream)),
    )


def current_forecast(engine: Engine | None, ground: Groundwork, asked: Asked) -> ForecastView:
    """Return what will be done when.

    Args:
        engine: holds the stream's derived tables; only needed when an item is asked about.
    """
    made, around, stream = ground.made, ground.around, ground.stream
    refusal = ground.refusal
    told = None if refusal else made
    when = _when(told, asked) if told else None
    by = _by(told, asked) if told else None
    return ForecastView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        kind=ground.selection.kind,
        kinds=around.kinds,
        refusal=refusal,
        missing=around.missing,
        remedy=around.remedy,
        possible=first_possible(ground.spans.finished[0]) if refusal == "early" else None,
        question="item" if asked.item else "by" if asked.by is not None else "when",
        weeks=len(ground.past),
        memory=told.level.memory if told else None,
        n_finished=len(ground.spans.finished[0]),
        n_open=ground.ages.items,
        when=when,
        by=by,
        item=item_outlook(engine, stream, ground.selection, around.data_to, asked.item)
        if engine is not None and asked.item
        else None,
        start=shown_outlook(stream, around.data_to, ground.start) if told else None,
        past=_past(ground.past) if told else (),
        future=_future(told, when, by) if told else (),
        checks=tuple(_check(each) for each in told.checks if len(each)) if told else (),
        past_forecasts=_past_forecasts(told) if told else (),
        ages=ground.ages,
        times=ground.times,
        oldest=ground.oldest,
        promise_within=promise_days(stream),
        promise_share=stream.promise.share if stream.promise else None,
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )


def _when(made: Forecast, asked: Asked) -> When:
    items = asked.items or round_number(made.level.ahead(3).mean)
    return When(items, *(made.day(items, chance) for chance in (0.5, 0.85, 0.95)))


def _by(made: Forecast, asked: Asked) -> ByDay:
    day = _next_months_end(made.past.end) if asked.by is None else asked.by // DAY * DAY
    return ByDay(day, *(made.at_least(day + DAY - 1, chance) for chance in (0.5, 0.85, 0.95)))


def _next_months_end(moment: int) -> int:
    """Return the last day of the month after that of ``moment``, by its start."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    month = (epoch + timedelta(microseconds=moment)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = month + timedelta(days=32 * 2)
    last = after.replace(day=1) - timedelta(days=1)
    return (last - epoch) // timedelta(microseconds=1)


def _future(made: Forecast, when: When | None, by: ByDay | None) -> tuple[FutureDay, ...]:
    """Return days ahead, as many as a picture has room for, a little beyond what was asked."""
    today = made.past.end // DAY * DAY
    asked = [each for each in ((when.likely, when.sure) if when else ()) if each is not None]
    farthest = max([*asked[-1:], today + 28 * DAY, *([by.day] if by else [])]) + 3 * DAY
    days = min((farthest - today) // DAY, 365)
    step = -(-days // _POINTS)
    found = []
    for ahead in range(step, days + step, step):
        counts = made.shares(today + (ahead + 1) * DAY - 1, _BANDS)
        found.append(FutureDay(today + ahead * DAY, *(int(each) for each in counts)))
    return tuple(found)


def _past(past: Throughput) -> tuple[PastWeek, ...]:
    return tuple(
        PastWeek(int(start), int(done)) for start, done in zip(past.starts, past.counts, strict=True)
    )


def _check(check: Check) -> CheckLine:
    return CheckLine(
        check.weeks,
        len(check),
        tuple(Held(each.share, each.held, each.low, each.high, each.closed) for each in check.coverage),
        check.loss,
        check.loss_of_average,
        check.next.widened,
    )


def _past_forecasts(made: Forecast) -> tuple[PastForecast, ...]:
    """Return the last past forecasts of which no two look at the same week, the oldest first."""
    check = next((each for each in made.checks if each.weeks == SHOWN_WEEKS), None)
    if check is None or not len(check):
        return ()
    apart = range(len(check) - 1, -1, -SHOWN_WEEKS)[:_SHOWN][::-1]
    found = []
    for at in apart:
        origin = made.past.end + 1 - (len(made.past) - int(check.origins[at])) * _WEEK
        counts = (int(each) for each in check.quantiles[at][_COLUMNS])
        done = int(check.actual[at])
        found.append(PastForecast(origin, origin + SHOWN_WEEKS * _WEEK, done, *counts))
    return tuple(found)


def _oldest(
    engine: Engine, selection: Selection, moment: int, limit: float | None
) -> tuple[tuple[str, str], ...]:
    """Return id and key of what is older than 85 % of all ever get, the oldest first."""
    if limit is None:
        return ()
    first = ladder.listed(engine, selection, ladder.Behind("open"), "oldest", slice(0, _OLDEST)).item_nos
    lines = ladder.timelines(engine, first)
    old = [each for each in first if moment - lines[each]["started_at"] > limit * DAY]
    names = {row["object_no"]: row for row in rows(among(engine, engine.table("objects"), "object_no", old))}
    return tuple((names[each]["object_id"], short_key(names[each]["key"])) for each in old)
