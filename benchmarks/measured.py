"""How long things take, several times over: the median, with the fastest and the slowest run beside it."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of counted runs, in the order in which they were made."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)

    def cells(self) -> tuple[str, str]:
        """Return the median, and the fastest to the slowest run, as cells of a table."""
        return shown(self.median), f"{shown(min(self.seconds))} – {shown(max(self.seconds))}"


def shown(seconds: float) -> str:
    """Return a duration in the unit that suits it."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def timed(call: Callable[[], object]) -> float:
    """Return how long a call took, in seconds."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def in_turn(calls: Mapping[str, Callable[[], float]], runs: int) -> dict[str, Timings]:
    """Run every call once to warm up, then all of them in turn (A B A B …), ``runs`` times.

    Args:
        calls: each runs what it measures and returns the seconds that it took.
    """
    for call in calls.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs):
        for name, call in calls.items():
            taken[name].append(call())
    return {name: Timings(tuple(seconds)) for name, seconds in taken.items()}


class Peer:
    """Another library in a process and an environment of its own, asked by a line and answering by one.

    Args:
        python: of that environment.
        script: that answers, beside this module.
    """

    def __init__(self, python: Path, script: str) -> None:
        self._process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name(script))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.hello = self._answer()

    def ask(self, path: Path, what: str) -> dict[str, Any]:
        """Return what the peer found in a file, in one of its ways; ``problem`` when it could not."""
        assert self._process.stdin is not None
        print(json.dumps([str(path), what]), file=self._process.stdin, flush=True)
        return self._answer()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise SystemExit("The peer ended without an answer. Is its environment made? See run.py.")


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Print a table as Markdown."""
    print(f"| {' | '.join(heads)} |")
    print(f"|{'|'.join(' --- ' for _ in heads)}|")
    for line in lines:
        print(f"| {' | '.join(line)} |")
    print(flush=True)


def machine() -> str:
    """Return a sentence about what ran this."""
    parts = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals", "pyarrow"))
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {parts}."
