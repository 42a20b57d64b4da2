"""Streams whose truth is known: items go through five functions in a row, and friction is planted at one hand-off.

A little queueing simulation. Every function takes up what waits longest as soon as one of its places is free. At a
*slow* hand-off items wait some days longer before anybody turns to them; a *short* function has hardly more places than
comes; *agreed* limits how much may lie between two functions, so that a long queue stands before the first of them
although it is the second that takes up no more.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY = 86_400_000_000
FIRST = 1_700_438_400_000_000  # a Monday
FUNCTIONS = ("Product", "Design", "Engineering", "Quality", "Operations")
STAGES = ("Shape", "Draw", "Build", "Test", "Release")
DAYS = 560.0
"""How long items arrive; the first half year is for the queues to fill."""

_SERVERS = 4
_USUAL_LOAD = 0.55
_USUAL_DELAY = 0.7
_SPREAD = 0.8


@dataclass(frozen=True)
class Tandem:
    """A stream to be simulated.

    Args:
        weekly: how many items come.
        slow: stages (by number) before which items wait so many days longer, on average.
        short: stages with their load, instead of the usual one; 1 is as much as they can do.
        agreed: stages that begin nothing new while so many are worked on there or wait for the next.
    """

    weekly: float = 9.0
    slow: dict[int, float] = field(default_factory=dict)
    short: dict[int, float] = field(default_factory=dict)
    agreed: dict[int, int] = field(default_factory=dict)


class _Run:
    """One simulation while it runs; times in days."""

    def __init__(self, tandem: Tandem, seed: int) -> None:
        self.tandem, self.chance = tandem, np.random.default_rng(seed)
        self.agenda: list[tuple[float, str, int, int]] = []
        self.ready: list[deque[int]] = [deque() for _ in STAGES]
        self.busy = [0] * len(STAGES)
        self.beyond = [0] * len(STAGES)
        """How many were done at a stage and have not been taken up by the next."""
        self.moves: list[tuple[int, str, float]] = []

    def add(self, when: float, what: str, item: int, stage: int) -> None:
        """Put something on the agenda."""
        heapq.heappush(self.agenda, (when, what, item, stage))

    def run(self) -> list[tuple[int, str, float]]:
        """Return all moves: item, ``wait``, ``work`` and stage or ``done``, and the day."""
        rate = self.tandem.weekly / 7
        gaps = self.chance.exponential(1 / rate, int(DAYS * rate * 1.5))
        for item, when in enumerate(np.cumsum(gaps)):
            if when < DAYS:
                self.add(float(when), "comes", item, 0)
        while self.agenda and self.agenda[0][0] < DAYS:
            when, what, item, stage = heapq.heappop(self.agenda)
            getattr(self, what)(when, item, stage)
        return self.moves

    def comes(self, when: float, item: int, stage: int) -> None:
        """Let an item come to a stage; some time passes until it is noticed."""
        self.moves.append((item, f"wait {stage}", when))
        noticed = self.chance.exponential(_USUAL_DELAY) + self._long(stage)
        self.add(when + noticed, "noticed", item, stage)

    def _long(self, stage: int) -> float:
        mean = self.tandem.slow.get(stage, 0.0)
        return float(self.chance.gamma(2.0, mean / 2)) if mean else 0.0

    def noticed(self, when: float, item: int, stage: int) -> None:
        """Let an item be ready to be taken up."""
        self.ready[stage].append(item)
        self.begin(when, stage)

    def begin(self, when: float, stage: int) -> None:
        """Take up what can be taken up at a stage; what is agreed may then let the stage before begin as well."""
        limit = self.tandem.agreed.get(stage)
        while self.ready[stage] and self.busy[stage] < _SERVERS:
            if limit is not None and self.busy[stage] + self.beyond[stage] >= limit:
                return
            item = self.ready[stage].popleft()
            self.busy[stage] += 1
            self.moves.append((item, f"work {stage}", when))
            load = self.tandem.short.get(stage, _USUAL_LOAD)
            mean = load * _SERVERS * 7 / self.tandem.weekly
            took = self.chance.lognormal(np.log(mean) - _SPREAD**2 / 2, _SPREAD)
            self.add(when + float(took), "finished", item, stage)
            if stage:
                self.beyond[stage - 1] -= 1
                self.begin(when, stage - 1)

    def finished(self, when: float, item: int, stage: int) -> None:
        """Let an item be done at a stage."""
        self.busy[stage] -= 1
        if stage + 1 < len(STAGES):
            self.beyond[stage] += 1
            self.comes(when, item, stage + 1)
        else:
            self.moves.append((item, "done", when))
        self.begin(when, stage)


def stream(folder: Path, tandem: Tandem, seed: int, names: Sequence[str] = FUNCTIONS) -> Workspace:
    """Return a workspace with the one stream ``row``, simulated; ``names`` are what its functions are called."""
    stages = "".join(
        f"      - {{name: {name}, function: {names[at]}, "
        f"waiting: ['item.wait {at}'], working: ['item.work {at}']}}\n"
        for at, name in enumerate(STAGES)
    )
    folder.mkdir(exist_ok=True)
    (folder / "headrace.yaml").write_text(
        "value_streams:\n  row:\n    name: A row\n    customer: a customer\n    value: gets it\n    items: item\n"
        f"    stages:\n{stages}    done: [item.done]\n",
        encoding="utf-8",
    )
    batch, items = Batch("made"), dict[int, str]()
    for number, what, day in _Run(tandem, seed).run():
        if number not in items:
            items[number] = batch.add_object("item", f"I-{number}")
        batch.add_event(what, f"{number}/{what}", FIRST + int(day * DAY), [items[number]])
    Store(folder / ".headrace" / "store").ingest([batch])
    return Workspace(folder)
