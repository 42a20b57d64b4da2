"""Why items waited, as far as the records tell: every wait split into parts that exclude each other and add up to it.

The parts are taken from the wait in this order, each from what the ones before have left:

1. ``OUTSIDE``: the wait is for somebody outside, as the definition says; all of it.
2. ``REWORK``: the item had been worked on here before, and elsewhere since, or further on; all of it.
3. ``HOURS``: it came while the function starts no work; until it does again.
4. ``TOGETHER``: it left together with others that came apart; until then.
5. ``OVERTAKEN``: from when on one that came later had been taken up before it.
6. ``BUSY`` and ``BUSY_ELSEWHERE``: the function had as many items in work as it takes, most of them of this stream, or
   of others.
7. ``HOURS`` again: what is left of the hours in which the function starts no work.
8. ``REST``: nothing in the records goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.occupancy import occupancy
from headrace.diagnosis.queue_order import QueueOrder, queue_order
from headrace.diagnosis.working_hours import Untold, WorkingHours, working_hours
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.diagnosis.item_visits import ItemVisits
    from headrace.flow.spans import Flags, Times


Split = np.ndarray[tuple[int, int], np.dtype[np.int64]]
"""µs per wait and :class:`Cause`."""


class Cause(IntEnum):
    """What a part of a wait goes with."""

    OUTSIDE = 0
    REWORK = 1
    HOURS = 2
    TOGETHER = 3
    OVERTAKEN = 4
    BUSY = 5
    BUSY_ELSEWHERE = 6
    REST = 7


@dataclass(frozen=True, slots=True)
class Receiver:
    """What is known of a function that receives work.

    ``hours`` are those in which it starts work, or why they are not told; ``at_once`` is how many items it usually
    takes, 0 where that is not told; both from ``starts``. ``shared`` says whether other streams need it as well.
    """

    hours: WorkingHours | Untold
    at_once: int
    starts: int
    shared: bool


@dataclass(frozen=True)
class WaitParts:
    """Every wait that is over, split: ``visit`` is its place among the visits, ``parts`` µs per :class:`Cause`.

    ``order_told`` says of each wait whether its queue's records can tell batches. ``receivers`` is by function.
    """

    visit: Times
    parts: Split
    order_told: Flags
    receivers: Mapping[int, Receiver]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """When a function worked on items of other streams: µs UTC, one entry each time."""

    began: Times
    ended: Times


def wait_parts(
    visits: ItemVisits,
    moment: int,
    elsewhere: Mapping[int, Elsewhere],
    outside: Flags,
) -> WaitParts:
    """Split every wait of the finished items among ``visits``.

    Args:
        visits: of all items that were there while those waited.
        moment: the data's time (µs UTC), until which what goes on is counted.
        elsewhere: by function, the work on items of other streams, for functions that these need as well.
        outside: of each visit, whether it is for somebody outside.
    """
    queued = np.flatnonzero(visits.waits)
    stages = int(visits.stage.max(initial=0)) + 1
    queue = visits.function[queued] * stages + visits.stage[queued]
    order = queue_order(queue, visits.began[queued], visits.ended[queued], _taken(visits)[queued])
    counted = visits.counted[visits.item[queued]]
    rows = queued[counted]
    order = QueueOrder(order.together[counted], order.told[counted], order.overtaken[counted])
    parts = np.zeros((len(rows), len(Cause)), dtype=np.int64)
    receivers: dict[int, Receiver] = {}
    whole = _whole(visits, rows, outside)
    by_function = np.argsort(visits.function[rows], kind="stable")
    cuts = np.flatnonzero(np.diff(visits.function[rows][by_function])) + 1
    for these in np.split(by_function, cuts) if len(rows) else ():
        function = int(visits.function[rows[these[0]]])
        split = _Split(visits, function, moment, elsewhere.get(function))
        receivers[function] = split.receiver
        waits = rows[these]
        parts[these] = split.parts(
            visits.began[waits],
            visits.took[waits],
            whole[these],
            order.together[these],
            order.overtaken[these],
        )
    return WaitParts(rows, parts, order.told, receivers)


def _taken(visits: ItemVisits) -> Flags:
    """Return which visits were left because the item was taken up: it is worked on, waits further on, or is done."""
    taken = np.zeros(len(visits.item), dtype=np.bool_)
    further = (visits.mode[1:] == int(Mode.WAITING)) & (visits.stage[1:] > visits.stage[:-1])
    on = visits.works[1:] | further | (visits.mode[1:] == int(Mode.DONE))
    taken[:-1] = (visits.item[1:] == visits.item[:-1]) & on
    return taken


def _whole(visits: ItemVisits, rows: Times, outside: Flags) -> Times:
    """Return of each wait which cause it goes with as a whole, −1 for none."""
    again = _been_before(visits)[rows]
    return np.where(outside[rows], int(Cause.OUTSIDE), np.where(again, int(Cause.REWORK), -1))


def _been_before(visits: ItemVisits) -> Flags:
    """Return at which visits the item had been worked on further on, or here before and elsewhere since."""
    working = visits.works
    stages = int(visits.stage.max(initial=0)) + 2
    # counted up by item, the furthest stage of the item before never reaches the next one
    furthest = np.maximum.accumulate(visits.item * stages + np.where(working, visits.stage + 1, 0))
    before = np.concatenate([[0], furthest[:-1]])[: len(furthest)] - visits.item * stages - 1
    place = np.arange(len(working))
    last = np.maximum.accumulate(np.where(working, place, -1))
    last = np.concatenate([[-1], last[:-1]])[: len(last)]
    same_item = (last >= 0) & (visits.item[np.maximum(last, 0)] == visits.item)
    here = visits.function * stages + visits.stage
    elsewhere = same_item & (here[np.maximum(last, 0)] != here)
    return np.asarray((before > visits.stage) | (elsewhere & _worked_here(visits, working, here, place)))


def _worked_here(visits: ItemVisits, working: Flags, here: Times, place: Times) -> Flags:
    """Return at which visits the item had been worked on in the same stage and function before."""
    code = visits.item * (int(here.max(initial=0)) + 2) + here + 1
    codes, number = np.unique(code, return_inverse=True)
    first = np.full(len(codes), len(place), dtype=np.int64)
    np.minimum.at(first, number[working], place[working])
    return np.asarray(first[number] < place)


class _Split:
    """Splits the waits for one function."""

    def __init__(self, visits: ItemVisits, function: int, moment: int, elsewhere: Elsewhere | None) -> None:
        nothing = np.zeros(0, dtype=np.int64)
        work = visits.works & (visits.function == function)
        other = elsewhere or Elsewhere(nothing, nothing)
        began = np.concatenate([visits.began[work], other.began])
        ended = np.minimum(np.concatenate([visits.ended[work], other.ended]), moment)
        own = np.arange(len(began)) < int(work.sum())
        here = visits.function == function
        first = int(visits.began[here].min())
        last = max(int((visits.began + visits.took)[here].max()), moment)
        found = working_hours(began[began <= moment], first, last)
        self._hours = found if isinstance(found, WorkingHours) else None
        self._occupancy = occupancy((began, ended, own), first, last, self._hours)
        at_once = self._occupancy.at_once
        self.receiver = Receiver(found, at_once, self._occupancy.starts, elsewhere is not None)

    def parts(self, began: Times, waited: Times, whole: Times, together: Flags, overtaken: Times) -> Split:
        """Return µs per wait and :class:`Cause`."""
        parts = np.zeros((len(began), len(Cause)), dtype=np.int64)
        ended = began + waited
        known = whole >= 0
        parts[known, whole[known]] = waited[known]
        opened = began if self._hours is None else np.minimum(self._hours.first_open(began), ended)
        parts[:, Cause.HOURS] = np.where(known, 0, opened - began)
        grouped = together & ~known
        parts[grouped, Cause.TOGETHER] = (ended - opened)[grouped]
        open_still = ~known & ~grouped
        passed = np.clip(overtaken, opened, ended)
        parts[open_still, Cause.OVERTAKEN] = (ended - passed)[open_still]
        own, others, closed = (
            np.where(open_still, later - earlier, 0)
            for later, earlier in zip(
                self._occupancy.until(passed), self._occupancy.until(opened), strict=True
            )
        )
        parts[:, Cause.BUSY] += own
        parts[:, Cause.BUSY_ELSEWHERE] += others
        parts[:, Cause.HOURS] += closed
        parts[:, Cause.REST] = waited - parts.sum(axis=1)
        return parts
