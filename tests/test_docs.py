"""The docs are true: their commands run, their links lead somewhere, and nothing that exists is left out."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from headrace.cli.program import COMMANDS
from headrace.report import view
from headrace.report.wording.english_dimensions import DIMENSIONS
from headrace.report.wording.english_flow import FLOW
from headrace.value_streams.schema import json_schema
from tests.small_records import CATALOGUE, write_records

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SERVING = re.compile(r"^headrace (serve|demo)(?!.*--no-serve)")

MEASURES = {
    "Block": {
        "work_days": "Working time",
        "blocked_days": "Blocked time",
        "right_first_time": "Right first time",
        "visited_share": "Visited",
        "items": "Visited",
        "working_now": "Working now",
        "also_in": "Visited",
        "inside_wait_days": "Waiting inside a function",
        "inside_waiting_now": "Waiting now",
    },
    "Wall": {
        "wait_days": "Waiting time",
        "handoff_days": "Waiting at hand-offs",
        "waiting_now": "Waiting now",
        "oldest_days": "Oldest wait",
        "items": "Waiting time",
    },
    "Return": {"share": "Sent back", "items": "Sent back", "days_each": "Days each return takes"},
    "Lane": {"work_days": "Working time"},
    "Outcome": {"share": "Outcome", "n": "Outcome"},
    "ToolRun": {"matched": "Matched"},
    "MapView": {
        "n_finished": "Finished",
        "n_open": "Open",
        "n_cancelled": "Cancelled",
        "start_unknown": "Start unknown",
        "unmatched": "Rules that match nothing",
        "flow_days": "Flow time",
        "half_within": "Half within, 85 % within",
        "p85_within": "Half within, 85 % within",
        "work_days": "Working time",
        "wait_days": "Waiting time",
        "blocked_days": "Blocked time",
        "handoff_days": "Waiting at hand-offs",
        "inside_days": "Waiting inside a function",
        "arrival_days": "Waiting on arrival",
        "growing": "Growing queue",
        "promise_kept": "Promise kept",
        "outcome": "Outcome",
        "smaller_returns": "Sent back",
    },
}
"""View → its measured fields → the heading in docs/reference/measures.md that defines them."""

NO_MEASURE = {"column", "from_column", "to_column", "first_column", "last_column"}
NO_MEASURE |= {"data_to", "promise_within", "promise_share"}


def named(path: Path) -> str:
    """Return how a test case about a page is called."""
    return path.relative_to(ROOT).as_posix()


def headings(path: Path) -> list[str]:
    """Return the headings of a page, without their marks."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [line.lstrip("#").strip().replace("`", "") for line in text.splitlines() if line.startswith("#")]


