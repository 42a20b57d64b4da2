"""Quality in the profile: of how many items a number speaks, and of how few it is not said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from headrace.intake import Asked
from headrace.report.view import Window
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, FINISHED, FIRST, write_records

if TYPE_CHECKING:
    from headrace.report.dimensions.profile_view import MeasureLine


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the small shop."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    made = Workspace(folder)
    made.import_files([Asked(write_records(folder))])
    return made


def right_first_time(workspace: Workspace, window: Window | None = None) -> MeasureLine:
    """Return the measure over all stages."""
    found = {each.key: each for each in workspace.profile("first-payment", window=window).dimensions}
    return next(each for each in found["quality"].lines if each.key == "right_first_time")


def test_right_first_time_counts_items_and_says_its_smallest_stage(workspace: Workspace) -> None:
    """n is what finished, as everywhere; of how few items a stage's share was seen stands beside it."""
    found = right_first_time(workspace)
    assert found.value is not None
    assert (found.n, found.note) == (FINISHED, f"fewest at a stage: {FINISHED}")


def test_right_first_time_of_hardly_any_item_is_not_said(workspace: Workspace) -> None:
    """In twelve days two items finish: no stage's share says anything of two."""
    start = FIRST.replace(hour=0)
    first, last = (int(each.timestamp()) * 1_000_000 for each in (start, start + timedelta(days=12)))
    found = right_first_time(workspace, Window(first, last))
    assert found.value is None
    assert found.missing == "A stage had only 2 items in this window; five at each are needed."
