"""``headrace contention``: several streams over the same records, one alone, and none read."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from headrace.cli.program import run
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def second(scope: str) -> str:
    """Return the small catalogue with another stream of the same stages."""
    body = CATALOGUE.split("\n", 1)[1].replace("first-payment:", "second-payment:")
    return CATALOGUE + body.replace("    stages:", f'    scope: "{scope}"\n    stages:')


def test_streams_of_other_items_meet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two streams that share the work between them wait for the same functions; table, JSON and CSV agree."""
    kinds = {"first": "type = 'bug'", "second": "type != 'bug'"}
    text = second(kinds["second"]).replace("    stages:", f'    scope: "{kinds["first"]}"\n    stages:', 1)
    (tmp_path / "headrace.yaml").write_text(text, encoding="utf-8")
    write_records(tmp_path)
    assert run(["import", str(tmp_path / "shop.csv"), "--workspace", str(tmp_path), "--quiet"]) == 0
    where = ("contention", "--window", "all", "--workspace", str(tmp_path))
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = list(csv.DictReader(StringIO(said(capsys, *where, "--format", "csv"))))
    assert [line["function"] for line in record["functions"]] == ["Engineering", "Quality"]
    assert {row["stream"] for row in rows} == {"first-payment", "second-payment"}
    table = said(capsys, *where).replace("\n", " ")
    assert table.startswith(record["headline"].replace("\u00a0", " "))
    waiting = Workspace(tmp_path).waiting("first-payment")
    assert waiting.beside == ("second-payment",)


def test_the_same_items_in_two_streams_do_not_meet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Streams of the very same items share no wait with anybody else."""
    (tmp_path / "headrace.yaml").write_text(second("type IS NOT NULL"), encoding="utf-8")
    write_records(tmp_path)
    assert run(["import", str(tmp_path / "shop.csv"), "--workspace", str(tmp_path), "--quiet"]) == 0
    assert "No function is waited for by several" in said(
        capsys, "contention", "--workspace", str(tmp_path)
    ).replace("\n", " ")


def test_nothing_read_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without records there is a sentence and a next step."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    text = said(capsys, "contention", "--workspace", str(tmp_path))
    assert "Nothing was read yet" in text
    assert "headrace import FILE" in text
