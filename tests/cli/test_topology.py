"""``headrace topology``: one stream and all, as a table, as JSON, as CSV; a proposal; refusals with a next step."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
from tests.small_records import CATALOGUE, FINISHED, write_records

if TYPE_CHECKING:
    from pathlib import Path

TEAMS = """\
teams:
  shops:
    name: Shops
    type: stream-aligned
    functions: [Customer success, Engineering]
    streams: [first-payment]
    interactions: {trying: x-as-a-service}
  trying: {name: Trying out, type: enabling, functions: [Quality]}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one stream, forty items and two teams."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(CATALOGUE + TEAMS, encoding="utf-8")
    write_records(folder)
    assert run(["import", str(folder / "shop.csv"), "--workspace", str(folder), "--quiet"]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command and return what it printed."""
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def test_the_same_topology_in_three_forms(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, JSON and CSV agree, and inside and on the way are the flow time that the map has."""
    where = ("topology", "first-payment", "--window", "all", "--workspace", str(workspace))
    table = said(capsys, *where)
    record = json.loads(said(capsys, *where, "--format", "json"))
    rows = list(csv.DictReader(StringIO(said(capsys, *where, "--format", "csv"))))
    assert table.replace("\n", " ").startswith(record["headline"])
    assert record["n_finished"] == FINISHED
    inside = sum(
        each[name] for each in record["teams"] for name in ("working_days", "waiting_days", "blocked_days")
    )
    assert inside + record["between_days"] == pytest.approx(record["flow_days"])
    flow = json.loads(said(capsys, "map", *where[1:], "--json"))
    assert record["flow_days"] == pytest.approx(flow["flow_days"]["mean"] * FINISHED)
    assert [row["row"] for row in rows] == ["team", "team", "between teams", "interaction"]
    assert float(rows[2]["waiting_days"]) == pytest.approx(record["between_days"], abs=1e-4)
    assert rows[3]["declared"] == "x-as-a-service"


def test_every_crossing_leads_to_its_items(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The items behind a hand-off between teams waited there as long, together, as the topology says."""
    where = ("--window", "all", "--workspace", str(workspace), "--json")
    record = json.loads(said(capsys, "topology", "first-payment", *where))
    assert record["crossings"]
    for line in record["crossings"]:
        items = json.loads(said(capsys, "items", "first-payment", "--at", f"handoff:{line['key']}", *where))
        assert items["total"] * (items["mean_days"] or 0.0) == pytest.approx(line["days"])


def test_all_streams_stand_in_one_table(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stream there is one line for each, in the order of the file, and one record each as JSON."""
    assert "First payment" in said(capsys, "topology", "--workspace", str(workspace))
    records = json.loads(said(capsys, "topology", "--workspace", str(workspace), "--json"))
    assert [each["stream"] for each in records] == ["first-payment"]


def test_a_proposal_can_be_written_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without teams that is said with what to type; what is printed then makes a file that tells them."""
    file = tmp_path / "headrace.yaml"
    file.write_text(CATALOGUE, encoding="utf-8")
    write_records(tmp_path)
    assert run(["import", str(tmp_path / "shop.csv"), "--workspace", str(tmp_path), "--quiet"]) == 0
    where = ("--workspace", str(tmp_path))
    without = said(capsys, "topology", "first-payment", *where).replace("\n", " ")
    assert "Three functions work on changes" in without
    assert "headrace topology first-payment --propose" in without
    proposed = said(capsys, "topology", "--propose", *where)
    assert json.loads(said(capsys, "topology", "--propose", "--json", *where)) == {"teams": proposed}
    file.write_text(CATALOGUE + proposed, encoding="utf-8")
    assert "is inside Engineering" in said(capsys, "topology", "first-payment", *where).replace("\n", " ")


def test_an_unknown_stream_is_told_with_the_nearest(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is none is refused, with the one that was meant."""
    assert run(["topology", "frist-payment", "--workspace", str(workspace)]) != 0
    assert "Did you mean first-payment?" in capsys.readouterr().err
