"""Whether as much leaves as arrives: the question before every average.

Net flow is what arrived less what left, week by week. Its mean comes with a 95 % range by the circular block
bootstrap (Politis & Romano 1992), which keeps weeks that go together together. Where the range leaves out zero,
work piles up or runs down. A leak too small for that still shows in the growing age of what is open, so its weekly
growth is read the same way.

On 48 simulated weeks, 60 times over, a stationary flow was flagged never and a flow of which 5 % never
left 48 times. `benchmarks/worlds.py` counts it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from headrace.flow.spans import Numbers, Times
    from headrace.flow.weeks import Weeks

FEWEST_WEEKS = 8
"""Fewer weeks say nothing about a trend."""

RESAMPLES = 2000
SEED = 20_250_101
"""The same weeks always give the same range."""

Verdict = Literal["steady", "growing", "shrinking", "ageing", "too short"]


@dataclass(frozen=True, slots=True)
class Ranged:
    """A mean per week with its 95 % range."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the range leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Stability:
    """The verdict with its evidence: net items a week, and item-days by which open work aged a week.

    ``steady``: neither is clear. ``growing``, ``shrinking``: net flow is clear. ``ageing``: as much leaves as arrives,
    but what is open gets older. ``too short``: fewer than eight whole weeks, and no ranges.
    """

    verdict: Verdict
    weeks: int
    net: Ranged | None
    age: Ranged | None


def stability(weeks: Weeks) -> Stability:
    """Judge the whole weeks of a window."""
    if len(weeks) < FEWEST_WEEKS:
        return Stability("too short", len(weeks), None, None)
    net, age = bootstrap_mean(weeks.net), bootstrap_mean(weeks.total_age)
    verdict: Verdict = "steady"
    if net.clear:
        verdict = "growing" if net.mean > 0 else "shrinking"
    elif age.clear and age.mean > 0:
        verdict = "ageing"
    return Stability(verdict, len(weeks), net, age)


def bootstrap_mean(values: Numbers | Times) -> Ranged:
    """Return the mean with the 2.5 and 97.5 % points of its circular block bootstrap.

    Blocks are ⌈n^⅓⌉ long and begin anywhere, going round at the end.
    """
    n = len(values)
    length = int(np.ceil(n ** (1 / 3)))
    round_again = np.concatenate([values, values[: length - 1]]).astype(np.float64)
    sums = np.convolve(round_again, np.ones(length), mode="valid")
    blocks = -(-n // length)
    drawn = np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, blocks))
    means = sums[drawn].mean(axis=1) / length
    low, high = np.quantile(means, [0.025, 0.975])
    return Ranged(float(np.mean(values)), float(low), float(high))
