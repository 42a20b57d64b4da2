"""Axes of charts: time from left to right, counts from zero, days on a scale of logarithms; round ticks on each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headrace.report.words import scale_for

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_DAYS = (1, 2, 7, 14)


@dataclass(frozen=True, slots=True)
class Across:
    """Time from left to right: µs UTC between ``start`` and ``end`` onto px between ``left`` and ``right``."""

    start: int
    end: int
    left: float
    right: float

    def x(self, moment: float) -> float:
        """Return where a moment stands, in px; what lies outside stands at the edge."""
        share = (moment - self.start) / max(self.end - self.start, 1)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, room: float = 72.0) -> list[tuple[float, str]]:
        """Return first days of months (or days of short windows) with their names, at least ``room`` px apart."""
        most = max(1, int((self.right - self.left) / room))
        months = (self.end - self.start) / (30.44 * 86_400_000_000)
        if months < 1.5:
            return self._days(most)
        step = next((each for each in _STEPS if months / each <= most), _STEPS[-1])
        found: list[tuple[float, str]] = []
        when = _EPOCH + timedelta(microseconds=self.start)
        month = when.year * 12 + when.month - 1
        month += (-month) % step
        while (moment := _micros(month)) <= self.end:
            if moment >= self.start:
                year, of_year = divmod(month, 12)
                named = not found or of_year == 0 or step >= 12
                name = f"{year}" if step >= 12 else _MONTHS[of_year] + (f" {year}" if named else "")
                found.append((self.x(moment), name))
            month += step
        return found

    def _days(self, most: int) -> list[tuple[float, str]]:
        day = 86_400_000_000
        step = next((each for each in _DAYS if (self.end - self.start) / day / each <= most), _DAYS[-1]) * day
        first = -(-self.start // day) * day
        return [(self.x(at), _day(at)) for at in range(first, self.end + 1, step)]


@dataclass(frozen=True, slots=True)
class Upward:
    """Amounts from zero upwards: 0 at ``bottom`` px, ``most`` at ``top`` px."""

    most: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Return where a value stands, in px."""
        return self.bottom - min(max(value, 0.0) / self.most, 1.0) * (self.bottom - self.top)

    def ticks(self) -> list[tuple[float, str]]:
        """Return zero, the top and its half where that is whole, with their numbers."""
        half = self.most / 2
        values = [0.0, half, self.most] if half == int(half) else [0.0, self.most]
        return [(self.y(value), f"{value:,.0f}") for value in values]


@dataclass(frozen=True, slots=True)
class Logarithmic:
    """Days on a scale of logarithms, between the px ``low`` for the least and ``high`` for the most."""

    least: float
    most: float
    low: float
    high: float

    def at(self, days: float) -> float:
        """Return where so many days stand, in px; what lies outside stands at the edge."""
        inside = min(max(days, self.least), self.most)
        share = math.log(inside / self.least) / math.log(self.most / self.least)
        return self.low + share * (self.high - self.low)

    def ticks(self, room: float = 26.0) -> list[tuple[float, str]]:
        """Return round spans of time at least ``room`` px apart, in the unit that suits each."""
        found: list[tuple[float, str]] = []
        for days in _ROUND:
            if self.least <= days <= self.most:
                at = self.at(days)
                if not found or abs(at - found[-1][0]) >= room:
                    found.append((at, scale_for(days).brief(days)))
        return found


_ROUND_COUNTS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_ROUND = (1 / 1440, 1 / 144, 1 / 24, 6 / 24, 1, 3, 10, 30, 100, 300, 1000, 3000)


def rounded_up(value: float) -> float:
    """Return the next round number above a count: such as 2, 12, 15, 40 or 600, at least 2."""
    if value <= 2:
        return 2.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(each * power for each in _ROUND_COUNTS if each * power >= value)


def around_all(days: Sequence[float]) -> tuple[float, float]:
    """Return the least and the most of a logarithmic axis that holds all of ``days``: never less than threefold."""
    known = [each for each in days if each > 0] or [1.0]
    least, most = (max(each, 1 / 1440) for each in (min(known), max(known)))
    if most < 3 * least:
        middle = math.sqrt(least * most)
        least, most = middle / 1.8, middle * 1.8
    return least * 0.9, most * 1.1


def _micros(month: int) -> int:
    year, of_year = divmod(month, 12)
    return (datetime(year, of_year + 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def _day(moment: int) -> str:
    when = _EPOCH + timedelta(microseconds=moment)
    return f"{when.day} {_MONTHS[when.month - 1]}"
