"""A sync that dies: the process is really killed, at any moment, hundreds of times."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from headrace.connectors.jira.connector import Jira
from headrace.eventlog.store import Store
from headrace.sync import LiveSource, sync
from tests.connectors.conformance import Reading, clean
from tests.connectors.fakes.jira import FakeJira
from tests.eventlog.processes import start

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

KILLS = 200


def keep_syncing(say: Connection, settings: dict[str, str], folder: str) -> None:
    """Sync again and again until killed; say when the first one begins and whenever one has ended."""
    source = LiveSource("tool", Jira(settings), "secret")
    say.send("begins")
    while True:
        sync([source], Store(Path(folder) / "store"), Path(folder) / "answers")
        with suppress(BrokenPipeError):
            say.send("ended")


def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    """Killed at random moments while the tool changes, the log afterwards equals a clean full reading."""
    chance = Random(5)
    with FakeJira() as tool:
        for _ in range(20):
            tool.change_anything(chance)
        for _ in range(KILLS):
            process, line = start(keep_syncing, tool.settings(), str(tmp_path / "killed"))
            assert line.recv() == "begins"
            until = time.monotonic() + chance.uniform(0.0, 0.12)
            while time.monotonic() < until:
                if chance.random() < 0.2:
                    with tool.quiet():
                        tool.change_anything(chance)
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        reading = Reading(tool, tmp_path / "killed")
        assert reading.sync().complete
        assert reading.log() == clean(tool, tmp_path / "clean")
        assert len(reading.log()["objects"]) > 10
