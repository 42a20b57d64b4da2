"""How functions work together: every hand-off counted once, and reviews from when they could begin."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.flow import collaboration
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER
from headrace.intake import Asked
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, FINISHED, write_records

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.engine import Embedded

ALL = Selection(0, 2**52)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the small shop."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    made = Workspace(folder)
    made.import_files([Asked(write_records(folder))])
    return made


def derived(workspace: Workspace) -> closing[Embedded]:
    """Return the stream's tables."""
    return workspace._derived(workspace.catalogue.stream("first-payment"))


def test_every_change_of_function_is_one_hand_off(workspace: Workspace) -> None:
    """Two hand-offs on the straight way, two more for each fifth item, which is sent back once."""
    with derived(workspace) as engine:
        found = collaboration.handoffs(engine, ALL)
        back = collaboration.sent_back(engine, ALL)
    again = FINISHED // 5
    assert found is not None
    assert back is not None
    assert found.share == pytest.approx((2 * FINISHED + 2 * again) / FINISHED)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.share < found.high
    assert (back.events, back.of) == (again, FINISHED)


def test_a_queue_that_nobody_works_on_hands_nothing_back(tmp_path: Path) -> None:
    """Engineering builds, it waits for Quality and again for Engineering: one was handed it, nobody hands it back."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    steps = ("Build", "Ready for test", "Ready", "Build", "Ready for test", "Test", "Rolled out")
    told = [f"SHOP-1,{step},2025-01-{6 + number:02}T09:00:00Z" for number, step in enumerate(steps)]
    (tmp_path / "one.csv").write_text("\n".join(["item,activity,time", *told]) + "\n", encoding="utf-8")
    made = Workspace(tmp_path)
    made.import_files([Asked(tmp_path / "one.csv")])
    with derived(made) as engine:
        found = collaboration.handoffs(engine, ALL)
    assert found is not None
    assert found.share == 2


def test_nothing_finished_says_nothing(workspace: Workspace) -> None:
    """An empty window has no hand-offs per item, and no share."""
    with derived(workspace) as engine:
        assert collaboration.handoffs(engine, Selection(0, 1)) is None
        assert collaboration.sent_back(engine, Selection(0, 1)) is None


def test_a_stream_without_changes_has_no_reviews(workspace: Workspace) -> None:
    """Nothing passes through it, so nothing waits for review and nothing is counted."""
    with derived(workspace) as engine:
        assert len(collaboration.reviews(engine)) == 0
        assert len(collaboration.first_seen(engine, "change")) == 0


@pytest.mark.parametrize(
    ("told", "span"),
    [
        ({"opened": 1, "reviewed": 5}, (1, 5, True)),
        ({"opened": 1, "review requested": 3, "reviewed": 5}, (3, 5, True)),
        ({"opened": 1, "ready": 6, "reviewed": 5}, (1, 5, True)),
        ({"opened": 1, "merged": 4, "reviewed": 9}, (1, 4, False)),
        ({"opened": 1, "closed": 4}, (1, 4, False)),
        ({"opened": 1}, (1, NEVER, False)),
    ],
)
def test_a_review_is_waited_for_from_when_it_could_begin(
    told: dict[str, int], span: tuple[int, int, bool]
) -> None:
    """Until the first review; what was merged or closed before left without one."""
    found = collaboration._spans([told])
    assert [(int(found.starts[0]), int(found.ends[0]), bool(found.done[0]))] == [span]


def test_a_review_before_the_opening_says_nothing() -> None:
    """Its stamps cannot be."""
    assert len(collaboration._spans([{"opened": 5, "reviewed": 1}])) == 0
