"""``headrace handoffs``: as a table, as JSON, as CSV; the items behind a hand-off; refusals with a next step."""

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


def test_the_same_hand_offs_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON and CSV agree, and the parts of the whole add up."""
    where = ("handoffs", "first-payment", "--window", "all", "--workspace", str(workspace))
    table = said(capsys, *where).replace("\u00a0", " ")
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = list(csv.DictReader(StringIO(said(capsys, *where, "--format", "csv"))))
    assert table.replace("\n", " ").startswith(record["headline"].replace("\u00a0", " "))
    sums = record["sums"]
    parts = sum(sums[name] for name in ("working", "blocked", "handoffs", "inside", "arrival"))
    assert sums["flow_time"] == pytest.approx(parts)
    waits = sum(float(row["days"]) for row in rows if not row["group"])
    assert waits == pytest.approx(sums["handoffs"] + sums["inside"] + sums["arrival"], abs=1e-4)
    flow = json.loads(said(capsys, "map", *where[1:], "--json"))
    assert sums["handoffs"] == pytest.approx(flow["handoff_days"] * flow["n_finished"])


def test_every_hand_off_leads_to_its_items(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The items behind a hand-off waited there as long, together, as the ledger says."""
    where = ("--window", "all", "--workspace", str(workspace), "--json")
    record = json.loads(said(capsys, "handoffs", "first-payment", *where))
    checked = 0
    for line in record["boundaries"]:
        if not line["whole"]["days"]:
            continue
        items = json.loads(said(capsys, "items", "first-payment", "--at", f"handoff:{line['key']}", *where))
        assert items["total"] * items["mean_days"] == pytest.approx(line["whole"]["days"])
        checked += 1
    assert checked


def test_by_kind_the_items_are_those_of_the_cell(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell's selection names the attribute and its value, and lists no more items than the cell has."""
    where = ("--window", "all", "--workspace", str(workspace), "--json")
    record = json.loads(said(capsys, "handoffs", "first-payment", *where))
    assert record["split"]
    line = next(each for each in record["boundaries"] if each["whole"]["days"])
    for column, cell in zip(record["columns"], line["cells"], strict=True):
        if column["value"] is None:
            continue
        at = f"handoff:{line['key']}~{record['split']}~{column['value']}"
        items = json.loads(said(capsys, "items", "first-payment", "--at", at, *where))
        assert items["total"] <= cell["items"]
        assert items["total"] * (items["mean_days"] or 0.0) == pytest.approx(cell["days"])


def test_an_unknown_attribute_is_told_which_there_are(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A split that no item has is refused, with those that can be asked for."""
    assert run(["handoffs", "first-payment", "--split", "colour", "--workspace", str(workspace)]) != 0
    assert 'cannot be split by "colour"' in capsys.readouterr().err


def test_one_is_looked_at_in_working_days(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hand-off is chosen by its key, all parts still add up without weekends, and an unknown one names those near."""
    where = ("handoffs", "first-payment", "--window", "all", "--workspace", str(workspace), "--json")
    days = json.loads(said(capsys, *where))
    key = days["boundaries"][-1]["key"]
    record = json.loads(said(capsys, *where, "--handoff", key, "--working-days"))
    assert record["chosen"]["key"] == key
    sums, all_days = record["sums"], days["sums"]
    parts = sum(sums[name] for name in ("working", "blocked", "handoffs", "inside", "arrival"))
    assert sums["flow_time"] == pytest.approx(parts)
    assert 0.5 < sums["flow_time"] / all_days["flow_time"] < 0.9
    assert run([*where, "--handoff", "nobody~nowhere"]) != 0
    assert "has no hand-off" in capsys.readouterr().err


def test_too_little_is_said_with_the_next_step(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A window in which nothing finished is refused in words, with the command that shows more."""
    where = ("--window", "2025-01-06", "--workspace", str(workspace))
    text = said(capsys, "handoffs", "first-payment", *where).replace("\n", " ")
    assert "headrace handoffs first-payment --window all" in text
