"""``headrace bottleneck``: as a table, as JSON, as CSV; a refusal with a next step; the same in a notebook."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

import headrace
from headrace.cli.program import run
from tests.tandem import Tandem, stream

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with the stream of five functions, of which Design makes items wait."""
    return stream(tmp_path_factory.mktemp("row") / "w", Tandem(slow={1: 4.0}), 2).root


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_same_evidence_in_every_form(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON, CSV and notebook agree on the place, what is said of it and its numbers."""
    where = ("bottleneck", "row", "--window", "all", "--workspace", str(workspace))
    table = said(capsys, *where).replace("\u00a0", " ").replace("\n", " ")
    record = json.loads(said(capsys, *where, "--format", "json"))
    lines = list(csv.DictReader(StringIO(said(capsys, *where, "--format", "csv"))))
    assert table.startswith("Waiting for Design is the longest of all waits")
    assert record["headline"].replace("\u00a0", " ") in table
    first = record["places"][0]
    assert (first["key"], first["reading"]) == ("product~design", lines[0]["reading"])
    assert float(lines[0]["passes"]) == pytest.approx(first["passes"]["value"], abs=1e-5)
    days = [each["days"] for each in record["places"]]
    assert days == sorted(days, reverse=True)
    asked = headrace.open(workspace).stream("row").bottleneck(window="all")
    assert asked.headline == record["headline"]
    assert asked.to_polars()["passes_high"][0] == first["passes"]["high"]


def test_too_short_a_window_is_refused_with_the_next_step(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How long it must be is said, and the command that asks for it works."""
    where = ("--workspace", str(workspace))
    text = said(capsys, "bottleneck", "row", "--window", "60d", *where).replace("\u00a0", " ")
    assert "days of records, 140 days are needed" in text.replace("\n", " ")
    assert "headrace bottleneck row --window 52w" in text.replace("\n", " ")
    assert "needed" not in said(capsys, "bottleneck", "row", "--window", "52w", *where)
