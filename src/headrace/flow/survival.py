"""Flow time with unfinished work counted: how many are done by which age, and what cannot be said yet.

An average over finished items leaves out exactly those that take longest. Here every item counts for the ages
it had in the window: an open one says "not done by this age". The estimate is Kaplan & Meier's product limit
(1958), with delayed entry for what began before the window (Lynden-Bell 1971; Tsai, Jewell & Wang 1987)::

    S(t) = Π over ages x ≤ t of (1 − d(x)/n(x))      n(x) items of age x in the window, d(x) done at x

What was given up leaves the risk set at that age: it says nothing about how long it would have taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from headrace.flow.spans import NEVER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Flags, Numbers, Spans

_ROUNDING = 1e-12
_FEWEST_AT_RISK = 5


@dataclass(frozen=True, slots=True)
class Quantile:
    """The age by which ``share`` of the items are done, in days, with its 95 % range.

    ``days`` is ``None`` when that share is not reached in the data: then it is more than :attr:`Survival.longest`.
    ``high`` is ``None`` when the range is open upwards.
    """

    share: float
    days: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean days of the first ``until`` days of an item's time, with its 95 % range."""

    days: float
    low: float
    high: float
    until: float


@dataclass(frozen=True, slots=True)
class Survival:
    """The estimate: at each age in ``ages`` (days) something was done or stopped being watched.

    ``unfinished`` is S after that age with its 95 % band, ``at_risk`` the items watched there, ``done`` how many were
    done at it. ``n`` items were watched, ``finished`` of them done; ``longest`` is the highest age watched.
    """

    ages: Numbers
    unfinished: Numbers
    low: Numbers
    high: Numbers
    at_risk: Numbers
    done: Numbers
    n: int
    finished: int
    longest: float | None

    def at(self, age: float) -> float:
        """Return S at an age in days: the share not done by then."""
        place = int(np.searchsorted(self.ages, age, side="right"))
        return 1.0 if place == 0 else float(self.unfinished[place - 1])

    def quantile(self, share: float) -> Quantile:
        """Return the smallest age by which ``share`` is done; its range inverts the band (Brookmeyer & Crowley)."""
        left = 1 - share
        return Quantile(
            share,
            _first(self.ages, self.unfinished, left),
            _first(self.ages, self.low, left),
            _first(self.ages, self.high, left),
        )

    def restricted_mean(self, until: float | None = None) -> RestrictedMean | None:
        """Return ∫ S from 0 to ``until`` days; variance after Irwin (1949).

        Args:
            until: τ; without it the highest age at which at least five items were watched.
        """
        if until is None:
            enough = self.ages[self.at_risk >= _FEWEST_AT_RISK]
            if not len(enough):
                return None
            until = float(enough[-1])
        steps = self.ages < until
        edges = np.concatenate([[0.0], self.ages[steps], [until]])
        heights = np.concatenate([[1.0], self.unfinished[steps]])
        areas = np.diff(edges) * heights
        rest = np.cumsum(areas[::-1])[::-1][1:]
        risk, done = self.at_risk[steps], self.done[steps]
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.where(risk > done, done / (risk * (risk - done)), 0.0)
        half = float(_Z * np.sqrt(np.sum(rest**2 * spread)))
        mean = float(areas.sum())
        return RestrictedMean(mean, max(mean - half, 0.0), min(mean + half, until), until)


_Z = float(ndtri(0.975))


def survival(exits: Numbers, done: Flags, entries: Numbers | None = None) -> Survival:
    """Return the product-limit estimate.

    Args:
        exits: age in days at which each item was done or last watched.
        done: whether it was done then.
        entries: age from which on it was watched, 0 for from its start; all from their start when left out.
    """
    late = np.zeros(0) if entries is None else np.sort(entries[entries > 0])
    ordered = np.sort(exits)
    before = (
        np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else np.zeros(0, int)
    )
    ages = ordered[before]
    not_yet = len(late) - np.searchsorted(late, ages, side="left")
    at_risk = (len(exits) - before - not_yet).astype(np.float64)
    through = np.searchsorted(np.sort(exits[done]), ages, side="right")
    events = np.diff(through, prepend=0).astype(np.float64)
    # all of the very few watched at this age are done, but older items come later: that is not all done
    lone = (at_risk <= events) & (at_risk < _FEWEST_AT_RISK) & (ages < ages[-1] if len(ages) else False)
    at_risk[lone] = np.inf
    unfinished: Numbers = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    at_risk[lone] = events[lone]
    low, high = _band(unfinished, at_risk, events)
    longest = float(ages[-1]) if len(ages) else None
    return Survival(ages, unfinished, low, high, at_risk, events, len(exits), int(done.sum()), longest)


def flow_survival(spans: Spans, start: int, end: int) -> Survival:
    """Return the estimate for the items that were there between ``start`` and ``end`` (µs UTC), at the ages of then.

    What began earlier is watched from the age it had at ``start``; what is open, or ended later, until the age it
    had at ``end``.
    """
    there = (spans.starts <= end) & ((spans.ends > start) | ((spans.ends == start) & (spans.starts == start)))
    starts, ends = spans.starts[there], spans.ends[there]
    entries = np.maximum(start - starts, 0) / DAY
    exits = (np.minimum(ends, end) - starts) / DAY
    done = spans.done[there] & (ends <= end) & (ends != NEVER)
    return survival(exits, done, entries)


def _band(unfinished: Numbers, at_risk: Numbers, done: Numbers) -> tuple[Numbers, Numbers]:
    """Return the 95 % band on the log(−log) scale (Kalbfleisch & Prentice) with Greenwood's variance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(np.where(at_risk > done, done / (at_risk * (at_risk - done)), 0.0))
        logs = np.log(unfinished)
        factor = np.exp(_Z * np.sqrt(variance) / np.abs(logs))
        low, high = unfinished**factor, unfinished ** (1 / factor)
    low = np.where(unfinished >= 1, 1.0, np.where(unfinished <= 0, 0.0, low))
    high = np.where(unfinished >= 1, 1.0, high)
    ended = unfinished <= 0
    if ended.any():
        # where nothing is left the scale has no value; the band goes on from the age before
        high[ended] = high[~ended][-1] if not ended.all() else 1.0
    return low, high


def _first(ages: Numbers, heights: Numbers, at_most: float) -> float | None:
    below = heights <= at_most + _ROUNDING
    return float(ages[int(np.argmax(below))]) if below.any() else None
