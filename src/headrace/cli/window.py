"""The window of time as a person types it: a year, a half, a quarter, a month, a day, or first..last."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from headrace.errors import BadRequest

if TYPE_CHECKING:
    from headrace.report.view import Window

ALL = "all"
_PERIOD = re.compile(
    r"^(?P<year>\d{4})(?:-(?:(?P<half>[Hh][12])|(?P<quarter>[Qq][1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?$"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str | None) -> Window | None:
    """Return the window that a text names; ``None`` for no text, which means the usual one.

    Raises:
        BadRequest: the text is no time, or its end lies before its start.
    """
    from headrace.report.view import Window

    if text is None:
        return None
    if text.strip().lower() == ALL:
        return Window(0, _micros(date(2999, 12, 31)))
    first, dots, last = (part.strip() for part in text.partition(".."))
    start, end = _period(first, text), _period(last if dots else first, text)
    if end[1] <= start[0]:
        raise BadRequest(
            f'The window "{text}" ends before it begins.',
            "Nothing was looked up.",
            [f"--window {last}..{first}"],
        )
    return Window(_micros(start[0]), _micros(end[1]))


def _period(text: str, whole: str) -> tuple[date, date]:
    """Return the first day of a period and the first day after it."""
    match = _PERIOD.match(text)
    if match:
        year = int(match["year"])
        try:
            if match["day"]:
                day = date.fromisoformat(text)
                return day, day + timedelta(days=1)
            if match["month"]:
                return _months(year, int(match["month"]), 1)
            if match["quarter"]:
                return _months(year, 3 * int(match["quarter"][1]) - 2, 3)
            if match["half"]:
                return _months(year, 6 * int(match["half"][1]) - 5, 6)
            return _months(year, 1, 12)
        except ValueError:
            pass
    raise BadRequest(
        f'The window "{whole}" is not a time in the calendar.'
        if match
        else f'The window "{whole}" is not a time.',
        "Nothing was looked up.",
        ["Write it as in:   --window 2025   2025-Q2   2025-03   2025-01-01..2025-06-30   all"],
    )


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    after = year * 12 + month - 1 + count
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)


def _micros(day: date) -> int:
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
