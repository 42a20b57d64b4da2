"""How long single visits take, stage by stage and hand-off by hand-off, with those that still go on counted.

A visit that was left in the window ended; one that was open at the window's end, or ended because its item was given
up, was watched until then (Kaplan–Meier, see :mod:`.survival`). What began before the window is watched from the age
that it had then. Visits are counted by their lengths in steps of 2 % and by the day on which they were left
(:data:`.rollup.BINS`), so an age is within 1 % of what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.survival import Survival, counted_survival
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import BINS, DAY, SECOND

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Numbers, Times

FEWEST = 5
"""Visits below which nothing is said of how long they take."""

_NONE = -1

_NEAR = 16
"""Visits longer than this part of a window are few."""


@dataclass(frozen=True, slots=True)
class Spell:
    """The visits of one stage in one way (``mode``), or all waits between two functions (``stage`` is ``None``)."""

    mode: Mode
    stage: int | None
    sender: int | None
    receiver: int | None
    curve: Survival


def spells(engine: Engine, selection: Selection, start: int, end: int) -> tuple[Spell, ...]:
    """Return how long visits took between ``start`` and ``end`` (µs UTC), of all that were there then.

    First stage by stage what was waited, worked and blocked, then each hand-off, that with most visits first; nothing
    where there were fewer than :data:`FEWEST`.
    """
    found = _joined(_left(engine, selection, start, end), _still_open(engine, selection, start, end))
    waits = found["mode"] == int(Mode.WAITING)
    listed = []
    for stage in np.unique(found["stage_order"]):
        for mode in (Mode.WAITING, Mode.WORKING, Mode.BLOCKED):
            these = (found["stage_order"] == stage) & (found["mode"] == int(mode))
            listed.append(Spell(mode, int(stage), None, None, _curve(found, these)))
    sender, receiver = found["from_function"], found["function_no"]
    handed = waits & (sender != _NONE) & (sender != receiver)
    pairs = np.unique(np.stack([sender[handed], receiver[handed]]), axis=1).T.astype(int).tolist()
    between = [
        Spell(Mode.WAITING, None, one, other, _curve(found, handed & (sender == one) & (receiver == other)))
        for one, other in pairs
    ]
    between.sort(key=lambda each: -each.curve.n)
    return tuple(each for each in (*listed, *between) if each.curve.n >= FEWEST)


_Columns = dict[str, "np.ndarray[Any, np.dtype[Any]]"]
_WHERE = ("stage_order", "mode", "function_no", "from_function")


def _left(engine: Engine, selection: Selection, start: int, end: int) -> _Columns:
    """Return the visits that were left after ``start``, with their age then, and from which on they were watched."""
    opened, closed = start / DAY, end / DAY
    middle = nw.col("day") + 0.5
    lasted = ((nw.col("bin") - 0.5) / BINS).exp() * (SECOND / DAY)
    later = nw.col("day") > end // DAY
    none = nw.lit(_NONE)
    # only of what the window cuts does it matter when it was
    cut_on = nw.when(later | (middle - lasted < opened)).then(nw.col("day")).otherwise(none)
    # lengths are dear: what was left long after the window began is cut by it only when it is long itself
    long = (closed - opened) / _NEAR
    maybe = later | (middle <= opened + long) | (nw.col("bin") >= _bin(long))
    there = selection.of_kind(engine.table("daily_spells")).filter(nw.col("day") >= start // DAY)
    data = columns(
        there.filter(~later | (middle - lasted < closed))
        .with_columns(cut_on=nw.when(maybe).then(cut_on).otherwise(none))
        .group_by(*_WHERE, "gave_up", "bin", "cut_on")
        .agg(visits=nw.col("visits").sum().cast(nw.Int64))
    )
    lasted_days = np.exp((data["bin"] - 0.5) / BINS) * (SECOND / DAY)
    left = np.where(data["cut_on"] == _NONE, np.nan, data["cut_on"] + 0.5)
    after = data["cut_on"] > end // DAY
    over = np.where(after, np.maximum(left - closed, 0), 0)
    return {
        **{name: _numbers(data[name]) for name in _WHERE},
        "visits": data["visits"].astype(np.int64),
        "age": np.maximum(lasted_days - over, 0),
        "ended": ~after & ~data["gave_up"].astype(np.bool_),
        "entry": np.nan_to_num(np.maximum(lasted_days - (left - opened), 0)),
    }


def _still_open(engine: Engine, selection: Selection, start: int, end: int) -> _Columns:
    """Return the visits that are open, with the age that they had at ``end``."""
    there = selection.of_kind(engine.table("open_visits")).filter(nw.col("entered_at") <= end)
    data = columns(there.select(*_WHERE, "entered_at"))
    entered = data["entered_at"].astype(np.int64)
    return {
        **{name: _numbers(data[name]) for name in _WHERE},
        "visits": np.ones(len(entered), dtype=np.int64),
        "age": (end - entered) / DAY,
        "ended": np.zeros(len(entered), dtype=np.bool_),
        "entry": np.maximum(start - entered, 0) / DAY,
    }


def _bin(days: float) -> int:
    """Return the lowest bin whose visits may count as longer than these days."""
    seconds = days * DAY / SECOND
    return int(np.log(seconds) * BINS) if seconds > 1 else 0


def _numbers(column: np.ndarray[Any, np.dtype[Any]]) -> Times:
    """Return small numbers as whole ones; where none is known, −1."""
    return np.asarray(np.nan_to_num(column.astype(np.float64), nan=_NONE)).astype(np.int64)


def _joined(one: _Columns, other: _Columns) -> _Columns:
    return {name: np.concatenate([one[name], other[name]]) for name in one}


def _curve(found: _Columns, these: Flags) -> Survival:
    entries: Numbers = found["entry"][these]
    return counted_survival(found["age"][these], found["ended"][these], found["visits"][these], entries)
