"""Which column of any table or list says what: rows into objects and events, as a source's options say.

A table has one row per object, with several times in it, or one row per event. A column is named as the rows
name it; in nested records by the names on the way: ``fields.status.name``.

With the type *signal* each row is a reading of a measured series, with its time and its value, and no event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Setting
from headrace.connectors.ground.naming import mention_named
from headrace.errors import BadConfiguration
from headrace.eventlog import link_rules
from headrace.eventlog.model import ALWAYS
from headrace.eventlog.persons import key_name, names_person
from headrace.eventlog.signals import NUMBERS, SIGNAL, series_key
from headrace.eventlog.timestamps import parse, zone_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.eventlog.model import Batch

SETTINGS = (
    Setting("type", "What the objects are: item, incident, ticket, deployment, signal …?", default="item"),
    Setting("key", "Column with the key of an object (=NAME: all rows are about one)?", example="number"),
    Setting("title", "Column with its title?", default=""),
    Setting("link", "Column with its address for people?", default=""),
    Setting("attributes", "Columns that are attributes?", default="", example="priority, team=owner_group"),
    Setting(
        "events",
        "Events, and the columns with their times (one row per object)?",
        default="",
        example="created=created_at, closed=closed_at",
    ),
    Setting("event", "Column with the name of the event (one row per event)?", default=""),
    Setting("time", "Column with the time of the event (one row per event)?", default=""),
    Setting("value", "Column with what the event set, such as the new status?", default=""),
    Setting("texts", "Columns with texts to search for keys such as SHOP-12?", default=""),
    Setting("refers", "Columns with keys of other objects?", default="", example="caused by=change_number"),
    Setting("persons", "Attributes that are persons (kept under keys)?", default=""),
    Setting("zone", "Time zone of times without one?", default="UTC", example="Europe/Berlin"),
)
"""What a connector with a mapping asks besides its own settings."""


class RowMapping:
    """What each column says.

    Args:
        given: values of :data:`SETTINGS`.

    Raises:
        BadConfiguration: nothing says when anything happened, or the zone is none.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._attributes = _pairs(given["attributes"])
        self._events = _pairs(given["events"])
        self._refers = _pairs(given["refers"])
        self._texts = list(_pairs(given["texts"]).values())
        self._persons = set(_pairs(given["persons"]))
        self._zone = zone_named(given["zone"])
        if given["type"] == SIGNAL and not (given["time"] and given["value"]):
            raise BadConfiguration(
                "A signal needs time and value: the columns with when a reading was taken, and what it was.",
                "Without them there is no series to see.",
                ["time: day   and   value: availability"],
            )
        if not self._events and not given["time"]:
            raise BadConfiguration(
                "Nothing says when anything happened: neither events nor time is set.",
                "Without a time there is no flow to see.",
                ['events: "created=created_at, closed=closed_at"   or   time: changed_at'],
            )

    @property
    def by_event(self) -> bool:
        """Whether there is one row per event, so that an object has several."""
        return bool(self._given["time"])

    @property
    def columns(self) -> list[str]:
        """The columns that are needed, each once."""
        single = [self._given[name] for name in ("key", "title", "link", "event", "time", "value")]
        named = [*self._attributes.values(), *self._events.values(), *self._refers.values(), *self._texts]
        return list(dict.fromkeys(column for column in [*single, *named] if column and column[0] != "="))

    def key(self, row: Mapping[str, Any]) -> str | None:
        """Return the key of the object that a row is about; ``None`` when the row has none."""
        return _text(at(row, self._given["key"]))

    def kept(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of a row: the needed columns."""
        return {column: at(row, column) for column in self.columns}

    def write(self, rows: Sequence[Mapping[str, Any]], batch: Batch, person: Callable[[str], str]) -> None:
        """Add one object, with all the rows that are about it.

        Raises:
            ValueError: a key or a time is missing or cannot be read; the text is a sentence.
        """
        key = self.key(rows[0]) if rows else None
        if key is None:
            raise ValueError(f'"{self._given["key"]}" is empty: without a key a row is about nothing.')
        dated = sorted(((self._since(row), row) for row in rows), key=lambda pair: pair[0])
        if self._given["type"] == SIGNAL:
            self._readings(batch, key, dated)
            return
        now = dated[-1][1]
        title, link = (_text(at(now, self._given[name])) for name in ("title", "link"))
        oid = batch.add_object(self._given["type"], key, label=title, url=link)
        self._values(batch, oid, dated, person)
        for name, column in self._events.items():
            for row in (now,):
                if (moment := self._moment(row, column)) is not None:
                    batch.add_event(name, key, moment[0], [oid], date_only=moment[1])
        if self.by_event:
            self._happened(batch, oid, key, [row for _, row in dated])
        for qualifier, column in self._refers.items():
            for reference in dict.fromkeys(_text(at(row, column)) for row in rows):
                if reference:
                    rule = link_rules.DECLARED_LINK
                    batch.add_mention(oid, reference, qualifier, rule=rule, declared=True)
        mention_named(batch, oid, [_text(at(row, column)) for row in rows for column in self._texts])

    def _since(self, row: Mapping[str, Any]) -> int:
        """Return the time from which a row holds."""
        if not self.by_event:
            return ALWAYS
        moment = self._moment(row, self._given["time"])
        if moment is None:
            raise ValueError(f'{self.key(row)}: "{self._given["time"]}" is empty.')
        return moment[0]

    def _values(
        self,
        batch: Batch,
        oid: str,
        dated: Sequence[tuple[int, Mapping[str, Any]]],
        person: Callable[[str], str],
    ) -> None:
        for name, column in self._attributes.items():
            hidden = name in self._persons or names_person(name)
            last: str | None = None
            for since, row in dated:
                value = _text(at(row, column))
                if value == last:
                    continue
                told = person(value) if hidden and value else value
                batch.add_value(oid, key_name(name) if hidden else name, told, since)
                last = value

    def _readings(self, batch: Batch, name: str, dated: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        """Add a series for each segment: every row with a value is a reading, also when it repeats the one before."""
        title = _text(at(dated[-1][1], self._given["title"]))
        told: dict[str | None, str] = {}
        for since, row in dated:
            words = {each: _text(at(row, column)) for each, column in self._attributes.items()}
            value, segment = _text(at(row, self._given["value"])), words.pop("segment", None)
            if value is None:
                continue
            if segment not in told:
                told[segment] = batch.add_object(SIGNAL, series_key(name, segment), label=title)
                if segment is not None:
                    batch.add_value(told[segment], "signal", name)
                    batch.add_value(told[segment], "segment", segment)
            batch.add_value(told[segment], "value", value, since)
            for each, text in words.items():
                if text is not None and not names_person(each) and each not in self._persons:
                    batch.add_value(told[segment], each, text, since if each in NUMBERS else ALWAYS)

    def _happened(self, batch: Batch, oid: str, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
        told: dict[str, int] = {}
        for row in sorted(rows, key=lambda row: (self._since(row), *map(repr, self._said(row)))):
            name, value = self._said(row)
            moment = self._moment(row, self._given["time"])
            if moment is None:
                continue
            identity = f"{key}.{moment[0]}.{name}.{value}"
            told[identity] = told.get(identity, 0) + 1
            batch.add_event(
                name,
                f"{key}.{moment[0]}.{value or ''}.{told[identity]}",
                moment[0],
                [oid],
                value=value,
                date_only=moment[1],
            )

    def _said(self, row: Mapping[str, Any]) -> tuple[str, str | None]:
        """Return which event a row is, and its value; without a column for it, every row is a ``status``."""
        event, value = self._given["event"], self._given["value"]
        name = _text(at(row, event)) if event else "status"
        return name or "happened", _text(at(row, value)) if value else None

    def _moment(self, row: Mapping[str, Any], column: str) -> tuple[int, bool] | None:
        text = _text(at(row, column))
        if text is None:
            return None
        try:
            return parse(text, zone=self._zone)
        except ValueError as problem:
            raise ValueError(f'{self.key(row)}: "{column}" is {problem}.') from None


def at(row: Any, column: str) -> Any:
    """Return what stands in a column, ``None`` when there is nothing; ``=NAME`` is no column and says ``NAME``."""
    if not column:
        return None
    if column[0] == "=":
        return column[1:]
    if isinstance(row, dict) and column in row:
        return row[column]
    for part in column.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(part)
    return row


def grouped(
    mapping: RowMapping, rows: Iterator[Mapping[str, Any]]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield objects' keys and rows, from rows that are ordered by key; a row without a key is left out.

    Databases may hold ``a`` and ``A`` for the same when they order: such keys are kept apart.
    """
    near: dict[str, list[dict[str, Any]]] = {}
    last = None
    for row in rows:
        key = mapping.key(row)
        if key is None:
            continue
        if key.casefold() != last:
            yield from near.items()
            near, last = {}, key.casefold()
        near.setdefault(key, []).append(mapping.kept(row))
    yield from near.items()


def _pairs(text: str) -> dict[str, str]:
    """Return ``name=column`` by name; a column alone is its own name."""
    found = {}
    for part in text.split(","):
        name, given, column = part.partition("=")
        if name.strip():
            found[name.strip()] = column.strip() if given else name.strip()
    return found


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
