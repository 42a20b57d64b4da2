"""``headrace signal``: import with its meaning, list, show; what cannot be done says what can; the same everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
from headrace.notebook import open_workspace
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

MEANS = ("--stream", "first-payment", "--dimension", "reliability", "--better", "up")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one stream and a signal that is defined by the import."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(folder)
    weeks = [f"2025-W{week:02},{99 + week % 4 / 10},{1000 + week}" for week in range(1, 13)]
    (folder / "availability.csv").write_text("\n".join(["time,value,n", *weeks]), encoding="utf-8")
    assert run(["import", str(folder / "shop.csv"), "--workspace", str(folder), "--quiet"]) == 0
    call = ["signal", "import", str(folder / "availability.csv"), *MEANS, "--unit", "%", "--goal", "99.9"]
    assert run([*call, "--workspace", str(folder), "--quiet"]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Run a command and return all it printed, on one line."""
    capsys.readouterr()
    assert run(list(arguments)) == code
    printed = capsys.readouterr()
    return " ".join((printed.out + printed.err).replace("\u00a0", " ").split())


def test_an_import_writes_what_a_signal_means(workspace: Path) -> None:
    """The meaning stands in headrace.yaml, and the file is read again by ``headrace import`` alone."""
    signal = Workspace(workspace).catalogue.signals["availability"]
    assert (signal.dimension, signal.better, signal.goal, signal.unit) == ("reliability", "up", 99.9, "%")
    assert signal.streams == ("first-payment",)
    assert Workspace(workspace).catalogue.sources["availability"].kind == "signal"


def test_importing_again_changes_nothing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the log nor headrace.yaml."""
    before = (workspace / "headrace.yaml").read_text(encoding="utf-8")
    call = ("signal", "import", str(workspace / "availability.csv"), *MEANS, "--workspace", str(workspace))
    assert "nothing has changed" in said(capsys, *call)
    assert (workspace / "headrace.yaml").read_text(encoding="utf-8") == before


def test_list_and_show(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Words and JSON say the same last reading."""
    where = ("--workspace", str(workspace))
    assert "availability reliability 99 % 17 Mar 2025 1,012" in said(capsys, "signal", "list", *where)
    shown = said(capsys, "signal", "show", "availability", *where)
    assert shown.startswith("availability: 99 % on 17 Mar 2025; usual is")
    assert "The goal is 99.9 % or more" in shown
    (line,) = json.loads(said(capsys, "signal", "list", "--json", *where))["signals"]
    assert (line["last"]["value"], line["last"]["n"], line["goal"]) == (99.0, 1012, 99.9)


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        (("show", "availibility"), "Did you mean availability?"),
        (("show",), "needs one signal"),
        (("import",), "needs a file"),
        (("import", "x.csv", "--better", "up"), "needs --dimension as well"),
        (("import", "x.csv", "--dimension", "speed", "--better", "up"), 'No dimension is called "speed"'),
        (("import", "x.csv", "--dimension", "quality", "--better", "left"), 'No direction is called "left"'),
        (("import", "x.csv", *MEANS[2:], "--stream", "nowhere"), 'No value stream is called "nowhere"'),
    ],
)
def test_what_cannot_be_done_says_what_can(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], fact: str
) -> None:
    """A refusal in words, nothing read, exit code 2."""
    assert fact in said(capsys, "signal", *arguments, "--workspace", str(workspace), code=2)


def test_a_notebook_has_the_same_as_tables(workspace: Path) -> None:
    """One row per reading, and one per signal; as text it is the list."""
    signals = open_workspace(workspace).signals()
    assert signals.to_polars().shape == (12, 7)
    assert signals.to_polars("signals")["last"].to_list() == [99.0]
    assert "availability" in repr(signals)
    assert "<table" in signals._repr_html_()


def test_any_table_can_be_imported_as_readings(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``headrace import --as signal`` takes what its first line does not tell."""
    (workspace / "calls.csv").write_text("day,calls\n2025-01-01,4\n", encoding="utf-8")
    call = ("import", str(workspace / "calls.csv"), "--as", "signal", "--option", "value=calls", "--dry-run")
    assert "1 reading of 1 series, called calls" in said(capsys, *call, "--workspace", str(workspace))
