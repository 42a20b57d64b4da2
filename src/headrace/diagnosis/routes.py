"""The ways that items go: which stages in which order, an unbroken stay in one stage counted once.

A route is what happened, not what was known at the start, so routes describe and are never split by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.diagnosis.cohort import began
from headrace.engine import columns
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection

_PRIME = np.uint64(1_099_511_628_211)


@dataclass(frozen=True, slots=True)
class Route:
    """One way: its stages by their order in the definition, how many finished items went it, and their mean days."""

    stages: tuple[int, ...]
    items: int
    days: float


def routes(engine: Engine, selection: Selection, most: int = 5) -> tuple[tuple[Route, ...], int, int]:
    """Return the most frequent routes of the finished items that began in the window.

    Returns:
        The routes, the most frequent first; how many different ones there are; and of how many items.
    """
    items = began(engine, selection).filter(nw.col("outcome") == int(Mode.DONE))
    stays = engine.table("visits").filter(nw.col("mode") < int(Mode.DONE))
    found = columns(
        stays.select("item_no", "visit", "stage_order").join(
            items.select("item_no", took=nw.col("ended_at") - nw.col("started_at")), on="item_no", how="inner"
        )
    )
    if not len(found["item_no"]):
        return (), 0, 0
    order = np.lexsort((found["visit"], found["item_no"]))
    item, stage = found["item_no"][order], found["stage_order"][order].astype(np.int64)
    took = found["took"][order]
    changed = np.append(True, (item[1:] != item[:-1]) | (stage[1:] != stage[:-1]))
    item, stage, took = item[changed], stage[changed], took[changed]
    starts = np.flatnonzero(np.append(True, item[1:] != item[:-1]))
    lengths = np.diff(np.append(starts, len(item)))
    place = np.arange(len(item)) - np.repeat(starts, lengths)
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(int(lengths.max()), _PRIME, dtype=np.uint64))
        marks = np.add.reduceat((stage + 1).astype(np.uint64) * powers[place], starts)
    _, first, which, counts = np.unique(marks, return_index=True, return_inverse=True, return_counts=True)
    sums = np.bincount(which, weights=took[starts] / DAY)
    chosen = np.lexsort((first, -counts))[:most]
    listed = tuple(
        Route(
            tuple(int(each) for each in stage[starts[first[at]] : starts[first[at]] + lengths[first[at]]]),
            int(counts[at]),
            float(sums[at] / counts[at]),
        )
        for at in chosen
    )
    return listed, len(counts), len(starts)
