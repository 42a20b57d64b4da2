"""A scope may ask what an item is linked to, and follows what is linked later."""

from __future__ import annotations

from pathlib import Path

from headrace.intake import Asked
from headrace.workspace import Workspace
from tests.connectors.repositories import Written

ISSUES = Path(__file__).parents[1] / "connectors" / "data" / "jira_search.json"

STREAM = """\
value_streams:
  built:
    name: What was wished for is built
    customer: a shop
    value: has it
    items: item
    scope: "'commit' IN linked"
    follows: [commit]
    stages:
      - {name: Build, function: Engineering, waiting: [item.created]}
    done: [commit.committed]
"""


def test_a_scope_selects_the_items_that_are_linked_to_a_type(tmp_path: Path) -> None:
    """Only an issue that a commit names belongs; when a second one is named later, it comes in as well."""
    workspace = Workspace.create(tmp_path / "workspace")
    workspace.file.write_text(STREAM)
    repository = Written(tmp_path / "pay.git")
    repository.commit("SHOP-7 Take it", 1_741_000_000)
    repository.write()
    git = Asked(repository.folder, source="git")
    workspace.import_files([Asked(ISSUES, source="jira"), git])
    assert [strip.key for strip in workspace.items("built").strips] == ["SHOP-7"]

    more = Written(tmp_path / "more.git")
    more.commit("SHOP-8 Give it back", 1_741_100_000, more.commit("SHOP-7 Take it", 1_741_000_000))
    more.write()
    workspace.import_files([Asked(more.folder, source="git")])
    assert {strip.key for strip in workspace.items("built").strips} == {"SHOP-7", "SHOP-8"}
