"""What would let an aligned team deliver on its own: which functions' moving into it goes with most of the waits.

For each number of functions, the set is found that leaves the fewest days of waiting between teams. What moves leaves
its team: what is handed over between it and what stays there then lies between teams as well, and is counted against
the move. What people would do otherwise once they are one team is not in the records: the days *go with* these
hand-offs, they are not promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.average import average
from headrace.flow.handovers import CUSTOMER
from headrace.flow.proportion import proportion
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.diagnosis.team_records import TeamRecords
    from headrace.diagnosis.team_time import Held
    from headrace.flow.average import Average
    from headrace.flow.proportion import Counted
    from headrace.flow.spans import Times

MOST_EXACT = 12
"""Functions outside the team up to which all sets are compared; beyond, functions are added one by one."""

ENOUGH = 0.8
"""The part of all that any set takes away from which on a smaller set is enough."""


@dataclass(frozen=True, slots=True)
class Move:
    """Some functions in the team: ``removed`` µs of waits between teams that they go with, and days per item.

    ``kept`` is the share of the finished items that would stay inside the team from their start to their end.
    """

    functions: tuple[int, ...]
    removed: int
    each: Average | None
    kept: Counted | None


@dataclass(frozen=True, slots=True)
class SelfContained:
    """The best set of each size that takes away more than every smaller one, the smallest first.

    ``enough`` is the place of the smallest set that takes away :data:`ENOUGH` of what any does, ``None`` where none
    takes away anything. ``exact`` says that all sets were compared.
    """

    moves: tuple[Move, ...]
    enough: int | None
    exact: bool


def self_contained(records: TeamRecords, held: Held, into: int) -> SelfContained:
    """Return which functions' moving into the team ``into`` goes with most of the waits between teams."""
    search = _Search(records, held, into)
    moves: list[Move] = []
    for functions in search.best():
        move = search.move(functions)
        if move.removed > (moves[-1].removed if moves else 0):
            moves.append(move)
    most = moves[-1].removed if moves else 0
    enough = next((at for at, each in enumerate(moves) if each.removed >= ENOUGH * most), None)
    return SelfContained(tuple(moves), enough, exact=search.exact)


class _Search:
    """The waits between each two functions, of the items that finished."""

    def __init__(self, records: TeamRecords, held: Held, into: int) -> None:
        self._records, self._held, self._into = records, held, into
        passings = records.passings
        done = passings.done & (passings.sender != CUSTOMER) & (passings.sender != passings.receiver)
        self._sender, self._receiver = passings.sender[done], passings.receiver[done]
        self._item, self._waited = passings.item[done], passings.waits[done]
        n = len(held.team)
        self._days = np.zeros((n, n), dtype=np.int64)
        np.add.at(self._days, (self._sender, self._receiver), self._waited)
        self._days += self._days.T.copy()
        met = np.flatnonzero(self._days.sum(axis=0))
        self._candidates = [int(each) for each in met if int(held.team[each]) not in held.own]

    @property
    def exact(self) -> bool:
        """Whether all sets are compared."""
        return len(self._candidates) <= MOST_EXACT

    def best(self) -> Iterator[tuple[int, ...]]:
        """Yield the set of each size that leaves the fewest waits between teams; of equal ones the first."""
        chosen: tuple[int, ...] = ()
        for size in range(1, len(self._candidates) + 1):
            offered = (
                combinations(self._candidates, size)
                if self.exact
                else (tuple(sorted((*chosen, each))) for each in self._candidates if each not in chosen)
            )
            chosen = min(offered, key=self._left)
            yield chosen

    def _left(self, functions: tuple[int, ...]) -> int:
        """Return the µs that are waited between teams once these functions have moved, each pair once."""
        team = self._moved(functions)
        return int(self._days[team[:, None] != team[None, :]].sum()) // 2

    def _moved(self, functions: tuple[int, ...]) -> Times:
        team = self._held.team.copy()
        team[list(functions)] = self._into
        return team

    def move(self, functions: tuple[int, ...]) -> Move:
        """Return what a set takes away."""
        before, after = (self._crossing(team) for team in (self._held.team, self._moved(functions)))
        taken = self._waited * before - self._waited * after
        each = self._records.per_item(self._item, taken)
        return Move(functions, int(taken.sum()), average(each / DAY), self._kept(functions))

    def _crossing(self, team: Times) -> Times:
        return np.asarray(team[self._sender] != team[self._receiver], dtype=np.int64)

    def _kept(self, functions: tuple[int, ...]) -> Counted | None:
        stays, team = self._records.stays, self._moved(functions)
        outside = np.unique(stays.item[~self._held.ours(team[stays.function])])
        n = len(self._records.finished)
        return proportion(n - len(outside), n)
