"""Flow as a dimension of the profile: the flow page's first numbers, as it has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_view import Dimension, MeasureLine, Series
from headrace.report.flow.current_flow import current_flow
from headrace.report.flow.flow_sentences import flow_headline
from headrace.report.flow.flow_view import Likely
from headrace.report.trust.gaps import BLOCKED, WAIT, WORK, undivided, why
from headrace.report.wording.phrases import text
from headrace.report.words import scale_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.dimensions.profile_view import ProfileAsked
    from headrace.report.flow.flow_view import FlowView, Within

_SHOWN = ("done", "half", "p85", "open", "efficiency")


def flow(asked: ProfileAsked) -> Dimension:
    """Return the flow dimension of a stream."""
    view = current_flow(asked.engine, asked.stream, asked.selection, asked.around)
    head = Dimension("flow", text("flow.name"), text("flow.question"), (), page="flow")
    if view.refusal:
        said = flow_headline(view)
        return Dimension(
            head.key,
            head.name,
            head.question,
            _missing(said.text(), said.note),
            remedy=said.note,
            page="flow",
        )
    return Dimension(head.key, head.name, head.question, tuple(_lines(view)), page="flow")


def _missing(why: str, remedy: str) -> tuple[MeasureLine, ...]:
    return tuple(
        MeasureLine(key, text(f"flow.m.{key}"), None, _UNITS[key], 0, missing=why, remedy=remedy)
        for key in _SHOWN
    )


_UNITS = {"done": "a week", "half": "days", "p85": "days", "open": "items", "efficiency": "share"}


def _lines(view: FlowView) -> Iterator[MeasureLine]:
    charts = {each.what: each for each in view.behaviour}
    starts = tuple(each.start for each in view.weeks)
    done = Series(starts, tuple(float(each.done) for each in view.weeks), charts.get("done"))
    typical = Series(starts, tuple(each.typical for each in view.weeks), charts.get("time"))
    yield _line(
        view, "done", view.done, view.n_finished, series=done if starts else None, evidence=("items", "")
    )
    if view.times is not None:
        yield _within(view, "half", view.times.half, typical if starts else None)
        yield _within(view, "p85", view.times.p85, None)
    yield MeasureLine(
        "open",
        text("flow.m.open"),
        Likely(view.n_open, None, None),
        "items",
        view.n_open,
        as_of=view.data_to,
        how=text("flow.how.open"),
        note=_oldest(view),
        evidence=("items", "open"),
    )
    yield _efficiency(view)


def _efficiency(view: FlowView) -> MeasureLine:
    """Return the share of the time worked on; where no record divides the time, what would mend that."""
    parts = view.parts
    told = {} if parts is None else {WORK: parts.work, WAIT: parts.wait, BLOCKED: parts.blocked}
    untimed = undivided(frozenset(name for name, days in told.items() if days is None))
    if untimed is None:
        return _line(view, "efficiency", view.efficiency, view.n_finished)
    fact, remedy = why(untimed)
    return _line(view, "efficiency", None, view.n_finished, missing=fact, remedy=remedy)


def _line(view: FlowView, key: str, value: Likely | None, n: int, **more: object) -> MeasureLine:
    missing = None if value is not None else text(f"flow.none.{key}")
    fixed = {"window": view.observed, "how": text(f"flow.how.{key}"), "missing": missing}
    return MeasureLine(key, text(f"flow.m.{key}"), value, _UNITS[key], n, **(fixed | more))  # type: ignore[arg-type]


def _within(view: FlowView, key: str, found: Within, series: Series | None) -> MeasureLine:
    longest = view.times.longest if view.times and view.times.longest else 0.0
    said = (
        ""
        if found.days is not None
        else text("flow.not_reached", {"longest": scale_for(longest).words(longest)})
    )
    value = None if found.days is None else Likely(found.days, found.low, found.high)
    n = view.times.items if view.times else 0
    return MeasureLine(
        key,
        text(f"flow.m.{key}"),
        value,
        "days",
        n,
        window=view.observed,
        said=said,
        how=text(f"flow.how.{key}"),
        series=series,
        evidence=("items", ""),
    )


def _oldest(view: FlowView) -> str:
    oldest = view.ages.oldest
    return "" if oldest is None else text("flow.oldest", {"days": scale_for(oldest).words(oldest)})
