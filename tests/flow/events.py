"""Small workspaces from a few lines of events, to see what the measures make of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headrace.intake import Asked
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIRST = datetime(2025, 1, 6, tzinfo=UTC)

Line = tuple[str, str, float, str]
"""Item, activity, days after :data:`FIRST`, function."""


def workspace(folder: Path, stages: str, lines: Iterable[Line]) -> Workspace:
    """Make a workspace with the one stream ``flow``: its stages as YAML, done by ``item.Done``."""
    made = Workspace.create(folder / "workspace")
    made.file.write_text(
        "value_streams:\n  flow: {name: Flow, customer: a shop, value: has it, items: item, "
        f"stages: [{stages}], done: [item.Done], cancelled: [item.Given up]}}\n"
    )
    rows = [f"{item},{what},{stamp(day)},{function}" for item, what, day, function in lines]
    path = folder / "events.csv"
    path.write_text("\n".join(["item,activity,time,function", *rows]) + "\n")
    made.import_files([Asked(path)])
    return made


def stamp(day: float) -> str:
    """Return the time so many days after the first."""
    return f"{FIRST + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}"
