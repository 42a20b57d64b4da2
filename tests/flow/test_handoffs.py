"""The ledger of hand-offs: whose wait it is, what comes back, to and fro, and that all parts are the flow time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.flow.handoff_contrast import apart
from headrace.flow.handoff_times import Waited
from headrace.flow.handoffs import Boundary, Ledger, ledger
from headrace.flow.selection import Selection
from headrace.value_streams.rollup import DAY
from tests.derived import derived
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.workspace import Workspace

STAGES = (
    "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}, "
    "{name: Test, function: Quality, waiting: [item.Built], working: [item.Test], blocked: [item.Stuck]}, "
    "{name: Release, function: Operations, waiting: [item.Tested], working: [item.Release]}"
)
FUNCTIONS = ("Engineering", "Quality", "Operations")
START = int(FIRST.timestamp()) * 1_000_000
WHOLE = Selection(START, START + 90 * DAY)


def read(made: Workspace, days: int = 90) -> Ledger:
    """Return the ledger of a workspace's stream over its first so many days."""
    end = START + days * DAY
    with derived(made, "flow") as engine:
        return ledger(engine, Selection(START, end), START, end - 1, START + 90 * DAY)


def one(folder: Path, *steps: tuple[str, float]) -> Ledger:
    """Return the ledger of a stream in which one item went through these steps."""
    return read(workspace(folder, STAGES, [("I-1", what, day, "") for what, day in steps]))


def pairs(found: Ledger) -> dict[tuple[int | None, int], float]:
    """Return the days waited per sender and receiver."""
    return {(each.sender, each.receiver): each.whole.total / DAY for each in found.boundaries}


def at(found: Ledger, sender: int | None, receiver: int) -> Boundary:
    """Return one boundary."""
    return next(each for each in found.boundaries if (each.sender, each.receiver) == (sender, receiver))


def test_queues_around_a_block_are_one_hand_off(tmp_path: Path) -> None:
    """Built, it waits, is blocked and waits again: one hand-over of four days of waiting, and the block apart."""
    found = one(tmp_path, ("Build", 0), ("Built", 2), ("Stuck", 5), ("Built", 9), ("Test", 10), ("Done", 11))
    assert pairs(found) == {(0, 1): 4.0, (None, 0): 0.0}
    assert at(found, 0, 1).whole.times == 1
    assert found.blocked == 4 * DAY
    assert found.crossed == 1


def test_a_hand_off_without_a_wait_counts(tmp_path: Path) -> None:
    """Work that goes straight on crosses the boundary as well, after a wait of nothing."""
    found = one(tmp_path, ("Build", 0), ("Test", 2), ("Done", 3))
    boundary = at(found, 0, 1)
    assert (boundary.whole.items, boundary.whole.times, boundary.whole.total) == (1, 1, 0)


def test_waits_inside_a_function_are_told_apart(tmp_path: Path) -> None:
    """Between two pieces of work of one function nothing is handed over."""
    found = one(tmp_path, ("Build", 0), ("Ready", 1), ("Build", 4), ("Done", 5))
    assert pairs(found) == {(0, 0): 3.0, (None, 0): 0.0}
    assert (found.waited(), found.waited(inside=True), found.crossed) == (0, 3 * DAY, 0)


def test_what_quality_sends_back_is_charged_to_its_supplier(tmp_path: Path) -> None:
    """Tested, built again and there again two days later: redo, charged to the hand-off to Quality, to and fro."""
    steps = (("Build", 0), ("Built", 1), ("Test", 2), ("Build", 3), ("Test", 5), ("Done", 6))
    found = one(tmp_path, *steps)
    back = at(found, 0, 1).rework
    assert (back.items, back.times, back.redo, back.repeat, back.days, back.to) == (
        1,
        1,
        1,
        0,
        2.0,
        ((0, 1),),
    )
    assert back.ping_pong == 1
    assert at(found, 1, 0).rework.ping_pong == 1
    assert at(found, 1, 0).rework.times == 0


def test_waits_that_go_on_count(tmp_path: Path) -> None:
    """Of ten, five wait for four days and five still wait: half are over within four days, 85 % not yet."""
    lines: list[Line] = []
    for number in range(10):
        item = f"I-{number}"
        lines += [(item, "Build", 0, ""), (item, "Built", 1, "")]
        if number < 5:
            lines += [(item, "Test", 5, ""), (item, "Done", 6, "")]
    lines.append(("I-99", "Ready", 40, ""))
    found = at(read(workspace(tmp_path, STAGES, lines)), 0, 1)
    assert found.now == 5
    assert found.oldest == pytest.approx(89)
    assert found.whole.curve is not None
    assert found.whole.curve.quantile(0.5).days == 4
    assert found.whole.curve.quantile(0.85).days is None
    assert found.whole.mean == 4


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.sampled_from(("Ready", "Build", "Built", "Test", "Stuck", "Tested", "Release")),
            min_size=1,
            max_size=9,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_the_parts_are_the_flow_time(
    tmp_path_factory: pytest.TempPathFactory, items: list[list[str]]
) -> None:
    """However items went to and fro, their waits, work and blocks are their flow time to the microsecond."""
    lines: list[Line] = []
    for number, steps in enumerate(items):
        lines += [(f"I-{number}", what, day * 1.7, "") for day, what in enumerate((*steps, "Done"))]
    found = read(workspace(tmp_path_factory.mktemp("any"), STAGES, lines))
    assert found.items == len(items)
    waits = sum(each.whole.total for each in found.boundaries)
    assert found.flow_time == found.working + found.blocked + waits
    split = found.waited() + found.waited(inside=True) + found.waited(arrival=True)
    assert split == waits


def test_alike_waits_are_not_called_different() -> None:
    """Of groups drawn from the same waits none stands apart; a group that waits much longer does, first of the two."""

    def group(items: int, mean: float, spread: float) -> Waited:
        return Waited(items, items, 0, mean, None, None, spread, (), None)

    assert apart([group(50, 3.0, 4.0), group(50, 3.2, 4.0), group(50, 2.9, 5.0)]) is None
    assert apart([group(50, 3.0, 4.0), group(50, 9.0, 8.0), group(3, 90.0, 1.0)]) == (1, 0)
