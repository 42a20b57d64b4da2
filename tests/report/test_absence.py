"""A definition that finds nothing says which of its parts does, and what to do: on the map, in lists, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.intake import Asked
from headrace.report import window as windows
from headrace.report.items import items_sentences
from headrace.report.maps import map_sentences
from headrace.report.screen import Screen
from headrace.report.streams import streams_sentences
from headrace.report.terminal import items_lines, map_lines, streams_lines
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

NOTHING_IN = {
    "type": (
        CATALOGUE.replace("items: item", "items: idea").replace("[item.", "[idea."),
        'The log has no objects of type "idea"; it has item.',
        "import the file that holds them",
    ),
    "scope": (
        CATALOGUE.replace("items: item", "items: item\n    scope: type = 'fix'"),
        "No item in the log satisfies the scope: type = 'fix'",
        "type is never 'fix'. It holds 'feature', 'bug' … Correct the scope of first-payment in headrace.yaml.",
    ),
    "rules": (
        CATALOGUE.replace("[item.", "[item.my "),
        "None of the 6 rules of this stream matches anything in the log.",
        "The first, stage Signal: item.my Signal matches nothing in the log. Did you mean item.Signal?",
    ),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace into which forty changes were imported."""
    made = Workspace.create(tmp_path / "workspace")
    made.file.write_text(CATALOGUE)
    made.import_files([Asked(write_records(tmp_path))])
    return made


@pytest.mark.parametrize("part", NOTHING_IN)
def test_what_matches_nothing_is_named_with_its_remedy(workspace: Workspace, part: str) -> None:
    """The map, the list of streams and the list of items say the same: what it is, and what to do."""
    definition, fact, remedy = NOTHING_IN[part]
    workspace.file.write_text(definition)
    view, streams, items = (
        workspace.map("first-payment"),
        workspace.streams(),
        workspace.items("first-payment"),
    )
    said = map_sentences.map_headline(view)
    assert said.text() == fact
    assert remedy in said.note
    assert map_sentences.map_facts(view) == ()
    assert items_sentences.items_headline(items) == said
    assert (streams.streams[0].problem, streams.streams[0].remedy) == (fact, said.note)
    wide = Screen(400)
    for lines in (map_lines(view, wide), streams_lines(streams, wide), items_lines(items, wide)):
        assert fact in " ".join(lines)
        assert remedy.rpartition(" Did")[0] in " ".join(lines)


def test_a_stream_that_finds_nothing_is_not_one_with_too_few_items(workspace: Workspace) -> None:
    """The list of streams says that something shows nothing; it does not speak of too few items."""
    broken = CATALOGUE.partition("\n")[2].replace("first-payment:", "fixes:")
    broken = broken.replace("items: item", "items: item\n    scope: type = 'fix'")
    workspace.file.write_text(CATALOGUE + broken)
    both = streams_sentences.streams_headline(workspace.streams())
    assert both.text().endswith("One of them shows nothing: the list says why.")
    workspace.file.write_text("value_streams:\n" + broken)
    alone = streams_sentences.streams_headline(workspace.streams())
    assert alone.text() == "The one value stream shows nothing yet: the list says why."


def test_no_event_of_the_items_may_be_a_cause_too(workspace: Workspace) -> None:
    """Where scope and rules each match something, but never the same item, neither of the two is blamed."""
    scoped = CATALOGUE.replace("items: item", "items: item\n    scope: type = 'bug'")
    only_features = scoped.replace("[item.Signal]", '["item.Signal[type=feature]"]')
    for rule in ("Ready for test", "Ready", "Build", "Test", "Rolled out"):
        only_features = only_features.replace(f"[item.{rule}]", f"[item.not {rule}]")
    workspace.file.write_text(only_features)
    said = map_sentences.map_headline(workspace.map("first-payment"))
    assert said.text() == "The log holds work of this stream, but no event of it puts any item into a stage."
    assert "headrace check --show rules" in said.note


def test_no_longer_window_is_asked_for_when_all_is_shown(workspace: Workspace) -> None:
    """With everything in the window, the next step is another one than a longer window."""
    workspace.file.write_text(CATALOGUE.replace("done: [item.Rolled out]", "done: [item.Delivered]"))
    view = workspace.map("first-payment")
    assert view.all_time
    note = map_sentences.map_headline(view).note
    assert "longer window holds more" in note
    assert "Choose a longer window" not in note
    assert "Choose" not in items_sentences.items_headline(workspace.items("first-payment")).note
    workspace.file.write_text(CATALOGUE)
    recent = workspace.map("first-payment", window=windows.parse("2025-01"))
    assert not recent.all_time
    assert "longer window may hold more" in map_sentences.map_headline(recent).note
