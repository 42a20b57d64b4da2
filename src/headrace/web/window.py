"""The window of time in the URL: ``2025-01-01..2025-06-30``, both days included, in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from headrace.errors import BadRequest
from headrace.report import words
from headrace.report.view import Window

ALWAYS = Window(0, 32_503_680_000_000_000)  # until the year 3000; "all" in the URL
DAY = 86_400_000_000  # µs
EPOCH = date(1970, 1, 1)
_TEXT = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})\s*\.\.\s*(\d{4}-\d{2}-\d{2})\s*$")
_REMEDY = "Write both days, as in window=2025-01-01..2025-06-30, or window=all"


@dataclass(frozen=True, slots=True)
class Preset:
    """A window on offer: ``value`` stands in the URL, ``label`` on the page."""

    value: str
    label: str
    chosen: bool = False


def parse(text: str) -> Window:
    """Read ``first..last`` as a window from the first day's start to the last day's end.

    Raises:
        BadRequest: it is not two days, one of them is not in the calendar, or they are the wrong way round.
    """
    match = _TEXT.match(text)
    if not match:
        raise BadRequest(f'The window "{text}" is not two days.', "Nothing was looked up.", [_REMEDY])
    first, last = (_day(part) for part in match.groups())
    if last < first:
        raise BadRequest(
            f'The window "{text}" ends before it begins.',
            "Nothing was looked up.",
            [f"window={last}..{first}"],
        )
    return Window(_micros(first), _micros(last + timedelta(days=1)))


def text(window: Window) -> str:
    """Return the window as it stands in the URL: its first and its last day."""
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


def presets(data_to: int, shown: Window, *, named: bool, usual: str = "") -> tuple[Preset, ...]:
    """Return the windows on offer, counted back from the last day of the data, with the shown one chosen.

    Args:
        data_to: time of the last event read, µs UTC.
        shown: the window that the page shows.
        named: whether the URL names it; a window that it does not name stays out of it.
        usual: what the window is called when it is not one window, but each stream's own.
    """
    last = _date(data_to)
    end = last + timedelta(days=1)
    offered = [
        ("Last 90 days", end - timedelta(days=90), last),
        ("Last 6 months", end - timedelta(days=182), last),
        ("Last 12 months", end - timedelta(days=365), last),
        ("This year", date(last.year, 1, 1), date(last.year, 12, 31)),
        ("Previous year", date(last.year - 1, 1, 1), date(last.year - 1, 12, 31)),
    ]
    choices = [*(Preset(f"{first}..{until}", label) for label, first, until in offered), _ALL]
    value = "all" if shown == ALWAYS else text(shown)
    chosen = None if usual else next((choice for choice in choices if choice.value == value), None)
    first = chosen or Preset(value, usual or words.span(shown))
    mine = Preset(first.value if named else "", first.label, chosen=True)
    if chosen is None:
        return (mine, *choices, _OTHER)
    return (*(mine if choice is chosen else choice for choice in choices), _OTHER)


_ALL = Preset("all", "All time")
_OTHER = Preset("other", "Other dates …")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest(
            f'"{text}" is not a day in the calendar.', "Nothing was looked up.", [_REMEDY]
        ) from None
    if not 1900 <= day.year <= 2999:
        raise BadRequest(f'"{text}" lies outside 1900 to 2999.', "Nothing was looked up.", [_REMEDY])
    return day


def _date(micros: int) -> date:
    return datetime.fromtimestamp(0, UTC).date() + timedelta(days=micros // DAY)


def _micros(day: date) -> int:
    return (day - EPOCH).days * DAY
