"""``headrace segments``: what is planted is found, nothing is found where nothing is, and a part is written."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
from headrace.errors import BadRequest
from headrace.value_streams.catalog import load_catalogue
from headrace.workspace import Workspace
from tests.segment_records import planted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace in which orders by phone wait longer for the post."""
    return planted(tmp_path_factory.mktemp("planted"))


def asked(capsys: pytest.CaptureFixture[str], workspace: Workspace, *more: str) -> str:
    """Return what ``headrace segments orders`` prints."""
    assert run(["segments", "orders", "--workspace", str(workspace.root), *more]) == 0
    return capsys.readouterr().out


def test_what_is_planted_is_found(workspace: Workspace) -> None:
    """The split is by origin, phone on the slow side, the hand-off to the post is what differs, and nothing else is."""
    view = workspace.segments("orders")
    assert [(split.attribute, split.of) for split in view.splits] == [("origin", 0)]
    slow, fast = view.segments
    assert slow.condition == "origin = 'phone'"
    assert fast.condition == "origin IN ('mail', 'o''clock', 'web')"
    assert slow.items + fast.items == view.n == 600
    assert slow.half.days is not None
    assert fast.half.days is not None
    assert slow.half.days > fast.half.days
    differs = view.splits[0].differs
    assert differs is not None
    assert (differs.stage, differs.what) == ("Send", "handoff")
    assert slow.mean_until == fast.mean_until


def test_what_may_not_be_asked_is_left_out_with_its_reason(workspace: Workspace) -> None:
    """Persons, names, lists, constants, repeats, later values and outcomes are not split by, and the view says why."""
    view = workspace.segments("orders")
    assert {each.attribute for each in view.tried} == {"origin", "type", "size"}
    assert {each.attribute: each.reason for each in view.left_out} == {
        "assignee_key": "person",
        "labels": "several",
        "note": "many",
        "number": "many",
        "resolution": "outcome",
        "shop": "constant",
        "where from": "same",
    }
    size = next(each for each in view.tried if each.attribute == "size")
    assert size.levels == 8
    assert size.undated == 0


def test_alike_is_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is planted nothing is found, and the answer says what was asked, of how many."""
    text = " ".join(asked(capsys, planted(tmp_path / "alike", effect=1.0)).split())
    assert "The time is the same for all kinds of work, as far as 3 attributes can tell." in text
    assert "Of 600 orders" in text
    assert "origin, size and type" in text


def test_too_few_items_say_how_many_are_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With forty items nothing is searched, and nothing is missing but items."""
    text = " ".join(asked(capsys, planted(tmp_path / "few", n=40)).split())
    assert "40 orders began in this window" in text
    assert "60 are needed, 40 of them done." in text


def test_the_halves_do_not_move(workspace: Workspace) -> None:
    """The same records give the same answer, whoever asks: the halves are told by the items' ids alone."""
    assert Workspace(workspace.root).segments("orders") == workspace.segments("orders")


def test_words_never_name_a_cause(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentences say takes longer and goes with."""
    text = " ".join(asked(capsys, workspace).split())
    assert "Work is not alike: where origin is phone, half is done within" in text
    assert "Most of the difference goes with" in text
    assert "because" not in text
    assert "cause" not in text


def test_json_and_csv_hold_the_parts(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has every field with the sentences; CSV one row per part."""
    plain = json.loads(asked(capsys, workspace, "--json"))
    assert plain["segments"][0]["where"] == "origin is phone"
    assert plain["splits"][0]["sentence"].startswith("Where origin is phone, work takes longer than where")
    found = list(csv.DictReader(StringIO(asked(capsys, workspace, "--format", "csv"))))
    assert [each["condition"] for each in found] == [each["condition"] for each in plain["segments"]]


def test_a_part_becomes_a_value_stream(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The part is written with the parent's scope and its own, comments stay, and it is derived with its items."""
    workspace = planted(tmp_path / "written")
    before = workspace.file.read_text()
    command = ["segments", "orders", "--workspace", str(workspace.root), "--write", "2"]
    assert run(command) != 0
    told = capsys.readouterr()
    assert workspace.file.read_text() == before
    assert "nobody can be asked here" in told.err
    assert run([*command, "--yes"]) == 0
    assert workspace.file.read_text().startswith(before)
    streams = load_catalogue(workspace.file).value_streams
    parent, part = streams.values()
    assert part.scope == "(shop = 'main') AND origin IN ('mail', 'o''clock', 'web')"
    own = {"id", "name", "parent", "scope"}
    assert part.model_dump(exclude=own) == parent.model_dump(exclude=own)
    assert part.parent == "orders"
    assert "It holds 450 items" in capsys.readouterr().out
    again = Workspace(workspace.root)
    assert again.map(part.id, window=None).n_finished > 0


def test_a_part_that_is_not_there_is_refused(workspace: Workspace) -> None:
    """A number of no part names those that there are."""
    with pytest.raises(BadRequest) as refused:
        workspace.sub_stream(workspace.segments("orders"), 9)
    assert refused.value.remedies == ("Parts there are: 1 to 2",)
