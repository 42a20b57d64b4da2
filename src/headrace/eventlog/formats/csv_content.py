"""What the cells of a table's columns look like: times, numbers, words that come back, persons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headrace.eventlog import timestamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.eventlog.persons import Persons
    from headrace.eventlog.timestamps import DayOrder

_TIME_WORDS = re.compile(
    r"\b(time|timestamp|date|datetime|ts|at|on|stamp|epoch|created|updated|closed|started|ended|resolved)\b"
)
_EPOCH = re.compile(r"1\d{9}(\d{3})?(\.\d+)?")
_NUMBER_OR_ANSWER = re.compile(r"[-+\d.,]+|true|false|yes|no", re.IGNORECASE)
_OF_DAY = re.compile(r"\d:\d\d")
_WITH_ZONE = re.compile(r"\d:\d\d.*([Zz]|UTC|GMT|[+-]\d{2}(:?\d{2})?)$")
_LOOKED_AT = 1_000
_BROKEN = 50
"""One in so many lines of a log may lack its time: such a line is broken, and says nothing about the table."""


class Content:
    """The first lines of a table, looked at by column.

    Args:
        header: the columns' names as they are written.
        sample: the first lines.
        persons: which columns are taken for persons'.
    """

    def __init__(self, header: Sequence[str], sample: Sequence[list[str]], persons: Persons) -> None:
        self.header, self._sample, self._persons = header, sample, persons
        self.names = [normal(name) for name in header]
        self.places = range(len(header))
        # A column of bare numbers whose name does not speak of time counts only where no other does.
        self.dates = [place for place in self.places if self._holds_times(place)] or [
            place for place in self.places if self._holds_epochs(place)
        ]

    def cells(self, place: int) -> list[str]:
        """Return a column's first cells."""
        return [row[place].strip() for row in self._sample[:_LOOKED_AT]]

    def of_persons(self, place: int) -> bool:
        """Tell by its name whether a column holds persons."""
        return self._persons.named(self.header[place])

    def repeats(self, place: int | None) -> bool:
        """Tell whether a column's values come back, as an item does in an event log."""
        if place is None:
            return False
        cells = self.cells(place)
        return len(set(cells)) * 1.2 <= len(cells)

    def always_dated(self, place: int) -> bool:
        """Tell whether every line has this time, but for a few that are broken."""
        cells = self.cells(place)
        missing = sum(cell in timestamps.MISSING for cell in cells)
        return missing <= max(1 if len(cells) > 10 else 0, len(cells) // _BROKEN)

    def tells_what_happened(self, place: int, item: int) -> bool:
        """Tell whether a column holds a few words that vary within items, and no persons."""
        words = {cell for cell in self.cells(place) if cell}
        if self.of_persons(place) or not 2 <= len(words) <= 100:
            return False
        if any(_NUMBER_OR_ANSWER.fullmatch(word) for word in words):
            return False
        items = self.cells(item)
        return len(set(zip(items, self.cells(place), strict=True))) > len(set(items))

    def order(self, places: Sequence[int]) -> timestamps.OrderGuess:
        """Return how the dates of these columns are meant, as far as they show it."""
        return timestamps.guess_order(row[place] for row in self._sample for place in places)

    def mixes_zones(self, places: Sequence[int]) -> bool:
        """Tell whether some times of day carry a time zone and others do not."""
        stamps = [cell for place in places for cell in self.cells(place) if _OF_DAY.search(cell)]
        bare = sum(not _WITH_ZONE.search(stamp) for stamp in stamps)
        return 0 < bare < len(stamps)

    def _holds_times(self, place: int) -> bool:
        """Tell whether all cells but a few are stamps; bare numbers only where the name speaks of time."""
        cells = [cell for cell in self.cells(place) if cell not in timestamps.MISSING][:200]
        if not cells or (
            not _TIME_WORDS.search(self.names[place])
            and sum(cell.replace(".", "", 1).isdigit() for cell in cells) > len(cells) / 2
        ):
            return False
        order = timestamps.guess_order(cells).order
        odd = sum(not is_time(cell, order) for cell in cells)
        return odd <= max(2, len(cells) // 10) and odd * 2 < len(cells)

    def _holds_epochs(self, place: int) -> bool:
        """Tell whether all cells are seconds or milliseconds since 1970, of the years 2001 to 2033."""
        cells = [cell for cell in self.cells(place) if cell]
        return bool(cells) and all(_EPOCH.fullmatch(cell) for cell in cells)


def is_time(cell: str, order: DayOrder) -> bool:
    """Tell whether a text is a stamp."""
    try:
        timestamps.parse(cell, order=order)
    except ValueError:
        return False
    return True


def normal(name: str) -> str:
    """Return a column's name in lower-case words."""
    spaced = re.sub(r"(?<=[a-zäöü])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"\w+", spaced.replace("_", " ").lower()))
