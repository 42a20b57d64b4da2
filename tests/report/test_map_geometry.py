"""The map's geometry: nothing touches, nothing is cut off, and what is drawn is to scale."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.report.drawing.placement import Box
from headrace.report.maps.amounts import adding_up, amounts
from headrace.report.maps.map_layout import MARGIN
from headrace.report.maps.map_sheet import Sheet, sheet
from headrace.report.view import MapView
from tests.report.views import Step, build, first_payment, of_size, sent_back

SIZES = [(stages, functions) for stages in (5, 9, 15) for functions in (3, 6, 8)]
WIDTHS = (1344, 1180)


def text_collisions(page: Sheet) -> list[tuple[str, str]]:
    """Return every pair of texts that touch, and every text that touches a block or a wall it is not in."""
    found = [(a.text, b.text) for a, b in combinations(page.labels, 2) if a.box.overlaps(b.box)]
    for label in page.labels:
        for placed in page.blocks:
            inside = placed.box.left <= label.box.left and label.box.right <= placed.box.right
            inside = inside and placed.box.top <= label.box.top and label.box.bottom <= placed.box.bottom
            if label.box.overlaps(placed.box) and not inside:
                found.append((label.text, f"block {placed.block.stage}"))
        found += [
            (label.text, f"wall {wall.wall.key}") for wall in page.walls if label.box.overlaps(wall.box)
        ]
    return found


def struck_through(page: Sheet) -> list[str]:
    """Return the texts without a plate that a line of the flow or of a return runs through."""
    lines = [box for line in page.lines for box in line.boxes()]
    for route in page.routes:
        left, right = sorted((route.leave, route.arrive))
        lines.append(Box(route.leave - 1, route.leave_y, route.leave + 1, route.y))
        lines.append(Box(route.arrive - 1, route.arrive_y, route.arrive + 1, route.y))
        lines.append(Box(left, route.y - 1, right, route.y + 1))
    return [each.text for each in page.labels if not each.plate and any(each.box.overlaps(b) for b in lines)]


def cut_off(page: Sheet) -> list[str]:
    """Return the texts that leave the drawing."""
    return [
        each.text
        for each in page.labels
        if each.box.left < 0
        or each.box.top < 0
        or each.box.right > page.grid.width
        or each.box.bottom > page.height
    ]


def assert_clean(page: Sheet) -> None:
    """Assert all that must hold of every layout."""
    assert text_collisions(page) == []
    assert struck_through(page) == []
    assert cut_off(page) == []
    assert min(label.size for label in page.labels) >= 11
    boxes = [each.box for each in page.blocks] + [each.box for each in page.walls]
    assert not [1 for a, b in combinations(boxes, 2) if a.overlaps(b)]
    assert all(box.left >= MARGIN - 1 and box.right <= page.grid.width for box in boxes)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("stages", "functions"), SIZES)
def test_nothing_touches_anything(stages: int, functions: int, width: int) -> None:
    """No text touches a text, a wall, a block or a bare line, and none is small or cut off."""
    assert_clean(sheet(of_size(stages, functions), width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("stages", "functions"), SIZES)
def test_every_wait_has_its_number(stages: int, functions: int, width: int) -> None:
    """Each wall is labelled with its days beside it, at all sizes the design names."""
    page = sheet(of_size(stages, functions), width)
    texts = [label.text for label in page.labels]
    for placed in page.walls:
        assert any(page.grid.scale.brief(placed.wall.wait_days) in text for text in texts)
    assert sum(1 for label in page.labels if label.triangle) == sum(
        1 for wall in page.view.walls if wall.waiting_now
    )


def test_the_design_s_own_map_has_its_size() -> None:
    """Nine stages by six functions fit into 1344 × 588 px."""
    page = sheet(first_payment(), 1344)
    assert page.grid.width == 1344
    assert page.height <= 588


def test_walls_and_bars_share_one_scale() -> None:
    """A wall is as wide as its wait, and the longest fills the gap but for 12 px."""
    page = sheet(first_payment(), 1344)
    longest = max(page.walls, key=lambda wall: wall.wall.wait_days)
    assert longest.box.wide == pytest.approx(page.grid.gap - 12)
    for placed in page.walls:
        assert placed.box.wide == pytest.approx(
            max(1.5, placed.wall.wait_days * longest.box.wide / longest.wall.wait_days)
        )


def test_a_wall_goes_from_the_sender_to_the_receiver() -> None:
    """A hand-off's wall spans both lanes; a wait inside one function is a low wall."""
    page = sheet(first_payment(), 1344)
    for placed in page.walls:
        wall = placed.wall
        for function in (wall.from_function, wall.to_function):
            assert placed.box.top < page.grid.middle(function) < placed.box.bottom
        assert (placed.box.tall == 22) == wall.inside


