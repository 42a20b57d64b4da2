"""What comes back over a hand-off: sent back by whoever received it, and items that go to and fro.

A return is charged to the hand-off by which the item had last come to the function that sends it back: what is
accepted is judged downstream, of what came from upstream. *Redo* is done by another function, *repeat* by the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.spans import NEVER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.handovers import Handovers, Visits
    from headrace.flow.spans import Times


@dataclass(frozen=True, slots=True)
class Rework:
    """What of the finished items came back at one hand-off.

    ``items`` were sent back ``times`` times, ``redo`` of these to another function and ``repeat`` to the same, and were
    away for ``days`` in all, of those ``known`` times that they came back to where they had been. ``to`` counts the
    times by function that did the work again. ``ping_pong`` counts how often an item went over and straight back.
    """

    items: int = 0
    times: int = 0
    redo: int = 0
    repeat: int = 0
    days: float = 0.0
    known: int = 0
    to: tuple[tuple[int, int], ...] = ()
    ping_pong: int = 0


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
