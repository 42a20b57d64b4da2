"""Whose a wait is: it goes from the last work on an item to the next, whatever queues it lies in meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.flow.parts import StageParts, stage_parts
from headrace.flow.selection import Selection
from headrace.value_streams.rollup import DAY
from tests.derived import derived
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

STAGES = (
    "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}, "
    "{name: Test, function: Quality, waiting: [item.Built], working: [item.Test], blocked: [item.Stuck]}, "
    "{name: Release, function: Operations, waiting: [item.Tested, item.Again], working: [item.Release]}"
)
START = int(FIRST.timestamp()) * 1_000_000
WHOLE = Selection(START, START + 90 * DAY)


def parts(folder: Path, *steps: tuple[str, float]) -> list[StageParts]:
    """Return the parts of a stream in which one item went through these steps."""
    lines: list[Line] = [("I-1", what, day, "") for what, day in steps]
    with derived(workspace(folder, STAGES, lines), "flow") as engine:
        return stage_parts(engine, WHOLE, 3)


def waits(found: StageParts) -> tuple[float, float, float]:
    """Return the days of a stage that were waited at a hand-off, inside a function, and on arrival."""
    return found.handoff / DAY, found.inside / DAY, found.arrival / DAY


def test_a_queue_after_a_block_is_still_the_hand_off(tmp_path: Path) -> None:
    """Built by Engineering, it waits, is blocked and waits again for Quality: all waiting is between those two."""
    steps = (("Build", 0), ("Built", 2), ("Stuck", 5), ("Built", 9), ("Test", 10), ("Done", 11))
    _, test, _ = parts(tmp_path, *steps)
    assert waits(test) == (4, 0, 0)
    assert test.blocked == 4 * DAY
    assert test.waits_from == {(0, 0): 4 * DAY}


def test_a_queue_after_a_queue_comes_from_the_last_work(tmp_path: Path) -> None:
    """From Build through Quality's queue to that of Operations: both waits are Engineering's hand-off."""
    steps = (("Ready", 0), ("Build", 1), ("Built", 2), ("Tested", 5), ("Release", 9), ("Done", 10))
    build, test, release = parts(tmp_path, *steps)
    assert waits(build) == (0, 0, 1)
    assert (waits(test), waits(release)) == ((3, 0, 0), (4, 0, 0))
    assert release.waits_from == {(0, 0): 4 * DAY}


def test_queues_before_any_work_wait_on_arrival(tmp_path: Path) -> None:
    """What nobody has worked on yet was handed over by nobody: it waits for the function whose queue it is in."""
    _, test, release = parts(tmp_path, ("Built", 0), ("Tested", 2), ("Release", 5), ("Done", 6))
    assert (waits(test), waits(release)) == ((0, 0, 2), (0, 0, 3))


def test_after_a_reopening_the_customer_had_it_last(tmp_path: Path) -> None:
    """Queues after an end wait on arrival, until somebody works again."""
    steps = (
        ("Build", 0), ("Done", 1), ("Built", 4), ("Tested", 6), ("Release", 7), ("Again", 9), ("Release", 12),
        ("Done", 13),
    )  # fmt: skip
    _, test, release = parts(tmp_path, *steps)
    assert waits(test) == (0, 0, 5)
    assert waits(release) == pytest.approx((0, 3, 1))
