"""The hand-overs of a window, as they are kept (see :mod:`headrace.value_streams.handovers`)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.spans import NEVER
from headrace.flow.unit import Unit
from headrace.value_streams.handovers import CUSTOMER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times

__all__ = ["CUSTOMER", "Handovers", "read_handovers"]

_ITEMS = 2**33
"""More items than there are: two functions and an item in one number, so that one sort orders both."""


@dataclass(frozen=True)
class Handovers:
    """One entry per hand-over: from when to when (µs UTC), and µs waited in between.

    They are by sender, receiver, group of items and item, so that each lies together. ``item`` is its number,
    ``group`` that of its group, −1 for none; ``done`` says that it finished in the window. ``waited`` is up to the
    data's time where it goes on; ``ended`` is :data:`.NEVER` then. ``over`` says that the wait came to its end; it did
    not where the item was given up or still waits. Those whose sender is the receiver are waits inside a function.
    """

    item: Times
    group: Times
    done: Flags
    sender: Times
    receiver: Times
    stage: Times
    began: Times
    ended: Times
    waited: Times
    over: Flags

    @property
    def inside(self) -> Flags:
        """Which of them cross no boundary."""
        return np.asarray(self.sender == self.receiver)

    def pairs(self) -> dict[tuple[int, int], slice]:
        """Return where the hand-overs between each two functions are."""
        if not len(self.item):
            return {}
        new = (self.sender[1:] != self.sender[:-1]) | (self.receiver[1:] != self.receiver[:-1])
        edges = [0, *(np.flatnonzero(new) + 1).tolist(), len(self.item)]
        return {
            (int(self.sender[first]), int(self.receiver[first])): slice(first, last)
            for first, last in pairwise(edges)
        }

    def of_group(self, group: int) -> Handovers:
        """Return those of one group, of hand-overs between two functions."""
        first, last = np.searchsorted(self.group, [group, group + 1]).tolist()
        return self[first:last]

    def __getitem__(self, these: slice | Flags | Times) -> Handovers:
        """Return some of them, in this order."""
        return Handovers(*(getattr(self, each.name)[these] for each in fields(self)))


def read_handovers(  # noqa: PLR0913 - which items, which time, and how it is told
    engine: Engine,
    selection: Selection,
    start: int,
    end: int,
    moment: int,
    *,
    groups: Sequence[Times] = (),
    between: tuple[int, int] | None = None,
    every: int = 1,
    unit: Unit = Unit.DAYS,
) -> Handovers:
    """Return the hand-overs of the items that finished in the selection's window, and all that there were in it.

    Args:
        start: from when on the window is covered by records, µs UTC.
        end: until when, included.
        moment: the data's time, until which what goes on is counted.
        groups: numbers of items, to tell the items of each group apart.
        between: only those from one function to another.
        every: only those of every so many-th item, by its number.
        unit: in which days ``waited`` is.
    """
    day = nw.col("last_day")
    in_window = nw.col("done") & (day >= selection.first_day) & (day < selection.last_day)
    seen = (nw.col("began") <= end) & (nw.col("ended") >= start)
    # whatever there was in the window is of items that ended in or after it, and those lie together
    there = selection.of_kind(engine.table("handovers")).filter(
        day >= min(selection.first_day, start // DAY), in_window | seen
    )
    if between is not None:
        there = there.filter(nw.col("sender") == between[0], nw.col("receiver") == between[1])
    if every > 1:
        there = there.filter(nw.col("item_no") % every == 0)
    waited = "waited" if unit is Unit.DAYS else "waited_weekdays"
    found = columns(
        there.select(
            "item_no", "sender", "receiver", "stage_order", "began", "ended", "over",
            done=in_window, waited=nw.col(waited), since=nw.col("since").fill_null(NEVER),
        )
    )  # fmt: skip
    return _ordered(found, _grouped(found["item_no"], groups), moment, unit)


def _grouped(item: Times, groups: Sequence[Times]) -> Times:
    numbers = [np.asarray(each, dtype=np.int64) for each in groups]
    group = np.full(max(int(each.max(initial=0)) for each in (item, *numbers)) + 1, -1, dtype=np.int16)
    for place, each in enumerate(numbers):
        group[each] = place
    return np.asarray(group[item])


def _ordered(found: dict[str, Any], group: Times, moment: int, unit: Unit) -> Handovers:
    pair = (found["sender"].astype(np.int64) + 1) * (int(found["receiver"].max(initial=0)) + 1)
    cell = (pair + found["receiver"]) * (int(group.max(initial=-1)) + 2) + group + 1
    order = np.argsort(cell * _ITEMS + found["item_no"])
    since = found["since"]
    waited = found["waited"].astype(np.int64)
    goes_on = np.flatnonzero(since != NEVER)
    waited[goes_on] += np.maximum(unit.moment(moment) - unit.clock(since[goes_on]), 0)
    return Handovers(
        item=found["item_no"][order],
        group=group[order],
        done=found["done"][order],
        sender=found["sender"][order],
        receiver=found["receiver"][order],
        stage=found["stage_order"][order],
        began=found["began"][order],
        ended=found["ended"][order],
        waited=waited[order],
        over=found["over"][order],
    )
