"""What goes with a long wait: what was planted is found with its size, what is alike is not, and open waits count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from headrace.diagnosis.long_waits import AGAIN, WEEKDAY, long_waits
from headrace.flow.selection import Selection
from headrace.intake import Asked
from headrace.value_streams.rollup import DAY
from headrace.workspace import Workspace
from tests.derived import derived
from tests.flow.events import FIRST

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.diagnosis.long_waits import LongWaits

DEFINITION = """\
value_streams:
  flow:
    name: Flow
    customer: a shop
    value: has it
    items: item
    stages:
      - {name: Build, function: Engineering, working: [item.Build]}
      - {name: Test, function: Quality, waiting: [item.Built], working: [item.Test]}
    done: [item.Done]
"""
START = int(FIRST.timestamp()) * 1_000_000
Row = tuple[str, str, float, str]


def asked(folder: Path, rows: list[Row]) -> LongWaits:
    """Return what goes with long waits between Engineering and Quality, of items with a size."""
    folder.mkdir(exist_ok=True)
    made = Workspace.create(folder / "workspace")
    made.file.write_text(DEFINITION, encoding="utf-8")
    path = folder / "events.csv"
    lines = [
        f"{item},{what},{FIRST + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ},{size}"
        for item, what, day, size in rows
    ]
    path.write_text("\n".join(["item,activity,time,size", *lines]) + "\n", encoding="utf-8")
    made.import_files([Asked(path)])
    selection = Selection(START, START + 400 * DAY)
    with derived(made, "flow") as engine:
        return long_waits(
            engine, selection, (0, 1), START, selection.end - 1, START + 400 * DAY, attributes=("size",)
        )


def passed(number: int, began: float, wait: float, size: str) -> list[Row]:
    """Return an item that is built for a day, waits and is tested for a day."""
    item = f"I-{number}"
    return [
        (item, "Build", began, size),
        (item, "Built", began + 1, size),
        (item, "Test", began + 1 + wait, size),
        (item, "Done", began + 2 + wait, size),
    ]


def test_what_makes_waits_longer_is_found_with_its_size(tmp_path: Path) -> None:
    """Large items wait four days longer than small ones: that is clear, and the likely range holds it."""
    chance = np.random.default_rng(1)
    rows: list[Row] = []
    for number in range(240):
        large = number % 3 == 0
        wait = float(chance.exponential(2.0)) + (4.0 if large else 0.0)
        rows += passed(number, float(chance.uniform(0, 300)), wait, "large" if large else "small")
    found = asked(tmp_path, rows)
    first = found.found[0]
    assert (first.what, first.value, first.n, first.attribute) == ("size", "large", 80, True)
    assert first.clear
    assert first.low < 4.0 < first.high
    assert not [each for each in found.found[1:] if each.clear]


def test_waits_that_are_alike_are_not_told_apart(tmp_path: Path) -> None:
    """Over many comparisons of waits drawn alike none is clear, as they are judged together."""
    chance = np.random.default_rng(7)
    rows: list[Row] = []
    for number in range(200):
        wait = float(chance.exponential(2.0))
        rows += passed(number, float(chance.uniform(0, 300)), wait, "abcd"[number % 4])
    found = asked(tmp_path, rows)
    assert len(found.found) >= 8
    assert not [each for each in found.found if each.clear]
    assert all(each.chance <= 1 for each in found.found)


def test_waits_that_go_on_count(tmp_path: Path) -> None:
    """Half of the large items still wait: finished waits alone are shorter, all of them are longer."""
    chance = np.random.default_rng(3)
    rows: list[Row] = []
    for number in range(120):
        large = number % 2 == 0
        began = float(chance.uniform(0, 300))
        item = passed(
            number, began, 1.0 if large else 2.0 + float(chance.uniform(0, 1)), "large" if large else "small"
        )
        rows += item[:2] if large and number % 4 == 0 else item
    (size,) = (each for each in asked(tmp_path, rows).found if each.what == "size")
    longer = size.days if size.value == "large" else -size.days
    assert longer > 10
    assert size.clear


def test_a_second_time_and_the_weekday_are_known(tmp_path: Path) -> None:
    """Who comes back waits nine days instead of one; what comes on a Saturday waits for Monday."""
    rows: list[Row] = []
    for number in range(84):
        # built on every day of the week in turn
        began, item = float(number), f"I-{number}"
        built = (began + 1) % 7
        wait = 1.0 + max(7.0 - built, 0.0) if built >= 5 else 1.0
        rows += passed(number, began, wait, "one")[:3]
        if number % 3 == 0:
            again = began + 3 + wait
            rows += [(item, "Build", again, "one"), (item, "Built", again + 1, "one")]
            rows += [(item, "Test", again + 10, "one")]
            rows += [(item, "Done", again + 11, "one")]
        else:
            rows.append((item, "Done", began + 2 + wait, "one"))
    told = {(each.what, each.value): each for each in asked(tmp_path / "days", rows).found}
    again = told[AGAIN, ""]
    assert again.n == 28
    assert again.clear
    assert again.days == pytest.approx(9 - 1 - 3 / 7, abs=0.3)
    assert told[WEEKDAY, "5"].days > told[WEEKDAY, "1"].days
