"""Small records for the docs' commands and the command line's tests: forty changes of a shop's journey."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2025, 1, 6, 9, tzinfo=UTC)
STEPS = (
    ("Signal", "Customer success", 3),
    ("Ready", "Engineering", 5),
    ("Build", "Engineering", 30),
    ("Ready for test", "Quality", 40),
    ("Test", "Quality", 12),
    ("Rolled out", "Operations", 0),
)
"""Activity, function, and hours until the next one."""

ITEMS, FINISHED = 40, 36

CATALOGUE = """\
value_streams:
  first-payment:
    name: First payment
    customer: a new shop
    value: takes its first payment
    unit: change
    items: item
    kind: type
    promise: {within: 14d, for: 85%}
    stages:
      - name: Signal
        function: Customer success
        working: [item.Signal]
      - name: Build
        function: Engineering
        waiting: [item.Ready]
        working: [item.Build]
      - name: Test
        function: Quality
        waiting: [item.Ready for test]
        working: [item.Test]
    done: [item.Rolled out]
"""


def lines() -> list[str]:
    """Return the records as CSV: every fifth item is sent back, the last are open."""
    rows = ["item,activity,time,team,type"]
    for number in range(ITEMS):
        moment = FIRST + timedelta(days=4 * number)
        kind = "bug" if number % 3 == 0 else "feature"
        steps = [*STEPS[:5], *STEPS[2:]] if number % 5 == 4 else list(STEPS)
        for activity, team, hours in steps if number < FINISHED else steps[:3]:
            rows.append(f"SHOP-{number + 1},{activity},{moment:%Y-%m-%dT%H:%M:%SZ},{team},{kind}")
            moment += timedelta(hours=hours + (number * 7) % 11)
    return rows


def write_records(folder: Path) -> Path:
    """Write ``shop.csv`` into a folder; return its path."""
    path = folder / "shop.csv"
    path.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    return path