def test_a_wait_before_anyone_has_it_begins_at_the_customer() -> None:
    """The wall of a wait without a sender starts above the first lane."""
    page = sheet(build([Step("Sort", "Support", 1, 3), Step("Build", "Engineering", 1, 2)]), 1344)
    first = page.walls[0]
    assert first.wall.from_function is None
    assert first.box.top < page.grid.middle("Support") - page.grid.lane_height / 2
    assert_clean(page)


@pytest.mark.parametrize(("stages", "functions"), SIZES)
def test_the_ladder_is_to_scale_and_adds_up(stages: int, functions: int) -> None:
    """The ladder's pieces follow each other without gap, each as wide as its days, and are the whole."""
    view = of_size(stages, functions)
    page = sheet(view, 1344)
    pieces = page.ladder.segments
    per_day = (page.ladder.right - page.ladder.left) / (view.work_days + view.wait_days + view.blocked_days)
    assert pieces[0].left == page.ladder.left
    assert pieces[-1].right == pytest.approx(page.ladder.right)
    for piece, after in pairwise(pieces):
        assert piece.right == after.left
        assert piece.right - piece.left == pytest.approx(piece.days * per_day)
    kinds = {kind: sum(p.days for p in pieces if p.kind == kind) for kind in ("wait", "work")}
    assert kinds == pytest.approx({"wait": view.wait_days, "work": view.work_days})


def test_nested_returns_do_not_cross() -> None:
    """A loop inside another stays above it and between its ends."""
    view = first_payment()
    for inner, outer in combinations(sheet(view, 1344).routes, 2):
        spans = [sorted((route.leave, route.arrive)) for route in (inner, outer)]
        if spans[1][0] < spans[0][0] and spans[0][1] < spans[1][1]:
            assert inner.y < outer.y


def test_nothing_is_written_as_nought_in_the_margin() -> None:
    """Where nothing waits, or no work is recorded, the margin has no "0 d" of it, and a lane says so in words."""
    still = build([Step("Build", "Dev", 0, 0, 2), Step("Test", "QA", 0, 5)])
    words = [each.text for each in sheet(still, 1344).labels]
    assert [word for word in words if re.search(r"(^|\s)0\u00a0d", word)] == []
    assert words.count("no work recorded") == 3
    busy = build([Step("Build", "Dev", 4), Step("Test", "QA", 5)])
    assert not any(each.text.startswith("waits") for each in sheet(busy, 1344).labels)


def test_returns_to_one_stage_say_where_they_come_from() -> None:
    """Two loops that end on one block are told apart by their words, not by their lines alone."""
    view = first_payment()
    both = replace(view, returns=(sent_back(view, 6, 3, 0.22, 5.2), sent_back(view, 7, 3, 0.04, 6.1)))
    said = [each.text for each in sheet(both, 1344).labels if "each time" in each.text]
    assert len(said) == 2
    names = {block.column: block.stage for block in view.blocks}
    assert all(any(names[column] in words for words in said) for column in (6, 7))
    alone = replace(view, returns=both.returns[:1])
    assert any(each.text.startswith("22\u00a0% sent back to") for each in sheet(alone, 1344).labels)


