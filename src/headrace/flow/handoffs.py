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
from headrace.flow.handoff_times import FEWEST, Waits, per_item
from headrace.flow.handovers import CUSTOMER, read_handovers
from headrace.flow.unit import Unit
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.handoff_times import Waited, Week
    from headrace.flow.handovers import Handovers
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Times

_NOTHING = slice(0, 0)


@dataclass(frozen=True, slots=True)
class Boundary:
    """One hand-off. ``sender`` is ``None`` for what comes from the customer, ``inside`` for waits within a function.

    ``cells`` are the same for each group of items that was asked for. ``stood`` is what all items waited there in the
    window, whether they finished or not, in µs. ``now`` wait or are blocked there, the oldest for ``oldest`` days, all
    together for ``waiting`` days so far.
    """

    sender: int | None
    receiver: int
    stages: tuple[int, ...]
    whole: Waited
    cells: tuple[Waited, ...]
    stood: int
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

    ``crossed`` is how often work went from the function that last worked on an item to another. ``difference`` is by
    how many days per item the first boundary costs more than the second, with its 95 % range.
    """

    boundaries: tuple[Boundary, ...]
    items: int
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
    handed: Handovers
    groups: int
    queues: dict[tuple[int, int], tuple[int, float, float]]
    rework: dict[tuple[int, int], Rework]


def ledger(  # noqa: PLR0913 - which items, which time, and how it is told
    engine: Engine,
    selection: Selection,
    start: int,
    end: int,
    moment: int,
    groups: Sequence[Times] = (),
    *,
    unit: Unit = Unit.DAYS,
) -> Ledger:
    """Return the ledger of the items that finished in the selection's window.

    Args:
        start: from when on the window is covered by records, µs UTC.
        end: until when, included.
        moment: the data's time.
        groups: numbers of items, to tell the same of each group apart.
        unit: in which days everything is told but the ages of what waits now, which are of all days.
    """
    handed = read_handovers(engine, selection, start, end, moment, groups=groups, unit=unit)
    asked = _Asked(
        Waits(start, end, unit), handed, len(groups),
        _queues(engine, selection, moment), rework(engine, selection, unit),
    )  # fmt: skip
    by_pair = handed.pairs()
    found = [
        _boundary(asked, pair, by_pair.get(pair, _NOTHING)) for pair in sorted({*by_pair, *asked.queues})
    ]
    kept = [each for each in found if each.whole.times or each.stood or each.now]
    kept.sort(key=lambda each: (-each.whole.total, -each.whole.times, each.sender is None, each.receiver))
    items = _finished(engine, selection)
    first = [handed[by_pair.get(_pair(each), _NOTHING)] for each in kept if not each.inside][:2]
    return Ledger(
        boundaries=tuple(kept),
        items=items,
        crossed=int((handed.done & ~handed.inside & (handed.sender != CUSTOMER)).sum()),
        **_parts(engine, selection, unit),
        difference=_difference(first, items),
    )


def _finished(engine: Engine, selection: Selection) -> int:
    done = selection.in_window(engine.table("daily_items")).filter(nw.col("outcome") == int(Mode.DONE))
    return int(rows(done.select(items=nw.col("items").sum()))[0]["items"] or 0)


def _parts(engine: Engine, selection: Selection, unit: Unit) -> dict[str, int]:
    """Return what the finished items took together, and how much of it was work and blocks, µs."""
    length = "duration" if unit is Unit.DAYS else "weekdays"
    parts = selection.in_window(engine.table("daily_parts")).group_by("mode")
    took = {row["mode"]: int(row["took"]) for row in rows(parts.agg(took=nw.col(length).sum()))}
    return {
        "flow_time": sum(took.values()),
        "working": took.get(int(Mode.WORKING), 0),
        "blocked": took.get(int(Mode.BLOCKED), 0),
    }


def _pair(boundary: Boundary) -> tuple[int, int]:
    return CUSTOMER if boundary.sender is None else boundary.sender, boundary.receiver


def _boundary(asked: _Asked, pair: tuple[int, int], these: slice) -> Boundary:
    handed = asked.handed[these]
    whole = asked.waits.waited(handed)
    now, oldest, waiting = asked.queues.get(pair, (0, None, 0.0))
    sender, receiver = pair
    return Boundary(
        sender=None if sender == CUSTOMER else sender,
        receiver=receiver,
        stages=_stages(handed),
        whole=whole,
        cells=tuple(asked.waits.waited(handed.of_group(group)) for group in range(asked.groups)),
        stood=whole.stood,
        now=now,
        oldest=oldest,
        waiting=waiting,
        rework=asked.rework.get(pair, Rework()),
        weeks=asked.waits.weeks(handed),
    )


def _stages(handed: Handovers) -> tuple[int, ...]:
    """Return the stages before which is waited, that with most time first."""
    sums = np.bincount(handed.stage, weights=handed.waited + 1.0)
    return tuple(int(each) for each in np.argsort(-sums, kind="stable") if sums[each])


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


def _difference(first: Sequence[Handovers], n: int) -> tuple[float, float, float] | None:
    """Return by how much the first of two boundaries costs an item more, over all finished items, with its range."""
    if len(first) < 2 or n < FEWEST:
        return None
    (one, waited), (other, less) = (per_item(each) for each in first)
    apart = np.zeros(max(int(each.max(initial=0)) for each in (one, other)) + 1)
    apart[one] += waited / DAY
    apart[other] -= less / DAY
    # the items that passed neither have a difference of nothing
    mean = float(apart.sum()) / n
    spread = max(float(apart @ apart) - n * mean**2, 0.0) / (n - 1)
    half = float(stdtrit(n - 1, 0.975) * np.sqrt(spread / n))
    return mean, mean - half, mean + half
