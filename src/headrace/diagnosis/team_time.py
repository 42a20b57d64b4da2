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
    from headrace.diagnosis.team_records import TeamRecords
    from headrace.flow.average import Average
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

    def ours(self, team: Times) -> Flags:
        """Return which of some teams are aligned."""
        return np.isin(team, list(self.own))


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


def spent(records: TeamRecords, held: Held) -> Spent:
    """Return where the flow time of the items that finished in the window went."""
    stays, passings = records.stays, records.passings
    whole = records.per_item(stays.item, stays.took)
    team = held.of(stays.function)
    sender, receiver = held.of(passings.sender), held.of(passings.receiver)
    over = passings.done & (sender != receiver) & (sender != ARRIVING)
    crossing = records.per_item(passings.item[over], passings.waits[over])
    teams, inside = [], np.zeros(len(records.finished), dtype=np.int64)
    for number in teams_in_order(team):
        its = team == number
        work, block = (its & (stays.mode == int(mode)) for mode in (Mode.WORKING, Mode.BLOCKED))
        waits = passings.done & (receiver == number) & ~over
        each = records.per_item(stays.item[work | block], stays.took[work | block])
        each += records.per_item(passings.item[waits], passings.waits[waits])
        if number in held.own:
            inside += each
        teams.append(
            TeamTime(
                number,
                items=len(np.unique(stays.item[its])),
                working=int(stays.took[work].sum()),
                waiting=int(passings.waits[waits].sum()),
                blocked=int(stays.took[block].sum()),
                arrival=int(passings.waits[waits & (sender == ARRIVING)].sum()),
                share=share_of(each, whole),
            )
        )
    n = len(records.finished)
    elsewhere = np.unique(stays.item[~held.ours(team)])
    return Spent(
        teams=tuple(teams),
        between=int(crossing.sum()),
        between_share=share_of(crossing, whole),
        flow_time=int(whole.sum()),
        items=n,
        inside=share_of(inside, whole) if held.own else None,
        kept=proportion(n - len(elsewhere), n) if held.own else None,
    )


def teams_in_order(team: Times) -> list[int]:
    """Return the teams that are there, those that are declared in their order, and none last."""
    there = [int(each) for each in np.unique(team)]
    return sorted(there, key=lambda each: (each == NO_TEAM, each))
