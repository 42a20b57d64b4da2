"""``headrace delivery``: as a table, as JSON, as CSV, in both readings; what is missing with a next step."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

import headrace
from headrace.cli.program import run
from headrace.errors import BadRequest
from headrace.workspace import Workspace
from tests.flow.test_delivery import a_log
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

DELIVERED = """\
value_streams:
  shop:
    name: Shop
    customer: a shop
    value: has it
    items: item
    stages:
      - {name: Build, function: Engineering, working: [item.opened]}
    done: [item.closed]
    delivery:
      stages:
        - {name: Approval, start: [change.opened], end: [change.merged]}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose log holds changes, deployments and incidents."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(DELIVERED, encoding="utf-8")
    Workspace(folder).store.ingest([a_log(2)])
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed, on one line."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_same_delivery_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON and CSV agree; the stream's own pair of events is there, and the default ones are not."""
    where = ("delivery", "shop", "--window", "all", "--workspace", str(workspace))
    table = " ".join(said(capsys, *where).replace("\u00a0", " ").split())
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = {row["measure"]: row for row in csv.DictReader(StringIO(said(capsys, *where, "--format", "csv")))}
    assert table.startswith(" ".join(record["headline"].replace("\u00a0", " ").split()))
    assert "in production within 5.0 days of their first commit" in table
    assert float(rows["part:release"]["value"]) == 2.0
    assert [each["name"] for each in record["stages"]] == ["Approval"]
    assert record["stages"][0]["half"]["days"] == 2.0
    assert float(rows["fail_rate"]["value"]) == pytest.approx(1 / 6, abs=1e-6)
    assert "Merged to deployed" in table


def test_the_reading_of_devlake(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its numbers differ where its rules do: days a week, every incident charged, and no rework rate."""
    where = ("delivery", "shop", "--window", "all", "--mode", "devlake", "--workspace", str(workspace))
    measures = {
        each["key"]: each for each in json.loads(said(capsys, *where, "--format", "json"))["measures"]
    }
    assert measures["lead_half"]["value"]["value"] == pytest.approx(5.0)
    assert measures["frequency"]["unit"] == "days a week"
    assert measures["rework"]["missing"] == "DevLake does not compute it."


def test_a_log_without_deliveries_says_what_to_connect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every measure is missing, each says why, and the command that mends it is named; it exits well."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(tmp_path)
    assert run(["import", str(tmp_path / "shop.csv"), "--workspace", str(tmp_path), "--quiet"]) == 0
    text = " ".join(said(capsys, "delivery", "first-payment", "--workspace", str(tmp_path)).split())
    unread = "First payment: nothing in the records says how changes get to production, as no deployments are read."
    assert unread in text
    assert "No changes and no commits are read." in text
    assert "headrace connect github" in text
    assert "0 deployments" not in text
    assert "unfinished changes counted" not in text
    where = ("delivery", "first-payment", "--workspace", str(tmp_path), "--format", "json")
    record = json.loads(said(capsys, *where))
    assert [record[name] for name in ("n_changes", "n_deployments", "n_failed")] == [None, None, None]


def test_a_notebook_gets_it_as_tables(workspace: Path) -> None:
    """Headline, measures, parts and stages; the chart is the page's picture, or says why there is none."""
    found = headrace.open(workspace).stream("shop").delivery(window="all")
    assert "in production within" in found.headline
    parts = found._columns("parts")
    assert list(parts["days"]) == [1.0, 2.0, 2.0]
    assert found._columns("stages")["stage"] == ["Approval"]
    assert found.chart().svg.startswith("<svg")
    later = headrace.open(workspace).stream("shop").delivery(window="1971")
    with pytest.raises(BadRequest):
        later.chart()
