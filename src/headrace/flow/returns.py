"""Work sent back: how often, from where to where, and how long until it was there again."""

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


@dataclass(frozen=True, slots=True)
class SentBack:
    """Items sent back from one stage to an earlier one.

    ``from_stage`` is the number of stages when they had been in use.
    """

    from_stage: int
    to_stage: int
    items: int
    days_each: float | None


@dataclass(frozen=True, slots=True)
class Returns:
    """All ways in which finished items were sent back; ``returned_to`` counts items per stage."""

    ways: tuple[SentBack, ...]
    returned_to: dict[int, int]
    items_of_smaller: int
    smaller: int


def returns(engine: Engine, selection: Selection, top: int = 3) -> Returns:
    """Count what was sent back among the items that finished in the window.

    ``ways`` holds the ``top`` with the largest items × days each; the rest is only counted.
    """
    found = selection.in_window(engine.table("returns").filter(nw.col("outcome") == int(Mode.DONE)))
    data = columns(
        found.select(
            "item_no", "from_stage", "stage_order", away=nw.col("again_at") - nw.col("entered_at")
        ).sort("item_no", "stage_order", "from_stage")
    )
    items = data["item_no"]
    # stored as small integers, which numbers of pairs would not fit
    origin, target = data["from_stage"].astype(np.int64), data["stage_order"].astype(np.int64)
    away = data["away"].astype(np.float64)
    ways = []
    for start, end in sorted({(int(a), int(b)) for a, b in zip(origin, target, strict=True)}):
        rows = (origin == start) & (target == end)
        known = away[rows & ~np.isnan(away)]
        ways.append(
            SentBack(
                start, end, len(np.unique(items[rows])), float(known.mean()) / DAY if len(known) else None
            )
        )
    ways.sort(key=lambda way: way.items * (way.days_each or 0.0), reverse=True)
    shown = tuple(ways[:top])
    hidden = ~np.isin(origin * 1000 + target, [way.from_stage * 1000 + way.to_stage for way in shown])
    returned_to = {int(stage): len(np.unique(items[target == stage])) for stage in np.unique(target)}
    return Returns(shown, returned_to, len(np.unique(items[hidden])), len(ways) - len(shown))
