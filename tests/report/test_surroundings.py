"""Which window a view shows: the one asked for, or all that there is, said as days that have records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.intake import Asked
from headrace.report import window as windows
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400_000_000


def test_all_time_is_from_the_first_item_to_the_last_record(tmp_path: Path) -> None:
    """Nobody reads "1970 to 2999" on a map; a window that was named stays as it was named."""
    workspace = Workspace.create(tmp_path / "workspace")
    workspace.file.write_text(CATALOGUE)
    workspace.import_files([Asked(write_records(tmp_path))])
    everything = workspace.map("first-payment", window=windows.parse("all"))
    named = windows.parse("2025-01-06..2025-06-12")
    assert everything.window == named
    assert everything.n_finished == 36
    decade = windows.parse("2020..2029")
    assert workspace.map("first-payment", window=decade).window == decade


def test_the_latest_days_end_with_the_last_record(tmp_path: Path) -> None:
    """Every stream counts back from what it knows, on the map as in the list of streams."""
    workspace = Workspace.create(tmp_path / "workspace")
    workspace.file.write_text(CATALOGUE)
    workspace.import_files([Asked(write_records(tmp_path))])
    view = workspace.map("first-payment", window=windows.parse("4w"))
    assert windows.text(view.window) == "2025-05-16..2025-06-12"
    assert 0 < view.n_finished < 36
    assert workspace.streams(windows.parse("4w")).streams[0].flow_days == view.flow_days
