"""The flow page's series: week by week, group by group, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.process_behaviour import chart
from headrace.flow.cumulative_flow import cumulative_flow
from headrace.flow.weekly_times import grouped_times
from headrace.report.flow.flow_view import Behaviour, Diagram, FinishedGroup, SignalLine, WeekLine

if TYPE_CHECKING:
    from headrace.diagnosis.process_behaviour import Scale
    from headrace.engine import Engine
    from headrace.flow.daily import DailyItems
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Spans
    from headrace.flow.weekly_times import Finished
    from headrace.flow.weeks import Weeks
    from headrace.value_streams.definition import ValueStream

_POINTS = 120
"""Days that the diagram shows at most."""


def groups(spans: Spans, weeks: Weeks) -> tuple[FinishedGroup, ...]:
    """Return what was done, in at most sixty groups of weeks."""
    return tuple(
        FinishedGroup(each.start, each.weeks, each.items, each.days) for each in grouped_times(spans, weeks)
    )


def week_lines(weeks: Weeks, times: tuple[Finished, ...]) -> tuple[WeekLine, ...]:
    """Return one line per whole week."""
    return tuple(
        WeekLine(each.start, int(came), int(done), int(given_up), each.typical)
        for each, came, done, given_up in zip(times, weeks.arrived, weeks.done, weeks.given_up, strict=True)
    )


def behaviour(weeks: Weeks, times: tuple[Finished, ...]) -> tuple[Behaviour, ...]:
    """Return the charts of how much is done a week, and of how long it took on the scale of logarithms."""
    counts = [(int(start), float(n)) for start, n in zip(weeks.starts, weeks.done, strict=True)]
    typical = [(each.start, each.typical) for each in times if each.typical is not None]
    # a series of mostly zeros is no series of counts: its limits would single out every event
    often = bool(counts) and sum(n for _, n in counts) >= len(counts)
    found = (charted("done", counts, "counts") if often else None, charted("time", typical, "log"))
    return tuple(each for each in found if each is not None)


def charted(what: str, points: list[tuple[int, float]], scale: Scale) -> Behaviour | None:
    """Return the process behaviour chart of points (week's Monday, value); ``None`` below eight of them."""
    found = chart([value for _, value in points], scale)
    if found is None:
        return None
    starts = tuple(start for start, _ in points)
    last = len(points) - 1
    signals = tuple(
        SignalLine(each.rule, starts[each.first], starts[each.last], each.high, each.last == last)
        for each in found.signals
    )
    return Behaviour(
        what, starts, found.values, found.centre, found.low, found.high, signals, found.false_alarm
    )


def diagram(
    engine: Engine, counts: DailyItems, stream: ValueStream, selection: Selection, start: int, end: int
) -> Diagram:
    """Return the cumulative flow diagram from ``start`` to ``end`` (µs UTC), at 120 days at most."""
    found = cumulative_flow(engine, counts, selection, start, end + 1, len(stream.stages))
    shown = np.unique(np.linspace(0, len(found.days) - 1, min(_POINTS, len(found.days))).astype(int))
    return Diagram(
        days=tuple(found.days[shown].tolist()),
        arrived=tuple(found.arrived[shown].tolist()),
        left=tuple(found.left[shown].tolist()),
        stages=tuple(stage.name for stage in stream.stages),
        in_stage=tuple(tuple(each[shown].tolist()) for each in found.in_stage),
    )
