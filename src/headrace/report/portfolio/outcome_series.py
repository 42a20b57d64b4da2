"""What customers get over time: a signal's readings, or month by month the share of finished items that had it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.report.dimensions.profile_view import Series
from headrace.report.flow.flow_series import charted
from headrace.report.maps.outcome import GOOD
from headrace.report.portfolio.portfolio_view import OutcomeLine
from headrace.report.signals.signals import CHARTED
from headrace.value_streams.signals import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from headrace.engine import Engine
    from headrace.report.dimensions.signal_view import SignalLine
    from headrace.report.view import Window
    from headrace.value_streams.definition import ValueStream

_Numbers = np.ndarray[Any, np.dtype[Any]]

Told = dict[str, tuple[_Numbers, _Numbers]]
"""Attribute → numbers of the objects that tell it, sorted, and whether each says yes."""


def told_outcomes(log: Engine, names: Collection[str]) -> Told:
    """Return what attributes say of every object, by name: the newest value that means yes or no counts."""
    if not names:
        return {}
    values = log.table("object_values").filter(
        nw.col("attribute").is_in(sorted(names)), nw.col("value").str.to_lowercase().is_in(list(GOOD))
    )
    found = columns(values.select("object_no", "attribute", "value", "since"))
    order = np.lexsort((found["since"], found["object_no"]))
    numbers, attributes = found["object_no"][order], found["attribute"][order]
    good = np.array([GOOD[str(value).lower()] for value in found["value"][order]], dtype=np.bool_)
    told: Told = {}
    for name in names:
        mine = attributes == name
        objects, said = numbers[mine], good[mine]
        newest = np.append(objects[1:] != objects[:-1], True) if len(objects) else np.zeros(0, np.bool_)
        told[name] = (objects[newest], said[newest])
    return told


def outcome_line(
    stream: ValueStream,
    signals: Sequence[SignalLine],
    told: Told,
    items: _Numbers,
    ended_at: _Numbers,
    window: Window,
) -> OutcomeLine | None:
    """Return the first outcome of a stream that is told in ``window``; ``None`` where none is.

    First those that the stream names, in its order, then any other signal about it that tells of the product.

    Args:
        signals: all that is measured beside the flow.
        told: as :func:`told_outcomes` returns it.
        items, ended_at: finished items, and when each was finished.
    """
    by_name = {each.signal: each for each in signals if each.defined}
    others = [
        each.signal
        for dimension in PRODUCT
        for each in signals
        if each.dimension == dimension and stream.id in each.streams and each.signal not in stream.outcomes
    ]
    for name in (*stream.outcomes, *others):
        found = (
            _measured(by_name[name], window)
            if name in by_name
            else _shares(name, told, items, ended_at, window)
        )
        if found is not None:
            return found
    return None


def _measured(line: SignalLine, window: Window) -> OutcomeLine | None:
    points = [each for each in line.points if window.start <= each.at < window.end]
    if not points:
        return None
    last = points[-1]
    series = Series(tuple(each.at for each in points), tuple(each.value for each in points), line.usual)
    return OutcomeLine(
        line.name, line.unit, last.value, last.at, last.n, line.goal, line.better, series, signal=True
    )


def _shares(name: str, told: Told, items: _Numbers, ended_at: _Numbers, window: Window) -> OutcomeLine | None:
    objects, said = told.get(name, (np.zeros(0, np.int64), np.zeros(0, np.bool_)))
    inside = (ended_at >= window.start) & (ended_at < window.end)
    if not len(objects) or not inside.any():
        return None
    places = np.searchsorted(objects, items[inside]).clip(max=len(objects) - 1)
    known = objects[places] == items[inside]
    if not known.any():
        return None
    starts, shares, counts = _by_month(ended_at[inside][known], said[places][known])
    chart = charted(name, list(zip(starts, shares, strict=True))[-CHARTED:], "counts")
    # no share is more than all
    chart = replace(chart, high=min(chart.high, 1.0)) if chart else None
    series = Series(starts, shares, chart, unit="share")
    return OutcomeLine(name, "share", shares[-1], starts[-1], counts[-1], None, None, series, signal=False)


def _by_month(
    ended_at: _Numbers, said: _Numbers
) -> tuple[tuple[int, ...], tuple[float, ...], tuple[int, ...]]:
    """Return the months in which something ended (µs UTC), the share that says yes, and of how many."""
    months, place = np.unique(ended_at.astype("datetime64[us]").astype("datetime64[M]"), return_inverse=True)
    counts = np.bincount(place)
    shares = np.bincount(place, weights=said) / counts
    starts = months.astype("datetime64[us]").astype(np.int64)
    return tuple(starts.tolist()), tuple(shares.tolist()), tuple(counts.tolist())
