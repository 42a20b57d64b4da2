"""What a forecast is asked, from how it is typed: so many items, by a day, one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.errors import BadRequest
from headrace.flow.forecast import FARTHEST
from headrace.report import window as windows
from headrace.report.forecast.forecast_view import Asked
from headrace.report.view import Window
from headrace.report.words import day
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.report.view import Latest

_MOST = 1_000_000


def asked(items: str | int | None = None, by: str | None = None, item: str | None = None) -> Asked:
    """Return the question; what is empty was not asked.

    Args:
        items: how many more.
        by: a day, or a month, quarter or year, whose last day is meant.
        item: the id or key of one item.

    Raises:
        BadRequest: ``items`` is no number above 0, or ``by`` no day.
    """
    return Asked(_number(items), _day(by) if by else None, item or None)


def check_day(asked: Asked, data_to: int) -> None:
    """Raise ``BadRequest`` when the day asked about is over at ``data_to`` (µs UTC) or more than a year away."""
    if asked.by is None:
        return
    if asked.by + DAY <= data_to:
        raise BadRequest(
            f"{day(asked.by)} is over: the data goes to {day(data_to)}.",
            "There is nothing left to forecast by then.",
            ["Ask for a later day, or import what has happened since."],
        )
    if asked.by - data_to > FARTHEST * 7 * DAY:
        raise BadRequest(
            f"{day(asked.by)} is more than a year after the data ends ({day(data_to)}).",
            "So far ahead no forecast of ours has been checked.",
            [f"Ask for a day until {day(data_to + FARTHEST * 7 * DAY)}."],
        )


def _number(items: str | int | None) -> int | None:
    if items is None or items == "":
        return None
    text = str(items).strip()
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= _MOST:
        raise BadRequest(
            f'"{items}" is no number of items.',
            "Nothing was forecast.",
            ["Ask for 1 to 1,000,000, such as 20."],
        )
    return int(text)


def _day(text: str) -> int:
    found: Window | Latest | None
    try:
        found = windows.parse(text)
    except BadRequest:  # it speaks of a window, and a day was asked for
        found = None
    if not isinstance(found, Window) or found == windows.ALWAYS:
        raise BadRequest(
            f'"{text}" is no day.',
            "Nothing was forecast.",
            ["Write it as in:   2025-08-31; 2025-08, 2025-Q3 and 2025 mean their last day"],
        )
    return found.end - DAY
