"""``headrace waiting``: as a table, as JSON, as CSV, and the same waits as the ledger of hand-offs."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one stream and forty items."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(folder)
    assert run(["import", str(folder / "shop.csv"), "--workspace", str(folder), "--quiet"]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_same_parts_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON and CSV agree, and the parts are the waits of the ledger."""
    where = ("waiting", "first-payment", "--window", "all", "--workspace", str(workspace))
    table = said(capsys, *where).replace("\u00a0", " ")
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = list(csv.DictReader(StringIO(said(capsys, *where, "--format", "csv"))))
    assert table.replace("\n", " ").startswith(record["headline"].replace("\u00a0", " "))
    ledger = json.loads(said(capsys, "handoffs", *where[1:], "--format", "json"))
    for line in (*ledger["boundaries"], *ledger["inside"]):
        parts = [
            float(row["days"] or 0)
            for row in rows
            if (row["from"], row["to"]) == (line["sender"] or "", line["receiver"])
        ]
        assert sum(parts) == pytest.approx(line["whole"]["days"], abs=1e-4)


def test_an_outside_stage_is_told_apart(workspace: Path) -> None:
    """A function that the definition names as outside takes its waits as a whole; a change derives nothing anew."""
    before = Workspace(workspace)
    place = before.waiting("first-payment").places[0]
    text = before.file.read_text(encoding="utf-8")
    before.file.write_text(
        text.replace("    stages:", f"    outside: [{place.receiver}]\n    stages:", 1), encoding="utf-8"
    )
    try:
        after = next(
            each for each in Workspace(workspace).waiting("first-payment").places if each.key == place.key
        )
        assert after.parts[0].days == place.days
        assert [each.days for each in after.parts[1:] if each.days] == []
    finally:
        before.file.write_text(text, encoding="utf-8")


def test_a_kind_of_work_is_seen_among_all_work(workspace: Path) -> None:
    """The waits of one kind are its own, and their parts add up, though all work competes with it."""
    made = Workspace(workspace)
    whole = made.waiting("first-payment")
    for kind, _ in whole.kinds:
        part = made.waiting("first-payment", kind=kind)
        assert 0 < part.days <= whole.days
        assert sum(each.days or 0.0 for each in part.parts) == pytest.approx(part.days)
