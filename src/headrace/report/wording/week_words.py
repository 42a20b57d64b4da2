"""Hours of the week in words: ``Mon–Fri 7–17, Sat 9–12 (UTC)``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST = 4


def week_words(of_week: Sequence[bool]) -> str:
    """Return which of the 168 hours of a week, from Monday 00:00 UTC on, are meant.

    Where that takes too many words, it is only how many.
    """
    if all(of_week):
        return text("week.always")
    days = [_hours(of_week[24 * at : 24 * at + 24]) for at in range(7)]
    told = [f"{_names(first, last)} {hours}" for hours, first, last in _runs(days) if hours]
    if len(told) <= _MOST and not any("," in each for each in told):
        return text("week.hours", {"hours": ", ".join(told)})
    return text("week.some", {"hours": str(sum(of_week))})


def _runs(days: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return what neighbouring days have in common, with the first and the last of them."""
    found, at = [], 0
    for hours, same in groupby(days):
        long = len(list(same))
        found.append((hours, at, at + long - 1))
        at += long
    return found


def _hours(of_day: Sequence[bool]) -> str:
    """Return the open hours of a day: ``7–12, 13–17``; ``""`` for none."""
    found, at = [], 0
    for is_open, same in groupby(of_day):
        long = len(list(same))
        if is_open:
            found.append(f"{at}–{at + long}")
        at += long
    return ", ".join(found)


def _names(first: int, last: int) -> str:
    return _DAYS[first] if first == last else f"{_DAYS[first]}–{_DAYS[last]}"
