"""The store's rules in the plainest Python: what a log holds after each reading, to compare the store with.

1. What a reading says more than once counts as its last batch says it: an object's label and address, each
   attribute's values since a time, an event with all that is said of it. Within one batch they are united.
2. What a reading says replaces what was stored of the same object or event, as a whole.
3. What a complete source no longer says is gone until it is said again; batches that are not complete say
   nothing about the rest. A source is complete in a reading when all its batches are.
4. An event is about the objects that the log has ever known, a relation joins two of them. Links are the
   relations between objects that are there.
5. Relations and mentions of a source go when it is complete, or when the object they start from is read
   again; then those of the reading come.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Embedded
    from headrace.eventlog.model import Batch

Content = dict[str, list[Any]]


@dataclass
class Thing:
    """An object or an event: the source, what is said of it, and whether its source still has it."""

    source: str
    said: Any
    there: bool = True


@dataclass
class Shelf:
    """A log in memory."""

    objects: dict[str, Thing] = field(default_factory=dict)
    events: dict[str, Thing] = field(default_factory=dict)
    relations: set[tuple[Any, ...]] = field(default_factory=set)
    mentions: set[tuple[Any, ...]] = field(default_factory=set)

    def ingest(self, batches: Sequence[Batch]) -> None:
        """Take in one reading."""
        complete = {b.source for b in batches} - {b.source for b in batches if not b.complete}
        objects, events = _objects(batches), _events(batches)
        self._replace(self.objects, objects, complete)
        for source, said in events.values():
            said["about"] = frozenset(pair for pair in said["about"] if pair[0] in self.objects)
            assert source
        self._replace(self.events, events, complete)
        sources = {b.source for b in batches}
        for kept in (self.relations, self.mentions):
            kept -= {row for row in kept if row[0] in complete or (row[0] in sources and row[1] in objects)}
        for batch in batches:
            for row in _rows(batch.relations):
                if row[0] in self.objects and row[1] in self.objects:
                    self.relations.add((batch.source, *row))
            self.mentions |= {(batch.source, *row) for row in _rows(batch.mentions)}

    def _replace(self, known: dict[str, Thing], said: dict[str, tuple[str, Any]], complete: set[str]) -> None:
        for name, thing in known.items():
            if thing.source in complete and name not in said:
                thing.there = False
        for name, (source, all_said) in said.items():
            known[name] = Thing(source, all_said)

    def content(self) -> Content:
        """Return what is there, in the form of :func:`stored`."""
        there = {name for name, thing in self.objects.items() if thing.there}
        return {
            "objects": sorted(
                (name, thing.said["label"], thing.said["url"], sorted(thing.said["values"], key=repr))
                for name, thing in self.objects.items()
                if thing.there
            ),
            "events": sorted(
                (name, *thing.said["row"], sorted(thing.said["about"]), sorted(thing.said["attributes"]))
                for name, thing in self.events.items()
                if thing.there
            ),
            "links": sorted({row[1:] for row in self.relations if row[1] in there and row[2] in there}),
            "relations": sorted(self.relations),
            "mentions": sorted(self.mentions),
        }


def _rows(columns: Any) -> list[tuple[Any, ...]]:
    return list(zip(*(getattr(columns, name) for name in columns.__slots__), strict=True))


def _objects(batches: Sequence[Batch]) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    values: dict[tuple[str, str, int], set[str | None]] = {}
    for batch in batches:
        for name, _, _, label, url in _rows(batch.objects):
            found[name] = (batch.source, {"label": label, "url": url})
        said: dict[tuple[str, str, int], set[str | None]] = {}
        for name, attribute, value, since in _rows(batch.values):
            said.setdefault((name, attribute, since), set()).add(value)
        values.update(said)
    for name, (_, all_said) in found.items():
        all_said["values"] = frozenset(
            (attribute, since, value)
            for (of, attribute, since), held in values.items()
            for value in held
            if of == name
        )
    return found


def _events(batches: Sequence[Batch]) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    for batch in batches:
        rows = {row[0]: row[1:] for row in _rows(batch.events)}
        about = _rows(batch.event_objects)
        attributes = _rows(batch.event_attributes)
        for name, row in rows.items():
            found[name] = (
                batch.source,
                {
                    "row": row,
                    "about": frozenset((o, q) for e, o, q in about if e == name),
                    "attributes": frozenset((a, v) for e, a, v in attributes if e == name),
                },
            )
    return found


def stored(engine: Embedded) -> Content:
    """Return what a store holds and is still there, without its own numbers."""
    values: dict[str, set[Any]] = {}
    for name, *value in engine.execute(
        'select object_id, "attribute", since, "value" from object_values join objects using (object_no)'
    ):
        values.setdefault(name, set()).add(tuple(value))
    about: dict[str, list[Any]] = {}
    for name, *pair in engine.execute(
        """select e.event_id, o.object_id, h.qualifier from happenings h join events e using (event_no)
        join objects o using (object_no) join activities a using (activity_no)
        where a.event_type = e.event_type and a."value" is not distinct from e."value"
        and a.object_type = o.object_type and h.occurred_at = e.occurred_at and h.date_only = e.date_only"""
    ):
        about.setdefault(name, []).append(tuple(pair))
    attributes: dict[str, set[Any]] = {}
    for name, *pair in engine.execute(
        """select event_id, a."attribute", a."value" from event_attributes a join events using (event_no)"""
    ):
        attributes.setdefault(name, set()).add(tuple(pair))
    return {
        "objects": sorted(
            (*row, sorted(values.get(row[0], ()), key=repr))
            for row in engine.execute("select object_id, label, url from objects where deleted_at is null")
        ),
        "events": sorted(
            (*row, sorted(about.get(row[0], ())), sorted(attributes.get(row[0], ())))
            for row in engine.execute(
                """select event_id, event_type, "value", occurred_at, date_only, url from events
                where deleted_at is null"""
            )
        ),
        "links": sorted(
            engine.execute(
                """select f.object_id, t.object_id, l.qualifier, rule, declared from links l
                join objects f on f.object_no = from_no join objects t on t.object_no = to_no"""
            )
        ),
        "relations": sorted(
            engine.execute(
                """select r.source, f.object_id, t.object_id, r.qualifier, rule, declared from relations r
                join objects f on f.object_no = from_no join objects t on t.object_no = to_no"""
            )
        ),
        "mentions": sorted(
            engine.execute("select source, from_id, reference, qualifier, rule, declared from mentions")
        ),
    }
