"""Build the made-up company: its tools' records, what is true of it, and a catalogue to read it with."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from headrace.world import clock
from headrace.world.company import FIRST_DAY, IMAGINARY_TILLS, LAST_DAY
from headrace.world.services import weaknesses
from headrace.world.sheet import write_down
from headrace.world.simulate import simulate
from headrace.world.truth import Truth
from headrace.world.voices import voices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from headrace.eventlog.model import Batch
    from headrace.world.process import Company
    from headrace.world.work import Work

SEED = 7
"""Of the world that ``headrace demo`` shows."""


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Keep Python from looking for garbage: there is none, and looking takes a quarter of the time."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


@dataclass(frozen=True)
class World:
    """One made-up company over its years.

    Args:
        company: its description.
        truth: what is true of it.
        until: end of the records, µs UTC.
    """

    company: Company
    truth: Truth
    until: int

    def batches(self) -> Iterator[Batch]:
        """Yield what each tool holds, one complete batch per tool."""
        yield from self.truth.records.batches.values()

    @cached_property
    def data_to(self) -> int:
        """Time of the last event, µs UTC."""
        return max(max(batch.events.occurred_at, default=0) for batch in self.batches())

    @property
    def catalogue_text(self) -> str:
        """The text of a ``headrace.yaml`` for these records, with comments."""
        return files("headrace.world").joinpath("demo.yaml").read_text(encoding="utf-8")


def build(
    seed: int = SEED, until: date = LAST_DAY, scale: float = 1.0, company: Company = IMAGINARY_TILLS
) -> World:
    """Build the made-up company.

    The same arguments give the same records, on every machine and in every run.

    Args:
        seed: of all chance.
        until: the last day that is recorded; the company begins on 1 July 2022.
        scale: how much work there is, and how many people do it; 1 gives some 10,000 finished items.
        company: another description, for tests.
    """
    end = clock.midnight(until + timedelta(days=1))

    def without(turn: str) -> dict[str, list[Work]]:
        turns = tuple(one for one in company.turns if one.name != turn)
        return simulate(replace(company, turns=turns), seed, FIRST_DAY, until, scale)

    with _nothing_thrown_away():
        works = simulate(company, seed, FIRST_DAY, until, scale)
        records = write_down(company, works, seed, end)
        for beside in (weaknesses(seed, end), voices(seed, end)):
            records.batches[beside.source] = beside
    return World(company, Truth(company, works, records, end, without), end)
