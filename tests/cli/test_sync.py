"""``headrace connect`` and ``headrace sync``: a tool is tried, noted without its secret, and read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from threading import Event
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PROGRAM
from tests.connectors.fake_tool import Asked, Told
from tests.connectors.fakes.jira import TOKEN, FakeJira

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Call


WRONG = "planted-wrong"


@pytest.fixture
def jira() -> Iterator[FakeJira]:
    """A Jira with some issues in two projects."""
    with FakeJira() as fake:
        for _ in range(6):
            fake.create("SHOP")
            fake.create("PAY")
        fake.move("10001", "Building")
        fake.move("10001", "Done")
        yield fake


def connected(headrace: Call, jira: FakeJira) -> None:
    """Connect the fake; everything must work."""
    done = headrace(
        "connect", "jira", "--set", f"url={jira.url}", "--set", "projects=SHOP,PAY", HEADRACE_JIRA_TOKEN=TOKEN
    )
    assert done.returncode == 0, done.stderr
    assert "Project SHOP" in done.stdout


def test_connected_then_read(headrace: Call, jira: FakeJira, tmp_path: Path) -> None:
    """The file names the variable and not the token; a sync reads, the next one finds nothing new."""
    connected(headrace, jira)
    written = (tmp_path / "headrace.yaml").read_text(encoding="utf-8")
    assert "${HEADRACE_JIRA_TOKEN}" in written
    assert TOKEN not in written
    first = headrace("sync", "--json", HEADRACE_JIRA_TOKEN=TOKEN)
    assert first.returncode == 0, first.stderr
    source = json.loads(first.stdout)["sources"][0]
    assert source["changes"]["objects_new"] == 12
    again = headrace("sync", HEADRACE_JIRA_TOKEN=TOKEN)
    assert "0 new or changed" in again.stdout
    assert TOKEN not in first.stdout + first.stderr + again.stdout + again.stderr
    checked = headrace("check", "--json")
    assert json.loads(checked.stdout)["sources"][0]["objects"] == 12


def test_one_forbidden_project_stops_no_other(headrace: Call, jira: FakeJira) -> None:
    """403 for one project: the other is read, the summary says which is missing, and the exit code is 3."""
    connected(headrace, jira)

    def forbid(_number: int, asked: Asked) -> Told | None:
        if '"PAY"' in asked.query.get("jql", ""):
            return Told({"errorMessages": ["The value 'PAY' cannot be seen."]}, 403)
        return None

    jira.fault = forbid
    done = headrace("sync", HEADRACE_JIRA_TOKEN=TOKEN)
    assert done.returncode == 3
    assert "PAY: " in done.stdout
    assert "PAY is as it was never read to its end" in done.stdout
    jira.fault = lambda _number, _asked: None
    known = json.loads(headrace("check", "--json").stdout)["sources"][0]
    assert known["objects"] == 6
    assert headrace("sync", HEADRACE_JIRA_TOKEN=TOKEN).returncode == 0
    assert json.loads(headrace("check", "--json").stdout)["sources"][0]["objects"] == 12


def test_a_token_that_is_not_valid_writes_nothing(headrace: Call, jira: FakeJira, tmp_path: Path) -> None:
    """The preflight says so, and no source is noted."""
    done = headrace("connect", "jira", "--set", f"url={jira.url}", HEADRACE_JIRA_TOKEN=WRONG)
    assert done.returncode == 3
    assert "401" in done.stderr
    assert WRONG not in done.stdout + done.stderr
    file = tmp_path / "headrace.yaml"
    assert not file.exists() or "jira" not in file.read_text(encoding="utf-8")


def test_what_is_missing_is_named(headrace: Call, jira: FakeJira) -> None:
    """No variable, no address, a secret on the command line, an unknown kind: what to do, and no traceback."""
    unset = headrace("connect", "jira", "--set", f"url={jira.url}")
    assert unset.returncode == 4
    assert "HEADRACE_JIRA_TOKEN" in unset.stderr
    no_address = headrace("connect", "jira")
    assert no_address.returncode == 2
    assert "--set url=" in no_address.stderr
    typed = headrace("connect", "jira", "--set", f"url={jira.url}", "--set", "token=planted-typed")
    assert typed.returncode == 2
    assert "planted-typed" not in typed.stderr.split("then the same")[0]
    inside = headrace("connect", "jira", "--set", "url=https://me:planted-pass@jira.example", "--unchecked")
    assert inside.returncode == 2
    assert "planted-pass" not in inside.stderr + inside.stdout
    other = headrace("connect", "jirra")
    assert "Did you mean jira?" in other.stderr
    nothing = headrace("sync")
    assert nothing.returncode == 4
    for done in (unset, no_address, typed, inside, other, nothing):
        assert "Traceback" not in done.stderr


def test_a_sync_without_its_variable_keeps_what_it_had(headrace: Call, jira: FakeJira) -> None:
    """A source whose variable is not set is told as such; what was read before stays."""
    connected(headrace, jira)
    assert headrace("sync", HEADRACE_JIRA_TOKEN=TOKEN).returncode == 0
    done = headrace("sync")
    assert done.returncode == 3
    assert "HEADRACE_JIRA_TOKEN is not set" in done.stdout
    assert json.loads(headrace("check", "--json").stdout)["sources"][0]["objects"] == 12


def test_ctrl_c_ends_it_without_waiting_for_a_tool(headrace: Call, jira: FakeJira, tmp_path: Path) -> None:
    """While a tool leaves us waiting, it leaves at once, says how to go on, and the next sync reads all."""
    connected(headrace, jira)
    asked, answer = Event(), Event()

    def hang(_number: int, _asked: Asked) -> Told | None:
        asked.set()
        answer.wait(60)
        return None

    jira.fault = hang
    process = subprocess.Popen(
        [*PROGRAM, "sync"], cwd=tmp_path, env={**os.environ, "HEADRACE_JIRA_TOKEN": TOKEN},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert asked.wait(60)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=25)  # the tool would answer later than that
    finally:
        answer.set()
        process.kill()
    assert process.returncode == 130
    assert "headrace sync   goes on" in said
    assert "Traceback" not in said
    jira.fault = lambda _number, _asked: None
    assert headrace("sync", HEADRACE_JIRA_TOKEN=TOKEN).returncode == 0
    assert json.loads(headrace("check", "--json").stdout)["sources"][0]["objects"] == 12


def test_kinds_are_listed(headrace: Call) -> None:
    """Without a kind, every connector is named."""
    listed = headrace("connect")
    assert listed.returncode == 0
    assert "jira" in listed.stdout
