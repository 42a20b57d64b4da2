"""OCEL 2.0 as JSON, in and out, and OCEL 1.0 as JSON, in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from headrace.errors import BadInput
from headrace.eventlog.formats import ocel, ocel_batches
from headrace.eventlog.formats.bytestream import AGAIN, NOTHING_WRITTEN, opened, written
from headrace.eventlog.formats.ocel import EPOCH, OcelEvent, OcelObject
from headrace.eventlog.formats.ocel_log import OcelLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from headrace.eventlog.model import Batch
    from headrace.eventlog.reading import Reading

_MARKS = (b'"ocel:', b'"objectTypes"', b'"eventTypes"', b'"objectId"')
_FORM = "Export it as OCEL 2.0 JSON; see https://www.ocel-standard.org for its form."


class OcelJsonReader:
    """Reads ``.jsonocel`` and ``.json``, also gzipped; which version, the file shows."""

    name = "ocel-json"
    options = ocel.OPTIONS

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this is a JSON object that speaks of OCEL."""
        if head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{":
            return False
        name = path.name.lower().removesuffix(".gz")
        return name.endswith((".jsonocel", ".ocel.json")) or any(mark in head for mark in _MARKS)

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the log in batches.

        Raises:
            BadInput: it is not JSON (with the line), or not shaped like OCEL (with the place).
        """
        document = _load(path, reading)
        if isinstance(document, dict) and "ocel:events" in document:
            return ocel_batches.batches(path, reading, _Document(document, path, reading).first_version())
        if isinstance(document, dict) and ("events" in document or "objects" in document):
            return ocel_batches.batches(path, reading, _Document(document, path, reading).second_version())
        raise BadInput(
            f'{path} is JSON, but not an OCEL log: it has neither "events" nor "ocel:events".',
            NOTHING_WRITTEN,
            [_FORM],
        )


def write(path: Path, batch: Batch) -> None:
    """Write a batch as OCEL 2.0 JSON, gzipped when the name ends with ``.gz``."""
    log = OcelLog(batch)
    with written(path) as out:
        object_types, event_types = log.types()
        out.write('{"objectTypes": ' + json.dumps(_types(object_types), ensure_ascii=False))
        out.write(',\n"eventTypes": ' + json.dumps(_types(event_types), ensure_ascii=False))
        out.write(',\n"objects": [')
        _write_each(out, (_object(item) for item in log.objects()))
        out.write('],\n"events": [')
        _write_each(out, (_event(item) for item in log.events()))
        out.write("]}\n")


def _write_each(out: TextIO, records: Iterator[dict[str, Any]]) -> None:
    for number, record in enumerate(records):
        out.write((",\n" if number else "\n") + json.dumps(record, ensure_ascii=False))


def _types(types: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [
        {"name": kind, "attributes": [{"name": name, "type": "string"} for name in names]}
        for kind, names in types.items()
    ]


def _object(item: OcelObject) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type,
        "attributes": [{"name": n, "time": time, "value": text} for n, text, time in item.attributes],
        "relationships": [{"objectId": target, "qualifier": q} for target, q in item.relations],
    }


def _event(item: OcelEvent) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type,
        "time": item.time,
        "attributes": [{"name": name, "value": text} for name, text in item.attributes],
        "relationships": [{"objectId": target, "qualifier": q} for target, q in item.objects],
    }


def _load(path: Path, reading: Reading) -> Any:
    """Return the file's JSON; numbers stay as they are written."""
    with opened(path, reading) as data:
        content = data.read()
    try:
        text = content.decode(json.detect_encoding(content))
        return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{path}, line {line:,}: the text is not UTF-8.",
            NOTHING_WRITTEN,
            ["Save it as UTF-8, then import that."],
        ) from None
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        fact = (
            "the file ends in the middle; it was probably cut off"
            if cut
            else f"this is not JSON ({error.msg})"
        )
        raise BadInput(f"{path}, line {error.lineno:,}: {fact}.", NOTHING_WRITTEN, [AGAIN]) from None
    except _Misshapen as problem:
        raise BadInput(f"{path}: {problem}.", NOTHING_WRITTEN, [_FORM]) from None
    except RecursionError:
        raise BadInput(f"{path} is nested too deeply to be an event log.", NOTHING_WRITTEN, [_FORM]) from None


