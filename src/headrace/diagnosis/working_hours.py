"""In which hours a function starts work at all, as its records tell; nobody has to declare a calendar.

An hour of the week counts as closed where it lies in a run of hours in which hardly anything was ever started, though
ten starts or more were to be expected there had starts been spread evenly. So a weekend needs few starts to be seen, a
night more, and an hour that is empty by chance is no closed hour. A day on which nothing was started counts as closed
when the same weekday of the four weeks before and after had at least six starts on average.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Flags, Times

HOUR = 3_600_000_000
"""Microseconds in an hour."""

FEWEST_STARTS = 50
"""Hours in which something was started, below which no calendar is inferred."""

WEEK = 168
_EXPECTED = 10
_HARDLY = 0.05
_NARROWEST = 15
_DAY_EXPECTED = 6
_NEIGHBOURS = (-28, -21, -14, -7, 7, 14, 21, 28)


class Untold(Enum):
    """Why records do not tell something: too ``FEW``, only ``DATES``, or starts in so ``NARROW`` hours."""

    FEW = "few"
    DATES = "dates"
    NARROW = "narrow"


@dataclass(frozen=True)
class WorkingHours:
    """Which hours are open, one entry per hour from ``origin`` (µs UTC, a whole hour) on.

    ``closed`` counts the closed hours before each, and ``opens`` is the first open hour from each on. ``of_week`` says
    which hours of the week are open, from Monday 00:00 UTC; ``starts`` in how many hours something was started.
    """

    origin: int
    open: Flags
    closed: Times
    opens: Times
    of_week: Flags
    starts: int

    def closed_until(self, at: Times) -> Times:
        """Return how much time was closed from the origin up to each moment, µs."""
        hour = (at - self.origin) // HOUR
        partly = np.where(self.open[hour], 0, at - self.origin - hour * HOUR)
        return np.asarray(self.closed[hour] * HOUR + partly)

    def first_open(self, at: Times) -> Times:
        """Return each moment, or where it is closed the beginning of the next open hour."""
        hour = (at - self.origin) // HOUR
        return np.where(self.open[hour], at, self.origin + self.opens[hour] * HOUR)


def only_dates(stamps: Times) -> bool:
    """Tell whether stamps are days without a time: most of them at one time of day, or two with summer time."""
    if not len(stamps):
        return False
    _, times = np.unique(stamps % DAY, return_counts=True)
    return bool(len(stamps) > 2 and np.sort(times)[-2:].sum() > len(stamps) / 2)


def working_hours(starts: Times, first: int, last: int) -> WorkingHours | Untold:
    """Return the hours in which a function starts work, for moments from ``first`` to ``last`` (µs UTC).

    Args:
        starts: when it began to work on an item, each time.
    """
    hours = np.unique(starts // HOUR)
    if len(hours) < FEWEST_STARTS:
        return Untold.FEW
    if only_dates(starts):
        return Untold.DATES
    of_week = ~_closed_of_week(hours)
    if int(of_week.sum()) < _NARROWEST:
        return Untold.NARROW
    origin = first // HOUR
    listed = np.arange(origin, last // HOUR + 2)
    is_open = of_week[_of_week(listed)] & ~_closed_days(hours, listed)
    closed = np.concatenate([[0], np.cumsum(~is_open)])[:-1]
    place = np.arange(len(listed))
    # what never opens again does so where the hours end
    opens = np.minimum.accumulate(np.where(is_open, place, len(listed))[::-1])[::-1]
    return WorkingHours(origin * HOUR, is_open, closed.astype(np.int64), opens, of_week, len(hours))


def _of_week(hours: Times) -> Times:
    return (hours + 72) % WEEK  # 1970 began on a Thursday


def _closed_of_week(hours: Times) -> Flags:
    counts = np.bincount(_of_week(hours), minlength=WEEK)
    even = len(hours) / WEEK
    quiet = counts <= _HARDLY * even
    if quiet.all() or not quiet.any():
        return np.zeros(WEEK, dtype=np.bool_)
    # turned so that no run goes over the end of the week
    turn = int(np.argmin(quiet))
    turned = np.roll(quiet, -turn)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], turned, [False]]).astype(np.int8)))
    closed = np.zeros(WEEK, dtype=np.bool_)
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        closed[begin:end] = (end - begin) * even >= _EXPECTED
    return np.roll(closed, turn)


def _closed_days(hours: Times, listed: Times) -> Flags:
    """Return which hours lie on a day without a start though such days usually have some."""
    turn = _turn_of_day(hours)
    days, begun = (listed - turn) // 24, (hours - turn) // 24
    low = min(int(days[0]), int(begun[0]))
    size = max(int(days[-1]), int(begun[-1])) - low + 1
    counts = np.bincount(begun - low, minlength=size).astype(np.float64)
    # days before the first start and after the last say nothing
    counts[: int(begun[0]) - low] = counts[int(begun[-1]) - low + 1 :] = np.nan
    padded = np.concatenate([np.full(28, np.nan), counts, np.full(28, np.nan)])
    around = np.stack([padded[28 + each : 28 + each + size] for each in _NEIGHBOURS])
    known = np.maximum((~np.isnan(around)).sum(axis=0), 1)
    usual = np.nansum(around, axis=0) / known
    return np.asarray(((counts == 0) & (usual >= _DAY_EXPECTED))[days - low])


def _turn_of_day(hours: Times) -> int:
    """Return the hour of the day in the middle of the five that see fewest starts: there one day ends."""
    counts = np.bincount(hours % 24, minlength=24)
    around = sum(np.roll(counts, shift) for shift in range(-2, 3))
    return int(np.argmin(around))
