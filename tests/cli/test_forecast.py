"""``headrace forecast``: as a table, as JSON, as CSV; each question; refusals end with 0."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace import open as open_workspace
from headrace.cli.program import run

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = """
value_streams:
  help:
    name: Help
    customer: A customer
    value: gets an answer
    items: item
    unit: case
    stages:
      - name: Answer
        function: Help desk
        working: [item.opened]
    done: [item.closed]
"""


def _workspace(folder: Path, weeks: int) -> Path:
    """Return a workspace in which five a week were done, each after twelve days, and three are open."""
    lines = ["case,activity,timestamp"]
    first = datetime(2025, 1, 6, 9, tzinfo=UTC)
    for number in range(weeks * 5):
        start = first + timedelta(days=7 * (number // 5) + number % 5)
        lines.append(f"H-{number},opened,{start:%Y-%m-%dT%H:%M:%SZ}")
        lines.append(f"H-{number},closed,{start + timedelta(days=12):%Y-%m-%dT%H:%M:%SZ}")
    last = first + timedelta(days=7 * weeks)
    for number, day in enumerate((-4, 1, 10)):
        lines.append(f"OPEN-{number},opened,{last - timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}")
    folder.mkdir(exist_ok=True)
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "help.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(["import", str(folder / "help.csv"), "--workspace", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with half a year of even work."""
    return _workspace(tmp_path_factory.mktemp("help"), 26)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed, its lines joined."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def test_the_same_forecast_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON and CSV agree, and the table shows how past forecasts did."""
    where = ("forecast", "help", "10", "--workspace", str(workspace))
    table = said(capsys, *where)
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = list(csv.DictReader(StringIO(said(capsys, *where, "--format", "csv"))))
    assert " ".join(table.split()).startswith(record["headline"].replace("\u00a0", " "))
    assert record["when"]["items"] == 10
    assert rows[1]["day"] == record["when"]["likely"][:10]
    assert "Held at 85 %" in table
    # five a week: ten more are two weeks' work
    ahead = datetime.fromisoformat(record["when"]["even"]) - datetime.fromisoformat(record["data_to"])
    assert timedelta(days=6) < ahead < timedelta(days=24)


def test_how_many_by_a_day_and_one_item(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A day gets a number; an open item the day on which those as old were done; a closed one is over."""
    base = ("forecast", "help", "--workspace", str(workspace))
    assert "cases or more reach a customer" in " ".join(said(capsys, *base, "--by", "2025-08-31").split())
    item = json.loads(said(capsys, *base, "--item", "OPEN-0", "--json"))["item"]
    # all took twelve days
    left = datetime.fromisoformat(item["half"]) - datetime.fromisoformat(
        json.loads(said(capsys, *base, "--json"))["data_to"]
    )
    assert item["basis"] == "stage"
    assert left.total_seconds() / 86_400 == pytest.approx(12 - item["age"], abs=0.01)
    old = " ".join(said(capsys, *base, "--item", "OPEN-2").split())
    assert "When OPEN-2 reaches a customer cannot be said" in old
    assert "was over on" in said(capsys, *base, "--item", "H-3")


def test_too_early_is_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four weeks of finished items refuse with the day of the first forecast, and end with 0."""
    folder = _workspace(tmp_path / "early", 5)
    shown = " ".join(said(capsys, "forecast", "help", "--workspace", str(folder)).split())
    assert shown.startswith("Too early to forecast: ")
    assert "weeks of finished cases, 8 are needed (" in shown or "week of finished cases" in shown
    assert "the first can be made on" in shown


@pytest.mark.parametrize(
    "asked", [("none",), ("--by", "2020-01-01"), ("--item", "H-9999"), ("--kind", "bug")]
)
def test_what_cannot_be_asked_is_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    """No number, a day that is over, an item or a kind that is not there: exit 2 with what to do."""
    capsys.readouterr()
    assert run(["forecast", "help", *asked, "--workspace", str(workspace)]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["2025-13", "2025-02-30", "soon", "90d", "2025-12-31..2025-01-01"])
def test_what_is_no_day_is_told_what_a_day_looks_like(
    workspace: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """The help is a day's, not a window's, whatever was typed."""
    capsys.readouterr()
    assert run(["forecast", "help", "--by", text, "--workspace", str(workspace)]) == 2
    told = capsys.readouterr().err
    assert f'"{text}" is no day.' in told
    assert "2025-08-31" in told
    assert "12w" not in told


def test_notebooks_get_the_same(workspace: Path) -> None:
    """The notebook's forecast has the headline, a drawing and its tables as frames."""
    found = open_workspace(workspace).stream("help").forecast(10)
    assert found.headline.startswith("The next ten cases")
    assert "<svg" in found.chart().svg
    assert found.to_polars().columns == ["question", "asked", "chance", "day", "items"]
    assert len(found.to_polars("checks")) == 3 * len(found.view.checks)
    assert set(found.to_polars("past").columns) >= {"made", "done", "low_85"}
    assert "<table" in found._repr_html_()
    assert "Held at" in repr(found)
