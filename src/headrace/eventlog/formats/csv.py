"""CSV tables: an event log with one line per event, or an item table with several dates per line.

Events are named by their item and place in the file (``C01#3``), so reading the same file twice gives the
same ids. A column that never varies within an item describes the item; all others belong to the event.
"""

from __future__ import annotations

from array import array
from itertools import chain, islice
from typing import TYPE_CHECKING

from headrace.errors import BadInput
from headrace.eventlog import persons, timestamps
from headrace.eventlog.formats import case_attributes, csv_columns
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.case_attributes import History
from headrace.eventlog.formats.csv_text import Repeated, looks_like_table, open_table
from headrace.eventlog.formats.options import OF_PERSONS, Options
from headrace.eventlog.model import ALWAYS, Batch, event_id, object_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.eventlog.formats.csv_columns import Columns
    from headrace.eventlog.formats.csv_text import Table
    from headrace.eventlog.reading import Reading

_BATCH = 50_000
_MISSING = frozenset({"", "NULL", "\\N", "NaN", "N/A"})
_AND = "\x1f"
"""Between the texts of columns that have the same name."""

_NEVER = 1 << 62
_Event = tuple[str, str | None, int, bool]
"""Type, value, time (µs UTC), whether the time of day is unknown."""


class CsvReader:
    """Reads delimited text, also gzipped.

    Options: ``item``, ``activity``, ``time``, ``end``, ``value``, ``label`` name columns (``time`` several
    of an item table, by comma), ``item-attributes`` columns that speak of the item even where they change;
    ``type`` is that of the items (*item*); ``date-order`` (*dmy* or *mdy*), ``timezone``, ``delimiter`` and
    ``encoding`` say how the file is written; ``not-persons`` and ``person-key`` as in :mod:`..persons`.
    """

    name = "csv"
    options = (
        *("item", "activity", "time", "end", "value", "label", "item-attributes"),
        *("type", "date-order", "timezone", "delimiter", "encoding", *OF_PERSONS),
    )

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this is a table: by its name, or lines of as many fields each."""
        if not head or head[:1] in b"{[<" or head.startswith(b"SQLite format 3"):
            return False
        if path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv")):
            return True
        return looks_like_table(head)

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the table in batches of some 50,000 events; its items come last.

        Raises:
            BadInput: no table, no dates, or a broken line (with its number).
        """
        options = Options(self.name, self.options, reading.options)
        table = open_table(path, reading, options)
        repeated = Repeated()
        rows = repeated.watched(table.rows(reading))
        sample = list(islice(rows, case_attributes.SAMPLE))
        if not sample:
            raise BadInput(
                f"{path} has no line that can be read below its column names.",
                NOTHING_WRITTEN,
                ["Export it again, with the rows in it."],
            )
        columns = csv_columns.choose(path, table.header, [row for _, row in sample], options, reading.notes)
        reading.notes.append(columns.described(table.header))
        log = _Log(table, columns, reading, options)
        log.decide(sample)
        for line, cells in chain(sample, rows):
            log.add(line, cells)
            if len(log.batch.events.id) >= _BATCH:
                yield log.batch
                log.batch = Batch(reading.source)
        reading.notes += repeated.notes()
        yield from log.finish()


