"""The values of objectives: where each is on its way, put together from ``headrace.yaml`` and measured series."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from headrace.improvement.course import Way, course
from headrace.report.portfolio.portfolio_view import ObjectiveLine
from headrace.value_streams.objectives import served_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from headrace.improvement.course import Course
    from headrace.report.dimensions.signal_view import SignalLine
    from headrace.report.flow.flow_view import Behaviour
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.objectives import Objective


def objective_lines(
    catalogue: Catalogue,
    signals: Sequence[SignalLine],
    items: Mapping[str, np.ndarray[Any, np.dtype[Any]]],
    data_to: int,
) -> tuple[ObjectiveLine, ...]:
    """Return every objective, in the order of the file.

    Args:
        signals: all that is measured beside the flow, with the readings that count.
        items: stream → numbers of the items that it finished.
        data_to: up to when it is known how things are, µs UTC; a number of the file is taken to be of then.
    """
    by_name = {each.signal: each for each in signals if each.defined}
    return tuple(
        _line(name, one, catalogue, by_name, items, data_to) for name, one in catalogue.objectives.items()
    )


def _line(
    name: str,
    one: Objective,
    catalogue: Catalogue,
    signals: Mapping[str, SignalLine],
    items: Mapping[str, np.ndarray[Any, np.dtype[Any]]],
    data_to: int,
) -> ObjectiveLine:
    signal = signals.get(one.now) if isinstance(one.now, str) else None
    points = signal.points if signal else ()
    since = None if one.since is None else _micros(one.since)
    counted = [each for each in points if since is None or each.at >= since]
    first = counted[0] if counted else None
    last = points[-1] if points else None
    start = one.start if one.start is not None or first is None else first.value
    now = one.now if isinstance(one.now, float) else None if last is None else last.value
    line = ObjectiveLine(
        objective=name,
        name=one.name,
        measure=one.measure or (signal.name if signal else None),
        unit=one.unit or (signal.unit if signal else ""),
        start=start,
        began=since if since is not None or first is None else first.at,
        now=now,
        now_at=data_to if isinstance(one.now, float) else None if last is None else last.at,
        goal=one.goal,
        by=None if one.by is None else _micros(one.by),
        weight=one.weight,
        parent=one.parent,
        readings=None if signal is None else len(points),
        course=None,
        untold=None,
        streams=_serving(name, catalogue),
        finished=0,
    )
    return _on_course(line, one, signal.usual if signal else None, items)


def _on_course(
    line: ObjectiveLine,
    one: Objective,
    usual: Behaviour | None,
    items: Mapping[str, np.ndarray[Any, np.dtype[Any]]],
) -> ObjectiveLine:
    found = [items[stream] for stream in line.streams if stream in items]
    finished = len(np.unique(np.concatenate(found))) if found else 0
    untold = _untold(line, one, usual)
    return replace(line, finished=finished, untold=untold, course=None if untold else _course(line, usual))


def _untold(line: ObjectiveLine, one: Objective, usual: Behaviour | None) -> str | None:
    """Return what keeps the course from being told, ``None`` for nothing."""
    if line.now is None:
        return "measure" if one.now is None else "unread"
    if line.goal is None:
        return "goal"
    if line.by is None:
        return "day"
    if line.start is None or line.began is None or line.start == line.goal or line.began >= line.by:
        return "start"
    return "few" if line.readings is not None and usual is None else None


def _course(line: ObjectiveLine, usual: Behaviour | None) -> Course | None:
    told = (line.now, line.now_at, line.start, line.began, line.goal, line.by)
    now, at, start, began, goal, by = told
    if now is None or at is None or start is None or began is None or goal is None or by is None:
        return None
    scatter = None if usual is None else max(usual.high - usual.centre, usual.centre - usual.low)
    # the day itself is still time for it
    due = by + round(timedelta(days=1) / timedelta(microseconds=1))
    return course(Way(start, began, goal, due), now, at, scatter)


def _serving(name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the streams that serve an objective, or one that is part of it."""
    parts = {name}
    while True:
        more = {key for key, one in catalogue.objectives.items() if one.parent in parts} - parts
        if not more:
            break
        parts |= more
    streams = catalogue.value_streams
    return tuple(key for key, stream in streams.items() if parts & served_by(stream, streams).keys())


def _micros(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000
