"""Flow times in the order in which items finished: per week how many, how long, and how widely spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.ageing import marks
from headrace.flow.weeks import WEEK

if TYPE_CHECKING:
    from headrace.flow.spans import Spans
    from headrace.flow.weeks import Weeks

LEAST = 1 / 1440
"""Days; what took no time counts as a minute, because zero has no logarithm."""

MOST_GROUPS = 60
"""More weeks than this are shown several to a group."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What was done from ``start`` (µs UTC) for ``weeks`` weeks.

    ``typical`` is the geometric mean of the flow times in days, ``None`` when nothing was done; ``days`` are the flow
    times, or twenty that stand for them; nothing where single times were not asked for.
    """

    start: int
    weeks: int
    items: int
    typical: float | None
    days: tuple[float, ...]


def weekly_times(spans: Spans, weeks: Weeks) -> tuple[Finished, ...]:
    """Return each whole week's finished items, without their single times."""
    return _grouped(spans, weeks, 1, shown=False)


def grouped_times(spans: Spans, weeks: Weeks) -> tuple[Finished, ...]:
    """Return the same in at most sixty groups of equally many weeks; the last may have fewer."""
    return _grouped(spans, weeks, -(-len(weeks) // MOST_GROUPS) if len(weeks) else 1, shown=True)


def _grouped(spans: Spans, weeks: Weeks, size: int, *, shown: bool) -> tuple[Finished, ...]:
    ends, days = spans.finished[0], spans.finished_days
    found = []
    for first in range(0, len(weeks), size):
        start = int(weeks.starts[first])
        long = min(size, len(weeks) - first)
        low, high = (int(at) for at in np.searchsorted(ends, [start, start + long * WEEK]))
        n = high - low
        typical = float(np.exp(np.log(np.maximum(days[low:high], LEAST)).mean())) if n else None
        found.append(Finished(start, long, n, typical, marks(days[low:high]) if n and shown else ()))
    return tuple(found)
