"""How two teams really work with each other, by the hand-overs between them: how often, how long, what comes back.

Of every item that went from one to the other: how often it went the same way again, how long it waited on the way, and
whether it was sent back. All counts are of items that finished in the window; the waits of those that go on are
counted as far as the window saw them (see :mod:`headrace.flow.handoff_times`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.team_time import NO_TEAM
from headrace.flow.average import average, share_of
from headrace.flow.handoff_returns import returned
from headrace.flow.proportion import proportion
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.diagnosis.team_time import Held
    from headrace.flow.average import Average
    from headrace.flow.handoff_times import Waited, Waits
    from headrace.flow.proportion import Counted
    from headrace.flow.spans import Flags, Times


@dataclass(frozen=True, slots=True)
class Crossing:
    """One hand-off between two teams: from which function to which, in all ``total`` µs over ``items``."""

    sender: int
    receiver: int
    items: int
    times: int
    total: int


@dataclass(frozen=True, slots=True)
class Between:
    """What there is between two teams, ``one`` before ``other``; :data:`.NO_TEAM` is last.

    ``there`` are the hand-overs from ``one`` to ``other``, ``back`` the others, ``whole`` both. ``passed`` is the share
    of all finished items that passed here. Of these, ``again`` went the way that they first went more than once,
    ``once`` once without anything sent back, ``rounds`` times on average; ``sent_back`` were, ``returns`` times in all.
    ``longer`` is by how many days an item waits longer for the ``provider`` than this works on it, ``waits`` the share
    of that wait in their flow time.
    """

    one: int
    other: int
    provider: int
    crossings: tuple[Crossing, ...]
    whole: Waited
    there: Waited
    back: Waited
    passed: Counted | None
    again: Counted | None
    once: Counted | None
    rounds: Average | None
    sent_back: Counted | None
    returns: int
    longer: Average | None
    waits: Average | None


def interactions(waits: Waits, held: Held) -> tuple[Between, ...]:
    """Return what there is between each two teams between which something was handed over."""
    handed = waits.handed
    sender, receiver = held.of(handed.sender), held.of(handed.receiver)
    crossing = (sender != receiver) & (sender >= NO_TEAM)
    numbers = {int(each) for each in np.unique(np.concatenate([sender[crossing], receiver[crossing]]))}
    ordered = sorted(numbers, key=lambda each: (each == NO_TEAM, each))
    found = []
    for one, other in combinations(ordered, 2):
        ways = _Ways(waits, held, one, other, (sender == one) & (receiver == other),
                     (sender == other) & (receiver == one))  # fmt: skip
        if len(ways.all):
            found.append(ways.between())
    return tuple(found)


class _Ways:
    """The hand-overs between two teams, by their places."""

    def __init__(self, waits: Waits, held: Held, one: int, other: int, there: Flags, back: Flags) -> None:
        self._waits, self._held, self._one, self._other = waits, held, one, other
        self._there, self._back = np.flatnonzero(there), np.flatnonzero(back)
        self.all = np.flatnonzero(there | back)
        done = waits.visits.done[waits.handed.item[self.all]]
        self._done = self.all[done]
        self._item, self._first = np.unique(waits.handed.item[self._done], return_index=True)

    def between(self) -> Between:
        """Return what there is between the two."""
        n, passed = int(self._waits.visits.done.sum()), len(self._item)
        rounds = self._rounds()
        back = self._sent_back()
        provider = self._provider()
        longer, waits = self._longer(provider)
        return Between(
            one=self._one,
            other=self._other,
            provider=provider,
            crossings=self._crossings(),
            whole=self._waits.waited(self.all),
            there=self._waits.waited(self._there),
            back=self._waits.waited(self._back),
            passed=proportion(passed, n),
            again=proportion(int((rounds > 1).sum()), passed),
            once=proportion(int(((rounds == 1) & (back == 0)).sum()), passed),
            rounds=average(rounds),
            sent_back=proportion(int((back > 0).sum()), passed),
            returns=int(back.sum()),
            longer=longer,
            waits=waits,
        )

    def _rounds(self) -> Times:
        """Return how often each item went the way that it went first."""
        handed = self._waits.handed
        forth = self._held.of(handed.receiver[self._done]) == self._other
        place = np.searchsorted(self._item, handed.item[self._done])
        same = forth == forth[self._first][place]
        return np.bincount(place[same], minlength=len(self._item)).astype(np.int64)

    def _sent_back(self) -> Times:
        """Return how often each item was sent back from one of the two to the other."""
        visits = self._waits.visits
        rows = returned(visits)
        now, before = self._held.of(visits.function[rows]), self._held.of(visits.function[rows - 1])
        ours = ((now == self._one) & (before == self._other)) | ((now == self._other) & (before == self._one))
        rows = rows[ours & np.isin(visits.item[rows], self._item)]
        place = np.searchsorted(self._item, visits.item[rows])
        return np.bincount(place, minlength=len(self._item)).astype(np.int64)

    def _provider(self) -> int:
        """Return which of the two works for the other: not the aligned one, else that to which more is handed."""
        own = [each in self._held.own for each in (self._one, self._other)]
        if own[0] != own[1]:
            return self._other if own[0] else self._one
        return self._one if len(self._back) > len(self._there) else self._other

    def _longer(self, provider: int) -> tuple[Average | None, Average | None]:
        """Return by how many days items wait longer for the provider than it works, and the wait's share of all."""
        visits, handed = self._waits.visits, self._waits.handed
        to = self._done[self._held.of(handed.receiver[self._done]) == provider]
        items = np.unique(handed.item[to])
        waited = _summed(items, handed.item[to], handed.waited[to])
        there = np.isin(visits.item, items) & (visits.function >= 0)
        lasted = _summed(items, visits.item[there], visits.took[there])
        working = there & (visits.mode == int(Mode.WORKING)) & (self._held.of(visits.function) == provider)
        worked = _summed(items, visits.item[working], visits.took[working])
        return average((waited - worked) / DAY), share_of(waited, lasted)

    def _crossings(self) -> tuple[Crossing, ...]:
        """Return the hand-offs between functions that lie between the two teams, most time waited first."""
        handed = self._waits.handed
        pairs = np.stack([handed.sender[self._done], handed.receiver[self._done]])
        which, place = np.unique(pairs, axis=1, return_inverse=True)
        place = place.reshape(-1)
        found = []
        for number, (sender, receiver) in enumerate(which.T.tolist()):
            these = self._done[place == number]
            items = len(np.unique(handed.item[these]))
            found.append(Crossing(sender, receiver, items, len(these), int(handed.waited[these].sum())))
        return tuple(sorted(found, key=lambda each: (-each.total, -each.times, each.sender, each.receiver)))


def _summed(items: Times, item: Times, amounts: Times) -> Times:
    """Return what each of some items, in order, took in all; others are not in it."""
    found = np.zeros(len(items), dtype=np.int64)
    np.add.at(found, np.searchsorted(items, item), amounts)
    return found
