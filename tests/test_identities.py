"""What must add up in every value stream, on every real data set: examples as they are, the rest as proposed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from headrace.engine import Embedded
from headrace.flow.load import load_at
from headrace.flow.selection import Selection
from headrace.report.view import MapView, Window
from headrace.value_streams.definition import Mode
from headrace.workspace import Workspace
from tests.data_sets import OF_EXAMPLES, PROPOSED, Made
from tests.derived import DAY, Visit, derived, visits

pytestmark = pytest.mark.data

Items = list[list[Visit]]
EVERY = (*OF_EXAMPLES, *PROPOSED)


@pytest.mark.parametrize("name", EVERY)
def test_everything_adds_up(made: Made, name: str) -> None:
    """Visits tile an item's time; parts make its flow time; L = Λ·w; and the map shows those very sums."""
    workspace = made(name)
    for stream in workspace.catalogue.value_streams:
        with derived(workspace, stream) as engine:
            items = visits(engine)
            assert items, stream
            for item in items:
                tiles(item)
            now = max(max(v.entered_at, v.left_at or 0) for item in items for v in item)
            for window in windows(items, now):
                little(engine, items, window, now)
        for window in windows(items, now):
            the_map_adds_up(workspace, stream, items, window)
            the_hand_offs_add_up(workspace, stream, window)


def tiles(item: list[Visit]) -> None:
    """Visits are numbered from 1, each begins where the one before ends, and only the last may be open or an end."""
    assert [visit.visit for visit in item] == list(range(1, len(item) + 1))
    for before, after in pairwise(item):
        assert before.left_at == after.entered_at
        assert before.mode < Mode.DONE
    last = item[-1]
    if last.mode >= Mode.DONE:
        assert last.left_at == last.entered_at
        parts = [sum(spent(v) for v in item if v.mode == mode) for mode in Mode]
        assert sum(parts) == last.entered_at - item[0].entered_at
    else:
        assert last.left_at is None


def spent(visit: Visit) -> int:
    """How long a visit that is over took, µs."""
    assert visit.left_at is not None
    return visit.left_at - visit.entered_at


def windows(items: Items, now: int) -> list[Window]:
    """The whole time, its middle third and its last month, in whole days as the pages have them."""
    first, end = items_start(items) // DAY, now // DAY + 1
    third = max(1, (end - first) // 3)
    days = [(first, end), (first + third, first + 2 * third), (end - 30, end)]
    return [Window(start * DAY, stop * DAY) for start, stop in days]


def items_start(items: Items) -> int:
    """When the first item began."""
    return min(item[0].entered_at for item in items)


def little(engine: Embedded, items: Items, window: Window, now: int) -> None:
    """L = Λ·w on a window: the mean number of items in progress is items touched per time × mean time in it.

    L comes from starts and ends alone, Λ·w from visits, and at five moments the stream counts itself.
    """
    start, end = window.start, window.end
    lives = [(item[0].entered_at, ended(item)) for item in items]
    moments = sorted({start, end, *(t for life in lives for t in life if t is not None and start < t < end)})
    steps: dict[int, int] = dict.fromkeys(moments, 0)
    for began, over in lives:
        if began < end and (over is None or over > start):
            steps[max(began, start)] += 1
            steps[end if over is None else min(over, end)] -= 1
    area = present = 0
    for moment, after in pairwise(moments):
        present += steps[moment]
        area += present * (after - moment)
    inside = [sum(overlap(v, start, end) for v in item if v.mode < Mode.DONE) for item in items]
    touched = [time for time in inside if time]
    if touched:
        arriving = len(touched) / (end - start)
        assert area / (end - start) == near(arriving * (sum(touched) / len(touched)))
    assert area == sum(inside)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        moment = min(start + int(share * (end - start)), now)
        there = sum(began <= moment and (over is None or over > moment) for began, over in lives)
        assert load_at(engine, Selection(start, end), moment).items == there


def ended(item: list[Visit]) -> int | None:
    """When an item ended, ``None`` while it is open."""
    return item[-1].entered_at if item[-1].mode >= Mode.DONE else None


def overlap(visit: Visit, start: int, end: int) -> int:
    """How much of a visit lies in a window, µs."""
    left = end if visit.left_at is None else min(visit.left_at, end)
    return max(0, left - max(visit.entered_at, start))


def the_map_adds_up(workspace: Workspace, stream: str, items: Items, window: Window) -> None:
    """Flow time = working + waiting + blocked = stages + hand-offs = what the visits say, on the map's own numbers."""
    view = workspace.map(stream, window=window)
    done = [
        item for item in items if item[-1].mode is Mode.DONE and window.start <= ended_at(item) < window.end
    ]
    assert view.n_finished == len(done)
    if not done:
        assert view.flow_days is None
        return
    assert view.flow_days is not None
    whole = view.flow_days.value
    assert whole == near(sum(ended_at(item) - item[0].entered_at for item in done) / DAY / len(done))
    assert whole == near(view.work_days + view.wait_days + view.blocked_days)
    assert view.wait_days == near(view.handoff_days + view.inside_days + view.arrival_days)
    for mode, days in zip(Mode, (view.wait_days, view.work_days, view.blocked_days), strict=False):
        assert days == near(sum(spent(v) for item in done for v in item if v.mode is mode) / DAY / len(done))
    for shown in (view, workspace.map(stream, window=window, detail="functions")):
        assert whole == near(drawn(shown))
        assert shown.work_days == near(sum(lane.work_days for lane in shown.lanes))


def the_hand_offs_add_up(workspace: Workspace, stream: str, window: Window) -> None:
    """Working, blocked and all waits, boundary by boundary, are the flow time; hand-offs are those of the map."""
    view, shown = workspace.handoffs(stream, window=window), workspace.map(stream, window=window)
    sums, n = view.sums, shown.n_finished
    assert view.n_finished == n
    parts = (sums.working, sums.blocked, sums.handoffs, sums.inside, sums.arrival)
    assert sums.flow_time == near(sum(parts))
    if n:
        of_the_map = (
            shown.work_days,
            shown.blocked_days,
            shown.handoff_days,
            shown.inside_days,
            shown.arrival_days,
        )
        assert [part / n for part in parts] == [near(days) for days in of_the_map]
    assert sums.handoffs + sums.arrival == near(sum(each.whole.days for each in view.boundaries))
    assert sums.inside == near(sum(each.whole.days for each in view.inside))
    for line in view.boundaries:
        if view.columns:
            assert line.whole.days == near(sum(cell.days for cell in line.cells))
            assert line.whole.items == sum(cell.items for cell in line.cells)


def ended_at(item: list[Visit]) -> int:
    """When a finished item ended."""
    at = ended(item)
    assert at is not None
    return at


def drawn(view: MapView) -> float:
    """What blocks and walls show together: stages and hand-offs."""
    blocks = sum(block.work_days + block.blocked_days + block.inside_wait_days for block in view.blocks)
    return blocks + sum(wall.wait_days for wall in view.walls)


def near(days: float) -> object:
    """Equal to the rounding of sums."""
    return pytest.approx(days, rel=1e-9, abs=1e-9)
