"""``headrace profile``: as tables, as JSON, as CSV; what is missing says why and what would mend it."""

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
    """Run a command and return what it printed, with plain spaces."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def test_the_same_profile_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables, JSON and CSV agree; JSON comes by ``--json`` and by ``--format json`` alike."""
    where = ("profile", "first-payment", "--window", "all", "--workspace", str(workspace))
    table = said(capsys, *where)
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = [*csv.DictReader(StringIO(said(capsys, *where, "--format", "csv")))]
    assert json.loads(said(capsys, *where, "--json")) == record
    assert " ".join(table.split()).startswith(record["headline"])
    lines = [line for dimension in record["dimensions"] for line in dimension["lines"]]
    assert [row["measure"] for row in rows] == [line["key"] for line in lines]
    half = next(row for row in rows if (row["dimension"], row["measure"]) == ("flow", "half"))
    assert float(half["value"]) == pytest.approx(
        next(line["value"]["value"] for line in lines if line["key"] == "half"), abs=1e-6
    )


def test_the_flow_of_the_profile_is_that_of_flow(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same stream and window give the same numbers on both commands."""
    where = ("first-payment", "--window", "all", "--workspace", str(workspace), "--json")
    flow = json.loads(said(capsys, "flow", *where))
    profile = json.loads(said(capsys, "profile", *where))
    lines = {line["key"]: line for line in profile["dimensions"][0]["lines"]}
    assert lines["half"]["value"]["value"] == flow["times"]["half"]["days"]
    assert lines["open"]["value"]["value"] == flow["n_open"]
    assert lines["efficiency"]["value"] == flow["efficiency"]


def test_what_is_missing_says_what_would_mend_it(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without incidents and scans, both dimensions are missing, never zero, each with the next step."""
    text = said(capsys, "profile", "first-payment", "--window", "all", "--workspace", str(workspace))
    words = " ".join(text.split())
    assert "Reliability: not measured yet. No incidents are read." in words
    assert "headrace connect pagerduty" in words
    assert "Security: not measured yet. No findings of security scans are read." in words
    record = json.loads(
        said(capsys, "profile", "first-payment", "--window", "all", "--workspace", str(workspace), "--json")
    )
    missing = [d for d in record["dimensions"] if d["key"] in ("reliability", "security")]
    assert all(line["value"] is None and line["missing"] for d in missing for line in d["lines"])


def test_an_unknown_stream_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest name is offered."""
    assert run(["profile", "frist-payment", "--workspace", str(workspace)]) != 0
    assert "Did you mean first-payment?" in " ".join(capsys.readouterr().err.split())
