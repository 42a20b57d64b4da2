"""Flow time with unfinished work counted: how many are done by which age, and what cannot be said yet.

An average over finished items leaves out exactly those that take longest. Here every item counts for the ages
it had in the window: an open one says "not done by this age". The estimate is Kaplan & Meier's product limit
(1958), with delayed entry for what began before the window (Lynden-Bell 1971; Tsai, Jewell & Wang 1987)::

    S(t) = Π over ages x ≤ t of (1 − d(x)/n(x))      n(x) items of age x in the window, d(x) done at x

What was given up leaves the risk set at that age: it says nothing about how long it would have taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from headrace.flow.spans import NEVER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Flags, Numbers, Spans, Times

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


@dataclass(frozen=True)
class Survival:
    """The estimate: at each age in ``ages`` (days) something was done or stopped being watched.

    ``unfinished`` is S after that age, ``at_risk`` the items watched there, ``done`` how many were done at it. ``n``
    items were watched, ``finished`` of them done; ``longest`` is the highest age watched.
    """

    ages: Numbers
    unfinished: Numbers
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
        # the band's ends are S to the power of this and of its inverse: their logarithms are compared instead
        gone, factor = self._logs
        target = -np.log(left + _ROUNDING)
        with np.errstate(invalid="ignore"):
            lower, upper = gone * factor >= target, gone / factor >= target
        return Quantile(
            share,
            _first(self.ages, self.unfinished <= left + _ROUNDING),
            _first(self.ages, lower),
            _first(self.ages, upper),
        )

    def within(self, share: float) -> float | None:
        """Return the smallest age by which ``share`` is done, without its range."""
        return _first(self.ages, self.unfinished <= 1 - share + _ROUNDING)

    @cached_property
    def _logs(self) -> tuple[Numbers, Numbers]:
        """−log S, and the factor by which the band widens it on the log(−log) scale, with Greenwood's variance.

        Where nothing is left, −log S is ∞, and the upper end of the band goes on from the age before.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(
                self.at_risk > self.done, self.done / (self.at_risk * (self.at_risk - self.done)), 0.0
            )
            gone = -np.log(self.unfinished)
            factor = np.exp(_Z * np.sqrt(np.cumsum(terms)) / gone)
        whole, ended = self.unfinished >= 1, self.unfinished <= 0
        gone[whole], factor[whole] = 0.0, 1.0
        factor[ended] = np.inf
        return gone, factor

    @property
    def low(self) -> Numbers:
        """The lower end of the 95 % band of S (Kalbfleisch & Prentice)."""
        gone, factor = self._logs
        return np.asarray(np.exp(-gone * factor))

    @property
    def high(self) -> Numbers:
        """The upper end of the 95 % band of S."""
        gone, factor = self._logs
        ended = self.unfinished <= 0
        high: Numbers = np.exp(-gone / np.where(ended, 1.0, factor))
        if ended.any():
            high[ended] = high[~ended][-1] if not ended.all() else 1.0
        return high

    def restricted_mean(self, until: float | None = None) -> RestrictedMean | None:
        """Return ∫ S from 0 to ``until`` days; variance after Irwin (1949).

        Args:
            until: τ; without it the highest age at which at least five items were watched.
        """
        until = self.watched_until if until is None else until
        if until is None:
            return None
        mean, error = self.restricted(until)
        half = _Z * error
        return RestrictedMean(mean, max(mean - half, 0.0), min(mean + half, until), until)

    @property
    def watched_until(self) -> float | None:
        """The highest age at which at least five items were watched."""
        enough = self.ages[self.at_risk >= _FEWEST_AT_RISK]
        return float(enough[-1]) if len(enough) else None

    def restricted(self, until: float) -> tuple[float, float]:
        """Return ∫ S from 0 to ``until`` days and its standard error (Irwin 1949)."""
        steps = self.ages < until
        edges = np.concatenate([[0.0], self.ages[steps], [until]])
        heights = np.concatenate([[1.0], self.unfinished[steps]])
        areas = np.diff(edges) * heights
        rest = np.cumsum(areas[::-1])[::-1][1:]
        risk, done = self.at_risk[steps], self.done[steps]
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.where(risk > done, done / (risk * (risk - done)), 0.0)
        return float(areas.sum()), float(np.sqrt(np.sum(rest**2 * spread)))


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
    before = _firsts(ordered)
    ages = ordered[before]
    through = np.searchsorted(np.sort(exits[done]), ages, side="right")
    return _estimate(ages, before, through, late, len(exits))


