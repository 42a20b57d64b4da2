"""Why items waited at each hand-off: the parts of all waits there, with the items that they were longest for.

The sums are those of the ledger of hand-offs (:mod:`headrace.flow.handoffs`), over the same items and waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from headrace.diagnosis.item_visits import NOBODY, read_item_visits
from headrace.diagnosis.waiting_causes import Cause, wait_parts
from headrace.flow.handoff_times import FEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headrace.diagnosis.item_visits import ItemVisits
    from headrace.diagnosis.waiting_causes import Elsewhere, Receiver, WaitParts
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times

_LONGEST = 5
"""Items named for each part of each hand-off."""


@dataclass(frozen=True, slots=True)
class CausePart:
    """What of some waits goes with one cause: µs, in how many waits, of how many items.

    ``low`` and ``high`` are the 95 % range of its share, were these items drawn from many alike; ``None`` where there
    are too few. ``longest`` are the items with most of it: number in the log and µs.
    """

    cause: Cause
    total: int
    waits: int
    items: int
    low: float | None
    high: float | None
    longest: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Waited:
    """Some waits and their parts, one per :class:`.Cause`: µs, in how many waits, of how many items.

    ``clear`` says whether the largest part is larger than the second beyond what chance would give.
    """

    total: int
    waits: int
    items: int
    parts: tuple[CausePart, ...]
    clear: bool


@dataclass(frozen=True, slots=True)
class WaitingAt:
    """All waiting at one hand-off. ``sender`` is ``None`` for what comes from the customer.

    ``exact`` says whether records can tell there what was released together.
    """

    sender: int | None
    receiver: int
    waited: Waited
    exact: bool
    known: Receiver


@dataclass(frozen=True, slots=True)
class WaitingLedger:
    """Why items waited, all together and at each hand-off, most time first; ``items`` finished in the window."""

    items: int
    whole: Waited
    places: tuple[WaitingAt, ...]


def waiting_ledger(
    engine: Engine,
    selection: Selection,
    moment: int,
    outside: Callable[[ItemVisits], Flags],
    elsewhere: Callable[[Times], Mapping[int, Elsewhere]],
) -> WaitingLedger:
    """Return why the items waited that finished in the selection's window.

    Args:
        moment: the data's time, µs UTC.
        outside: says of each visit whether it is for somebody outside.
        elsewhere: returns the work of each function on items of other streams, without items of these numbers.
    """
    visits = read_item_visits(engine, selection, moment)
    split = wait_parts(visits, moment, elsewhere(visits.number), outside(visits))
    sender, receiver = visits.sender[split.visit], visits.function[split.visit]
    order = np.lexsort((receiver, sender))
    cuts = np.flatnonzero((np.diff(sender[order]) != 0) | (np.diff(receiver[order]) != 0)) + 1
    places = [
        _place(visits, split, these, int(sender[these[0]]), int(receiver[these[0]]))
        for these in (np.split(order, cuts) if len(order) else ())
    ]
    kept = [each for each in places if each.waited.total]
    kept.sort(key=lambda each: (-each.waited.total, each.sender is None, each.receiver))
    return WaitingLedger(
        int(visits.counted.sum()), _waited(visits, split, np.arange(len(sender))), tuple(kept)
    )


def _place(visits: ItemVisits, split: WaitParts, these: Times, sender: int, receiver: int) -> WaitingAt:
    return WaitingAt(
        sender=None if sender == NOBODY else sender,
        receiver=receiver,
        waited=_waited(visits, split, these),
        exact=bool(split.order_told[these].any()),
        known=split.receivers[receiver],
    )


def _waited(visits: ItemVisits, split: WaitParts, these: Times) -> Waited:
    parts, item = split.parts[these], visits.item[split.visit[these]]
    items, place = np.unique(item, return_inverse=True)
    sums = np.zeros((len(items), len(Cause)), dtype=np.int64)
    np.add.at(sums, place, parts)
    waited = sums.sum(axis=1)
    first, second = np.argsort(-sums.sum(axis=0), kind="stable")[:2].tolist()
    apart = _share(sums[:, first] - sums[:, second], waited)
    return Waited(
        total=int(waited.sum()),
        waits=int((parts.sum(axis=1) > 0).sum()),
        items=int((waited > 0).sum()),
        parts=tuple(
            _part(cause, sums[:, cause], waited, int((parts[:, cause] > 0).sum()), visits.number[items])
            for cause in Cause
        ),
        clear=apart is not None and apart[0] > 0,
    )


def _part(cause: Cause, spans: Times, waited: Times, waits: int, numbers: Times) -> CausePart:
    found = _share(spans, waited)
    first = np.argsort(-spans, kind="stable")[:_LONGEST]
    return CausePart(
        cause=cause,
        total=int(spans.sum()),
        waits=waits,
        items=int((spans > 0).sum()),
        low=None if found is None else max(found[0], 0.0),
        high=None if found is None else min(found[1], 1.0),
        longest=tuple((int(numbers[at]), int(spans[at])) for at in first if spans[at]),
    )


def _share(spans: Times, waited: Times) -> tuple[float, float] | None:
    """Return the 95 % range of Σ spans / Σ waited over items: a ratio of sums, with Student's t."""
    n, whole = len(waited), float(waited.sum())
    if n < FEWEST or not whole:
        return None
    share = float(spans.sum()) / whole
    spread = float(((spans - share * waited) ** 2).sum()) * n / (n - 1)
    half = float(stdtrit(n - 1, 0.975)) * spread**0.5 / whole
    return share - half, share + half
