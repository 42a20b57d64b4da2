"""How well times were foretold: the logarithmic score of a hazard per span of age, with unfinished items counted.

An item that is done in the third span has lived through two and ended in the third; one that was watched until then has
lived through two. The score is the logarithm of the probability that the hazards gave to that, summed over items; it is
best, on average, for the true hazards (Good 1952), whatever the shape of the times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from headrace.flow.spans import Flags, Numbers

_SPANS = 12
_DONE_IN_A_SPAN = 10
_DRAWN_TO = 5.0
"""A group's hazards are drawn to those of all as if this many of its items had been like all."""


def time_bins(days: Numbers, done: Flags, fewest: int) -> Numbers:
    """Return the ages (days) between which about equally many items were done; the last span has no end.

    Args:
        days: age at which each item was done or last watched, days.
        done: whether it was done then.
        fewest: done items of the smallest group whose hazards will be fitted: ten are needed for each span, lest
            what is fitted be chance.
    """
    ended = days[done]
    if not len(ended):
        return np.zeros(0)
    spans = min(max(fewest // _DONE_IN_A_SPAN, 2), _SPANS)
    return np.unique(np.quantile(ended, np.linspace(0, 1, spans + 1)[1:-1]))


def hazards(days: Numbers, done: Flags, bins: Numbers, of_all: Numbers | None = None) -> Numbers:
    """Return per span the share of the items there that end in it.

    Args:
        days: age at which each item was done or last watched, days.
        done: whether it was done then.
        bins: from :func:`time_bins`.
        of_all: hazards that those of few items are drawn to; one half when left out.
    """
    ended, lived = _lived(days, done, bins)
    prior = np.full(len(bins) + 1, 0.5) if of_all is None else of_all
    weight = 1.0 if of_all is None else _DRAWN_TO
    found: Numbers = (ended + weight * prior) / (ended + lived + weight)
    return found


def log_score(days: Numbers, done: Flags, bins: Numbers, hazard: Numbers) -> float:
    """Return the summed logarithm of the probability that ``hazard`` gave to what happened; nats, higher is better."""
    ended, lived = _lived(days, done, bins)
    return float(ended @ np.log(hazard) + lived @ np.log1p(-hazard))


def _lived(days: Numbers, done: Flags, bins: Numbers) -> tuple[Numbers, Numbers]:
    """Return per span how many items ended in it, and how many lived through it."""
    last = np.searchsorted(bins, days, side="left")
    spans = len(bins) + 1
    ended = np.bincount(last[done], minlength=spans).astype(np.float64)
    stopped = np.bincount(last, minlength=spans)
    lived = (len(days) - np.cumsum(stopped)).astype(np.float64)
    return ended, lived
