"""One piece of work in the made-up company: what is drawn for it at the start, and what happens to it."""

from __future__ import annotations

from math import exp
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.world.process import Process, Spell

WAITING, WORKING, BLOCKED, DONE, CANCELLED = range(5)
MODES = ("waiting", "working", "blocked", "done", "cancelled")

SIZES = {"S": (0.45, 0.65), "M": (0.38, 1.05), "L": (0.17, 1.82)}
"""Size → share of items, and factor on the working time; on average one."""

ORIGINS = {"shop": 0.5, "inside": 0.3, "partner": 0.2}
_PATIENCE = 0.3
_ACROSS_SERVICES = 0.4


class Move(NamedTuple):
    """From ``at`` (days of the simulation) on, the work is in this stage and mode."""

    at: float
    stage: int
    """Its place in the process; the number of stages for the end."""
    mode: int
    function: str
    shipment: str
    """Which deployment carries it, while it is being released; else empty."""


class Work:
    """One piece of work. All chance is its own, so that another world differs only where it must."""

    __slots__ = (
        "back_to",
        "cancel_at",
        "cause",
        "forgotten",
        "function_group",
        "holds_crew",
        "kind",
        "labels",
        "moves",
        "name",
        "origin",
        "outcome_draw",
        "passes",
        "patience",
        "plainness",
        "process",
        "reopen_draw",
        "rng",
        "services",
        "shipment",
        "size",
        "start",
    )

    def __init__(self, process: Process, name: str, start: float, seed: int, cause: str = "") -> None:
        rng = chance(seed, name)
        self.process = process
        self.name = name
        """Its name in the simulation; the tools' keys are given by :mod:`.records`."""
        self.start = start
        self.cause = cause
        self.rng = rng
        self.kind = pick(rng, process.kinds)
        self.size = pick(rng, {name: share for name, (share, _) in SIZES.items()})
        self.origin = pick(rng, ORIGINS)
        self.services = 1 + int(rng.random() < _ACROSS_SERVICES) + int(rng.random() < _ACROSS_SERVICES / 3)
        self.labels = tuple(label for label, share in process.labels.items() if rng.random() < share)
        self.function_group = pick(rng, process.groups) if process.groups else ""
        self.patience = rng.lognormvariate(-_PATIENCE * _PATIENCE / 2, _PATIENCE)
        self.plainness = rng.random()
        self.reopen_draw = rng.random()
        self.outcome_draw = rng.random()
        cancelled = rng.random() < process.cancelled_share
        place = rng.randrange(len(process.stages) - 1)
        self.cancel_at = place if cancelled else -1
        self.forgotten = rng.random() < process.forgotten_share
        self.passes = [0] * len(process.stages)
        self.back_to = -1
        self.holds_crew = ""
        self.shipment = ""
        self.moves: list[Move] = []

    def skips(self, stage: int) -> bool:
        """Tell whether the work does without a stage."""
        return self.plainness < self.process.stages[stage].skip_share(self.kind)

    def function_of(self, stage: int) -> str:
        """Return the function that does a stage of this work."""
        function = self.process.stages[stage].function
        return function if isinstance(function, str) else function[self.function_group]

    def draw(self, spell: Spell) -> float:
        """Return one length of time, in days."""
        mean, spread = spell.mean(self.kind), spell.spread
        return mean * exp(self.rng.gauss(-spread * spread / 2, spread))


def chance(seed: int, name: str) -> Random:
    """Return a source of chance that belongs to this name alone, the same in every run."""
    return Random(f"{seed}:{name}")  # noqa: S311 - a world is drawn, not a secret


def pick(rng: Random, shares: Mapping[str, float]) -> str:
    """Return one of the names, each with its share."""
    left = rng.random() * sum(shares.values())
    for name, share in shares.items():
        left -= share
        if left < 0:
            return name
    return name
