"""``headrace portfolio``: in three forms, held against the map of each stream, and without anything to show."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
from headrace.report.view import Window
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, FINISHED, write_records

if TYPE_CHECKING:
    from pathlib import Path

OBJECTIVES = """\
objectives:
  selling: {name: Shops sell within a day, from: 20, now: paid, goal: 60, by: 2026-12-31}
  germany: {name: Open in Germany}
signals:
  paid: {name: Paid within a day, dimension: adoption, better: up, unit: "%", goal: 60, streams: [first-payment]}
"""
PART = (
    CATALOGUE.removeprefix("value_streams:\n")
    .replace("first-payment:", "bugs:")
    .replace("name: First payment", "name: Bugs mended")
    .replace("    items: item\n", "    items: item\n    scope: \"type = 'bug'\"\n")
)
SERVING = CATALOGUE.replace("    items: item\n", "    serves: {selling: 50%}\n    items: item\n")
ALWAYS = Window(0, 2**60)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with two streams, one in the other, an objective served and one not, and a signal."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(SERVING + PART + OBJECTIVES, encoding="utf-8")
    write_records(folder)
    months = [f"2025-{month:02}-01,{20 + month}" for month in range(1, 10)]
    (folder / "paid.csv").write_text("\n".join(["time,value", *months]) + "\n", encoding="utf-8")
    where = ("--workspace", str(folder), "--quiet")
    assert run(["import", str(folder / "shop.csv"), *where]) == 0
    assert run(["signal", "import", str(folder / "paid.csv"), "--name", "paid", *where]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed, with plain spaces."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def test_the_same_portfolio_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Words, JSON and CSV agree, by ``--json`` and by ``--format json`` alike."""
    where = ("portfolio", "--window", "all", "--workspace", str(workspace))
    words = said(capsys, *where)
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = [*csv.DictReader(StringIO(said(capsys, *where, "--format", "csv")))]
    assert json.loads(said(capsys, *where, "--json")) == record
    assert " ".join(words.split()).startswith(record["headline"].replace("\u00a0", " "))
    assert [row["stream"] for row in rows] == ["first-payment", "bugs"]
    assert float(rows[0]["days"]) == pytest.approx(record["streams"][0]["flow_days"]["value"], abs=1e-6)
    assert "All that finished here is in a stream above as well." in words


def test_rows_agree_with_each_streams_map(workspace: Path) -> None:
    """Days worked, waited, their whole, the 85 % and the hand-off are those of the map of the same window."""
    asked = Workspace(workspace)
    for row in asked.portfolio(ALWAYS).streams:
        view = asked.map(row.stream, window=ALWAYS)
        assert row.finished == view.n_finished
        assert row.flow_days == view.flow_days
        assert row.p85_within == view.p85_within
        assert row.work_days == pytest.approx(view.work_days)
        assert row.wait_days == pytest.approx(view.wait_days + view.blocked_days)
        assert row.handoff is not None
        longest = max(wall.handoff_days for wall in view.walls)
        assert row.handoff.days == pytest.approx(longest)
        assert (row.handoff.sender, row.handoff.receiver) == ("Engineering", "Quality")


def test_items_count_once_and_only_what_no_objective_has_is_unserved(workspace: Path) -> None:
    """The second stream's items are all in the first, which serves an objective: nothing is unserved."""
    view = Workspace(workspace).portfolio(ALWAYS)
    assert (view.finished, view.unserved) == (FINISHED, 0)
    assert [row.stream for row in view.unaligned] == ["bugs"]
    assert [line.objective for line in view.without_stream] == ["germany"]
    assert view.streams[0].share == 0.5


def test_an_objective_is_measured_by_its_signal(workspace: Path) -> None:
    """The last reading up to the window's end counts; before there are eight, nothing is told of its course."""
    asked = Workspace(workspace)
    selling, germany = asked.portfolio(ALWAYS).objectives
    assert (selling.now, selling.readings, selling.unit) == (29.0, 9, "%")
    assert selling.course is not None
    assert selling.began == selling.now_at - (31 + 28 + 31 + 30 + 31 + 30 + 31 + 31) * 86_400_000_000
    assert germany.untold == "measure"
    spring = Window(1_735_689_600_000_000, 1_746_057_600_000_000)  # January to April
    early = asked.portfolio(spring).objectives[0]
    assert (early.now, early.course, early.untold) == (24.0, None, "few")


def test_the_signal_is_what_customers_get(workspace: Path) -> None:
    """A stream that names no outcome shows the signal about it, with its goal; one without either says so."""
    first, other = Workspace(workspace).portfolio(ALWAYS).streams
    assert first.outcome is not None
    assert (first.outcome.name, first.outcome.goal, first.outcome.signal) == ("Paid within a day", 60.0, True)
    assert (other.outcome, other.agreed) == (None, False)


def test_without_records_the_streams_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No numbers, no traceback: which streams and objectives there are, and what to do."""
    (tmp_path / "headrace.yaml").write_text(SERVING + PART + OBJECTIVES, encoding="utf-8")
    words = said(capsys, "portfolio", "--workspace", str(tmp_path))
    assert "known by name alone" in words
    assert "First payment" in words
    assert "headrace import FILE" in words
