"""Past forecasts checked: each made from what was known then, and held against what happened.

From the third week on, at the end of every week (a rolling origin), what the following h weeks hold is forecast and
recalibrated by the errors of those forecasts that had already come out. From the ninth week on they count. Coverage
says how often a band held the count; pinball loss says how far its quantiles were off (Koenker & Bassett 1978), in
items, less is better.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv
from scipy.stats import nbinom

from headrace.flow.forecast_level import cumulative
from headrace.flow.forecast_reading import SHARES, UNTOUCHED, Recalibration, Recalibrator, held

if TYPE_CHECKING:
    from headrace.flow.forecast_level import Grid, Levels
    from headrace.flow.spans import Numbers, Times

FEWEST_WEEKS = 8
"""Fewer weeks of finished items make no forecast."""

BANDS = (0.5, 0.85, 0.95)
"""The shares of futures that bands hold, each in the middle."""

_LEARNS_FROM = 3
_BAND_ENDS = ((4, 6), (2, 8), (0, 10))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the band of ``share`` held, of ``checks`` past forecasts, and the 95 % range of that.

    ``held`` counts a forecast by the part of the whole number at the band's edge that belongs to it, so that it can
    be ``share`` at all; ``closed`` counts the whole number, so that it is never less. Windows overlap, so the range
    is that of ``checks``/h forecasts (Clopper & Pearson 1934).
    """

    share: float
    held: float
    low: float
    high: float
    closed: float


@dataclass(frozen=True)
class Check:
    """All past forecasts ``weeks`` ahead.

    ``origins`` number the weeks after which each was made; ``quantiles`` are its counts at
    :data:`~headrace.flow.forecast_reading.SHARES`, one row each; ``actual`` what was finished. ``loss`` is the
    mean pinball loss, ``loss_of_average`` that of the mean of the last 26 weeks said as if it were certain.
    """

    weeks: int
    origins: Times
    quantiles: Grid
    actual: Times
    coverage: tuple[Coverage, ...]
    loss: float | None
    loss_of_average: float | None
    next: Recalibration

    def __len__(self) -> int:
        return len(self.origins)


def check(counts: Times, known: Levels, weeks: int) -> Check:
    """Return how forecasts ``weeks`` ahead would have done, and how the next is to be read.

    Args:
        counts: items finished in each week, the oldest first.
        known: their levels.
    """
    origins = np.arange(_LEARNS_FROM, len(counts) - weeks + 1, dtype=np.int64)
    if not len(origins):
        return Check(weeks, origins, np.zeros((0, len(SHARES))), origins, (), None, None, UNTOUCHED)
    sums = np.concatenate([[0], np.cumsum(counts)])
    actual = sums[origins + weeks] - sums[origins]
    means, variances = (each[origins] for each in known.moments(weeks))
    low, high = cumulative(actual - 1.0, means, variances), cumulative(actual * 1.0, means, variances)
    shares, following = _read(low, high, weeks)
    told = origins >= FEWEST_WEEKS
    quantiles = _quantiles(shares[told], means[told], variances[told])
    losses = pinball(quantiles, actual[told])
    below = np.array([held(*each) for each in zip(shares[told], low[told], high[told], strict=True)])
    coverage = tuple(
        _coverage(band, ends, below, quantiles, actual[told], weeks)
        for band, ends in zip(BANDS, _BAND_ENDS, strict=True)
        if told.any()
    )
    flat = np.repeat(_averages(sums, origins[told], weeks)[:, None], len(SHARES), axis=1)
    return Check(
        weeks,
        origins[told],
        quantiles,
        actual[told],
        coverage,
        float(losses.mean()) if told.any() else None,
        float(pinball(flat, actual[told]).mean()) if told.any() else None,
        following,
    )


def pinball(quantiles: Grid, actual: Times) -> Numbers:
    """Return the mean pinball loss over all shares, one value per forecast."""
    off = actual[:, None] - quantiles
    return np.asarray(np.maximum(SHARES * off, (SHARES - 1) * off).mean(axis=1))


def binomial_range(held_share: float, of: float) -> tuple[float, float]:
    """Return the 95 % range of a share that was seen in ``of`` independent tries (Clopper & Pearson 1934)."""
    hits = held_share * of
    low = float(betaincinv(hits, of - hits + 1, 0.025)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, of - hits, 0.975)) if hits < of else 1.0
    return low, high


def _read(low: Numbers, high: Numbers, weeks: int) -> tuple[Grid, Recalibration]:
    """Return the model's shares as each forecast was to be read, and as the next one is."""
    learner = Recalibrator(weeks)
    waiting: deque[tuple[float, float]] = deque()
    stretches = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    shares = np.empty((len(low), len(SHARES)))
    for at, stretch in enumerate(stretches):
        if len(waiting) == weeks:
            learner.learn(*waiting.popleft())
        shares[at] = learner.current().shares
        waiting.append(stretch)
    for stretch in waiting:
        learner.learn(*stretch)
    return shares, learner.current()


def _quantiles(shares: Grid, means: Numbers, variances: Numbers) -> Grid:
    mean = np.maximum(means, 1e-6)[:, None]
    spread = np.maximum(variances[:, None], mean * (1 + 1e-6))
    found = nbinom.ppf(np.clip(shares, 1e-9, 1 - 1e-9), mean**2 / (spread - mean), mean / spread)
    return np.asarray(found, dtype=np.float64)


def _coverage(
    share: float, ends: tuple[int, int], below: Grid, quantiles: Grid, actual: Times, weeks: int
) -> Coverage:
    first, last = ends
    inside = float((below[:, last] - below[:, first]).mean())
    closed = float(((quantiles[:, first] <= actual) & (actual <= quantiles[:, last])).mean())
    return Coverage(share, inside, *binomial_range(inside, max(len(actual) / weeks, 1.0)), closed)


def _averages(sums: Times, origins: Times, weeks: int) -> Numbers:
    since = np.maximum(origins - 26, 0)
    return np.asarray(weeks * (sums[origins] - sums[since]) / np.maximum(origins - since, 1))
