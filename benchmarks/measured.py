"""How long things take, several times over: the median, with the fastest and the slowest run beside it."""

from __future__ import annotations

import os
import platform
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

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
