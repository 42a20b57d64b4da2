"""How far a long piece of work is: a bar with count and time left on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from headrace.cli.invocation import Invocation

STEP = 10  # per cent between two lines in a pipe
THOUSAND = 1000  # pieces between two lines where nobody knows how many there are


class Progress:
    """Shows the progress of named pieces of work on stderr; nothing with ``--quiet``.

    Use it as a context manager and call :meth:`update` as often as you like.
    """

    def __init__(self, invocation: Invocation) -> None:
        self._quiet = invocation.quiet
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._lines: dict[str, PlainLines] = {}

    def __enter__(self) -> Progress:
        if not self._quiet and sys.stderr.isatty():
            self._bars = _bars()
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def update(self, name: str, done: int, total: int | None) -> None:
        """Say that ``done`` of ``total`` (bytes, items …; ``None``: nobody knows) of a piece are done."""
        if self._quiet or (total is not None and total <= 0):
            return
        if self._bars is None:
            line = self._lines.setdefault(name, PlainLines(name)).line(done, total)
            if line:
                print(line, file=sys.stderr, flush=True)
            return
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(
            self._tasks[name], completed=done if total is None else min(done, total), total=total
        )


class PlainLines:
    """One line per ten per cent, for logs and pipes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._started = time.monotonic()
        self._said = 0

    def line(self, done: int, total: int | None) -> str | None:
        """Return the next line when another tenth is done, or another thousand of nobody knows how many."""
        if total is None:
            if done // THOUSAND <= self._said:
                return None
            self._said = done // THOUSAND
            return f"{self.name}   {done:,}"
        percent = min(100, done * 100 // total) // STEP * STEP
        if percent <= self._said:
            return None
        self._said = percent
        left = "" if percent == 100 else time_left(time.monotonic() - self._started, done, total)
        return f"{self.name}   {percent} %   {counts(done, total)}{left}"


def counts(done: int, total: int) -> str:
    """Return ``31,400 of 48,210``; in millions (MB, when bytes are counted) from ten million on."""
    done = min(done, total)
    if total >= 10_000_000:
        return f"{done / 1e6:,.1f} of {total / 1e6:,.1f} million"
    return f"{done:,} of {total:,}"


def time_left(passed: float, done: int, total: int) -> str:
    """Return ``   12 s left``, as behind a count; nothing in the first second, when nobody can tell.

    By the mean pace since the start: work goes in bursts, and the pace of the last of them would jump.
    """
    if passed < 1 or done <= 0:
        return ""
    return f"   {_seconds(passed * max(total - done, 0) / done)} left"


def _seconds(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn
    from rich.progress import Progress as RichProgress
    from rich.text import Text

    class Counts(ProgressColumn):
        """The count, and the time left while there is some."""

        def render(self, task: Task) -> Text:
            if task.total is None:
                return Text(f"{int(task.completed):,}")
            done, total = int(task.completed), int(task.total or 0)
            left = "" if task.finished else time_left(task.elapsed or 0.0, done, total)
            return Text(counts(done, total) + left)

    console = Console(stderr=True, highlight=False, emoji=False)
    return RichProgress(
        TextColumn("{task.description}", markup=False), BarColumn(), Counts(), console=console
    )
