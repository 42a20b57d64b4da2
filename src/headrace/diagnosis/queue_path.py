"""What waits at each hand-off and what each function works on, moment by moment: the sample path of every queue.

A *place* is where items wait: between whoever worked on them last and whoever is to work on them next. Its path is a
count of things at evenly spaced moments, exact at each of them; the item-days waited are exact rectangles, so that
Little's law holds at every place on every window (Stidham 1974)::

    H = ∫ N dt       L = H/T       w' = H/D       L = Θ·w'

All kinds of work count: they wait for the same people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.handovers import CUSTOMER
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.engine import Engine
    from headrace.flow.spans import Times

Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
"""One row per place or function, one column per moment or step."""

_HOUR = 3_600_000_000
_STEPS = (_HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR, DAY)
_MOST = 20_000
"""Moments at most; every step divides a day, so that days and weeks begin at one."""

_MS = 1_000

_NOBODY = -2
"""The sender of work: it comes from no queue."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where items wait, after ``sender`` (:data:`.CUSTOMER` for none) and for ``receiver``, by number.

    ``order`` is where in the work it lies: the mean number of the stages that are waited for. ``days`` are the
    item-days waited there.
    """

    sender: int
    receiver: int
    order: float
    days: float


@dataclass(frozen=True)
class QueuePath:
    """The paths of all places from ``start``, one moment every ``step`` (µs).

    Args:
        places: in the order of the work.
        waiting: how many wait, one row per place, at each moment.
        came: how many came since the moment before, one row per place.
        went: how many left, done waiting or not.
        working: how many each function works on, by its number, at each moment; nothing for a function without work.
    """

    start: int
    step: int
    places: tuple[Place, ...]
    waiting: Counts
    came: Counts
    went: Counts
    working: Mapping[int, Times]

    @property
    def days(self) -> float:
        """How long the path is."""
        return (self.waiting.shape[1] - 1) * self.step / DAY

    def steps_in(self, days: float) -> int:
        """Return how many steps so many days are."""
        return max(round(days * DAY / self.step), 1)


def queue_path(engine: Engine, start: int, end: int) -> QueuePath:
    """Return the paths between two times (µs UTC).

    Args:
        start: from the whole step after it on.
        end: to the last whole step before it.
    """
    step = next((each for each in _STEPS if (end - start) / each <= _MOST), DAY)
    origin = -(-start // step) * step
    last = max((end - origin) // step, 0)
    there = _there(engine, origin, origin + last * step)
    entered = columns(_counted(there, "entered_at", origin, step, origin + last * step))
    left = columns(_counted(there, "left_at", origin, step, origin + last * step))
    return _path(origin, step, int(last) + 1, entered, left)


def _there(engine: Engine, origin: int, end: int) -> nw.LazyFrame[Any]:
    """Return the waits and the work that there were between two times, each with the place that it belongs to."""
    waiting = nw.col("mode") == int(Mode.WAITING)
    return (
        engine.table("visits")
        .filter(
            nw.col("mode").is_in([int(Mode.WAITING), int(Mode.WORKING)]),
            nw.col("entered_at") <= end,
            nw.col("left_at").is_null() | (nw.col("left_at") > origin),
        )
        .select(
            "entered_at",
            "left_at",
            "stage_order",
            receiver=nw.col("function_no"),
            sender=nw.when(waiting)
            .then(nw.col("worked_function").fill_null(CUSTOMER))
            .otherwise(nw.lit(_NOBODY)),
        )
    )


def _counted(there: nw.LazyFrame[Any], when: str, origin: int, step: int, end: int) -> nw.LazyFrame[Any]:
    """Return how many entered or left a place within each step, and for how long these were there (ms)."""
    since = nw.when(nw.col("entered_at") > origin).then(nw.col("entered_at")).otherwise(nw.lit(origin))
    over = nw.col("left_at").is_null() | (nw.col("left_at") > end)
    until = nw.when(over).then(nw.lit(end)).otherwise(nw.col("left_at"))
    late = nw.col(when) > origin
    moment = nw.when(late).then((nw.col(when) - origin + step - 1) // step).otherwise(nw.lit(0))
    return (
        there.filter(nw.col(when) <= end)
        # µs of all that was there at the first moment would not fit into whole numbers
        .select("sender", "receiver", "stage_order", moment=moment, took=(until - since) // _MS)
        .group_by("sender", "receiver", "stage_order", "moment")
        .agg(n=nw.len(), took=nw.col("took").sum().cast(nw.Int64))
    )


def _path(
    origin: int, step: int, moments: int, entered: Mapping[str, Any], left: Mapping[str, Any]
) -> QueuePath:
    came, went = (
        {name: np.asarray(each).astype(np.int64) for name, each in data.items()} for data in (entered, left)
    )
    places = _places(came)
    at = {(each.sender, each.receiver): number for number, each in enumerate(places)}
    shape = (len(places), moments)
    ins, outs = _spread(came, at, shape), _spread(went, at, shape)
    functions = np.unique(came["receiver"][came["sender"] == _NOBODY])
    works = {(_NOBODY, int(each)): number for number, each in enumerate(functions)}
    shape = (len(functions), moments)
    working = np.cumsum(_spread(came, works, shape) - _spread(went, works, shape), axis=1)
    waiting = np.cumsum(ins - outs, axis=1)
    # what was there at the first moment did not come after it
    ins[:, :1] = 0
    return QueuePath(
        origin, step, places, waiting, ins, outs,
        {int(function): working[number] for number, function in enumerate(functions)},
    )  # fmt: skip


def _places(came: Mapping[str, Times]) -> tuple[Place, ...]:
    """Return all places in the order of the work."""
    found: dict[tuple[int, int], list[float]] = {}
    for sender, receiver, stage, n, took in zip(
        *(came[name].tolist() for name in ("sender", "receiver", "stage_order", "n", "took")), strict=True
    ):
        if sender != _NOBODY:
            sums = found.setdefault((sender, receiver), [0.0, 0.0, 0.0])
            sums[0] += n
            sums[1] += n * stage
            sums[2] += took
    places = (
        Place(sender, receiver, order / n, took * _MS / DAY)
        for (sender, receiver), (n, order, took) in found.items()
    )
    return tuple(sorted(places, key=lambda each: (each.order, each.receiver, each.sender)))


def _spread(
    counted: Mapping[str, Times], at: Mapping[tuple[int, int], int], shape: tuple[int, int]
) -> Counts:
    """Return counts per place and moment as rows and columns."""
    found: Counts = np.zeros(shape, dtype=np.int64)
    pairs = zip(counted["sender"].tolist(), counted["receiver"].tolist(), strict=True)
    row = np.array([at.get(pair, -1) for pair in pairs], dtype=np.int64)
    kept = row >= 0
    np.add.at(found, (row[kept], counted["moment"][kept]), counted["n"][kept])
    return found