class _Misshapen(Exception):
    """A record is not what OCEL says; its text says how."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object, refusing a name that stands twice in it."""
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Misshapen(f'"{twice}" stands twice in one object')
    return record


class _Document:
    """A file's JSON, walked through record by record."""

    def __init__(self, content: Any, path: Path, reading: Reading) -> None:
        self._content, self._path, self._reading = content, path, reading

    def second_version(self) -> Iterator[OcelObject | OcelEvent]:
        """Yield the objects and events of OCEL 2.0."""
        for name, make in (("objects", _object_of_2), ("events", _event_of_2)):
            records = self._content.get(name, [])
            if not isinstance(records, list):
                raise BadInput(f'{self._path}: "{name}" is not a list.', NOTHING_WRITTEN, [_FORM])
            places = ((f"{name}[{number}]", record) for number, record in enumerate(records))
            yield from self._made(places, make)

    def first_version(self) -> Iterator[OcelObject | OcelEvent]:
        """Yield the objects and events of OCEL 1.0."""
        for name, make in (("ocel:objects", _object_of_1), ("ocel:events", _event_of_1)):
            records = self._content.get(name, {})
            if not isinstance(records, dict):
                raise BadInput(f'{self._path}: "{name}" is not an object.', NOTHING_WRITTEN, [_FORM])
            places = ((f'{name}["{one}"]', {"id": one, **_dict(r)}) for one, r in records.items())
            yield from self._made(places, make)

    def _made(
        self, places: Iterator[tuple[str, Any]], make: Callable[[dict[str, Any], str], OcelObject | OcelEvent]
    ) -> Iterator[OcelObject | OcelEvent]:
        for where, record in places:
            try:
                yield make(_dict(record), where)
            except _Misshapen as problem:
                self._reading.bad_line(f"{self._path}, {where}", f"{problem}.")


def _object_of_2(record: dict[str, Any], where: str) -> OcelObject:
    return OcelObject(
        _text(record, "id"),
        _text(record, "type"),
        [
            (_text(one, "name"), _value(one["value"]), _text(one, "time", EPOCH))
            for one in _list(record, "attributes")
            if one.get("value") is not None
        ],
        [(_text(one, "objectId"), _text(one, "qualifier", "")) for one in _list(record, "relationships")],
        where,
    )


def _event_of_2(record: dict[str, Any], where: str) -> OcelEvent:
    return OcelEvent(
        _text(record, "id"),
        _text(record, "type"),
        _text(record, "time"),
        [
            (_text(one, "name"), _value(one["value"]))
            for one in _list(record, "attributes")
            if one.get("value") is not None
        ],
        [(_text(one, "objectId"), _text(one, "qualifier", "")) for one in _list(record, "relationships")],
        where,
    )


def _object_of_1(record: dict[str, Any], where: str) -> OcelObject:
    values = _dict(record.get("ocel:ovmap", {}))
    attributes = [(name, _value(value), EPOCH) for name, value in values.items() if value is not None]
    return OcelObject(record["id"], _text(record, "ocel:type"), attributes, [], where)


def _event_of_1(record: dict[str, Any], where: str) -> OcelEvent:
    targets = record.get("ocel:omap", [])
    if not isinstance(targets, list):
        raise _Misshapen('"ocel:omap" is not a list')
    values = _dict(record.get("ocel:vmap", {}))
    return OcelEvent(
        record["id"],
        _text(record, "ocel:activity"),
        _text(record, "ocel:timestamp"),
        [(name, _value(value)) for name, value in values.items() if value is not None],
        [(str(target), "") for target in targets],
        where,
    )


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Misshapen("an object is needed here")
    return value


def _list(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of records; a missing one is empty."""
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _Misshapen(f'"{name}" is not a list of objects')
    return value


def _text(record: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return a text that must be there, unless there is a default."""
    value = record.get(name, default)
    if not isinstance(value, str) or (not value and default is None):
        raise _Misshapen(f'"{name}" is missing' if value in (None, "") else f'"{name}" is not a text')
    return value


def _value(value: Any) -> str:
    """Return an attribute's value as text; numbers come as they are written."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
