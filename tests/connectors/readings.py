"""What a reader said, in plain values that a test can look into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.engine import Embedded
from headrace.eventlog import linking
from headrace.eventlog.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from headrace.eventlog.model import Batch
    from headrace.eventlog.reading import Reader


class Said:
    """All batches of one reading as rows."""

    def __init__(self, batches: list[Batch], reading: Reading) -> None:
        self.batches = batches
        self.notes = reading.notes
        self.skipped = reading.skipped
        self.objects = {r[0]: r[1:] for b in batches for r in _rows(b.objects)}
        self.values = [r for b in batches for r in _rows(b.values)]
        self.events = [r for b in batches for r in _rows(b.events)]
        self.event_objects = [r for b in batches for r in _rows(b.event_objects)]
        self.event_attributes = [r for b in batches for r in _rows(b.event_attributes)]
        self.relations = [r for b in batches for r in _rows(b.relations)]
        self.mentions = [r for b in batches for r in _rows(b.mentions)]

    def history(self, oid: str, attribute: str) -> list[tuple[int, str | None]]:
        """(since, value) of one attribute of one object, in time order."""
        return sorted((since, value) for o, a, value, since in self.values if (o, a) == (oid, attribute))

    def timeline(self, oid: str) -> list[tuple[int, str, str | None]]:
        """(at, type, value) of an object's events, in time order and, at one time, in the order said."""
        about = {event for event, o, _ in self.event_objects if o == oid}
        found = [(at, kind, value) for eid, kind, value, at, _date_only, _url in self.events if eid in about]
        return sorted(found, key=lambda row: row[0])

    def attributes(self, event: str) -> dict[str, str]:
        """What else an event says."""
        return {name: value for eid, name, value in self.event_attributes if eid == event}

    def mentioned(self, oid: str) -> set[tuple[str, str, str]]:
        """(reference, qualifier, rule) of what an object mentions."""
        return {(ref, qualifier, rule) for o, ref, qualifier, rule, _ in self.mentions if o == oid}


def _rows(columns: Any) -> list[tuple[Any, ...]]:
    lists = [getattr(columns, name) for name in columns.__slots__]
    assert len({len(column) for column in lists}) == 1, "all columns have one length"
    return list(zip(*lists, strict=True))


def said(
    reader: Reader,
    path: Path,
    *,
    source: str = "s",
    skip_bad: bool = False,
    options: Mapping[str, str] | None = None,
) -> Said:
    """Read a file to its end."""
    reading = Reading(source, skip_bad=skip_bad, options=options or {})
    found = Said(list(reader.read(path, reading)), reading)
    ids = [eid for eid, *_ in found.events]
    assert len(ids) == len(set(ids)), "every event has its own id"
    return found


def resolved(*everything: Said) -> list[dict[str, Any]]:
    """Resolve the mentions of several readings against all their objects."""
    store = Embedded()
    once = {oid: row for said_ in everything for oid, row in said_.objects.items()}
    objects = [(oid, *row) for oid, row in once.items()]
    mentions = [row for said_ in everything for row in said_.mentions]
    places = [(o, v) for said_ in everything for o, a, v, _ in said_.values if a == "repository"]
    text = dict.fromkeys(("object_id", "source", "object_type", "key"), "text")
    frame = linking.resolve(
        store.small(
            {
                "object_id": [o[0] for o in objects],
                "source": [o[0].split(":", 1)[0] for o in objects],
                "object_type": [o[1] for o in objects],
                "key": [o[2] for o in objects],
                "deleted_at": [None] * len(objects),
            },
            text | {"deleted_at": "int"},
        ),
        store.small(
            {
                name: [m[n] for m in mentions]
                for n, name in enumerate(("from_id", "reference", "qualifier", "rule", "declared"))
            },
            dict.fromkeys(("from_id", "reference", "qualifier", "rule"), "text") | {"declared": "flag"},
        ),
        store.small(
            {"object_id": [p[0] for p in places], "repository": [p[1] for p in places]},
            {"object_id": "text", "repository": "text"},
        ),
    )
    return frame.collect(backend="pyarrow").to_native().to_pylist()  # type: ignore[no-any-return]
