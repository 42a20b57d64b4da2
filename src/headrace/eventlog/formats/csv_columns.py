"""Which column of a table says what: guessed by name and content, or as the user says.

Two shapes are known. An *event log* has one line per event: item, activity, time. An *item table* has one
line per item (or per visit of one) and several dates; each date column is a type of event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.errors import BadInput, BadRequest, nearest
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.case_attributes import of_the_event
from headrace.eventlog.formats.csv_content import Content, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from headrace.eventlog.formats.options import Options
    from headrace.eventlog.timestamps import DayOrder

_ITEM = (
    "case concept name|case id|caseid|case|trace id|trace|item id|item key|item|work item id|issue key"
    "|issuekey|key|issue id|issue|ticket id|ticket|incident id|request id|request|order id|id|number|vorgang|fall"
)
_ACTIVITY = (
    "concept name|activity|activity name|event|event name|event type|task|task name|action|operation|"
    "aktivität|tätigkeit|activiteit|actividad|activité|attività"
)
_STATE = "to status|new status|status|state|stage|phase|step"
_TIME = (
    "time timestamp|timestamp|event time|datetime|date time|occurred at|time|date|changed|changed at|"
    "complete timestamp|start timestamp|zeitstempel|datum"
)
_VALUE = "lifecycle transition|transition|lifecycle"
_LABEL = "summary|title|subject"


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of a table's columns.

    Args:
        item: names the item; None when each line is an item of its own.
        activity: what happened; None for an item table.
        times: when; several in an item table.
        end: when it ended, in a log whose events have a start and an end.
        value: what the event set (a life cycle's transition).
        label: the item's title.
        others: name and places of all the other columns; a name may stand several times.
        order: how 03/04/2025 is meant.
    """

    item: int | None
    activity: int | None
    times: tuple[int, ...]
    end: int | None
    value: int | None
    label: int | None
    others: tuple[tuple[str, tuple[int, ...]], ...]
    order: DayOrder

    def described(self, header: Sequence[str]) -> str:
        """Return what was taken for what, in one sentence."""
        said = [f"item = {'the line number' if self.item is None else header[self.item]}"]
        said += [f"activity = {header[self.activity]}"] if self.activity is not None else []
        name = "time" if self.activity is not None else "events"
        said.append(f"{name} = {', '.join(header[place] for place in self.times)}")
        for name, place in (("end", self.end), ("value", self.value), ("label", self.label)):
            said += [f"{name} = {header[place]}"] if place is not None else []
        return f"Columns: {', '.join(said)}; other columns become attributes."


def choose(
    path: Path, header: Sequence[str], sample: Sequence[list[str]], options: Options, notes: list[str]
) -> Columns:
    """Return the columns' meaning, from the options first, then by name and content of the first lines.

    Raises:
        BadInput: there is no column with dates, or an event log's item cannot be told.
        BadRequest: an option names a column that is not there.
    """
    return _Choice(path, header, sample, options).columns(notes)


