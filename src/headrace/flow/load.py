"""What is in progress: where unfinished items are, and whether a queue is growing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection


@dataclass(frozen=True, slots=True)
class Load:
    """Unfinished items at one moment: in all, and per stage waiting, worked on, and the oldest wait in days."""

    items: int
    waiting: dict[int, int]
    working: dict[int, int]
    oldest_wait: dict[int, float]


def load_at(engine: Engine, selection: Selection, moment: int) -> Load:
    """Count the items that were unfinished at ``moment`` (µs UTC), where they were.

    Blocked items count as waiting: nobody works on them.
    """
    items = engine.table("items").select("item_no", "kind")
    there = engine.table("visits").filter(
        nw.col("mode") < int(Mode.DONE),
        nw.col("entered_at") <= moment,
        nw.col("left_at").is_null() | (nw.col("left_at") > moment),
    )
    if selection.kind is not None:
        there = there.join(selection.of_kind(items), on="item_no", how="inner")
    counted = there.group_by("stage_order", "mode").agg(n=nw.len(), oldest=nw.col("entered_at").min())
    waiting: dict[int, int] = {}
    working: dict[int, int] = {}
    oldest: dict[int, float] = {}
    for row in rows(counted):
        stage = row["stage_order"]
        if row["mode"] == int(Mode.WORKING):
            working[stage] = working.get(stage, 0) + row["n"]
        else:
            waiting[stage] = waiting.get(stage, 0) + row["n"]
            oldest[stage] = max(oldest.get(stage, 0.0), (moment - row["oldest"]) / DAY)
    return Load(sum(waiting.values()) + sum(working.values()), waiting, working, oldest)


def growing(then: Load, now: Load) -> tuple[int, int, int] | None:
    """Return the queue that grew most: stage, waiting now, waiting then; ``None`` when none clearly did.

    Clearly: half as many again, and more than twice the chance variation of the two counts.
    """
    candidates = []
    for stage, count in now.waiting.items():
        before = then.waiting.get(stage, 0)
        if count >= 1.5 * before and count - before > 2 * (count + before) ** 0.5:
            candidates.append((count - before, stage, count, before))
    if not candidates:
        return None
    _, stage, count, before = max(candidates)
    return stage, count, before
