"""CSV tables of readings: one line per reading, with its time and value, and perhaps n, range, signal and segment."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING

from headrace.errors import BadInput, BadRequest, nearest
from headrace.eventlog import timestamps
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.csv_text import open_table
from headrace.eventlog.formats.options import Options
from headrace.eventlog.model import Batch
from headrace.eventlog.signals import Point, add_series, number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo
    from pathlib import Path

    from headrace.eventlog.formats.csv_text import Table
    from headrace.eventlog.reading import Reading
    from headrace.eventlog.timestamps import DayOrder

COLUMNS: dict[str, tuple[str, ...]] = {
    "time": ("time", "date", "timestamp", "datetime", "day", "week", "month"),
    "value": ("value", "reading"),
    "n": ("n", "count", "answers", "responses"),
    "signal": ("signal", "metric", "measure", "name"),
    "segment": ("segment",),
    "unit": ("unit",),
    "low": ("low", "lower"),
    "high": ("high", "upper"),
}
"""What a column says → what it may be called; ``--option value=Score`` names another."""

_KNOWN = {name for names in COLUMNS.values() for name in names}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})")
_YEAR = re.compile(r"\d{4}")
_GMT = re.compile(r"\s+GMT([+-])(\d{1,2})(?::?(\d{2}))?$")
"""How Google Forms writes a zone: 2025/02/01 10:00:00 AM GMT+1."""


class SignalReader:
    """Reads readings from delimited text.

    Options: ``time``, ``value``, ``n``, ``signal``, ``segment``, ``unit``, ``low`` and ``high`` name columns;
    ``name`` is what the signal is called when no column says it (else the source's name); ``date-order``,
    ``timezone``, ``delimiter`` and ``encoding`` say how the file is written.
    """

    name = "signal"
    options = (*COLUMNS, "name", "date-order", "timezone", "delimiter", "encoding")

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the contract's
        """Tell whether the first line names a time, a value, and nothing that readings do not have."""
        named = header_of(head)
        return (
            set(named) <= _KNOWN
            and any(name in named for name in COLUMNS["time"])
            and any(name in named for name in COLUMNS["value"])
        )

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield one batch with all series of the file.

        Raises:
            BadInput: a column is missing, or a line has no time or no number (with its number).
        """
        options = Options(self.name, self.options, reading.options)
        table = open_table(path, reading, options)
        yield _Readings(table, reading, options).batch()


class _Readings:
    """Rows into series."""

    def __init__(self, table: Table, reading: Reading, options: Options) -> None:
        self._table, self._reading, self._options = table, reading, options
        self._places = {what: self._place(what) for what in COLUMNS}
        self._called = options.text("name", reading.source)
        self._zone = options.zone()
        self._series: dict[tuple[str, str | None], dict[int, Point]] = {}
        self._units: dict[tuple[str, str | None], str] = {}
        self._empty = 0

    def batch(self) -> Batch:
        """Return all series of the table."""
        rows = list(self._table.rows(self._reading))
        order = self._order([cells[self._at("time")] for _, cells in rows])
        for line, cells in rows:
            try:
                self._add(cells, order)
            except ValueError as problem:
                self._reading.bad_line(f"{self._table.path}, line {line:,}", f"{problem}.")
        batch = Batch(self._reading.source)
        for (name, segment), points in self._series.items():
            unit = self._units.get((name, segment))
            add_series(batch, name, segment, [points[at] for at in sorted(points)], unit=unit)
        self._note(len(self._series), sum(len(points) for points in self._series.values()))
        return batch

    def _add(self, cells: list[str], order: DayOrder) -> None:
        text = self._text(cells, "value")
        if text in timestamps.MISSING:
            self._empty += 1
            return
        key = (self._text(cells, "signal") or self._called, self._text(cells, "segment") or None)
        moment = when(self._text(cells, "time"), order, self._zone, self._header("time"))
        value = self._number(cells, "value") or 0.0
        n = self._number(cells, "n")
        low, high = self._number(cells, "low"), self._number(cells, "high")
        point = Point(moment, value, None if n is None else round(n), low, high)
        before = self._series.setdefault(key, {}).get(moment)
        if before is not None and before != point:
            raise ValueError(f"{key[0]} has another reading of the same time, {before.value:g}")
        self._series[key][moment] = point
        unit = self._text(cells, "unit") or ("%" if text.endswith("%") else "")
        if unit:
            self._units[key] = unit

    def _number(self, cells: list[str], what: str) -> float | None:
        text = self._text(cells, what)
        if text in timestamps.MISSING:
            return None
        try:
            return number(text)
        except ValueError as problem:
            raise ValueError(f'"{self._header(what)}" is {problem}') from None

    def _text(self, cells: list[str], what: str) -> str:
        place = self._places[what]
        return "" if place is None else cells[place].strip()

    def _place(self, what: str) -> int | None:
        header = self._table.header
        asked = self._options.text(what)
        if asked:
            if asked not in header:
                raise BadRequest(
                    f'{self._table.path} has no column "{asked}". {nearest(asked, header)}'.rstrip(),
                    f"It has: {', '.join(header)}.",
                )
            return header.index(asked)
        names = [name.strip().casefold() for name in header]
        return next((names.index(name) for name in COLUMNS[what] if name in names), None)

    def _at(self, what: str) -> int:
        place = self._places[what]
        if place is None:
            raise BadInput(
                f"{self._table.path} has no column that says the {what} of a reading.",
                NOTHING_WRITTEN,
                [f"It has: {', '.join(self._table.header)}. Name it:   --option {what}=COLUMN"],
            )
        return place

    def _header(self, what: str) -> str:
        return self._table.header[self._at(what)]

    def _order(self, texts: list[str]) -> DayOrder:
        self._at("value")
        given = self._options.chosen("date-order", ("dmy", "mdy"))
        if given:
            return "mdy" if given == "mdy" else "dmy"
        guess = timestamps.guess_order(texts)
        if guess.order == "mdy":
            self._reading.notes.append(
                "Dates are read as month/day/year (--option date-order=dmy changes that)."
            )
        return guess.order

    def _note(self, series: int, readings: int) -> None:
        known = {place for place in self._places.values() if place is not None}
        left = [name for place, name in enumerate(self._table.header) if place not in known]
        said = f"{readings:,} reading{'' if readings == 1 else 's'} of {series:,} series"
        self._reading.notes.append(
            said if self._places["signal"] is not None else f"{said}, called {self._called}"
        )
        if self._empty:
            self._reading.notes.append(f"Lines without a value, which are no readings: {self._empty:,}.")
        if left:
            self._reading.notes.append(f"Columns that readings do not have are left out: {', '.join(left)}.")


def header_of(head: bytes) -> list[str]:
    """Return the names in the first line of a file, in small letters; nothing when it is no text table."""
    if b"\0" in head[:200] or head[:1] in (b"{", b"[", b"<"):
        return []
    first = head.decode("utf-8-sig", errors="replace").lstrip().partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    if delimiter not in first:
        return []
    try:
        return [name.strip().casefold() for name in next(csv.reader(io.StringIO(first), delimiter=delimiter))]
    except csv.Error:
        return []


def when(text: str, order: DayOrder, zone: tzinfo | None, column: str = "time") -> int:
    """Return the time of a reading in µs UTC; a period (2025, 2025-Q2, 2025-03, 2025-W07) stands at its first day.

    Raises:
        ValueError: it is no time; the text says which column and why.
    """
    if month := _MONTH.fullmatch(text):
        text = f"{month[1]}-{month[2]}-01"
    elif quarter := _QUARTER.fullmatch(text):
        text = f"{quarter[1]}-{int(quarter[2]) * 3 - 2:02}-01"
    elif week := _WEEK.fullmatch(text):
        try:
            text = date.fromisocalendar(int(week[1]), int(week[2]), 1).isoformat()
        except ValueError:
            raise ValueError(f'"{column}" is "{text}", which is no week') from None
    elif _YEAR.fullmatch(text):
        text = f"{text}-01-01"
    if text in timestamps.MISSING:
        raise ValueError(f'it has no "{column}"')
    text = _GMT.sub(lambda found: f" {found[1]}{int(found[2]):02}:{found[3] or '00'}", text)
    try:
        return timestamps.parse(text, order=order, zone=zone)[0]
    except ValueError as problem:
        raise ValueError(f'"{column}" is {problem}') from None