class _Choice:
    """The choosing of one table's columns."""

    def __init__(
        self, path: Path, header: Sequence[str], sample: Sequence[list[str]], options: Options
    ) -> None:
        self._path, self._header, self._options = path, header, options
        self._content = Content(header, sample, options.persons())
        self._names, self._dates = self._content.names, self._content.dates

    def columns(self, notes: list[str]) -> Columns:
        """Choose them all; note what is not certain."""
        self._refuse_odd_header()
        item = self._given("item")
        activity = self._given("activity")
        item = item if item is not None else self._by_name(_ITEM, but=[activity, *self._dates])
        if item is None:
            item = self._ids_by_ending([activity, *self._dates])
        if activity is None:
            activity = self._activity(item)
        if item is None:
            item = self._item_by_content(activity)
        times, end = self._times(activity)
        value = self._given("value")
        if value is None and end is None and activity is not None:
            value = self._by_name(_VALUE, but=[item, activity])
        label = self._given("label")
        label = label if label is not None else self._by_name(_LABEL, but=[item, activity])
        taken = {item, activity, *times, end, value, label}
        others: dict[str, tuple[int, ...]] = {}
        for place, name in enumerate(self._header):
            if place not in taken:
                others[name] = (*others.get(name, ()), place)
        order = self._order(times, notes)
        self._note_zones(times, notes)
        return Columns(item, activity, times, end, value, label, tuple(others.items()), order)

    def _given(self, option: str) -> int | None:
        """Return the place of the column that an option names."""
        name = self._options.text(option)
        return self._place(option, name) if name else None

    def _place(self, option: str, name: str) -> int:
        for wanted in (name, name.lower()):
            for place, there in enumerate(self._header):
                if wanted in (there, there.lower()):
                    return place
        raise BadRequest(
            f'{self._path} has no column "{name}" (for {option}). {nearest(name, self._header)}'.rstrip(),
            f"It has: {', '.join(self._header)}.",
        )

    def _by_name(self, wanted: str, but: Sequence[int | None]) -> int | None:
        """Return the column with the first of the wanted names."""
        for name in wanted.split("|"):
            for place, there in enumerate(self._names):
                if there == name and place not in but:
                    return place
        return None

    def _ids_by_ending(self, but: Sequence[int | None]) -> int | None:
        """Return the first column called ``… id``, ``… key`` or ``… number``; not of an event or a person."""
        for place, name in enumerate(self._names):
            named_so = re.fullmatch(r"(?!event\b|row\b|line\b).* (id|key|number|no)", name)
            aside = of_the_event(name) or self._content.of_persons(place)
            if place not in but and named_so and not aside:
                return place
        return None

    def _activity(self, item: int | None) -> int | None:
        """Return the column that says what happened; None for an item table."""
        place = self._by_name(_ACTIVITY, but=[item, *self._dates])
        if place is None and item is not None and self._content.repeats(item):
            place = self._by_name(_STATE, but=[item, *self._dates])
            # A log's lines all have their time; an item table has dates that are still to come.
            if place is None and len(self._dates) == 1 and self._content.always_dated(self._dates[0]):
                others = (one for one in self._content.places if one not in (item, *self._dates))
                place = next((one for one in others if self._content.tells_what_happened(one, item)), None)
        return place

    def _item_by_content(self, activity: int | None) -> int | None:
        """Return the column that can name the items when none is called so; never one of persons."""
        content = self._content
        left = [place for place in content.places if place not in (activity, *self._dates)]
        for place in (place for place in left if not content.of_persons(place)):
            cells = content.cells(place)
            distinct = len(set(cells))
            if activity is None and place == 0 and distinct == len(cells) and all(cells):
                return place
            if (
                activity is not None
                and content.repeats(place)
                and distinct > len(set(content.cells(activity)))
            ):
                return place
        if activity is not None:
            raise self._unclear(
                "which column names the item", "item", persons=[p for p in left if content.of_persons(p)]
            )
        return None

    def _times(self, activity: int | None) -> tuple[tuple[int, ...], int | None]:
        """Return the columns that say when, and the one that says when it ended."""
        end = self._given("end")
        text = self._options.text("time")
        if text:
            whole = text.lower() in (name.lower() for name in self._header)
            names = [text] if whole else self._options.names("time")
            return tuple(self._place("time", name) for name in names), end
        dates = [place for place in self._dates if place not in (end, activity)]
        if not dates:
            raise self._unclear("which column says when something happened", "time")
        if activity is None:
            return tuple(dates), end
        starts = [place for place in dates if re.search(r"\b(start|begin)", self._names[place])]
        ends = [p for p in dates if re.search(r"\b(complete|end|finish)", self._names[p]) and p not in starts]
        if starts and (ends or end is not None):
            return (starts[0],), end if end is not None else ends[0]
        named = self._by_name(_TIME, but=[p for p in range(len(self._header)) if p not in dates])
        return (dates[0] if named is None else named,), end

    def _order(self, times: tuple[int, ...], notes: list[str]) -> DayOrder:
        """Return how the dates are meant; note it when nothing proves it."""
        if given := self._options.chosen("date-order", ("dmy", "mdy")):
            return "dmy" if given == "dmy" else "mdy"
        guess = self._content.order(times)
        if guess.ambiguous:
            notes.append(
                "Nothing shows whether the dates have the day or the month first; they were read with the "
                "day first (--option date-order=mdy changes that)."
            )
        elif guess.order == "mdy":
            notes.append("The dates have the month first, as in 12/31/2025.")
        return guess.order

    def _note_zones(self, times: tuple[int, ...], notes: list[str]) -> None:
        """Note it when some times of day carry a time zone and others do not."""
        if self._content.mixes_zones(times):
            zone = self._options.text("timezone")
            how = "; --option timezone=Europe/Berlin changes that" if not zone else ""
            notes.append(
                "Some times have a time zone and some have none; those without were read as "
                f"{zone or 'UTC'}{how}."
            )

    def _refuse_odd_header(self) -> None:
        """Raise when the first line is data, or names an object-centric log."""
        if "ocel:eid" in self._header:
            raise BadInput(
                f"{self._path} is an OCEL log as CSV, which is not read.",
                NOTHING_WRITTEN,
                ["Export it as OCEL JSON, SQLite or XML."],
            )
        for cell in self._header:
            if is_time(cell, "dmy") or is_time(cell, "mdy"):
                raise BadInput(
                    f'{self._path}, line 1: column names are needed here, and there is "{cell}".',
                    NOTHING_WRITTEN,
                    ["Put a line with the columns' names on top."],
                )

    def _unclear(self, what: str, option: str, persons: Sequence[int] = ()) -> BadInput:
        named = ", ".join(self._header[place] for place in persons)
        aside = (
            f" What is called {named} is taken for persons, and work is not followed by person."
            if named
            else ""
        )
        return BadInput(
            f"{self._path} does not show {what}.",
            f"{NOTHING_WRITTEN} Its columns: {', '.join(self._header)}.{aside}",
            [f"Name it:   headrace import {self._path} --option {option}=COLUMN"],
        )
