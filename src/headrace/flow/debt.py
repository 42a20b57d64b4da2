"""Flow debt: whether finished work looks quick because other work is left lying.

On a cumulative flow diagram, the horizontal gap between arrivals and departures is the time an item would take if
all left in the order in which they came. When what really finishes is much quicker than that, something else was left
lying (Vacanti, *Actionable Agile Metrics for Predictability*, 2015)::

    flow debt = mean horizontal gap − mean flow time of what left

Positive: debt was taken on. Negative: old work was finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Spans


@dataclass(frozen=True, slots=True)
class FlowDebt:
    """Days: the gap on the diagram, the flow time of what left, and their difference, over ``n`` departures."""

    gap: float
    left: float
    n: int

    @property
    def days(self) -> float:
        """The debt: positive when it was taken on."""
        return self.gap - self.left


def flow_debt(spans: Spans, start: int, end: int) -> FlowDebt | None:
    """Return the debt over the departures between ``start`` and ``end`` (µs UTC); ``None`` when nothing left."""
    departures = spans.departures
    first, after = np.searchsorted(departures, start), np.searchsorted(departures, end, side="right")
    n = int(after - first)
    if not n:
        return None
    left = departures[first:after]
    # the k-th to leave, by the clock of the k-th to come
    gap = float(((left - spans.arrivals[first:after]) / DAY).mean())
    return FlowDebt(gap, float(((left - spans.began[first:after]) / DAY).mean()), n)
