"""``headrace flow``: as a table, as JSON, as CSV; refusals with a next step; items in progress first."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
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


def test_the_same_flow_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON and CSV agree; JSON comes by ``--json`` and by ``--format json`` alike."""
    where = ("flow", "first-payment", "--window", "all", "--workspace", str(workspace))
    table = said(capsys, *where)
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = {row["measure"]: row for row in csv.DictReader(StringIO(said(capsys, *where, "--format", "csv")))}
    assert json.loads(said(capsys, *where, "--json")) == record
    assert (
        table.replace("\n", " ").replace("\u00a0", " ").startswith(record["headline"].replace("\u00a0", " "))
    )
    assert float(rows["half"]["value"]) == pytest.approx(record["times"]["half"]["days"], abs=1e-6)
    assert record["path"]["mean_present"] == pytest.approx(
        record["path"]["arrival_rate"] / 7 * record["path"]["per_arrival"]
    )
    assert "Half are done within" in table


def test_too_little_is_said_with_the_next_step(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A window with one item is refused in words, with the command that shows more, and exits well."""
    text = said(
        capsys, "flow", "first-payment", "--window", "2025-01-06", "--workspace", str(workspace)
    ).replace("\n", " ")
    assert "too few to say how work flows" in text
    assert "headrace flow first-payment --window all" in text


def test_one_kind_of_work(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With ``--kind`` only that work is counted, and the facts say so."""
    where = ("flow", "first-payment", "--window", "all", "--workspace", str(workspace), "--format", "json")
    whole, bugs = (json.loads(said(capsys, *where, *more)) for more in ((), ("--kind", "bug")))
    assert bugs["n_finished"] < whole["n_finished"]
    assert "only bug" in bugs["facts"]


def test_items_in_progress_come_first_when_asked(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--ageing`` lists what is in progress, the oldest first, before what is finished."""
    where = ("items", "first-payment", "--workspace", str(workspace), "--window", "all", "--json")
    strips = json.loads(said(capsys, *where, "--ageing", "6"))["strips"]
    assert [strip["outcome"] for strip in strips] == ["open"] * 4 + ["done"] * 2
    ages = [strip["total_days"] for strip in strips[:4]]
    assert ages == sorted(ages, reverse=True)
