"""The commands that show: on a terminal, in a pipe, for machines."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from headrace.cli.options import stream_names
from headrace.cli.program import run
from tests.cli.conftest import PROGRAM
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., "Answer"]

SHOWING = (
    ("streams",),
    ("map", "first-payment"),
    ("items", "first-payment", "--slowest", "5"),
    ("items", "first-payment", "--at", "wait:test"),
    ("check",),
)
ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one stream and forty items."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(folder)
    subprocess.run([*PROGRAM, "import", "shop.csv"], cwd=folder, check=True, capture_output=True, timeout=120)
    return folder


class Answer(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Return a function that runs a command in the workspace as if in a pipe."""
    monkeypatch.chdir(workspace)
    monkeypatch.delenv("HEADRACE_WORKSPACE", raising=False)

    def run_it(*arguments: str, folder: Path | None = None, **environment: str) -> Answer:
        with monkeypatch.context() as place:
            for name, value in environment.items():
                place.setenv(name, value)
            if folder is not None:
                place.chdir(folder)
            code = run(list(arguments))
        return Answer(code, *capsys.readouterr())

    return run_it


def on_terminal(workspace: Path, *arguments: str, **environment: str) -> str:
    """Run a command on a pseudo-terminal and return all that it shows."""
    shown = bytearray()
    settings = {**os.environ, "PYTHONUTF8": "1", "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(workspace)
        os.execvpe(sys.executable, [*PROGRAM, *arguments], settings)  # noqa: S606 - this is the child
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(terminal)
    os.waitpid(child, 0)
    return shown.decode()


@pytest.mark.parametrize("arguments", SHOWING, ids=" ".join)
def test_json_is_one_document(call: Call, arguments: tuple[str, ...]) -> None:
    """With ``--json`` standard output is one JSON document and nothing else."""
    answer = call(*arguments, "--json")
    assert answer.returncode == 0, answer.stderr
    assert isinstance(json.loads(answer.stdout), dict)


@pytest.mark.parametrize("arguments", SHOWING, ids=" ".join)
def test_a_pipe_gets_plain_lines(call: Call, arguments: tuple[str, ...]) -> None:
    """In a pipe there is no colour and no next step."""
    answer = call(*arguments)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip()
    assert ESCAPE not in answer.stdout
    assert "Next  " not in answer.stdout


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("arguments", SHOWING, ids=" ".join)
def test_lines_fit_the_width(call: Call, arguments: tuple[str, ...], width: int) -> None:
    """No line is wider than the terminal, from 60 columns on."""
    answer = call(*arguments, COLUMNS=str(width))
    assert max(len(line) for line in answer.stdout.splitlines()) <= width


@pytest.mark.parametrize("arguments", SHOWING, ids=" ".join)
def test_ascii_and_dumb_terminals_get_no_drawing(call: Call, arguments: tuple[str, ...]) -> None:
    """``--ascii`` and TERM=dumb draw bars and arrows with plain characters; words keep theirs."""
    for answer in (call(*arguments, TERM="dumb"), call(*arguments, "--ascii")):
        assert not re.search("[\u2190-\u21ff\u2500-\u25ff]", answer.stdout)
        assert ESCAPE not in answer.stdout


@pytest.mark.parametrize("arguments", SHOWING, ids=" ".join)
def test_a_terminal_is_told_the_next_step(workspace: Path, arguments: tuple[str, ...]) -> None:
    """On a terminal every command ends with what to type next."""
    assert re.search(r"^Next  headrace \w+", on_terminal(workspace, *arguments), re.MULTILINE)


def test_no_color_and_quiet_are_heeded(workspace: Path) -> None:
    """NO_COLOR leaves the words and takes the colour; ``--quiet`` leaves the next step out."""
    shown = on_terminal(workspace, "map", "first-payment", "--quiet", NO_COLOR="1")
    assert shown.strip()
    assert ESCAPE not in shown
    assert "Next  " not in shown


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf", "html", "json"])
def test_a_map_is_written_as_the_file_asked_for(call: Call, tmp_path: Path, suffix: str) -> None:
    """``--output`` writes the file, says so beside, and prints no table."""
    file = tmp_path / f"map.{suffix}"
    answer = call("map", "first-payment", "--output", str(file))
    assert answer.returncode == 0, answer.stderr
    assert (answer.stdout, answer.stderr) == ("", f"Wrote {file}.\n")
    start = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!doctype html", "json": b"{"}[
        suffix
    ]
    assert file.read_bytes()[:200].lstrip().lower().startswith(start.lower())


def test_csv_has_a_row_per_item(call: Call) -> None:
    """``--csv`` prints a head and one row per item listed."""
    rows = call("items", "first-payment", "--slowest", "7", "--csv").stdout.splitlines()
    assert len(rows) == 8
    assert rows[0].startswith("id,key,")


def test_an_unknown_stream_names_the_nearest(call: Call) -> None:
    """A typing error in a stream's name is answered with the nearest one and exit code 2."""
    answer = call("map", "frist-payment")
    assert answer.returncode == 2
    assert answer.stderr == 'No value stream is called "frist-payment". Did you mean first-payment?\n'


def test_a_limit_that_holds_passes_and_one_that_does_not_fails(call: Call) -> None:
    """``--fail-under`` leaves with 1 when a share is lower, or missing; the check itself is shown all the same."""
    assert call("check", "--fail-under", "rules=100%").returncode == 0
    failed = call("check", "--fail-under", "linked=90%")
    assert failed.returncode == 1
    assert failed.stderr.startswith("linked: nothing to measure")
    assert failed.stdout.strip()


def test_the_workspace_may_be_named(call: Call, workspace: Path, tmp_path: Path) -> None:
    """A workspace is found from elsewhere by option and by environment; without either it is missing: 4."""
    assert call("streams", folder=tmp_path).returncode == 4
    assert call("streams", "--workspace", str(workspace), folder=tmp_path).returncode == 0
    assert call("streams", folder=tmp_path, HEADRACE_WORKSPACE=str(workspace)).returncode == 0


def test_stream_names_are_completed(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shell completion offers the streams of the workspace, and nothing where there is none."""
    monkeypatch.setenv("HEADRACE_WORKSPACE", str(workspace))
    assert stream_names("fir") == ["first-payment"]
    assert stream_names("x") == []
    monkeypatch.setenv("HEADRACE_WORKSPACE", str(workspace.parent))
    assert stream_names("") == []
