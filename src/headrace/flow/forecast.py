"""When so many items will be done, and how many by a day: chances, not a plan.

The level of what is finished a week (:mod:`.forecast_level`) says what any stretch of the future holds; past
forecasts (:mod:`.forecast_check`) say how its chances must be read. Weeks are counted back from the data's time, so
each has every weekday once; within a week days count by how much was finished on that weekday. Weeks without work
are weeks like others: where they come in the record, they come in the forecast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.forecast_check import FEWEST_WEEKS, Check, check
from headrace.flow.forecast_level import levels
from headrace.flow.forecast_reading import UNTOUCHED, Recalibration
from headrace.flow.weeks import WEEK
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.forecast_level import Counted, Levels
    from headrace.flow.spans import Numbers, Times

HORIZONS = (1, 2, 4, 8, 16)
"""For how many weeks ahead past forecasts are made and checked, as far as the record goes."""

FARTHEST = 52
"""Nothing is said about more weeks ahead than this."""

LONGEST = 260
"""Weeks of the record that are looked at: five years."""

_HABIT = 26
"""Weeks whose weekdays say on which days items finish."""


@dataclass(frozen=True)
class Throughput:
    """What was finished in each whole week, the oldest first.

    Args:
        counts: items finished in each week.
        end: the data's time (µs UTC); the last week ends with it.
        habit: the share of a week that comes on each of the seven days after ``end``, beginning with its own 24 h.
    """

    counts: Times
    end: int
    habit: Numbers

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def starts(self) -> Times:
        """When each week began (µs UTC)."""
        back = np.arange(len(self.counts), 0, -1, dtype=np.int64)
        return np.asarray(self.end + 1 - back * WEEK)


def throughput(finished: Times, end: int, longest: int = LONGEST) -> Throughput:
    """Return the weeks of what finished up to ``end`` (µs UTC); weeks before the first item finished are left out.

    Args:
        finished: when items were done, in order.
        longest: weeks that are looked at.
    """
    past = finished[: int(np.searchsorted(finished, end, side="right"))]
    n = min(int((end + 1 - past[0]) // WEEK), longest) if len(past) else 0
    edges = end + 1 - np.arange(n, -1, -1, dtype=np.int64) * WEEK
    counts = np.diff(np.searchsorted(past, edges))
    recent = past[np.searchsorted(past, end + 1 - _HABIT * WEEK) :]
    on = np.bincount(((recent - end - 1) % WEEK) // DAY, minlength=7).astype(np.float64)
    # a little everywhere: a day on which nothing finished yet is not a day on which nothing can
    habit = (on + 0.5) / (on.sum() + 3.5)
    return Throughput(np.asarray(counts, dtype=np.int64), end, habit)


def first_possible(finished: Times) -> int | None:
    """Return when eight weeks of finished items will be there (µs UTC); ``None`` as long as nothing is finished."""
    return int(finished[0]) + FEWEST_WEEKS * WEEK if len(finished) else None


@dataclass(frozen=True)
class Forecast:
    """What is to come after the data's time."""

    past: Throughput
    level: Levels
    checks: tuple[Check, ...]

    def exposure(self, moment: int) -> float:
        """Return how many weeks' worth of finishing lies between the data's time and ``moment`` (µs UTC)."""
        weeks, rest = divmod(max(moment - self.past.end, 0), WEEK)
        days, part = divmod(rest, DAY)
        habit = self.past.habit
        return float(weeks + habit[:days].sum() + habit[days % 7] * part / DAY)

    def chance(self, items: int, moment: int) -> float:
        """Return the chance that at least so many more are done by ``moment`` (µs UTC)."""
        if items <= 0:
            return 1.0
        found = [0.0]
        for weeks in self._until(moment):
            fewer = self._ahead(weeks).below_or_at(float(items - 1))
            found.append(1.0 - float(self.reading(weeks).honest(fewer)))
        return max(found)

    def at_least(self, moment: int, chance: float) -> int:
        """Return the largest number of items of which at least so many are done by ``moment`` with that chance."""
        return int(float(self.shares(moment, np.array([1 - chance]))[0]))

    def shares(self, moment: int, shares: Numbers) -> Numbers:
        """Return the counts by ``moment`` at shares of the futures, the fewest first."""
        found = np.zeros(len(shares))
        for weeks in self._until(moment):
            there = self._ahead(weeks).quantile(self.reading(weeks).of_model(shares))
            found = np.maximum(found, there)
        return found

    def day(self, items: int, chance: float) -> int | None:
        """Return the first day's start (µs UTC) by whose end so many are done with that chance.

        ``None`` when that is more than :data:`FARTHEST` weeks away.
        """
        midnight = self.past.end // DAY * DAY
        low, high = 0, FARTHEST * 7
        if self.chance(items, midnight + (high + 1) * DAY - 1) < chance:
            return None
        while low < high:
            middle = (low + high) // 2
            if self.chance(items, midnight + (middle + 1) * DAY - 1) >= chance:
                high = middle
            else:
                low = middle + 1
        return midnight + low * DAY

    def reading(self, weeks: float) -> Recalibration:
        """Return how chances so many weeks ahead are to be read: between the checks next to it, on logarithms."""
        known = [each for each in self.checks if len(each)]
        if not known:
            return UNTOUCHED
        above = next((at for at, each in enumerate(known) if each.weeks >= weeks), len(known) - 1)
        if above == 0 or known[above].weeks < weeks:
            return known[above].next
        nearer, farther = known[above - 1], known[above]
        share = math.log(weeks / nearer.weeks) / math.log(farther.weeks / nearer.weeks)
        return nearer.next.between(farther.next, share)

    def _until(self, moment: int) -> list[float]:
        """Return the weeks ahead up to a moment at which to look: what is done by one stays done by the next."""
        weeks = self.exposure(moment)
        return [*(each for each in HORIZONS if each < weeks), weeks] if weeks > 0 else []

    def _ahead(self, weeks: float) -> Counted:
        return self._checked.get(weeks) or self.level.ahead(weeks)

    @cached_property
    def _checked(self) -> dict[float, Counted]:
        return {float(weeks): self.level.ahead(weeks) for weeks in HORIZONS}


def forecast(past: Throughput) -> Forecast | None:
    """Return the forecast; ``None`` below eight weeks of finished items."""
    if len(past) < FEWEST_WEEKS or not past.counts.any():
        return None
    known = levels(past.counts)
    made = tuple(check(past.counts, known, weeks) for weeks in HORIZONS if weeks < len(past))
    return Forecast(past, known, made)


def round_number(items: float) -> int:
    """Return the round number of items nearest to a size: 1, 2, 3, 5, 10, 20, 30, 50, 100 …"""
    rounds: list[int] = [each * 10**power for power in range(9) for each in (1, 2, 3, 5)]
    return min(rounds, key=lambda each: abs(math.log(each / max(items, 0.5))))
