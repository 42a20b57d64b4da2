"""``headrace export``: the name says as what, and what was written can be imported again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headrace.cli.export import SUFFIXES, form_of, type_to_write
from headrace.cli.program import run
from headrace.errors import BadRequest
from headrace.eventlog.model import Batch
from tests.small_records import ITEMS, lines, write_records


@pytest.mark.parametrize("name", ["log", "log.txt", "log.gz", "log.sqlite.gz"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str) -> None:
    """A file whose name does not tell its kind is not written."""
    with pytest.raises(BadRequest) as refused:
        form_of(Path(name))
    assert all(suffix in refused.value.remedies[0] for suffix in SUFFIXES)


def test_the_type_with_most_events_is_written_unless_one_is_named() -> None:
    """XES and CSV hold one type: the busiest, or the one asked for; one without events is refused."""
    batch = Batch("s")
    item, ticket = batch.add_object("item", "1"), batch.add_object("ticket", "2")
    batch.add_object("idea", "3")
    batch.add_event("a", "1", 1, [item, ticket])
    batch.add_event("b", "2", 2, [item])
    assert type_to_write(batch, None) == "item"
    assert type_to_write(batch, "ticket") == "ticket"
    with pytest.raises(BadRequest, match="idea"):
        type_to_write(batch, "idea")


@pytest.mark.parametrize("name", ["log.jsonocel", "log.sqlite", "log.xmlocel.gz", "log.xes", "log.csv.gz"])
def test_what_was_exported_can_be_imported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every form holds all items and all events, and is recognised when it is read again."""
    there, again = tmp_path / "there", tmp_path / "again"
    there.mkdir()
    again.mkdir()
    monkeypatch.delenv("HEADRACE_WORKSPACE", raising=False)
    monkeypatch.chdir(there)
    write_records(there)
    assert run(["import", "shop.csv", "--quiet"]) == 0
    assert run(["export", name, "--quiet"]) == 0
    monkeypatch.chdir(again)
    capsys.readouterr()
    assert run(["import", str(there / name), "--json", "--quiet"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert (changes["objects_new"], changes["events_new"]) == (ITEMS, len(lines()) - 1)
