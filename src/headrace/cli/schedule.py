"""What ``headrace serve`` does beside the pages: takes in what tools sent, and syncs by the schedule."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from headrace.errors import HeadraceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.workspace import Workspace

TAKE_IN_EVERY = 5.0
"""Seconds between two looks at what tools have sent."""

_DAY = 86_400.0


class Schedule:
    """Runs in the background until it is stopped; a context manager.

    Args:
        workspace: its own, not the one that answers pages.
        say: told, in a line, what could not be done.
    """

    def __init__(self, workspace: Workspace, say: Callable[[str], None]) -> None:
        self._workspace, self._say = workspace, say
        self._stop = threading.Event()
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
            thread.join(timeout=10)

    def _take_in_messages(self) -> None:
        while not self._stop.wait(TAKE_IN_EVERY):
            try:
                self._workspace.take_in_messages()
            except Exception as problem:  # whatever it is, the next messages are to be taken in
                fact = problem.fact if isinstance(problem, HeadraceError) else type(problem).__name__
                self._say(f"Messages that tools sent are kept and not taken in yet: {fact}")

    def _sync(self) -> None:
        """Sync in a process of its own, so that pages answer meanwhile."""
        passed = 0.0
        while not self._stop.wait(1.0):
            passed += 1.0
            try:
                schedule = self._workspace.catalogue.sync
            except HeadraceError:
                continue  # the file is being edited
            if schedule is None or passed < schedule.every * _DAY:
                continue
            passed = 0.0
            call = [sys.executable, "-c", "from headrace.cli import main; main()", "sync", "--quiet"]
            done = subprocess.run(  # noqa: S603 - our own program
                [*call, "--workspace", str(self._workspace.root)], capture_output=True, text=True, check=False
            )
            if done.returncode:
                self._say(done.stderr.strip())
