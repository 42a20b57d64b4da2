"""What past forecasts missed, put right in the next: bands are widened until they hold what they say.

A forecast that is right holds the count at a share of it that is uniform: half the counts below its middle, 5 % below
its 5 % point. Where past counts fell says how the shares must be read. Counts are whole, so a count takes a stretch
of shares and each point in it counts by its part (the non-randomised PIT: Czado, Gneiting & Held 2009).

Two steps, both from errors that were known at the time: the weighted distribution of past shares, drawn to the
model's own by a prior worth 8·h of them, since windows of h weeks overlap (Kuleshov, Fenner & Ermon 2018); then
adaptive conformal inference (Gibbs & Candès 2021), which shifts each share by its misses, so that in the long run
each is held as often as it says whatever the data does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from headrace.flow.spans import Numbers

SHARES: Numbers = np.array([0.025, 0.05, 0.075, 0.15, 0.25, 0.5, 0.75, 0.85, 0.925, 0.95, 0.975])
"""At which shares of the distribution a forecast is held to account."""

_SCORES: Numbers = np.asarray(ndtri(SHARES))
_GRID: Numbers = np.asarray(ndtr(np.linspace(-3.5, 3.5, 141)))
_WEIGHTS: Numbers = 4 * np.sqrt(SHARES * (1 - SHARES))
_PRIOR = 8.0
_FADING = 0.98
_PACE = 0.06
_EDGE = 0.002
_STEP = 1e-6


@dataclass(frozen=True)
class Recalibration:
    """How the model's shares are read: the honest share ``SHARES[i]`` is the model's ``shares[i]``."""

    shares: Numbers

    @property
    def widened(self) -> float:
        """How many times as wide as the model's own the band of 85 % is, on the scale of a normal distribution."""
        scores = self._scores
        return float((scores[8] - scores[2]) / (_SCORES[8] - _SCORES[2]))

    def of_model(self, honest: Numbers | float) -> Numbers:
        """Return the model's shares that stand for honest ones."""
        return _along(np.asarray(honest, dtype=np.float64), _SCORES, self._scores)

    def honest(self, model: Numbers | float) -> Numbers:
        """Return the honest chance for the model's."""
        return _along(np.asarray(model, dtype=np.float64), self._scores, _SCORES)

    def between(self, other: Recalibration, share: float) -> Recalibration:
        """Return what lies ``share`` of the way to another."""
        return Recalibration(np.asarray(ndtr((1 - share) * self._scores + share * other._scores)))

    @property
    def _scores(self) -> Numbers:
        rising = np.maximum.accumulate(np.asarray(ndtri(self.shares)))
        return np.asarray(rising + _STEP * np.arange(len(SHARES)))


UNTOUCHED = Recalibration(SHARES)
"""Nothing is known of past forecasts: the model's shares are taken as they are."""


class Recalibrator:
    """Learns from one past forecast after the other, in the order in which they came out.

    Args:
        weeks: how far ahead they were made.
    """

    def __init__(self, weeks: int) -> None:
        self._weeks = weeks
        self._seen = np.zeros(len(_GRID))
        self._weight = 0.0
        self._moved = np.zeros(len(SHARES))
        self._current: Recalibration | None = None

    def learn(self, low: float, high: float) -> None:
        """Take in a count whose model shares reach from ``low`` (fewer) to ``high`` (at most as many)."""
        missed = SHARES - held(self.current().shares, low, high)
        self._moved += _PACE / self._weeks * missed * _WEIGHTS
        self._seen = _FADING * self._seen + held(_GRID, low, high)
        self._weight = _FADING * self._weight + 1
        self._current = None

    def current(self) -> Recalibration:
        """Return how to read the next forecast."""
        if self._current is not None:
            return self._current
        prior = _PRIOR * self._weeks
        spread = (self._seen + prior * _GRID) / (self._weight + prior)
        asked = np.sort(np.minimum(np.maximum(SHARES + self._moved, _EDGE), 1 - _EDGE))
        self._current = Recalibration(np.interp(asked, spread, _GRID))
        return self._current


def held(shares: Numbers, low: float, high: float) -> Numbers:
    """Return by which part the stretch from ``low`` to ``high`` lies below each of ``shares``: 0, 1 or between."""
    return np.minimum(np.maximum((shares - low) / max(high - low, 1e-12), 0.0), 1.0)


def _along(shares: Numbers, known: Numbers, wanted: Numbers) -> Numbers:
    """Carry shares from one scale to the other; beyond the ends in parallel."""
    score = np.asarray(ndtri(np.clip(shares, 1e-12, 1 - 1e-12)))
    moved = np.interp(score, known, wanted)
    moved = moved + np.minimum(score - known[0], 0.0) + np.maximum(score - known[-1], 0.0)
    return np.asarray(ndtr(moved))
