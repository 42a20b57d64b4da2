"""What waits now, and which queue has grown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.flow.load import Load, growing
from headrace.report.view import Window
from headrace.value_streams.rollup import DAY
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from headrace.workspace import Workspace

STAGES = "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}"
START = int(FIRST.timestamp()) * 1_000_000


@pytest.fixture(scope="module")
def piling_up(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a hundred days of one new item a day, each taking two; from day 60 on nobody takes any up."""
    lines: list[Line] = []
    for day in range(100):
        item = f"I-{day}"
        lines.append((item, "Ready", day, ""))
        if day < 60:
            lines += [(item, "Build", day + 1, ""), (item, "Done", day + 2, "")]
    return workspace(tmp_path_factory.mktemp("load"), STAGES, lines)


def test_a_queue_that_grew_since_the_window_began_is_named(piling_up: Workspace) -> None:
    """One item waited just before day 50, the one of day 49; forty wait now."""
    view = piling_up.map("flow", window=Window(START + 50 * DAY, START + 100 * DAY))
    assert view.growing == ("Build", 40, 1)


def test_the_beginning_of_a_record_is_no_growing_queue(piling_up: Workspace) -> None:
    """When the record begins nothing waits yet, so nothing is compared with its first days."""
    for start in (0, START, START + DAY):
        assert piling_up.map("flow", window=Window(start, START + 100 * DAY)).growing is None


@pytest.mark.parametrize(
    ("now", "then", "clear"), [(9, 1, True), (6, 1, False), (100, 70, False), (120, 80, True), (5, 5, False)]
)
def test_a_queue_has_grown_when_chance_does_not_explain_it(now: int, then: int, clear: bool) -> None:
    """Half as many again, and more than 2·√(now + then)."""
    grown = growing(Load(then, {3: then}, {}, {}), Load(now, {3: now}, {}, {}))
    assert grown == ((3, now, then) if clear else None)
