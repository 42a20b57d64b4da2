"""Which part of the journey differs most between the two sides of a split: a stage, or the hand-off into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.diagnosis.cohort import Cohort
    from headrace.diagnosis.log_rank import Codes
    from headrace.engine import Engine

HANDOFF, INSIDE, WORKING, BLOCKED = range(4)
"""What an item does in a part: wait for another function, wait otherwise, be worked on, be blocked."""

_OF_ALL = 0.05
_OF_PART = 0.2


@dataclass(frozen=True, slots=True)
class PartDays:
    """Days of each item in one part, summed per group: group, stage, what it does there, days."""

    group: Codes
    stage: Codes
    what: Codes
    days: np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Differing:
    """Mean days of finished items in the part that differs most, where they take longer and where they do not."""

    stage: int
    what: int
    slow_days: float
    fast_days: float
    n_slow: int
    n_fast: int


def part_days(engine: Engine, cohort: Cohort, groups: Codes) -> PartDays:
    """Return what each group's finished items of the held-back half spent where.

    Args:
        groups: the group of each item of the cohort, from 0.
    """
    told = cohort.done & ~cohort.search
    listed = engine.small(
        {"item_no": cohort.item_nos[told].tolist(), "group_no": groups[told].tolist()},
        {"item_no": "int", "group_no": "int"},
    )
    waits = nw.col("mode") == int(Mode.WAITING)
    # null where nobody had it before
    other = (nw.col("worked_function") != nw.col("function_no")).fill_null(False)
    what = (
        nw.when(waits & other)
        .then(nw.lit(HANDOFF))
        .when(waits)
        .then(nw.lit(INSIDE))
        .when(nw.col("mode") == int(Mode.WORKING))
        .then(nw.lit(WORKING))
        .otherwise(nw.lit(BLOCKED))
    )
    summed = (
        engine.table("visits")
        .filter(nw.col("mode") < int(Mode.DONE))
        .join(listed, on="item_no", how="inner")
        .select("group_no", "stage_order", what=what, lasted=nw.col("left_at") - nw.col("entered_at"))
        .group_by("group_no", "stage_order", "what")
        .agg(lasted=nw.col("lasted").sum().cast(nw.Int64))
    )
    found = columns(summed)
    whole = {name: found[name].astype(np.intp) for name in ("group_no", "stage_order", "what")}
    return PartDays(whole["group_no"], whole["stage_order"], whole["what"], found["lasted"] / DAY)


def differing_part(
    parts: PartDays, slow: tuple[int, ...], fast: tuple[int, ...], counts: Codes
) -> Differing | None:
    """Return the part in which the slower side spends most more days.

    ``None`` where a side has no finished items, or they spend about as long in every part: then the difference lies in
    what is not finished.

    Args:
        slow, fast: the groups of each side.
        counts: finished items of the held-back half in each group.
    """
    n_slow, n_fast = int(counts[list(slow)].sum()), int(counts[list(fast)].sum())
    if not n_slow or not n_fast or not len(parts.days):
        return None
    part = parts.stage * 4 + parts.what
    sums = [
        np.bincount(part, weights=parts.days * np.isin(parts.group, side), minlength=int(part.max()) + 1) / n
        for side, n in ((slow, n_slow), (fast, n_fast))
    ]
    more = sums[0] - sums[1]
    most = int(np.argmax(more))
    if more[most] < max(_OF_ALL * sums[0].sum(), _OF_PART * sums[0][most]):
        return None
    return Differing(most // 4, most % 4, float(sums[0][most]), float(sums[1][most]), n_slow, n_fast)
