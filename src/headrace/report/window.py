"""The window of time as it is typed and stands in addresses: ``2025-Q2``, ``90d``, ``2025-01-01..2025-06-30``.

Both ends belong to it; days begin at 00:00 UTC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from headrace.errors import BadRequest
from headrace.report import words
from headrace.report.view import Latest, Window

ALWAYS = Window(0, 32_503_680_000_000_000)  # until the year 3000; "all" as text
DAY = 86_400_000_000  # µs
EPOCH = date(1970, 1, 1)
_ALL_TEXT = "all"
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<half>[Hh][12])|(?P<quarter>[Qq][1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?",
    re.ASCII,
)
_LATEST = re.compile(r"([1-9]\d{0,4})([dw])", re.ASCII | re.IGNORECASE)
_REMEDY = "Write it as in:   2025   2025-Q2   2025-03   2025-01-01..2025-06-30   90d   12w   all"


@dataclass(frozen=True, slots=True)
class Preset:
    """A window on offer: ``value`` stands in the URL, ``label`` on the page."""

    value: str
    label: str
    chosen: bool = False


def parse(text: str) -> Window | Latest:
    """Read a window: a year, half, quarter, month or day, two of them with dots between, ``90d`` or ``all``.

    Raises:
        BadRequest: the text is no time, is not in the calendar, or its end lies before its start.
    """
    if text.strip().lower() == _ALL_TEXT:
        return ALWAYS
    if latest := _LATEST.fullmatch(text.strip()):
        return Latest(int(latest[1]) * (7 if latest[2] in "wW" else 1))
    first, dots, last = (part.strip() for part in text.partition(".."))
    start, end = _period(first, text)[0], _period(last if dots else first, text)[1]
    if end <= start:
        raise BadRequest(
            f'The window "{text}" ends before it begins.',
            "Nothing was looked up.",
            [f"The other way round it is   {last}..{first}"],
        )
    return Window(_micros(start), _micros(end))


def text(window: Window) -> str:
    """Return the window as text: its first and its last day."""
    return f"{first_day(window)}..{last_day(window)}"


def span(window: Window) -> str:
    """Return the window in words."""
    return _ALL.label if window == ALWAYS else words.span(window)


def first_day(window: Window) -> date:
    """Return the first day of the window."""
    return _date(window.start)


def last_day(window: Window) -> date:
    """Return the last day of the window (its end is exclusive)."""
    return _date(max(window.start, window.end - 1))


def everything(first: int, data_to: int) -> Window:
    """Return the window of whole days from the time ``first`` to the time ``data_to``, both µs UTC."""
    return Window(_micros(_date(first)), _micros(_date(max(first, data_to)) + timedelta(days=1)))


def last_months(data_to: int, months: int) -> Window:
    """Return so many months up to the last day of the data: as long as calendars count them, never shorter.

    It ends with the day of ``data_to`` (µs UTC) and begins on the day of the month that follows that day, so
    many months earlier: 1 Jan to 30 Jun. Where that month is too short for it, it begins with its last day.
    """
    end = _date(data_to) + timedelta(days=1)
    return Window(_micros(_months_before(end, months)), _micros(end))


def presets(data_to: int, shown: Window, *, named: bool, usual: str = "") -> tuple[Preset, ...]:
    """Return the windows on offer, counted back from the last day of the data, with the shown one chosen.

    Args:
        data_to: time of the last event read, µs UTC.
        shown: the window that the page shows.
        named: whether the URL names it; a window that it does not name stays out of it.
        usual: what the window is called when it is not one window, but each stream's own.
    """
    last = _date(data_to)
    offered = [
        ("Last 90 days", last - timedelta(days=89), last),
        ("Last 6 months", first_day(last_months(data_to, 6)), last),
        ("Last 12 months", first_day(last_months(data_to, 12)), last),
        ("This year", date(last.year, 1, 1), date(last.year, 12, 31)),
        ("Previous year", date(last.year - 1, 1, 1), date(last.year - 1, 12, 31)),
    ]
    choices = [*(Preset(f"{first}..{until}", label) for label, first, until in offered), _ALL]
    value = _ALL_TEXT if shown == ALWAYS else text(shown)
    chosen = None if usual else next((choice for choice in choices if choice.value == value), None)
    first = chosen or Preset(value, usual or words.span(shown))
    mine = Preset(first.value if named else "", first.label, chosen=True)
    if chosen is None:
        return (mine, *choices, _OTHER)
    return (*(mine if choice is chosen else choice for choice in choices), _OTHER)


_ALL = Preset(_ALL_TEXT, "All time")
_OTHER = Preset("other", "Other dates …")


def _period(text: str, whole: str) -> tuple[date, date]:
    """Return the first day of a period and the first day after it."""
    part = _PERIOD.fullmatch(text)
    if part is None:
        raise BadRequest(f'The window "{whole}" is not a time.', "Nothing was looked up.", [_REMEDY])
    year = int(part["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadRequest(
            f'"{text}" lies outside {_FIRST_YEAR} to {_LAST_YEAR}.', "Nothing was looked up.", [_REMEDY]
        )
    try:
        if part["day"]:
            day = date.fromisoformat(text)
            return day, day + timedelta(days=1)
        if part["month"]:
            return _months(year, int(part["month"]), 1)
    except ValueError:
        raise BadRequest(f'"{text}" is not in the calendar.', "Nothing was looked up.", [_REMEDY]) from None
    if part["quarter"]:
        return _months(year, 3 * int(part["quarter"][1]) - 2, 3)
    if part["half"]:
        return _months(year, 6 * int(part["half"][1]) - 5, 6)
    return _months(year, 1, 12)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    after = year * 12 + month - 1 + count
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date(micros: int) -> date:
    return datetime.fromtimestamp(0, UTC).date() + timedelta(days=micros // DAY)


def _micros(day: date) -> int:
    return (day - EPOCH).days * DAY
