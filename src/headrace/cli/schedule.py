"""What ``headrace serve`` does beside the pages: takes in what tools sent, and syncs by the schedule."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

from headrace.errors import HeadraceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headrace.workspace import Workspace

TAKE_IN_EVERY = 5.0
"""Seconds between two looks at what tools have sent."""

LOOK_EVERY = 1.0
"""Seconds between two looks at whether a sync is due."""

LEAVE_WITHIN = 60.0
"""Seconds that a sync which is asked to stop may take to end; what it takes in, it takes in whole."""

_DAY = 86_400.0
_SYNC = (sys.executable, "-c", "from headrace.cli import main; main()", "sync", "--quiet")


class Schedule:
    """Runs in the background until it is stopped; a context manager.

    Of several on one folder, one syncs; when it ends, another goes on.

    Args:
        workspace: its own, not the one that answers pages.
        say: told, in a line, what could not be done.
    """

    def __init__(self, workspace: Workspace, say: Callable[[str], None]) -> None:
        self._workspace, self._say = workspace, say
        self._stop = threading.Event()
        self._said = ""
        self._threads = [
            threading.Thread(target=task, daemon=True) for task in (self._take_in_messages, self._sync)
        ]

    def __enter__(self) -> Schedule:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=LEAVE_WITHIN + 10)

    def _take_in_messages(self) -> None:
        while not self._stop.wait(TAKE_IN_EVERY):
            try:
                self._workspace.take_in_messages()
            except Exception as problem:  # whatever it is, the next messages are to be taken in
                fact = problem.fact if isinstance(problem, HeadraceError) else type(problem).__name__
                self._say(f"Messages that tools sent are kept and not taken in yet: {fact}")

    def _sync(self) -> None:
        from headrace.eventlog import lock

        folder = self._workspace.root / ".headrace"
        while not self._stop.wait(LOOK_EVERY):
            try:
                schedule = self._workspace.catalogue.sync
                if schedule is None or not _due(folder / "scheduled", schedule.every * _DAY):
                    self._say_once("")
                    continue
                folder.mkdir(exist_ok=True)
                with lock.held(folder / "schedule.lock", wait=False):
                    (folder / "scheduled").touch()
                    self._say_once("")
                    self._run()
            except lock.Busy:
                self._say_once("Another headrace serve on this folder syncs by the schedule.")
            except HeadraceError as problem:
                self._say_once(f"Nothing is synced by the schedule until this is mended: {problem.fact}")
            except OSError as problem:
                self._say_once(f"Nothing is synced by the schedule: {problem}.")

    def _run(self) -> None:
        """Sync in a process of its own, so that pages answer meanwhile; stop it when all is to stop."""
        with tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as complaints:
            sync = subprocess.Popen(  # noqa: S603 - our own program
                [*_SYNC, "--workspace", str(self._workspace.root)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=True,  # Ctrl-C is for us; the sync is told once, by us
            )
            while sync.poll() is None and not self._stop.wait(0.1):
                pass
            if sync.poll() is None:
                _end(sync)
                self._say("The sync that ran by the schedule was stopped; what it had is kept.")
            elif sync.returncode:
                complaints.seek(0)
                self._say(complaints.read().strip())

    def _say_once(self, line: str) -> None:
        """Say what stands in the way when that is another than the last time."""
        if line and line != self._said:
            self._say(line)
        self._said = line


def _due(mark: Path, every: float) -> bool:
    """Return whether a sync is due: ``every`` seconds after the last began, or when the clock went back since."""
    try:
        passed = time.time() - mark.stat().st_mtime
    except FileNotFoundError:
        return True
    return passed >= every or passed < -1


def _end(sync: subprocess.Popen[bytes]) -> None:
    sync.terminate()
    try:
        sync.wait(LEAVE_WITHIN)
    except subprocess.TimeoutExpired:
        sync.kill()
        sync.wait()
