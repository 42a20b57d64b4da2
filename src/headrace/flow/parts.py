"""The parts of flow time: working, waiting and blocked per stage, and what of the waiting is at hand-offs.

Every part is a mean over all finished items, zero for items that skip it, so parts add up to the mean flow
time exactly: the sums are whole microseconds and are divided once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection


@dataclass(slots=True)
class StageParts:
    """Sums over finished items for one stage, in µs; ``items`` visited it, ``waited`` did so and waited there."""

    working: int = 0
    blocked: int = 0
    handoff: int = 0  # waiting, another function had it before
    inside: int = 0  # waiting, the same function had it before
    arrival: int = 0  # waiting, the customer had it before: new, or reopened
    items: int = 0
    waited: int = 0
    estimated: bool = False
    functions: dict[int, int] = field(default_factory=dict)  # function → items
    waits_from: dict[tuple[int | None, int | None], int] = field(default_factory=dict)
    """(stage, function) that had the item before → µs waited."""

    @property
    def waiting(self) -> int:
        """All waiting, µs."""
        return self.handoff + self.inside + self.arrival


def days(sum_of_microseconds: int, n: int) -> float:
    """Return a mean in days."""
    return sum_of_microseconds / n / DAY


def stage_parts(engine: Engine, selection: Selection, stages: int) -> list[StageParts]:
    """Add up the parts of each stage over the items that finished in the window."""
    found = [StageParts() for _ in range(stages)]
    for row in _sums(engine, selection):
        _add(found[row["stage_order"]], row, stages)
    counted = (
        selection.in_window(engine.table("daily_stages"))
        .group_by("stage_order", "function_no")
        .agg(items=nw.col("items").sum().cast(nw.Int64), waited=nw.col("waited").sum().cast(nw.Int64))
    )
    for row in rows(counted):
        parts = found[row["stage_order"]]
        if row["function_no"] is None:
            parts.items, parts.waited = row["items"], row["waited"]
        else:
            parts.functions[row["function_no"]] = row["items"]
    return found


def _sums(engine: Engine, selection: Selection) -> list[dict[str, Any]]:
    return rows(
        selection.in_window(engine.table("daily_parts"))
        .group_by("stage_order", "function_no", "mode", "from_stage", "from_function", "estimated")
        .agg(duration=nw.col("duration").sum().cast(nw.Int64))
    )


def _add(parts: StageParts, row: dict[str, Any], stages: int) -> None:
    duration, mode = row["duration"], Mode(row["mode"])
    parts.estimated = parts.estimated or bool(row["estimated"])
    if mode is Mode.WORKING:
        parts.working += duration
    elif mode is Mode.BLOCKED:
        parts.blocked += duration
    else:
        came = row["from_function"] if row["from_stage"] != stages else None
        if came is None:
            parts.arrival += duration
        elif came == row["function_no"]:
            parts.inside += duration
        else:
            parts.handoff += duration
        origin = (row["from_stage"] if came is not None else None, came)
        parts.waits_from[origin] = parts.waits_from.get(origin, 0) + duration
