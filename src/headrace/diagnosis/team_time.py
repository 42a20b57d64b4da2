"""Where the flow time of a stream's items goes: inside which team, and between teams.

Work, blocks and waits inside a team are that team's; so is the wait of what arrives before it begins. A wait on the way
from one team to another is neither's. In whole µs over the items that finished in the window::

    Σ flow time = Σ over teams (working + waiting + blocked) + Σ waits between teams
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.average import share_of
from headrace.flow.handovers import CUSTOMER
from headrace.flow.proportion import proportion
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.flow.average import Average
    from headrace.flow.handovers import Handovers, Visits
    from headrace.flow.proportion import Counted
    from headrace.flow.spans import Flags, Times

NO_TEAM = -1
"""The number of what is in no declared team, all of it together."""

ARRIVING = -2
"""The number of the customer, from whom work arrives."""


@dataclass(frozen=True)
class Held:
    """Which team holds each function: ``team`` by function number, :data:`NO_TEAM` for none; ``own`` are aligned."""

    team: Times
    own: frozenset[int]

    def of(self, function: Times) -> Times:
        """Return the team of each function, :data:`ARRIVING` for the customer."""
        known = self.team[np.maximum(function, 0)] if len(self.team) else np.full_like(function, NO_TEAM)
        return np.where(function == CUSTOMER, ARRIVING, known)

    def inside(self, function: Times) -> Flags:
        """Return which functions an aligned team holds."""
        return np.isin(self.of(function), list(self.own))


@dataclass(frozen=True, slots=True)
class TeamTime:
    """What ``items`` finished items took inside a team, µs; ``arrival`` is the part of ``waiting`` before any work.

    ``share`` is its part of their flow time.
    """

    team: int
    items: int
    working: int
    waiting: int
    blocked: int
    arrival: int
    share: Average | None

    @property
    def total(self) -> int:
        """All of it, µs."""
        return self.working + self.waiting + self.blocked


@dataclass(frozen=True, slots=True)
class Spent:
    """Where the flow time of ``items`` finished items went, µs: ``teams`` in their order, and ``between`` them.

    ``inside`` is the share inside the aligned teams, ``kept`` that of the items that no other team had.
    """

    teams: tuple[TeamTime, ...]
    between: int
    between_share: Average | None
    flow_time: int
    items: int
    inside: Average | None
    kept: Counted | None


def spent(visits: Visits, handed: Handovers, held: Held) -> Spent:
    """Return where the flow time of the items that finished in the window went."""
    there = np.flatnonzero(visits.finished & (visits.function >= 0))
    item, took, mode = visits.item[there], visits.took[there], visits.mode[there]
    team = held.of(visits.function[there])
    sender = _senders(visits, handed, held)[there]
    waits = mode == int(Mode.WAITING)
    crossing = waits & (sender != team) & (sender != ARRIVING)
    sums = _Sums(item, took, np.flatnonzero(visits.done))
    whole = sums.per_item(np.ones(len(there), dtype=np.bool_))
    teams = []
    for number in _order(team):
        its = (team == number) & ~crossing
        teams.append(
            TeamTime(
                number,
                # whoever only waits for a team has not been there
                items=len(np.unique(item[its])),
                working=int(took[its & (mode == int(Mode.WORKING))].sum()),
                waiting=int(took[its & waits].sum()),
                blocked=int(took[its & (mode == int(Mode.BLOCKED))].sum()),
                arrival=int(took[its & waits & (sender == ARRIVING)].sum()),
                share=share_of(sums.per_item(its), whole),
            )
        )
    own = np.isin(team, list(held.own))
    elsewhere = np.unique(item[~own])
    n = int(visits.done.sum())
    return Spent(
        teams=tuple(teams),
        between=int(took[crossing].sum()),
        between_share=share_of(sums.per_item(crossing), whole),
        flow_time=int(took.sum()),
        items=n,
        inside=share_of(sums.per_item(own & ~crossing), whole) if held.own else None,
        kept=proportion(n - len(elsewhere), n) if held.own else None,
    )


@dataclass(frozen=True)
class _Sums:
    item: Times
    took: Times
    done: Times

    def per_item(self, these: Flags) -> Times:
        """Return what each finished item took of these visits, µs."""
        found = np.zeros(int(self.done[-1]) + 1 if len(self.done) else 0, dtype=np.int64)
        np.add.at(found, self.item[these], self.took[these])
        return found[self.done]


def _senders(visits: Visits, handed: Handovers, held: Held) -> Times:
    """Return for each visit the team that handed its item over, its own where nobody did."""
    sender = held.of(visits.function)
    over = handed.of_visit >= 0
    sender[over] = held.of(handed.sender[handed.of_visit[over]])
    return sender


def _order(team: Times) -> list[int]:
    """Return the teams that are there, those that are declared in their order, and none last."""
    there = [int(each) for each in np.unique(team)]
    return sorted(there, key=lambda each: (each == NO_TEAM, each))
