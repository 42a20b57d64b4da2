"""An item's page names all of the same work in other tools, and how each of it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tool_records import write_tools

if TYPE_CHECKING:
    from pathlib import Path


def test_work_that_is_reached_by_way_of_other_work_is_named(tmp_path: Path) -> None:
    """A build and a deployment are linked to the change, not to the item; its page names all three, and the way."""
    links = write_tools(tmp_path).item("shop", "I-1").links
    assert [(kind, key, rule) for rule, kind, key, _, _ in links] == [
        ("build", "b1", "built change, by way of change o/r#1"),
        ("change", "o/r#1", "key in text"),
        ("deployment", "d1", "deploying build, by way of change o/r#1"),
    ]