class _Log:
    """Rows into batches."""

    def __init__(self, table: Table, columns: Columns, reading: Reading, options: Options) -> None:
        self._table, self._columns, self._reading = table, columns, reading
        self._type, self._zone = options.text("type", "item"), options.zone()
        self._asked = options.names("item-attributes")
        self._persons = options.persons()
        self._of_persons = columns.item is not None and self._persons.named(table.header[columns.item])
        self.batch = Batch(reading.source)
        self._items: dict[str, int] = {}
        self._lines = array("q")
        self._started = array("q")
        self._labels: dict[int, str] = {}
        self._others: list[tuple[str, tuple[int, ...], History | None]] = []
        self._values = True

    def decide(self, sample: list[tuple[int, list[str]]]) -> None:
        """Decide from the first rows that can be read which columns are the items', and whether values say anything."""
        good = [(line, cells) for line, cells in sample if self._readable(line, cells)]
        self._others = [(name, places, None) for name, places in self._columns.others]
        constant = case_attributes.constant_within_cases(
            (self._item(cells, line), {name: text for name, text, _ in self._said(cells)})
            for line, cells in good
        )
        constant.update(self._asked)
        self._others = [
            (
                name.removeprefix("case:"),
                places,
                History() if name in constant or name.startswith("case:") else None,
            )
            for name, places in self._columns.others
        ]
        if self._columns.value is not None:
            found = {cells[self._columns.value].strip().lower() for _, cells in good}
            self._values = bool(found - {"", "complete"})

    def _said(self, cells: list[str]) -> list[tuple[str, str, History | None]]:
        """Return what a row says beside what happened: name, text, and its history when it is the item's.

        Persons stand under their keys.
        """
        return [
            (name, self._keyed(name, text) if self._persons.named(name) else text, history)
            for name, places, history in self._others
            if (cells[places[0]] or len(places) > 1) and (text := _cell(cells, places))
        ]

    def _keyed(self, name: str, text: str) -> str:
        return _AND.join(self._persons.kept(name, part)[1] for part in text.split(_AND))

    def _kept(self, name: str) -> str:
        """Return what a column is called in the log."""
        return persons.key_name(name) if self._persons.named(name) else name

    def add(self, line: int, cells: list[str]) -> None:
        """Add one row's events; report it when it cannot be read."""
        try:
            item, events = self._read(line, cells)
        except ValueError as error:
            self._reading.bad_line(f"{self._table.path}, line {line:,}", f"{error}.")
            return
        number = self._items.setdefault(item, len(self._items))
        if number == len(self._lines):
            self._lines.append(0)
            self._started.append(_NEVER)
        first = min((at for _, _, at, _ in events), default=_NEVER)
        self._started[number] = min(self._started[number], first)
        attributes: list[tuple[str, str]] = []
        for name, text, history in self._said(cells):
            if history is not None:
                history.see(number, text, first if events else ALWAYS)
            else:
                attributes += [(self._kept(name), part) for part in text.split(_AND)]
        self._add_events(item, number, events, attributes)
        self._lines[number] += 1
        if self._columns.label is not None and (label := cells[self._columns.label].strip()):
            self._labels[number] = label

    def _read(self, line: int, cells: list[str]) -> tuple[str, list[_Event]]:
        """Return a row's item and events; raises ``ValueError`` when it cannot be read."""
        item = self._item(cells, line)
        if not item:
            raise ValueError(f"it has no {self._named(self._columns.item)}")
        return item, self._dates(cells) if self._columns.activity is None else self._happened(cells)

    def _readable(self, line: int, cells: list[str]) -> bool:
        try:
            self._read(line, cells)
        except ValueError:
            return False
        return True

    def finish(self) -> Iterator[Batch]:
        """Yield the items with what is known of them; note items that stand on several lines."""
        if self._persons.note:
            self._reading.notes.append(self._persons.note)
        several = sum(count > 1 for count in self._lines)
        if several and self._columns.activity is None:
            self._reading.notes.append(
                f"{several:,} of {len(self._items):,} items stand on more than one line; "
                "the dates of all their lines are events of the one item."
            )
        for item, number in self._items.items():
            oid = self.batch.add_object(self._type, item, label=self._labels.get(number))
            for name, _, history in self._others:
                for text, since in history.values(number, self._started[number]) if history else ():
                    values = text.split(_AND) if _AND in text else text
                    self.batch.add_value(oid, self._kept(name), values, since)
            if len(self.batch.objects.id) >= _BATCH:
                yield self.batch
                self.batch = Batch(self._reading.source)
        yield self.batch

    def _item(self, cells: list[str], line: int) -> str:
        """Return the item that a row is about."""
        place = self._columns.item
        if place is None:
            return f"line-{self._reading.place(line)}"
        text = cells[place].strip()
        return self._persons.kept(self._table.header[place], text)[1] if text and self._of_persons else text

    def _happened(self, cells: list[str]) -> list[_Event]:
        """Return the event of a log's row, or its start and its completion."""
        columns = self._columns
        kind = cells[columns.activity or 0].strip()
        if not kind:
            raise ValueError(f"it has no {self._named(columns.activity)}")
        at, date_only = self._time(cells, columns.times[0])
        if columns.end is not None:
            started = (kind, "start", at, date_only)
            if cells[columns.end].strip() in timestamps.MISSING:
                return [started]
            return [started, (kind, "complete", *self._time(cells, columns.end))]
        value = cells[columns.value].strip() if columns.value is not None and self._values else ""
        return [(kind, value or None, at, date_only)]

    def _dates(self, cells: list[str]) -> list[_Event]:
        """Return an event for each date of an item table's row."""
        return [
            (self._table.header[place], None, *self._time(cells, place))
            for place in self._columns.times
            if cells[place].strip() not in timestamps.MISSING
        ]

    def _time(self, cells: list[str], place: int) -> tuple[int, bool]:
        """Return a cell's time.

        Raises:
            ValueError: it is none; the text says which column and why.
        """
        text = cells[place].strip()
        if text in timestamps.MISSING:
            raise ValueError(f"it has no {self._named(place)}")
        try:
            return timestamps.parse(text, order=self._columns.order, zone=self._zone)
        except ValueError as error:
            raise ValueError(f"{self._named(place)} is {error}") from None

    def _named(self, place: int | None) -> str:
        return f'"{self._table.header[place or 0]}"'

    def _add_events(
        self, item: str, number: int, events: list[_Event], attributes: list[tuple[str, str]]
    ) -> None:
        """Add events of one row; their keys are the item and its row in the file."""
        source, into, rest = self._reading.source, self.batch.events, self.batch.event_attributes
        oid = object_id(source, self._type, item)
        row = self._lines[number]
        if self._columns.activity is not None:
            key = f"{item}#{self._reading.place(row)}"
        else:  # an item table's line says all dates of its item: in another file, they are the same dates
            key = f"{item}#{row}" if row else item
        for kind, value, at, date_only in events:
            own = event_id(source, kind, f"{key}.start" if value == "start" and len(events) > 1 else key)
            into.id.append(own)
            into.type.append(kind)
            into.value.append(value)
            into.occurred_at.append(at)
            into.date_only.append(date_only)
            into.url.append(None)
            self.batch.event_objects.event_id.append(own)
            self.batch.event_objects.object_id.append(oid)
            self.batch.event_objects.qualifier.append("")
            for name, text in attributes:
                rest.event_id.append(own)
                rest.attribute.append(name)
                rest.value.append(text)


def _cell(cells: list[str], places: tuple[int, ...]) -> str:
    """Return what a row says in a column; several columns of one name are joined."""
    if len(places) == 1:
        text = cells[places[0]].strip()
        return "" if text in _MISSING else text
    said = (cells[place].strip() for place in places)
    return _AND.join(text for text in said if text not in _MISSING)