def _firsts(ordered: Numbers | Times) -> Times:
    """Return where each different value begins."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _estimate(ages: Numbers, before: Times, through: Times, late: Numbers, n: int) -> Survival:
    """Return the estimate at different ages in order.

    Args:
        before: how many stopped being watched before each.
        through: how many were done by each.
        late: the ages at which those began to be watched that were not from their start, in order.
    """
    # whoever begins to be watched at an age counts from the next on
    begun = np.bincount(np.searchsorted(ages, late, side="right"), minlength=len(ages))[: len(ages)]
    at_risk = (n - len(late) + np.cumsum(begun) - before).astype(np.float64)
    events = np.diff(through, prepend=0).astype(np.float64)
    # all of the very few watched at this age are done, but older items come later: that is not all done
    lone = (at_risk <= events) & (at_risk < _FEWEST_AT_RISK) & (ages < ages[-1] if len(ages) else False)
    at_risk[lone] = np.inf
    unfinished: Numbers = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    at_risk[lone] = events[lone]
    longest = float(ages[-1]) if len(ages) else None
    return Survival(ages, unfinished, at_risk, events, n, int(through[-1]) if len(through) else 0, longest)


def counted_survival(exits: Numbers, done: Flags, counts: Times, entries: Numbers) -> Survival:
    """Return the estimate for groups of so many items each, alike in age, end, and when they began to be watched."""
    ages, which = np.unique(exits, return_inverse=True)
    watched = np.bincount(which, weights=counts, minlength=len(ages)).astype(np.int64)
    through = np.cumsum(np.bincount(which, weights=counts * done, minlength=len(ages)).astype(np.int64))
    before = np.cumsum(watched) - watched
    late = np.sort(np.repeat(entries[entries > 0], counts[entries > 0]))
    return _estimate(ages, before, through, late, int(counts.sum()))


def flow_survival(spans: Spans, start: int, end: int) -> Survival:
    """Return the estimate for the items that were there between ``start`` and ``end`` (µs UTC), at the ages of then.

    What began earlier is watched from the age it had at ``start``; what is open, or ended later, until the age it
    had at ``end``.
    """
    there = (spans.starts <= end) & ((spans.ends > start) | ((spans.ends == start) & (spans.starts == start)))
    starts, ends = spans.starts[there], spans.ends[there]
    done = spans.done[there] & (ends <= end) & (ends != NEVER)
    return timed_survival(np.minimum(ends, end) - starts, done, np.maximum(start - starts, 0))


def timed_survival(exits: Times, done: Flags, entries: Times) -> Survival:
    """Return the estimate for ages in whole µs; otherwise as :func:`survival`."""
    # an age and whether it was the end in one number: one sort instead of three
    ordered = np.sort(exits * 2 + done)
    lived, done = ordered >> 1, (ordered & 1).astype(np.bool_)
    before = _firsts(lived)
    through = np.append(np.cumsum(done), 0)[np.append(before[1:], len(lived)) - 1] if len(lived) else before
    late = np.sort(entries[entries > 0])
    return _estimate(lived[before] / DAY, before, through, late / DAY, len(lived))


def _first(ages: Numbers, reached: Flags) -> float | None:
    return float(ages[int(np.argmax(reached))]) if reached.any() else None
