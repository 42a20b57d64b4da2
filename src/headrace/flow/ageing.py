"""Ageing work: how old what is open is, against how long work takes.

An item that is older than 85 % of all items ever get before they are done is the one to ask about today (Vacanti,
*Actionable Agile Metrics for Predictability*, 2015). Ages are from start to the data's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Numbers

MARKS = 20
"""A stage with more open items is shown by so many of their quantiles."""


@dataclass(frozen=True, slots=True)
class StageAge:
    """The open items of one stage: how many, worked on or not, and their ages in days, youngest first.

    ``ages`` holds every age up to :data:`MARKS` items, else the middles of as many equal parts.
    """

    stage: int
    items: int
    working: int
    ages: tuple[float, ...]
    older: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open work at one moment: ages in days. ``older`` counts items past ``limit``, ``None`` without one."""

    items: int
    mean: float | None
    oldest: float | None
    limit: float | None
    older: int | None
    stages: tuple[StageAge, ...]


def ageing(engine: Engine, selection: Selection, moment: int, limit: float | None) -> Ageing:
    """Return how old the unfinished items are at ``moment`` (µs UTC, the data's time).

    Args:
        limit: days that 85 % of the items are done within; ``None`` when that is not known.
    """
    data = columns(
        selection.of_kind(engine.table("open_visits")).select(
            "stage_order", "mode", age=(moment - nw.col("started_at"))
        )
    )
    ages = np.maximum(data["age"].astype(np.float64) / DAY, 0.0)
    if not len(ages):
        return Ageing(0, None, None, limit, None if limit is None else 0, ())
    stages = []
    for stage in np.unique(data["stage_order"]):
        there = data["stage_order"] == stage
        working = int((data["mode"][there] == int(Mode.WORKING)).sum())
        stages.append(
            StageAge(int(stage), int(there.sum()), working, marks(ages[there]), _older(ages[there], limit))
        )
    older = None if limit is None else _older(ages, limit)
    # in order, so that the last digit does not depend on how rows came
    return Ageing(len(ages), float(np.sort(ages).mean()), float(ages.max()), limit, older, tuple(stages))


def marks(ages: Numbers) -> tuple[float, ...]:
    """Return the ages in order, or the middles of twenty equal parts of them when there are more."""
    ordered = np.sort(ages)
    if len(ordered) > MARKS:
        middles = (np.arange(MARKS) + 0.5) / MARKS
        ordered = ordered[np.minimum((middles * len(ordered)).astype(int), len(ordered) - 1)]
    return tuple(float(age) for age in ordered)


def _older(ages: Numbers, limit: float | None) -> int:
    return 0 if limit is None else int((ages > limit).sum())
