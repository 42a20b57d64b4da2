"""What runs beside the pages goes on, whatever one message does to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from headrace.cli import schedule
from headrace.errors import BadConfiguration, HeadraceError, StoreUnavailable
from headrace.eventlog import lock
from tests.cli.conftest import PROGRAM
from tests.connectors.fakes.jira import FakeJira

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Call
    from tests.connectors.fake_tool import Asked, Told


class Failing:
    """A workspace that meets one trouble after the other when it takes messages in."""

    root = Path()

    def __init__(self) -> None:
        self.troubles: list[Exception] = [
            StoreUnavailable("The disk is full."),
            KeyError("x"),
            OverflowError(),
        ]
        self.taken_in = 0

    @property
    def catalogue(self) -> Any:
        """Nothing is scheduled."""
        raise StoreUnavailable("No file.")

    def take_in_messages(self) -> None:
        """Fail until there is no trouble left."""
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken_in += 1


def test_messages_are_taken_in_after_any_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each trouble is said in a line, and the next messages are taken in."""
    monkeypatch.setattr(schedule, "TAKE_IN_EVERY", 0.01)
    workspace = Failing()
    said: list[str] = []
    with schedule.Schedule(cast("Any", workspace), said.append):
        until = time.monotonic() + 30
        while not workspace.taken_in and time.monotonic() < until:
            time.sleep(0.01)
    assert workspace.taken_in
    about_messages = [line for line in said if line.startswith("Messages")]
    assert len(about_messages) == 3
    assert "The disk is full." in about_messages[0]


class Scheduled:
    """A workspace with a schedule that tests set; ``None``: none, an error: raised instead."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".headrace").mkdir()
        self.every: float | HeadraceError | None = 1.0

    @property
    def catalogue(self) -> Any:
        """What headrace.yaml says of syncs."""
        if isinstance(self.every, HeadraceError):
            raise self.every
        return SimpleNamespace(sync=None if self.every is None else SimpleNamespace(every=self.every))

    def take_in_messages(self) -> None:
        """Nothing was sent."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Look often, and count what would be synced instead of doing it; return the runs."""
    runs: list[str] = []
    monkeypatch.setattr(schedule, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(schedule.Schedule, "_run", lambda _self: runs.append("sync"))
    return runs


def until(held: Callable[[], object]) -> None:
    """Wait until something holds."""
    latest = time.monotonic() + 30
    while not held():
        assert time.monotonic() < latest
        time.sleep(0.01)


def test_a_sync_is_due_by_what_was_done_before(tmp_path: Path, quick: list[str]) -> None:
    """At once where none was done, then not before its time, at once when the clock went back, never without."""
    workspace = Scheduled(tmp_path)
    said: list[str] = []
    mark = tmp_path / ".headrace" / "scheduled"
    with schedule.Schedule(cast("Any", workspace), said.append):
        until(lambda: len(quick) == 1)
        tomorrow = time.time() + 86_400
        os.utime(mark, (tomorrow, tomorrow))
        until(lambda: len(quick) == 2)
        assert mark.stat().st_mtime < tomorrow - 1000
        workspace.every = BadConfiguration("headrace.yaml, line 3: this is no schedule.")
        os.utime(mark, (0, 0))
        until(lambda: said)
        workspace.every = None
        time.sleep(0.1)
        assert len(quick) == 2
        workspace.every = 1.0
        until(lambda: len(quick) == 3)
    assert len(said) == 1
    assert "line 3" in said[0]


def test_of_two_on_one_folder_one_syncs(tmp_path: Path, quick: list[str]) -> None:
    """The other says so once and goes on when the first has ended."""
    workspace = Scheduled(tmp_path)
    said: list[str] = []
    with lock.held(tmp_path / ".headrace" / "schedule.lock", wait=True):
        with schedule.Schedule(cast("Any", workspace), said.append):
            until(lambda: said)
            time.sleep(0.1)
        assert (len(said), quick) == (1, [])
        assert "Another headrace serve" in said[0]
    with schedule.Schedule(cast("Any", workspace), said.append):
        until(lambda: quick)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_the_sync_that_runs(headrace: Call, tmp_path: Path, number: int) -> None:
    """Told to end while a tool leaves the sync waiting: both processes end, and the next sync reads all."""
    with FakeJira() as tool:
        tool.create("SHOP")
        asked, answer = Event(), Event()

        def hang(_number: int, _asked: Asked) -> Told | None:
            asked.set()
            answer.wait(60)
            return None

        tool.fault = hang
        settings = tool.settings()
        (tmp_path / "headrace.yaml").write_text(
            "version: 1\nsync: {every: 1h}\nsources:\n  jira:\n    kind: jira\n"
            f"    url: {settings['url']}\n"
            '    token: "${HEADRACE_JIRA_TOKEN}"\n'
            f"    options: {{projects: '{settings['projects']}'}}\n",
            encoding="utf-8",
        )
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--no-browser"], cwd=tmp_path,
            env={**os.environ, "HEADRACE_JIRA_TOKEN": settings["token"]},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert asked.wait(60)
            process.send_signal(number)
            _, said = process.communicate(timeout=50)  # the tool would answer later than that
        finally:
            answer.set()
            process.kill()
        assert "was stopped; what it had is kept" in said
        assert "Traceback" not in said
        with lock.held(tmp_path / ".headrace" / "answers" / "jira.lock", wait=False):
            pass
        tool.fault = lambda _number, _asked: None
        assert headrace("sync", HEADRACE_JIRA_TOKEN=settings["token"]).returncode == 0
        assert json.loads(headrace("check", "--json").stdout)["sources"][0]["objects"] == 1
