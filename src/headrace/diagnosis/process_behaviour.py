"""Process behaviour charts: which points of a series ask for a reaction, and which are its usual self.

Natural process limits come from the moving range (Wheeler, *Understanding Variation*, 1993; *Making Sense of Data*,
2003)::

    limits = mean ± 2.66 · mean moving range          upper range limit = 3.268 · mean moving range

or, where single points would spoil the means, median ± 3.145 and 3.865 times the median moving range.

Three rules tell signals: a point beyond a limit; eight in a row on one side of the mean; three of four in a row nearer
to the same limit than to the mean. With many points some rule fires by chance. So every chart comes with the chance
that a series without any change shows a signal, and times are charted as logarithms: with the usual skew of times, a
plain chart of 24 points raises a false alarm about every second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.flow.spans import Flags, Numbers

Scale = Literal["counts", "log"]
Rule = Literal["beyond", "run", "near"]

FEWEST = 8
"""Points below which no limits are drawn."""

RULES: tuple[Rule, ...] = ("beyond", "run", "near")
_SEED = 20_250_101
_SIMULATED = 10_000
_RUN = 8
_BLOCK = 2_000
_ROUNDING = 1e-12
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: the points from ``first`` to ``last`` (numbers from 0) and on which side of the centre."""

    rule: Rule
    first: int
    last: int
    high: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its limits, all in the series' own unit, whichever scale they were computed on.

    ``ranges`` are the moving ranges on the scale of the computation, ``range_limit`` their upper limit there.
    ``false_alarm`` is the chance of at least one signal were nothing to change.
    """

    values: tuple[float, ...]
    scale: Scale
    centre: float
    low: float
    high: float
    range_limit: float
    signals: tuple[Signal, ...]
    false_alarm: float

    @property
    def shift(self) -> Signal | None:
        """The latest run of eight or more on one side that lasts until the end of the series."""
        last = len(self.values) - 1
        return next((each for each in self.signals if each.rule == "run" and each.last == last), None)


def chart(
    values: Sequence[float] | Numbers,
    scale: Scale = "counts",
    *,
    median: bool = False,
    rules: tuple[Rule, ...] = RULES,
) -> Chart | None:
    """Return the chart of a series; ``None`` below eight points.

    Args:
        values: the series in time order; above zero for the scale ``log``.
        scale: ``log`` for times, which are skewed; ``counts`` for weekly counts. Limits of counts stop at zero.
        median: take medians of points and moving ranges, with their factors.
    """
    given = np.asarray(values, dtype=np.float64)
    if len(given) < FEWEST:
        return None
    series = np.log(given) if scale == "log" else given
    centre, spread, range_limit = _limits(series, median=median)
    low, high = centre - spread, centre + spread
    found = tuple(_signals(series, centre, spread, rules))
    back = np.exp if scale == "log" else _not_below_zero if bool((given >= 0).all()) else np.asarray
    return Chart(
        tuple(float(each) for each in given),
        scale,
        float(back(centre)),
        float(back(low)),
        float(back(high)),
        range_limit,
        found,
        false_alarm(len(given), rules, median=median),
    )


@cache
def false_alarm(points: int, rules: tuple[Rule, ...] = RULES, *, median: bool = False) -> float:
    """Return the chance that a chart of independent normal points, without any change, shows a signal.

    By simulation: 10,000 charts with the seed in this module, limits estimated from each chart's own points; the
    error is about 0.01 (three standard errors).
    """
    chance = np.random.default_rng(_SEED)
    alarms = 0
    for _ in range(_SIMULATED // _BLOCK):
        series = chance.standard_normal((_BLOCK, points))
        alarms += int(alarmed(series, rules, median=median).sum())
    return alarms / _SIMULATED


def alarmed(series: Numbers, rules: tuple[Rule, ...] = RULES, *, median: bool = False) -> Flags:
    """Return for each row of ``series`` whether any of the rules fires on it."""
    ranges = np.abs(np.diff(series, axis=1))
    centre = np.median(series, axis=1, keepdims=True) if median else series.mean(axis=1, keepdims=True)
    spread = (3.145 * np.median(ranges, axis=1) if median else 2.66 * ranges.mean(axis=1))[:, None]
    found = np.zeros(len(series), dtype=np.bool_)
    for rule in rules:
        for side in (1, -1):
            found |= _windows(side * _away(series, centre), spread, rule).any(axis=1)
    return found


def _limits(series: Numbers, *, median: bool) -> tuple[float, float, float]:
    ranges = np.abs(np.diff(series))
    if median:
        usual = float(np.median(ranges))
        return float(np.median(series)), 3.145 * usual, 3.865 * usual
    usual = float(ranges.mean())
    return float(series.mean()), 2.66 * usual, 3.268 * usual


def _signals(series: Numbers, centre: float, spread: float, rules: tuple[Rule, ...]) -> list[Signal]:
    """Return every signal in the order of its first point; windows of one rule that overlap are one signal."""
    found: list[Signal] = []
    for rule in rules:
        long = _LENGTH[rule]
        for high in (True, False):
            away = _away(series, centre)[None, :] * (1 if high else -1)
            fired = np.flatnonzero(_windows(away, np.array([[spread]]), rule)[0])
            for first in fired:
                last = int(first) + long - 1
                if found and found[-1].rule == rule and found[-1].high == high and first <= found[-1].last:
                    found[-1] = Signal(rule, found[-1].first, last, high)
                else:
                    found.append(Signal(rule, int(first), last, high))
    return sorted(found, key=lambda each: (each.first, RULES.index(each.rule)))


def _away(series: Numbers, centre: Numbers | float) -> Numbers:
    """Return how far points are from the centre; what only rounding keeps apart is on it.

    Where more than half of the points are the very same, they are the series' usual self and on neither side: one odd
    week moves the mean, and would make a run of all the others.
    """
    away = series - centre
    usual = np.median(series, axis=-1, keepdims=True)
    same = (series == usual) & ((series == usual).mean(axis=-1, keepdims=True) > _MOST)
    near = np.abs(away) <= _ROUNDING * np.abs(series).max(initial=0.0)
    return np.where(near | same, 0.0, away)


_LENGTH: dict[Rule, int] = {"beyond": 1, "run": _RUN, "near": 4}


def _windows(away: Numbers, spread: Numbers, rule: Rule) -> Flags:
    """Return, per row, at which points a window begins in which the rule fires; ``away`` from the centre."""
    if rule == "beyond":
        return np.asarray(away > spread)
    hits, long, needed = (away > 0, _RUN, _RUN) if rule == "run" else (away > spread / 2, 4, 3)
    sums = np.cumsum(np.pad(hits.astype(np.int64), ((0, 0), (1, 0))), axis=1)
    return np.asarray(sums[:, long:] - sums[:, :-long] >= needed)


def _not_below_zero(value: float) -> float:
    return max(value, 0.0)
