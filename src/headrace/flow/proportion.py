"""Shares and rates of counted things, each with its 95 % range.

A share of k out of n by Wilson's score interval (1927), which stays between 0 and 1 and is honest for few things::

    (k + z²/2 ± z·√(k(n − k)/n + z²/4)) / (n + z²)

A rate of k events over an exposure (items delivered, weeks) by the exact Poisson interval (Garwood 1936)::

    χ²(2.5 %, 2k)/2 … χ²(97.5 %, 2k + 2)/2        over the exposure
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv, ndtri

if TYPE_CHECKING:
    from collections.abc import Sequence

_Z = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Counted:
    """A share or a rate with its 95 % range: ``events`` among, or over, ``of``."""

    value: float
    low: float
    high: float
    events: int
    of: float


def proportion(events: int, of: int) -> Counted | None:
    """Return the share of ``events`` among ``of`` things; ``None`` of nothing."""
    if not of:
        return None
    centre = (events + _Z**2 / 2) / (of + _Z**2)
    half = _Z * np.sqrt(events * (of - events) / of + _Z**2 / 4) / (of + _Z**2)
    low, high = max(centre - half, 0.0), min(centre + half, 1.0)
    return Counted(
        events / of, 0.0 if not events else float(low), 1.0 if events == of else float(high), events, of
    )


def rate(events: int, over: float) -> Counted | None:
    """Return events per unit of exposure; ``None`` over none."""
    if over <= 0:
        return None
    low = float(gammaincinv(events, 0.025)) if events else 0.0
    return Counted(events / over, low / over, float(gammaincinv(events + 1, 0.975)) / over, events, over)


def product(shares: Sequence[Counted]) -> Counted | None:
    """Return the product of independent shares, its range from theirs on logarithms; ``None`` of none.

    The method of variance estimates recovery (MOVER: Zou & Donner 2008): the distance of the product's end from its
    value is the root of the sum of the squared distances of its shares' ends from theirs. So a share of which all or
    nothing was right, whose variance is estimated as nothing, still counts by how few things it was seen of.
    """
    if not shares:
        return None
    value = float(np.prod([each.value for each in shares]))
    smallest = min(int(each.of) for each in shares)
    if value <= 0:
        return Counted(0.0, 0.0, min(each.high for each in shares), 0, smallest)
    below = np.sqrt(sum(np.log(each.value / each.low) ** 2 for each in shares))
    above = np.sqrt(sum(np.log(each.high / each.value) ** 2 for each in shares))
    low, high = value * np.exp(-below), min(value * np.exp(above), 1.0)
    return Counted(value, float(low), float(high), sum(each.events for each in shares), smallest)
