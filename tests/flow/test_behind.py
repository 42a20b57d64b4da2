"""Every number on the map stands for the items that its list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.report.items.items_sentences import items_headline
from headrace.report.view import Window
from headrace.value_streams.rollup import DAY
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.workspace import Workspace

STAGES = (
    "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build], blocked: [item.Stuck]},"
    "{name: Test, function: {attribute: function}, waiting: [item.To test], working: [item.Test]}"
)


def lines() -> list[Line]:
    """Return twelve finished items, one of them sent back, three blocked; and two that are still open."""
    found: list[Line] = []
    for number in range(12):
        item, day = f"I-{number}", number * 2.0
        found += [(item, "Ready", day, ""), (item, "Build", day + 1, "")]
        if number % 4 == 0:
            found += [(item, "Stuck", day + 2, ""), (item, "Build", day + 5, "")]
        if number % 3:
            found.append((item, "To test", day + 6, "Quality"))
        found.append((item, "Test", day + 7, "Quality"))
        if number % 2:
            found.append((item, "Test", day + 8, "Security"))
        if number == 5:
            found += [(item, "Build", day + 9, ""), (item, "Test", day + 10, "Security")]
        found.append((item, "Done", day + 11, ""))
    return [*found, ("O-1", "Ready", 3, ""), ("O-2", "Ready", 30, ""), ("O-2", "Build", 40, "")]


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the workspace of those items."""
    return workspace(tmp_path_factory.mktemp("flow"), STAGES, lines())


def test_what_is_in_progress_can_come_first(flow: Workspace) -> None:
    """Ordered by age, the open items stand first, the oldest before the younger, and the finished ones follow."""
    found = flow.items("flow", order="ageing")
    assert [strip.key for strip in found.strips[:2]] == ["O-1", "O-2"]
    assert [strip.outcome for strip in found.strips[2:]] == ["done"] * 12
    assert found.total == 14
    days = [strip.total_days for strip in found.strips[2:]]
    assert days == sorted(days, reverse=True)
    said = items_headline(found)
    assert said.key == "items.ageing"
    assert said.text() == "The oldest item in progress has been under way for 37\u00a0days."


def test_a_part_has_no_items_in_progress_to_list_first(flow: Workspace) -> None:
    """Behind a wait stand finished items only, whichever order is asked for; the longest wait comes first."""
    by_age, by_time = (
        flow.items("flow", selection="wait:build", order=each) for each in ("ageing", "slowest")
    )
    assert [strip.key for strip in by_age.strips] == [strip.key for strip in by_time.strips]


def test_lists_add_up_to_the_parts_of_the_map(flow: Workspace) -> None:
    """Items × their mean is what the map shows × all finished items, for every wait, stage and blocked time."""
    view = flow.map("flow")
    shown = [(f"wait:{wall.key}", wall.wait_days) for wall in view.walls]
    shown += [(f"work:{block.key}", block.work_days) for block in view.blocks]
    shown += [(f"blocked:{block.key}", block.blocked_days) for block in view.blocks if block.blocked_days]
    assert len(shown) == 5
    for selection, days in shown:
        found = flow.items("flow", selection=selection)
        assert found.mean_days is not None
        assert found.total * found.mean_days == pytest.approx(days * view.n_finished)
    assert flow.items("flow").mean_days == pytest.approx(view.work_days + view.wait_days + view.blocked_days)


def test_counts_on_the_map_are_those_of_the_lists(flow: Workspace) -> None:
    """A wall says how many items waited, a return how many were sent back, and the facts how many are open."""
    view = flow.map("flow")
    assert {wall.key: wall.items for wall in view.walls} == {"build": 12, "test": 8}
    for wall in view.walls:
        assert flow.items("flow", selection=f"wait:{wall.key}").total == wall.items
    for back in view.returns:
        assert flow.items("flow", selection=f"return:{back.key}").total == back.items == 1
    assert flow.items("flow", selection="open").total == view.n_open == 2


def test_each_listed_item_says_its_days_in_the_part(flow: Workspace) -> None:
    """The days beside the items add up to what the map shows, and the whole list has no part."""
    view = flow.map("flow")
    for selection, days in (
        ("wait:test", view.walls[1].wait_days),
        ("blocked:build", view.blocks[0].blocked_days),
    ):
        strips = flow.items("flow", selection=selection).strips
        parts = [strip.part_days for strip in strips]
        assert sum(part or 0 for part in parts) == pytest.approx(days * view.n_finished)
        assert parts == sorted(parts, key=lambda part: -(part or 0)), "the longest first"
    assert {strip.part_days for strip in flow.items("flow").strips} == {None}


def test_a_return_counts_each_time_on_the_map_and_in_its_list(tmp_path: Path) -> None:
    """An item sent back twice, one once, one that went on past it: the mean is of four returns, on both."""
    lines: list[Line] = []
    sent_back: list[list[tuple[float, float | None]]] = [[(2, 5), (7, 8)], [(3, 5)], [(4, None)]]
    for number, ways in enumerate(sent_back):
        item = f"I-{number}"
        lines += [(item, "Build", 0, ""), (item, "Test", 1, "")]
        for back, again in ways:
            lines += [(item, "Build", back, ""), *([(item, "Test", again, "")] if again else [])]
        lines.append((item, "Done", 10, ""))
    made = workspace(tmp_path, STAGES, lines)
    (way,) = made.map("flow").returns
    found = made.items("flow", selection=f"return:{way.key}")
    assert way.days_each == found.mean_days == pytest.approx((3 + 1 + 2 + 6) / 4)
    assert [(strip.key, strip.part_days) for strip in found.strips] == [("I-2", 6), ("I-0", 4), ("I-1", 2)]
    said = items_headline(found).text().replace("\u00a0", " ")
    assert said == "Three items were sent back from Test to Build, 3.0 days each time on average."


def test_an_item_counts_once_in_a_stage_of_several_functions(flow: Workspace) -> None:
    """All were in Test; six of them with Security as well. One in twelve was sent back to Build."""
    build, test = flow.map("flow").blocks
    assert (test.items, test.visited_share, test.right_first_time) == (12, 1.0, 1.0)
    assert test.also_in == (("Security", pytest.approx(6 / 18)),)
    assert build.right_first_time == pytest.approx(11 / 12)


def test_what_is_open_is_so_now_whichever_window_is_shown(flow: Workspace) -> None:
    """A window that is long past says the same of what waits now, and how long what is open has taken."""
    start = int(FIRST.timestamp()) * 1_000_000
    past = Window(start, start + 20 * DAY)
    view, whole = flow.map("flow", window=past), flow.map("flow")
    assert (view.n_open, [w.waiting_now for w in view.walls]) == (2, [1, 0])
    assert (whole.n_open, [w.waiting_now for w in whole.walls]) == (2, [1, 0])
    open_items = flow.items("flow", window=past, selection="open", order="oldest")
    assert [strip.total_days for strip in open_items.strips] == [37, 10]
    assert open_items.mean_days == pytest.approx(23.5)
