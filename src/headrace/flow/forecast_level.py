"""How much is finished a week, as a level that drifts: what the next weeks hold, in closed form.

The level of the weekly counts is Gamma distributed. Every week its memory is discounted by ω and the week's count is
added (Harvey & Fernandes 1989, *Time series models for count or qualitative observations*)::

    shape ← ω·shape + y/φ        rate ← ω·rate + 1/φ

φ says how unevenly items finish around the level: 1 is one by one (Poisson), more is in batches. Over h weeks the
level goes on drifting, so its memory is discounted by ω^k, k = (h + 1)(2h + 1)/6h, the variance of the mean of h
steps of a random walk. Given the level, weeks convolve into one compound Poisson count; mixed over the Gamma, that is
negative binomial with mean M and variance V::

    M = h·shape/rate        V = φ·M + h²·shape/rate²

(exact for φ = 1, else with the same two moments). ω and φ are not guessed: each pair counts by how well it forecast
the weeks before, older weeks less (Bayesian model averaging); M and V are those of the mixture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, gammaln
from scipy.stats import nbinom

if TYPE_CHECKING:
    from headrace.flow.spans import Numbers, Times

Grid = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""One row per moment, one column per pair of ω and φ, or per share."""

_MEMORY = (0.6, 0.75, 0.87, 0.94, 0.97, 0.985)
_BATCHES = (1.0, 1.5, 2.2, 3.3, 5.0, 7.5, 11.0, 17.0, 25.0, 40.0, 60.0, 90.0, 150.0, 300.0)
_GRID = np.array([(memory, batch) for memory in _MEMORY for batch in _BATCHES])
_FADING = 0.99
"""By how much what a pair has forecast counts less each week."""

_DRIFTS_FOR = 13.0
"""Weeks after which a level is taken to wander no further: it has its bounds, which a record does not tell."""

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Counted:
    """The distribution of a count to come: negative binomial with a mean and a variance above it."""

    mean: float
    variance: float

    def below_or_at(self, count: Numbers | float) -> Numbers:
        """Return the chance of at most so many; 0 below nothing."""
        return cumulative(np.asarray(count, dtype=np.float64), self.mean, self.variance)

    def quantile(self, shares: Numbers) -> Numbers:
        """Return the smallest counts whose chance of not being exceeded reaches ``shares``."""
        size, chance = _parameters(self.mean, self.variance)
        return np.asarray(nbinom.ppf(np.clip(shares, 1e-9, 1 - 1e-9), size, chance), dtype=np.float64)


@dataclass(frozen=True)
class Levels:
    """What is known of the level before each week and after the last: entry ``t`` has seen ``t`` weeks.

    Args:
        shapes: of the Gamma, one row per moment, one column per pair of ω and φ.
        rates: likewise.
        weights: how much each pair counts at each moment; rows add up to 1.
    """

    shapes: Grid
    rates: Grid
    weights: Grid

    @cached_property
    def memory(self) -> float:
        """The weeks that the level now rests on, each counted by its weight."""
        return float(self.weights[-1] @ (self.rates[-1] * _GRID[:, 1]))

    @cached_property
    def batches(self) -> float:
        """φ now: 1 when items finish one by one, more when they come in batches."""
        return float(self.weights[-1] @ _GRID[:, 1])

    def moments(self, weeks: float) -> tuple[Numbers, Numbers]:
        """Return mean and variance of what is finished in the next ``weeks`` weeks, at every moment."""
        kept = _GRID[:, 0] ** drift(weeks)
        shapes, rates = self.shapes * kept, self.rates * kept
        means = weeks * shapes / rates
        variances = _GRID[:, 1] * means + weeks**2 * shapes / rates**2
        mean = (self.weights * means).sum(axis=1)
        square = (self.weights * (variances + means**2)).sum(axis=1)
        return mean, square - mean**2

    def ahead(self, weeks: float) -> Counted:
        """Return the distribution of what is finished in the next ``weeks`` weeks, after all weeks seen."""
        mean, variance = Levels(self.shapes[-1:], self.rates[-1:], self.weights[-1:]).moments(weeks)
        return Counted(float(mean[0]), float(variance[0]))


def drift(weeks: float) -> float:
    """Return k: by how many weekly steps the mean level of the next ``weeks`` weeks has drifted, in variance."""
    ahead = min(max(weeks, 1.0), _DRIFTS_FOR)
    return (ahead + 1) * (2 * ahead + 1) / (6 * ahead)


def levels(counts: Times) -> Levels:
    """Return the level week after week; ``counts`` are items finished in each, the oldest first."""
    memory, batches = _GRID[:, 0], _GRID[:, 1]
    shapes = np.empty((len(counts) + 1, len(_GRID)))
    rates, scores = np.empty_like(shapes), np.zeros_like(shapes)
    # before anything is known: as much as one week at the mean of the first four
    first = max(float(np.mean(counts[:4])) if len(counts) else 0.0, 0.25)
    shapes[0], rates[0] = first / batches, 1 / batches
    for week, count in enumerate(counts):
        shape, rate = memory * shapes[week], memory * rates[week]
        # the first week shaped the beginning, so it judges nothing
        told = _log_chance(float(count), shape, rate, batches) if week else 0.0
        scores[week + 1] = _FADING * scores[week] + told
        shapes[week + 1], rates[week + 1] = shape + count / batches, rate + 1 / batches
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return Levels(shapes, rates, weights / weights.sum(axis=1, keepdims=True))


def cumulative(counts: Numbers, means: Numbers | float, variances: Numbers | float) -> Numbers:
    """Return the negative binomial chance of at most ``counts``."""
    size, chance = _parameters(means, variances)
    inside = betainc(size, np.maximum(counts, 0.0) + 1, chance)
    return np.asarray(np.where(counts < 0, 0.0, inside), dtype=np.float64)


def _parameters(means: Numbers | float, variances: Numbers | float) -> tuple[Numbers, Numbers]:
    mean = np.maximum(np.asarray(means, dtype=np.float64), _LEAST)
    spread = np.maximum(np.asarray(variances, dtype=np.float64), mean * (1 + _LEAST))
    return mean**2 / (spread - mean), mean / spread


def _log_chance(count: float, shape: Numbers, rate: Numbers, batches: Numbers) -> Numbers:
    mean = shape / rate
    size, chance = _parameters(mean, batches * mean + shape / rate**2)
    ways = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return np.asarray(ways + size * np.log(chance) + count * np.log1p(-chance))
