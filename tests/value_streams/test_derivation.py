"""What a stream's derived tables say about the whole: which sources it reads, and up to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.intake import Asked
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

STREAM = """\
value_streams:
  answer:
    name: A question is answered
    customer: a customer
    value: has an answer
    items: item
    stages:
      - {name: Answer, function: Desk, waiting: [item.asked]}
    done: [item.answered]
"""


def test_a_stream_knows_as_much_as_the_sources_that_it_reads(tmp_path: Path) -> None:
    """A source that no rule reads may go on for years; what is open is no older for that."""
    desk, other = tmp_path / "desk.csv", tmp_path / "other.csv"
    desk.write_text(
        "item,activity,time\n"
        "A-1,asked,2025-03-01T00:00:00Z\nA-2,asked,2025-03-03T00:00:00Z\nA-1,answered,2025-03-11T00:00:00Z\n"
    )
    other.write_text(
        "item,activity,time\nB-1,something,2026-03-01T00:00:00Z\nB-1,else,2026-03-02T00:00:00Z\n"
    )
    workspace = Workspace.create(tmp_path / "workspace")
    workspace.file.write_text(STREAM)
    workspace.import_files([Asked(desk), Asked(other)])
    view = workspace.map("answer")
    assert view.sources == ("desk",)
    assert view.walls[0].oldest_days == 8
