"""The map and the items as CSV: plain numbers, no units in the cells, one row per stage or item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headrace.report.comma_separated import csv_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headrace.report.comma_separated import Value
    from headrace.report.view import ItemStrip, MapView

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def of_map(view: MapView) -> bytes:
    """Return one row per stage: its wait before, work, share right first time, what waits now."""
    head = (
        "stage",
        "function",
        "wait_before_days",
        "of_it_at_handoff_days",
        "work_days",
        "blocked_days",
        "right_first_time",
        "waiting_now",
        "working_now",
        "visited_share",
        "items",
        "estimated",
    )
    walls = {wall.column: wall for wall in view.walls}
    rows: list[Sequence[Value]] = []
    for block in sorted(view.blocks, key=lambda block: block.column):
        wall = walls.get(block.column)
        rows.append(
            (
                block.stage,
                block.function,
                wall.wait_days if wall else None,
                wall.handoff_days if wall else None,
                block.work_days,
                block.blocked_days,
                block.right_first_time,
                wall.waiting_now if wall else None,
                block.working_now,
                block.visited_share,
                block.items,
                "yes" if block.estimated or (wall and wall.estimated) else "no",
            )
        )
    return csv_of(head, rows)


def of_items(strips: Iterable[ItemStrip]) -> bytes:
    """Return one row per item: when it began and ended, and its days worked on, waiting and blocked.

    ``part_days`` are those of the part whose items are listed, where it is a part.
    """
    head = (
        "id",
        "key",
        "label",
        "kind",
        "started_at",
        "ended_at",
        "outcome",
        "total_days",
        "work_days",
        "wait_days",
        "blocked_days",
        "part_days",
    )
    rows = (
        (
            strip.item_id,
            strip.key,
            strip.label,
            strip.kind,
            _moment(strip.started_at),
            _moment(strip.ended_at),
            strip.outcome,
            strip.total_days,
            *(sum(p.end_days - p.start_days for p in strip.parts if p.mode == mode) for mode in _MODES),
            strip.part_days,
        )
        for strip in strips
    )
    return csv_of(head, rows)


_MODES = ("working", "waiting", "blocked")


def _moment(micros: int | None) -> str | None:
    if micros is None:
        return None
    return (_EPOCH + timedelta(microseconds=micros)).isoformat(timespec="seconds").replace("+00:00", "Z")