def anchor(heading: str) -> str:
    """Return the name under which a heading can be linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def blocks(path: Path, *kinds: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page: what stands behind the fence, and the text."""
    found = re.findall(r"^```([^\n]*)\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [(info.strip(), text) for info, text in found if not kinds or info.split(" ")[0] in kinds]


def commands(path: Path) -> list[str]:
    """Return the commands that a page tells to type, from its ``console`` blocks."""
    return [
        line[2:] for _, text in blocks(path, "console") for line in text.splitlines() if line.startswith("$ ")
    ]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that is there, and a heading of it where it names one."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), f"{target} is not there"
        if fragment:
            assert fragment in {anchor(heading) for heading in headings(file)}, f"{target}: no such heading"


def test_made_pages_are_current() -> None:
    """The pages made from the program say what the program says now (``make docs`` writes them)."""
    call = [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"]
    answer = subprocess.run(call, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_command_has_its_heading() -> None:
    """Each command stands in the reference under its own name."""
    found = headings(ROOT / "docs" / "reference" / "commands.md")
    assert {f"headrace {name}" for name in COMMANDS} <= set(found)


def described(model: dict[str, Any], path: str) -> list[tuple[str, bool]]:
    """Return every setting of a model and whether it is described."""
    return [(f"{path}.{name}", bool(field.get("description"))) for name, field in model["properties"].items()]


def test_every_setting_is_described() -> None:
    """Editors and the reference show words for each setting, so each has some."""
    schema = json_schema()
    settings = described(schema, "headrace.yaml")
    for name, model in schema["$defs"].items():
        settings += described(model, name) if "properties" in model else []
    assert [name for name, has_words in settings if not has_words] == []


@pytest.mark.parametrize(("name", "measures"), MEASURES.items())
def test_every_measure_has_its_heading(name: str, measures: dict[str, str]) -> None:
    """Each number of a view is defined under a heading; a new number must be given one."""
    defined = headings(ROOT / "docs" / "reference" / "measures.md")
    assert set(measures.values()) <= set(defined)
    numbers = {
        field.name
        for field in fields(getattr(view, name))
        if re.search(r"\b(int|float|Estimated)\b", str(field.type)) and "str, int" not in str(field.type)
    }
    assert numbers - set(measures) <= NO_MEASURE


def test_every_line_of_the_flow_page_is_defined() -> None:
    """What the flow page's tables call their numbers stands, by that name, in the reference."""
    page = " ".join((ROOT / "docs" / "reference" / "flow-measures.md").read_text(encoding="utf-8").split())
    names = [said for key, said in FLOW.items() if key.startswith("flow.m.")]
    assert names
    for name in names:
        assert f"**{re.sub(r'{[^}]*}', '…', str(name))}" in page, name


def test_every_line_of_the_profile_is_defined() -> None:
    """What reliability, security and quality call their numbers stands, by that name, in the reference."""
    page = " ".join((ROOT / "docs" / "reference" / "profile-measures.md").read_text(encoding="utf-8").split())
    own = re.compile(r"(reliability|security|quality)\.m\.")
    names = [said for key, said in DIMENSIONS.items() if own.match(key)]
    assert names
    for name in names:
        assert f"**{name}**" in page, name


@pytest.fixture(scope="module")
def workspace_for_docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a defined stream and small records in it."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(folder)
    run("headrace import shop.csv", folder)
    return folder


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=named)
def test_commands_run(page: Path, tmp_path: Path, workspace_for_docs: Path) -> None:
    """What a page tells to type can be typed, in its order, and works.

    A page that says ``tested in: a workspace`` finds one; every other one begins with a folder that holds
    nothing but records. Pages that serve until Ctrl-C are stopped once they say where they are.
    """
    in_workspace = "tested in: a workspace" in page.read_text(encoding="utf-8")
    folder = workspace_for_docs if in_workspace else tmp_path
    if not in_workspace:
        write_records(folder)
    for info, text in blocks(page, "csv", "yaml"):
        _, _, file_name = info.partition(" ")
        if file_name:
            (folder / file_name).write_text(text, encoding="utf-8")
    for command in commands(page):
        run(command, folder)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "pycon")], ids=named)
def test_python_sessions_are_true(
    page: Path, workspace_for_docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page shows of Python is what Python answers in the workspace of the other examples."""
    monkeypatch.chdir(workspace_for_docs)
    session = "\n".join(text for _, text in blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    said: list[str] = []
    # amounts and units are kept on one line by spaces that look like any other
    checker = doctest.OutputChecker()
    checker.check_output = lambda want, got, flags: want == got.replace("\u00a0", " ")  # type: ignore[method-assign]  # noqa: ARG005
    runner = doctest.DocTestRunner(checker)
    assert runner.run(test, out=said.append).failed == 0, "".join(said)


def run(command: str, folder: Path) -> None:
    """Run one command of a page and see it succeed."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "HOME": str(folder), "PYTHONUTF8": "1", "COLUMNS": "100"}
    environment.pop("HEADRACE_WORKSPACE", None)
    if SERVING.match(command):
        stop_when_open(
            [*shlex.split(command), *([] if "--port" in command else ["--port", "0"])], folder, environment
        )
        return
    answer = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=180,
        check=False,
    )
    assert answer.returncode == 0, f"$ {command}\n{answer.stdout}{answer.stderr}"


def stop_when_open(call: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Start what serves pages, wait until it says where, stop it as Ctrl-C does, and see it leave well."""
    if "--no-browser" not in call:
        call.append("--no-browser")
    log = folder / "serving.log"
    with log.open("w") as out:
        process = subprocess.Popen(call, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            until = time.monotonic() + 120
            while (
                "Open  http://" not in log.read_text() and process.poll() is None and time.monotonic() < until
            ):
                time.sleep(0.05)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            code = process.wait(timeout=30)
        finally:
            process.kill()
    said = log.read_text()
    assert "Open  http://" in said, said
    assert code == 0, said
