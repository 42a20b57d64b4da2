"""The program as a whole: its first words, its help, its errors and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from headrace.cli import program
from headrace.cli.failure import UNEXPECTED
from headrace.cli.invocation import Invocation
from headrace.cli.program import COMMANDS, WELCOME, run
from headrace.errors import (
    BadConfiguration,
    BadInput,
    BadRequest,
    CheckFailed,
    HeadraceError,
    SourceUnavailable,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call

HEAVY = {
    "duckdb", "fastapi", "jinja2", "lxml", "narwhals", "numpy", "pandas", "polars", "pyarrow",
    "pyspark", "rich", "scipy", "sqlglot", "starlette", "uvicorn", "vl_convert", "yaml",
}  # fmt: skip
"""Pydantic is not among them: Typer itself converts arguments with it."""


def failing(error: BaseException) -> object:
    """Return a command that raises ``error``."""

    def command(*_arguments: object, **_options: object) -> None:
        raise error

    return command


def test_bare_call_says_what_it_is_and_what_to_type_first(headrace: Call) -> None:
    """Without arguments the program prints its welcome, and nothing on stderr, and succeeds."""
    answer = headrace()
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, WELCOME + "\n", "")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], [], *([name, "--help"] for name in COMMANDS)]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """Help, version and the bare text load none of the modules that take long, so that they stay instant."""
    script = (
        "import json, sys\n"
        "from headrace.cli.program import run\n"
        "code = run(json.loads(sys.argv[1]))\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)\n"
        "sys.exit(code)"
    )
    call = [sys.executable, "-c", script, json.dumps(arguments)]
    answer = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    assert HEAVY.isdisjoint(json.loads(answer.stderr)), HEAVY & set(json.loads(answer.stderr))


def test_help_lists_every_command(headrace: Call) -> None:
    """``--help`` names each command with its short help."""
    lines = headrace("--help").stdout.splitlines()
    listed = [
        line.split()[0]
        for line in lines[lines.index("Commands:") + 1 :]
        if line.startswith("  ") and line[2] != " "
    ]
    assert listed[: len(COMMANDS)] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_has_examples_before_options(headrace: Call, name: str) -> None:
    """Each command's help shows how it is called before it lists what can be set."""
    text = headrace(name, "--help").stdout
    example = text.index(f"\n    headrace {name}")
    assert example < text.index("Options:")
    assert all(option in text for option in ("--workspace", "--json", "--quiet", "--debug"))


def test_unknown_command_names_the_nearest(headrace: Call) -> None:
    """A typing error is answered with the nearest command and exit code 2, without a traceback."""
    answer = headrace("straems")
    assert answer.returncode == 2
    assert answer.stderr.startswith('headrace has no command "straems". Did you mean streams?\n')
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


def test_unknown_option_says_where_to_look(headrace: Call) -> None:
    """An unknown option is answered with the command's help line and exit code 2."""
    answer = headrace("map", "first", "--widnow", "2025")
    assert answer.returncode == 2
    assert answer.stderr.startswith("headrace map: No such option: --widnow")
    assert "headrace map --help" in answer.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CheckFailed("linked: 80 %, 90 % was asked for."), 1),
        (BadRequest("That is no window."), 2),
        (BadInput("a.csv, line 3: no date."), 3),
        (SourceUnavailable("Jira did not answer."), 3),
        (BadConfiguration("headrace.yaml, line 4: unknown name."), 4),
    ],
)
def test_each_kind_of_error_has_its_exit_code(
    error: HeadraceError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error a person can mend prints its three parts on stderr and leaves with the code of its kind."""
    error.meaning, error.remedies = "Nothing was written.", ("Mend it.",)
    monkeypatch.setattr(program, "app", failing(error))
    assert run(["map"]) == code
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{error.fact}\nNothing was written.\n  Mend it.\n")


def test_debug_adds_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--debug`` shows the traceback behind an error that otherwise has none."""
    monkeypatch.setattr(program, "app", failing(BadRequest("No.")))
    run(["map", "--debug"])
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_of_ours_is_one_screen_and_names_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An unexpected exception shows no traceback; the log named in the last line holds it, with the call."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(program, "app", failing(RuntimeError("the sky fell\nin two")))
    assert run(["map", "first"]) == UNEXPECTED
    err = capsys.readouterr().err
    log = tmp_path / "headrace" / "headrace.log"
    assert "Traceback" not in err
    assert "RuntimeError: the sky fell" in err
    assert err.splitlines()[-1].endswith(str(log))
    written = log.read_text(encoding="utf-8")
    assert "headrace map first" in written
    assert "Traceback" in written


def test_ctrl_c_stops_cleanly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C says that it stopped and what is kept, and leaves with 130."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Invocation, "workspace", interrupted)
    assert run(["streams"]) == 130
    assert capsys.readouterr().err == "\nStopped. What was there before is still there.\n"


def test_a_closed_pipe_is_no_error() -> None:
    """Whoever stops reading our output gets no complaint, as in ``headrace help | head -1``."""
    call = f'{sys.executable} -c "from headrace.cli import main; main()" help | head -1'
    answer = subprocess.run(
        ["bash", "-o", "pipefail", "-c", call], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.stderr == ""
    assert answer.stdout.startswith("Commands")
