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

    def update(self, name: str, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` (bytes, items …) of the piece called ``name`` are done."""
        if self._quiet or total <= 0:
            return
        if self._bars is None:
            line = self._lines.setdefault(name, PlainLines(name)).line(done, total)
            if line:
                print(line, file=sys.stderr, flush=True)
            return
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(self._tasks[name], completed=min(done, total), total=total)


class PlainLines:
    """One line per ten per cent, for logs and pipes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._started = time.monotonic()
        self._said = 0

    def line(self, done: int, total: int) -> str | None:
        """Return the next line when another tenth is done, else ``None``."""
        percent = min(100, done * 100 // total) // STEP * STEP
        if percent <= self._said:
            return None
        self._said = percent
        passed = time.monotonic() - self._started
        left = "" if percent == 100 else f"   {_seconds(passed * (total - done) / done)} left"
        return f"{self.name}   {percent} %   {counts(done, total)}{left}"


def counts(done: int, total: int) -> str:
    """Return ``31,400 of 48,210``; in millions (MB, when bytes are counted) from ten million on."""
    if total >= 10_000_000:
        return f"{done / 1e6:,.1f} of {total / 1e6:,.1f} million"
    return f"{done:,} of {total:,}"


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
            left = task.time_remaining
            words = f"   {_seconds(left)} left" if left and not task.finished else ""
            return Text(counts(int(task.completed), int(task.total or 0)) + words)

    console = Console(stderr=True, highlight=False, emoji=False)
    return RichProgress(
        TextColumn("{task.description}", markup=False), BarColumn(), Counts(), console=console
    )
