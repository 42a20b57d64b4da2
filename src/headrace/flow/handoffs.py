"""The ledger of a stream's boundaries: per hand-off how long items wait, what comes back, and what it is of the whole.

Sums are over the items that finished in the window, in whole µs, so that all parts add up to their flow time exactly:

    Σ flow time = Σ working + Σ blocked + Σ waits at hand-offs + Σ waits inside functions + Σ waits on arrival

The share of waits that are over within some time counts those that still go on (see :mod:`.survival`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from scipy.special import stdtrit

from headrace.engine import rows
from headrace.flow.handoff_returns import Rework, rework
from headrace.flow.handoff_times import FEWEST, Waits
from headrace.flow.handovers import CUSTOMER, handovers, read_visits
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.handoff_times import Waited, Week
    from headrace.flow.handovers import Handovers, Visits
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Numbers, Times

_NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Boundary:
    """One hand-off. ``sender`` is ``None`` for what comes from the customer, ``inside`` for waits within a function.

    ``cells`` are the same for each group of items that was asked for. ``now`` wait or are blocked there, the oldest
    for ``oldest`` days, all together for ``waiting`` days so far.
    """

    sender: int | None
    receiver: int
    stages: tuple[int, ...]
    whole: Waited
    cells: tuple[Waited, ...]
    now: int
    oldest: float | None
    waiting: float
    rework: Rework
    weeks: tuple[Week, ...]

    @property
    def inside(self) -> bool:
        """Whether it crosses no boundary."""
        return self.sender == self.receiver


@dataclass(frozen=True, slots=True)
class Ledger:
    """All boundaries, most time waited first, and what they are of the whole: µs over ``items`` that finished.

    ``crossed`` is how often an item's next visit belonged to another function. ``groups`` counts the finished items of
    each group. ``difference`` is by how many days per item the first boundary costs more than the second, with its
    95 % range.
    """

    boundaries: tuple[Boundary, ...]
    items: int
    groups: tuple[int, ...]
    crossed: int
    flow_time: int
    working: int
    blocked: int
    difference: tuple[float, float, float] | None

    def waited(self, *, inside: bool = False, arrival: bool = False) -> int:
        """Return the µs waited at hand-offs, or inside functions, or on arrival."""
        return sum(
            each.whole.total
            for each in self.boundaries
            if each.inside == inside and (each.sender is None) == arrival
        )


@dataclass(frozen=True)
class _Asked:
    waits: Waits
    group: Times  # of each item, −1 for none
    groups: int
    queues: dict[tuple[int, int], tuple[int, float, float]]
    rework: dict[tuple[int, int], Rework]


def ledger(
    engine: Engine,
    selection: Selection,
    start: int,
    end: int,
    moment: int,
    groups: Sequence[Sequence[int]] = (),
) -> Ledger:
    """Return the ledger of the items that finished in the selection's window.

    Args:
        start: from when on the window is covered by records, µs UTC.
        end: until when, included.
        moment: the data's time.
        groups: numbers of items, to tell the same of each group apart.
    """
    visits = read_visits(engine, selection, start, end, moment)
    handed = handovers(visits)
    asked = _Asked(
        Waits(visits, handed, start, end), _grouped(visits, groups), len(groups),
        _queues(engine, selection, moment), rework(visits, handed),
    )  # fmt: skip
    by_pair = _by_pair(handed)
    found = [
        _boundary(asked, pair, by_pair.get(pair, _NOTHING)) for pair in sorted({*by_pair, *asked.queues})
    ]
    kept = [each for each in found if each.whole.times or each.now]
    kept.sort(key=lambda each: (-each.whole.total, -each.whole.times, each.sender is None, each.receiver))
    done = visits.finished
    member = asked.group[visits.done] if len(visits.done) else asked.group
    return Ledger(
        boundaries=tuple(kept),
        items=int(visits.done.sum()),
        groups=tuple(int((member == number).sum()) for number in range(len(groups))),
        crossed=_crossed(visits),
        flow_time=int(visits.took[done & (visits.function >= 0)].sum()),
        working=int(visits.took[done & (visits.mode == int(Mode.WORKING))].sum()),
        blocked=int(visits.took[done & (visits.mode == int(Mode.BLOCKED))].sum()),
        difference=_difference(asked, by_pair, [each for each in kept if not each.inside][:2]),
    )


def _grouped(visits: Visits, groups: Sequence[Sequence[int]]) -> Times:
    group = np.full(len(visits.number), -1, dtype=np.int64)
    for place, numbers in enumerate(groups):
        group[np.isin(visits.number, np.asarray(numbers, dtype=np.int64))] = place
    return group


def _by_pair(handed: Handovers) -> dict[tuple[int, int], Times]:
    """Return the places of the hand-overs between each two functions."""
    if not len(handed.item):
        return {}
    order = np.lexsort((handed.receiver, handed.sender))
    sender, receiver = handed.sender[order], handed.receiver[order]
    cuts = np.flatnonzero((sender[1:] != sender[:-1]) | (receiver[1:] != receiver[:-1])) + 1
    return {
        (int(handed.sender[places[0]]), int(handed.receiver[places[0]])): places
        for places in np.split(order, cuts)
    }


def _boundary(asked: _Asked, pair: tuple[int, int], these: Times) -> Boundary:
    of = asked.group[asked.waits.handed.item[these]]
    now, oldest, waiting = asked.queues.get(pair, (0, None, 0.0))
    sender, receiver = pair
    return Boundary(
        sender=None if sender == CUSTOMER else sender,
        receiver=receiver,
        stages=_stages(asked.waits.handed, these),
        whole=asked.waits.waited(these),
        cells=tuple(asked.waits.waited(these[of == group]) for group in range(asked.groups)),
        now=now,
        oldest=oldest,
        waiting=waiting,
        rework=asked.rework.get(pair, Rework()),
        weeks=asked.waits.weeks(these),
    )


def _stages(handed: Handovers, these: Times) -> tuple[int, ...]:
    """Return the stages before which is waited, that with most time first."""
    stages, place = np.unique(handed.stage[these], return_inverse=True)
    sums = np.bincount(place, weights=handed.waited[these] + 1.0, minlength=len(stages))
    return tuple(int(each) for each in stages[np.argsort(-sums, kind="stable")])


def _queues(
    engine: Engine, selection: Selection, moment: int
) -> dict[tuple[int, int], tuple[int, float, float]]:
    """Return how many wait or are blocked between two functions now, for how many days the oldest does, and all do."""
    there = selection.of_kind(engine.table("open_visits")).filter(nw.col("mode") != int(Mode.WORKING))
    counted = (
        there.select("function_no", "entered_at", sender=nw.col("from_function").fill_null(CUSTOMER))
        .group_by("sender", "function_no")
        .agg(
            n=nw.len(),
            first=nw.col("entered_at").min(),
            waited=(moment - nw.col("entered_at")).sum().cast(nw.Int64),
        )
    )
    return {
        (row["sender"], row["function_no"]): (
            row["n"],
            max(moment - row["first"], 0) / DAY,
            row["waited"] / DAY,
        )
        for row in rows(counted)
    }


def _crossed(visits: Visits) -> int:
    """Return how often a finished item's next visit belonged to another function."""
    same = visits.item[1:] == visits.item[:-1]
    stays = (visits.function[1:] >= 0) & (visits.function[:-1] >= 0)
    changed = visits.function[1:] != visits.function[:-1]
    return int((same & stays & changed & visits.finished[1:]).sum())


def _difference(
    asked: _Asked, by_pair: dict[tuple[int, int], Times], first: Sequence[Boundary]
) -> tuple[float, float, float] | None:
    """Return by how much the first of two boundaries costs an item more, over all finished items, with its range."""
    n = int(asked.waits.visits.done.sum())
    if len(first) < 2 or n < FEWEST:
        return None
    days: list[Numbers] = []
    handed = asked.waits.handed
    for each in first:
        these = by_pair.get((CUSTOMER if each.sender is None else each.sender, each.receiver), _NOTHING)
        sums = np.bincount(
            handed.item[these], weights=handed.waited[these], minlength=len(asked.waits.visits.done)
        )
        days.append(np.asarray(sums[asked.waits.visits.done] / DAY))
    apart = days[0] - days[1]
    half = float(stdtrit(n - 1, 0.975) * apart.std(ddof=1) / np.sqrt(n))
    mean = float(apart.mean())
    return mean, mean - half, mean + half
