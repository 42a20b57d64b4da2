"""The slow way to every hand-over, by which the kept ones are judged: visit by visit, in memory, from all visits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.handoff_returns import Rework
from headrace.flow.spans import NEVER
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times

CUSTOMER = -1
"""The sender of what nobody has worked on yet."""

_Columns = dict[str, "np.ndarray[Any, np.dtype[Any]]"]


@dataclass(frozen=True)
class Visits:
    """The visits of the items that were there in a window, by item and in order, one entry each.

    ``item`` counts the items from 0, ``number`` has each item's number in the log, and ``done`` says which of them
    finished in the window. ``function`` is −1 at an end, ``sender`` who had worked on the item last before it;
    ``took`` is in µs, up to the data's time where it goes on; ``ended`` is :data:`.NEVER` then. ``reopened`` ones begin
    where the item had been in use.
    """

    number: Times
    done: Flags
    item: Times
    visit: Times
    stage: Times
    function: Times
    mode: Times
    sender: Times
    began: Times
    ended: Times
    took: Times
    reopened: Flags

    @property
    def finished(self) -> Flags:
        """Which visits are of items that finished in the window."""
        return np.asarray(self.done[self.item])

    @property
    def waits(self) -> Flags:
        """Which visits are waits."""
        return np.asarray((self.mode == int(Mode.WAITING)) & (self.function >= 0))


@dataclass(frozen=True)
class Handovers:
    """One entry per hand-over: item (as in :class:`Visits`), functions, from when to when, and µs waited in between.

    ``inside`` ones are waits between two pieces of work of the same function. ``over`` says that the wait came to its
    end; it did not where the item was given up or still waits. ``of_visit`` leads from each visit to its hand-over,
    −1 for none.
    """

    item: Times
    sender: Times
    receiver: Times
    stage: Times
    began: Times
    ended: Times
    waited: Times
    over: Flags
    of_visit: Times

    @property
    def inside(self) -> Flags:
        """Which of them cross no boundary."""
        return np.asarray(self.sender == self.receiver)


def read_visits(engine: Engine, selection: Selection, start: int, end: int, moment: int) -> Visits:
    """Return the visits of the items that were there between ``start`` and ``end`` (µs UTC).

    Args:
        moment: the data's time, until which what goes on is counted.
    """
    items = selection.of_kind(engine.table("items")).filter(
        nw.col("started_at") <= end, nw.col("ended_at").is_null() | (nw.col("ended_at") >= start)
    )
    there = columns(
        items.select("item_no", day=nw.col("day").fill_null(-1), outcome=nw.col("outcome").fill_null(-1))
    )
    numbers = there["item_no"].astype(np.int64)
    order = np.argsort(numbers)
    day = there["day"].astype(np.int64)[order]
    in_window = (day >= selection.first_day) & (day < selection.last_day)
    done = in_window & (there["outcome"].astype(np.int64)[order] == int(Mode.DONE))
    return _placed(_read(engine, items), numbers[order], done, moment)


def _read(engine: Engine, items: nw.LazyFrame[Any]) -> _Columns:
    visits = engine.table("visits").join(items.select("item_no"), on="item_no", how="semi")
    names = ("stage_order", "function_no", "from_function", "worked_function")
    return columns(
        visits.select(
            "item_no", "visit", "mode", "entered_at",
            *(nw.col(name).fill_null(CUSTOMER) for name in names),
            left_at=nw.col("left_at").fill_null(NEVER),
        ).sort("item_no", "visit")
    )  # fmt: skip


def _placed(found: _Columns, numbers: Times, done: Flags, moment: int) -> Visits:
    data = {name: column.astype(np.int64, copy=False) for name, column in found.items()}
    item = np.searchsorted(numbers, data["item_no"])
    new = np.ones(len(item), dtype=np.bool_)
    new[1:] = item[1:] != item[:-1]
    worked = data["worked_function"]
    before = np.where(new, CUSTOMER, np.concatenate([[CUSTOMER], worked[:-1]])[: len(worked)])
    ended = data["left_at"]
    return Visits(
        number=numbers,
        done=done,
        item=item,
        visit=data["visit"],
        stage=data["stage_order"],
        function=data["function_no"],
        mode=data["mode"],
        # whoever works is handed the item by whoever did so before
        sender=np.where(data["mode"] == int(Mode.WORKING), before, worked),
        began=data["entered_at"],
        ended=ended,
        took=np.maximum(np.where(ended == NEVER, moment, ended) - data["entered_at"], 0),
        reopened=np.asarray((data["from_function"] == CUSTOMER) & (data["visit"] > 1)),
    )


def handovers(visits: Visits) -> Handovers:
    """Return all hand-overs, by item and in the order in which they began."""
    code = _codes(visits)
    kept = visits.function >= 0
    # work that goes on in the same function is no hand-over, a wait in between is
    waited = np.zeros(int(code.max(initial=0)) + 1, dtype=np.bool_)
    waited[code[visits.waits]] = True
    kept &= (visits.sender != visits.function) | waited[code]
    rows = np.flatnonzero(kept)
    _, first, group = np.unique(code[rows], return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    group, first = place[group], rows[first[order]]
    n = len(first)
    waits = np.where(visits.waits[rows], visits.took[rows], 0)
    last = np.zeros(n, dtype=np.int64)
    not_work = visits.mode[rows] != int(Mode.WORKING)
    np.maximum.at(last, group, np.where(not_work, visits.ended[rows], visits.began[rows]))
    of_visit = np.full(len(code), -1, dtype=np.int64)
    of_visit[rows] = group
    return Handovers(
        item=visits.item[first],
        sender=visits.sender[first],
        receiver=visits.function[first],
        stage=visits.stage[first],
        began=visits.began[first],
        ended=last,
        waited=np.bincount(group, weights=waits, minlength=n).astype(np.int64),
        over=_over(visits, rows, group, n),
        of_visit=of_visit,
    )


def _codes(visits: Visits) -> Times:
    """Return a number per visit, the same for visits of one item between the same two pieces of work and functions."""
    working = (visits.mode == int(Mode.WORKING)).astype(np.int64)
    work = np.cumsum(working) - working
    new = np.zeros(len(work), dtype=np.int64)
    new[1:] = (visits.item[1:] != visits.item[:-1]) | (work[1:] != work[:-1])
    width = int(max(visits.function.max(initial=0), visits.sender.max(initial=0))) + 2
    return np.asarray((np.cumsum(new) * width + visits.sender + 1) * width + visits.function + 1)


def _over(visits: Visits, rows: Times, group: Times, n: int) -> Flags:
    """Return which hand-overs came to their end: their last visit was left, and not because the item was given up."""
    last = np.zeros(n, dtype=np.int64)
    np.maximum.at(last, group, rows)
    after = np.minimum(last + 1, max(len(visits.item) - 1, 0))
    dropped = (after > last) & (visits.item[after] == visits.item[last]) & (
        visits.mode[after] == int(Mode.CANCELLED)
    )  # fmt: skip
    working = visits.mode[last] == int(Mode.WORKING)
    return np.asarray(working | ((visits.ended[last] != NEVER) & ~dropped))


def rework(visits: Visits, handed: Handovers) -> dict[tuple[int, int], Rework]:
    """Return the rework of the finished items per sender and receiver; those without any are left out."""
    back = returned(visits)
    charged = _came_by(visits, handed)[np.maximum(back - 1, 0)]
    back, charged = back[charged >= 0], charged[charged >= 0]
    sender, receiver = handed.sender[charged], handed.receiver[charged]
    away = _away(visits, back)
    to_and_fro = ping_pong(visits)
    pairs = {*zip(sender.tolist(), receiver.tolist(), strict=True), *to_and_fro}
    found = {}
    for one, other in pairs:
        these = (sender == one) & (receiver == other)
        again, where = visits.function[back[these]], visits.function[back[these] - 1]
        functions, times = np.unique(again, return_counts=True)
        known = away[these] != NEVER
        found[one, other] = Rework(
            items=len(np.unique(visits.item[back[these]])),
            times=int(these.sum()),
            redo=int((again != where).sum()),
            repeat=int((again == where).sum()),
            days=float(away[these][known].sum()) / DAY,
            known=int(known.sum()),
            to=tuple(sorted(zip(functions.tolist(), times.tolist(), strict=True), key=lambda each: -each[1])),
            ping_pong=to_and_fro.get((one, other), 0),
        )
    return found


def ping_pong(visits: Visits) -> dict[tuple[int, int], int]:
    """Return how often a finished item went from one function to another and straight back, per pair in this order."""
    kept = np.flatnonzero(visits.finished & (visits.function >= 0))
    item, function = visits.item[kept], visits.function[kept]
    new = np.ones(len(kept), dtype=np.bool_)
    new[1:] = (item[1:] != item[:-1]) | (function[1:] != function[:-1])
    item, function = item[new], function[new]
    there = (item[2:] == item[:-2]) & (function[2:] == function[:-2]) & (item[1:-1] == item[:-2])
    pairs = np.stack([function[:-2][there], function[1:-1][there]])
    which, times = np.unique(pairs, axis=1, return_counts=True)
    return {(int(a), int(b)): int(n) for (a, b), n in zip(which.T, times, strict=True)}


def returned(visits: Visits) -> Times:
    """Return the visits in which finished items were back at an earlier stage than that which they came from."""
    back = np.zeros(len(visits.item), dtype=np.bool_)
    back[1:] = (
        (visits.item[1:] == visits.item[:-1])
        & (visits.function[1:] >= 0)
        & (visits.stage[1:] < visits.stage[:-1])
    )
    return np.flatnonzero(back & visits.finished & ~visits.reopened)


def _came_by(visits: Visits, handed: Handovers) -> Times:
    """Return for each visit the hand-over by which its item had last come to its function; −1 where none tells."""
    at = np.arange(len(visits.item))
    over = handed.of_visit >= 0
    over &= ~handed.inside[np.maximum(handed.of_visit, 0)] if len(handed.item) else over
    last = np.maximum.accumulate(np.where(over, at, -1)) if len(at) else at
    known = last >= 0
    known &= (visits.item[last] == visits.item) & (visits.function[last] == visits.function)
    return np.where(known, handed.of_visit[last], -1)


def _away(visits: Visits, back: Times) -> Times:
    """Return how long it took from each return until the item was again where it had come from, µs."""
    away = np.full(len(back), NEVER, dtype=np.int64)
    for place, row in enumerate(back.tolist()):
        item, origin = visits.item[row], visits.stage[row - 1]
        later = row + 1
        while later < len(visits.item) and visits.item[later] == item:
            if visits.function[later] < 0 or visits.stage[later] >= origin:
                away[place] = visits.began[later] - visits.began[row]
                break
            later += 1
    return away
