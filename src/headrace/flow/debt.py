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

_SECONDS = 86_400
"""In a day."""


@dataclass(frozen=True, slots=True)
class FlowDebt:
    """Days: the gap on the diagram, the flow time of what left, and their difference, over ``n`` departures."""

    gap: float
    left: float
    n: int

    @property
    def days(self) -> float:
        """The debt: positive when it was taken on; to the second, so that sums of fractions leave no trace of it."""
        return round((self.gap - self.left) * _SECONDS) / _SECONDS


def flow_debt(spans: Spans, start: int, end: int) -> FlowDebt | None:
    """Return the debt over the departures between ``start`` and ``end`` (µs UTC); ``None`` when nothing left."""
    inside = spans.left & (spans.ends >= start) & (spans.ends <= end)
    n = int(inside.sum())
    if not n:
        return None
    # the k-th to leave, by the clock of the k-th to come; only the sum over a range of ranks is needed
    first = int((spans.ends < start).sum())
    ranked = np.partition(spans.starts, sorted({first, first + n - 1}))[first : first + n]
    left = spans.ends[inside]
    gap = float(((left - start) / DAY).mean() - ((ranked - start) / DAY).mean())
    return FlowDebt(gap, float(((left - spans.starts[inside]) / DAY).mean()), n)
