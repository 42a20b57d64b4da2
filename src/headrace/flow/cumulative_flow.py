"""Cumulative flow: what has come, where it is, and what has left, day by day.

The bands of the diagram are how many items are in each stage at a moment, stacked on what has left; the top is
everything that has come. Its vertical distance is the work in progress (Little), its slopes are the rates. An item sent
back moves down again here; diagrams that never fall hide that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.daily import DailyItems
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Times


@dataclass(frozen=True, slots=True)
class CumulativeFlow:
    """Counts at the end of each day, µs UTC: ``in_stage[s]`` items in stage s; what came and left since the first.

    ``arrived − left = Σ in_stage``: nothing is lost between the bands.
    """

    days: Times
    arrived: Times
    left: Times
    in_stage: tuple[Times, ...]


def cumulative_flow(
    engine: Engine, counts: DailyItems, selection: Selection, start: int, end: int, stages: int
) -> CumulativeFlow:
    """Return the diagram from the day of ``start`` to that of ``end`` (µs UTC).

    Counts begin with what was there just before ``start``: it has come, and nothing has left yet.
    """
    first, last = start // DAY, max(start, end - 1) // DAY
    days = np.arange(first, last + 1, dtype=np.int64)
    moves = _moves(engine, selection)
    nothing = (np.zeros(0, dtype=np.int64),) * 3
    in_stage = tuple(
        _until((when, entered), days) - _until((when, gone), days)
        for when, entered, gone in (moves.get(stage, nothing) for stage in range(stages))
    )
    present = np.sum(in_stage, axis=0) if stages else np.zeros(len(days), dtype=np.int64)
    counted = counts.ended(selection)
    left = _until(counted, days) - _until(counted, np.array([first - 1], dtype=np.int64))
    return CumulativeFlow((days + 1) * DAY, present + left, left, in_stage)


_Counts = dict[int, tuple["Times", "Times", "Times"]]


def _moves(engine: Engine, selection: Selection) -> _Counts:
    """Return, per stage, days with the items that had entered by their end, and that had left by it."""
    moves = selection.of_kind(engine.table("daily_moves")).group_by("stage_order", "day")
    data = columns(
        moves.agg(
            entered=nw.col("entered").sum().cast(nw.Int64), gone=nw.col("gone").sum().cast(nw.Int64)
        ).sort("stage_order", "day")
    )
    found: _Counts = {}
    for stage in np.unique(data["stage_order"]):
        there = data["stage_order"] == stage
        entered, gone = (np.cumsum(data[name][there].astype(np.int64)) for name in ("entered", "gone"))
        found[int(stage)] = (data["day"][there].astype(np.int64), entered, gone)
    return found


def _until(counted: tuple[Times, Times], days: Times) -> Times:
    """Return the running count at the end of each day."""
    place = np.searchsorted(counted[0], days, side="right")
    return np.concatenate([[0], counted[1]])[place]
