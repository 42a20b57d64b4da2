"""From the simulation's even time to the hours in which people work.

The simulation counts days that are all alike. Each of its weeks is mapped on the working hours of the
same week, Monday to Friday 08:00 to 18:00, in order: a length of time stays what it was on average, and
nothing happens at night or on a Sunday, except for what goes on around the clock.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

FIRST_MONDAY = date(2022, 6, 27)
"""Day 0 of the simulation."""

_MS_PER_DAY = 86_400_000
_HOURS = 10.0
_OPENS = 8.0
_WEEK = 5 * _HOURS
_EPOCH_MS = int(datetime.combine(FIRST_MONDAY, datetime.min.time(), UTC).timestamp()) * 1000


def office(moment: float) -> int:
    """Return when ``moment`` (days of the simulation) is, in working hours: µs UTC, whole milliseconds."""
    week, rest = divmod(moment, 7.0)
    day, hour = divmod(rest / 7.0 * _WEEK, _HOURS)
    days = int(week) * 7 + int(day)
    return (_EPOCH_MS + days * _MS_PER_DAY + int((_OPENS + hour) * 3_600_000)) * 1000


def around(moment: float) -> int:
    """Return when ``moment`` is for those who work day and night: µs UTC, whole milliseconds."""
    return (_EPOCH_MS + int(moment * _MS_PER_DAY)) * 1000


def moment_of(day: date) -> float:
    """Return the simulation's time at the beginning of a day; a weekend counts as the Monday after."""
    weeks, weekday = divmod((day - FIRST_MONDAY).days, 7)
    return weeks * 7.0 + min(weekday, 5) / 5 * 7.0


def departure(after: float, weekdays: tuple[int, ...], hour: float) -> float:
    """Return the next departure of a train at or after ``after``, in days of the simulation."""
    week = int(after // 7.0)
    slots = sorted((weekday * _HOURS + hour - _OPENS) / _WEEK * 7.0 for weekday in weekdays)
    for one in (week, week + 1):
        for slot in slots:
            if one * 7.0 + slot >= after:
                return one * 7.0 + slot
    raise AssertionError("a train leaves every week")


def midnight(day: date) -> int:
    """Return the beginning of a day, µs UTC."""
    return int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) * 1_000_000


def day_of(moment: int) -> date:
    """Return the day of a time in µs UTC."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).date()
