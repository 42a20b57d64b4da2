"""Averages over items, and shares of what they took together, each with its 95 % range.

The mean of an amount per item by Student's t. The share of sums Σx/Σy, where x is a part of each item's y, by the delta
method (Cochran, *Sampling Techniques*, 1977, §6.3), with r the share and n the items::

    r ± t · √( Σ(x − r·y)² · n/(n − 1) ) / Σy
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    Amounts = np.ndarray[tuple[int], np.dtype[Any]]

FEWEST = 5
"""Items below which no range is said."""


@dataclass(frozen=True, slots=True)
class Average:
    """A mean or a share over ``n`` items, with its 95 % range where they are enough."""

    value: float
    low: float | None
    high: float | None
    n: int


def average(amounts: Amounts) -> Average | None:
    """Return the mean of one amount per item; ``None`` of none."""
    n = len(amounts)
    if not n:
        return None
    mean = float(amounts.mean())
    if n < FEWEST:
        return Average(mean, None, None, n)
    half = _factor(n) * float(amounts.std(ddof=1)) / n**0.5
    return Average(mean, mean - half, mean + half, n)


def share_of(parts: Amounts, wholes: Amounts) -> Average | None:
    """Return the share that the items' parts are of their wholes, all together; ``None`` where these are nothing."""
    n, whole = len(wholes), float(wholes.sum())
    if whole <= 0:
        return None
    share = float(parts.sum()) / whole
    if n < FEWEST:
        return Average(share, None, None, n)
    apart = float(np.sqrt(np.sum((parts - share * wholes) ** 2) * n / (n - 1)))
    half = _factor(n) * apart / whole
    return Average(share, max(share - half, 0.0), min(share + half, 1.0), n)


def _factor(n: int) -> float:
    return float(stdtrit(n - 1, 0.975))
