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

from headrace.diagnosis.team_records import summed
from headrace.diagnosis.team_time import ARRIVING, teams_in_order
from headrace.flow.average import average, share_of
from headrace.flow.proportion import proportion
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.diagnosis.team_records import TeamRecords
    from headrace.diagnosis.team_time import Held
    from headrace.flow.average import Average
    from headrace.flow.handoff_times import Waited
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
    of all finished items that passed here. Of these, ``again`` went the way that they first went more than once or
    were sent back, ``once`` are the others; ``rounds`` is how often they went that way on average; ``sent_back`` were
    sent back, ``returns`` times in all. ``longer`` is by how many days an item waits longer for the ``provider`` than
    this works on it, ``waits`` the share of that wait in their flow time.
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


def interactions(records: TeamRecords, held: Held) -> tuple[Between, ...]:
    """Return what there is between each two teams between which something was handed over."""
    passings = records.passings
    sender, receiver = held.of(passings.sender), held.of(passings.receiver)
    crossing = (sender != receiver) & (sender != ARRIVING)
    found = []
    for one, other in combinations(teams_in_order(np.append(sender[crossing], receiver[crossing])), 2):
        there, back = (sender == one) & (receiver == other), (sender == other) & (receiver == one)
        if there.any() or back.any():
            found.append(_Ways(records, held, (one, other), there, back).between())
    return tuple(found)


class _Ways:
    """The hand-overs between two teams: which they are, and of the finished items all there is of them."""

    def __init__(
        self, records: TeamRecords, held: Held, teams: tuple[int, int], there: Flags, back: Flags
    ) -> None:
        self._records, self._held, self._teams = records, held, teams
        self._there, self._back = there, back
        self._done = np.flatnonzero((there | back) & records.passings.done)
        self._items, self._first = np.unique(records.passings.item[self._done], return_index=True)

    def between(self) -> Between:
        """Return what there is between the two."""
        waited, passed = self._records.passings.waited, len(self._items)
        rounds, back = self._rounds(), self._sent_back()
        again = int(((rounds > 1) | (back > 0)).sum())
        provider = self._provider()
        longer, waits = self._longer(provider)
        return Between(
            one=self._teams[0],
            other=self._teams[1],
            provider=provider,
            crossings=self._crossings(),
            whole=waited(self._there | self._back),
            there=waited(self._there),
            back=waited(self._back),
            passed=proportion(passed, len(self._records.finished)),
            again=proportion(again, passed),
            once=proportion(passed - again, passed),
            rounds=average(rounds),
            sent_back=proportion(int((back > 0).sum()), passed),
            returns=int(back.sum()),
            longer=longer,
            waits=waits,
        )

    def _rounds(self) -> Times:
        """Return how often each item went the way that it went first."""
        item, forth = self._records.passings.item[self._done], self._there[self._done]
        same = forth == forth[self._first][np.searchsorted(self._items, item)]
        return summed(self._items, item[same], np.ones(int(same.sum()), dtype=np.int64))

    def _sent_back(self) -> Times:
        """Return how often each item was sent back from one of the two to the other."""
        back = self._records.returns
        sender, receiver = self._held.of(back.sender), self._held.of(back.receiver)
        ours = (sender != receiver) & np.isin(sender, self._teams) & np.isin(receiver, self._teams)
        ours &= np.isin(back.item, self._items)
        return summed(self._items, back.item[ours], np.ones(int(ours.sum()), dtype=np.int64))

    def _provider(self) -> int:
        """Return which of the two works for the other: not the aligned one, else that to which more is handed."""
        one, other = self._teams
        own = one in self._held.own, other in self._held.own
        if own[0] != own[1]:
            return other if own[0] else one
        return one if self._back.sum() > self._there.sum() else other

    def _longer(self, provider: int) -> tuple[Average | None, Average | None]:
        """Return by how many days items wait longer for the provider than it works, and the wait's share of all."""
        passings, stays = self._records.passings, self._records.stays
        to = (self._there if provider == self._teams[1] else self._back) & passings.done
        items = np.unique(passings.item[to])
        waited = summed(items, passings.item[to], passings.waits[to])
        there = np.isin(stays.item, items)
        lasted = summed(items, stays.item[there], stays.took[there])
        there &= (stays.mode == int(Mode.WORKING)) & (self._held.of(stays.function) == provider)
        worked = summed(items, stays.item[there], stays.took[there])
        return average((waited - worked) / DAY), share_of(waited, lasted)

    def _crossings(self) -> tuple[Crossing, ...]:
        """Return the hand-offs between functions that lie between the two teams, most time waited first."""
        passings, done = self._records.passings, self._done
        found = []
        for sender, receiver in sorted(
            {*zip(passings.sender[done].tolist(), passings.receiver[done].tolist(), strict=True)}
        ):
            these = done[(passings.sender[done] == sender) & (passings.receiver[done] == receiver)]
            items = len(np.unique(passings.item[these]))
            found.append(Crossing(sender, receiver, items, len(these), int(passings.waits[these].sum())))
        return tuple(sorted(found, key=lambda each: (-each.total, -each.times, each.sender, each.receiver)))