def test_work_sent_back_to_where_work_is_sent_back_from_does_not_cross() -> None:
    """Two returns in a chain meet at one block without crossing: the one that leaves is left of the other."""
    view = first_payment()
    chain = replace(view, returns=(sent_back(view, 6, 4, 0.2), sent_back(view, 4, 1, 0.1)))
    by_key = {route.sent.key: route for route in sheet(chain, 1344).routes}
    assert by_key["build~shape"].leave < by_key["test~build"].arrive


def test_returns_leave_and_arrive_where_the_design_says() -> None:
    """A return leaves at 86 % of a block and arrives at 66 %, each further arrival 16 % before."""
    page = sheet(first_payment(), 1344)
    wide = page.grid.block_width
    by_key = {route.sent.key: route for route in page.routes}
    assert by_key["test~build"].leave == pytest.approx(page.grid.x(6) + 0.86 * wide)
    assert by_key["test~build"].arrive == pytest.approx(page.grid.x(4) + 0.66 * wide)
    assert by_key["release~build"].arrive == pytest.approx(page.grid.x(4) + 0.50 * wide)


def test_blocked_time_stands_on_the_upper_level() -> None:
    """Blocked time is a piece of its own on the ladder, not part of waiting or work."""
    page = sheet(build([Step("Build", "Engineering", 2, 0, 3), Step("Test", "Quality", 1, 2)]), 1344)
    assert [(p.kind, p.days) for p in page.ladder.segments] == [
        ("work", 2),
        ("blocked", 3),
        ("wait", 2),
        ("work", 1),
    ]


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
days = st.floats(0, 400, allow_subnormal=False)


@st.composite
def views(draw: st.DrawFn) -> MapView:
    """Draw a consistent map of any shape: any names, waits of any length, shared stages, any returns."""
    functions = draw(st.lists(names, min_size=1, max_size=8, unique=True))
    count = draw(st.integers(1, 17))
    steps = [
        Step(
            draw(names),
            draw(st.sampled_from(functions)),
            draw(days),
            draw(days),
            draw(st.sampled_from([0.0, 0.0, 2.5])),
            draw(st.none() | st.floats(0, 1)),
            draw(st.integers(0, 3_000_000)),
            draw(st.booleans()),
        )
        for _ in range(count)
    ]
    steps[0] = replace(steps[0], work=max(steps[0].work, 0.01))
    steps = [replace(step, stage=f"{step.stage} {at}") for at, step in enumerate(steps)]
    view = build(steps)
    ends = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=3, unique=True)
    )
    returns = tuple(sent_back(view, max(pair), min(pair), 0.2) for pair in {tuple(sorted(p)) for p in ends})
    senders = st.none() | st.sampled_from([lane.function for lane in view.lanes])
    walls = tuple(replace(wall, from_function=draw(senders)) for wall in view.walls)
    also = st.just(()) | st.tuples(st.tuples(st.sampled_from(functions), st.floats(0, 0.4)))
    blocks = tuple(replace(block, also_in=draw(also)) for block in view.blocks)
    return replace(view, returns=returns, walls=walls, blocks=blocks)


@settings(max_examples=60, deadline=None)
@given(views(), st.sampled_from(WIDTHS))
def test_any_map_is_clean(view: MapView, width: int) -> None:
    """Whatever the names, waits and returns are, no text touches another thing or leaves the drawing."""
    assert_clean(sheet(view, width))


@given(views())
def test_what_is_written_in_tenths_adds_up(view: MapView) -> None:
    """Under ten, walls and blocks as written are the totals as written, to the last tenth."""
    page, total = adding_up(view), amounts(view)
    if total.step == 1.0:
        assert page == view
        return
    kinds = [
        (total.work, [block.work_days for block in page.blocks]),
        (total.blocked, [block.blocked_days for block in page.blocks]),
        (total.wait, [wall.wait_days for wall in page.walls] + [b.inside_wait_days for b in page.blocks]),
    ]
    for written, days in kinds:
        shown = [total.scale.number(part) for part in days]
        assert sum(float(number) for number in shown if number != "<0.1") == pytest.approx(float(written))
