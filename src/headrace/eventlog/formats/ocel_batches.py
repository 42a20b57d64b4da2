"""OCEL's objects and events, from any encoding, into batches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from headrace.errors import BadInput
from headrace.eventlog import timestamps
from headrace.eventlog.formats.bytestream import AGAIN, NOTHING_WRITTEN
from headrace.eventlog.formats.ocel import DECLARED, OPTIONS, OWN, OcelEvent, OcelObject
from headrace.eventlog.formats.options import Options
from headrace.eventlog.model import ALWAYS, Batch, event_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from headrace.eventlog.reading import Reading

_NEAR_EPOCH = 14 * 3600 * 1_000_000
_BATCH = 50_000


def batches(path: Path, reading: Reading, items: Iterable[OcelObject | OcelEvent]) -> Iterator[Batch]:
    """Yield objects and events, in whatever order they come, in batches of some 50,000.

    Raises:
        BadInput: there is nothing in it; or an id stands twice, a time cannot be read, or something refers to
            an object that the file does not have, unless broken records may be skipped.
    """
    log = _Log(path, reading)
    for item in items:
        try:
            if isinstance(item, OcelObject):
                log.add_object(item)
            else:
                log.add_event(item)
        except ValueError as error:
            log.bad(item.where, str(error))
        if len(log.batch.events.id) + len(log.batch.objects.id) >= _BATCH:
            yield log.batch
            log.batch = Batch(reading.source)
    if log.empty:
        raise BadInput(f"{path} has no objects and no events.", NOTHING_WRITTEN, [AGAIN])
    log.relate()
    yield log.batch


class _Log:
    """OCEL's objects and events into batches."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self._path, self._reading = path, reading
        options = Options("ocel", OPTIONS, reading.options)
        self._zone, self._persons = options.zone(), options.persons()
        self.batch = Batch(reading.source)
        self._objects: dict[str, str] = {}
        self._events: set[str] = set()
        self._relations: list[tuple[str, str, str, str]] = []
        self._rules: dict[tuple[str, str, str], tuple[str, bool]] = {}
        self._unknown: list[tuple[str, str, str, str]] = []

    @property
    def empty(self) -> bool:
        """Whether nothing was read so far, and nothing was left out."""
        return not (self._objects or self._events or self._reading.skipped)

    def bad(self, where: str, fact: str) -> None:
        """Report a broken record."""
        self._reading.bad_line(f"{self._path}, {where}", f"{fact}.")

    def add_object(self, item: OcelObject) -> None:
        """Add an object with its values; its relations wait until all objects are known.

        Raises:
            ValueError: its id stands twice, or a time cannot be read.
        """
        if item.id in self._objects:
            raise ValueError(f'the object id "{item.id}" stands twice')
        values = [
            (name, text, self._since(name, time)) for name, text, time in _unfolded(item.attributes) if name
        ]
        own = {name.removeprefix(OWN): text for name, text, _ in values if name.startswith(OWN)}
        key = own.get("key", item.id)
        if self._persons.named(item.type):
            oid = self.batch.add_object(item.type, self._persons.key(key))
        else:
            oid = self.batch.add_object(item.type, key, label=own.get("label"), url=own.get("url"))
        self._objects[item.id] = oid
        for name, text, since in values:
            if name == f"{OWN}emptied":
                self.batch.add_value(oid, self._persons.kept(text, "")[0], None, since)
            elif name == f"{OWN}rule":
                target, qualifier, rule, declared = json.loads(text)
                self._rules[item.id, target, qualifier] = (rule, bool(declared))
            elif not name.startswith(OWN):
                self.batch.add_value(oid, *self._persons.kept(name, text), since)
        for target, qualifier in item.relations:
            self._relations.append((item.id, target, qualifier, item.where))

    def add_event(self, item: OcelEvent) -> None:
        """Add an event.

        Raises:
            ValueError: its id stands twice, it has no type, or its time cannot be read.
        """
        if item.id in self._events:
            raise ValueError(f'the event id "{item.id}" stands twice')
        if not item.type:
            raise ValueError(f'event "{item.id}" has no type')
        try:
            at, date_only = timestamps.parse(item.time, zone=self._zone)
        except ValueError as error:
            raise ValueError(f'the time of event "{item.id}" is {error}') from None
        self._events.add(item.id)
        attributes = _unfolded([(name, text, "") for name, text in item.attributes])
        own = {name.removeprefix(OWN): text for name, text, _ in attributes if name.startswith(OWN)}
        eid = event_id(self._reading.source, item.type, own.get("key", item.id))
        events, rest = self.batch.events, self.batch.event_attributes
        events.id.append(eid)
        events.type.append(item.type)
        events.value.append(own.get("value"))
        events.occurred_at.append(at)
        events.date_only.append(date_only or own.get("date-only") == "true")
        events.url.append(own.get("url"))
        for name, text, _ in attributes:
            if not name.startswith(OWN):
                kept, value = self._persons.kept(name, text)
                rest.event_id.append(eid)
                rest.attribute.append(kept)
                rest.value.append(value)
        for target, qualifier in item.objects:
            if target in self._objects:
                self._about(eid, self._objects[target], qualifier)
            else:
                self._unknown.append((eid, target, qualifier, item.where))

    def relate(self) -> None:
        """Add the relations, and what events said of objects that came after them."""
        if self._persons.note:
            self._reading.notes.append(self._persons.note)
        for eid, target, qualifier, where in self._unknown:
            if target in self._objects:
                self._about(eid, self._objects[target], qualifier)
            else:
                self.bad(where, f'the event is about "{target}", and the file has no such object')
        for source, target, qualifier, where in self._relations:
            if target in self._objects:
                rule, declared = self._rules.get((source, target, qualifier), (DECLARED, True))
                self.batch.add_relation(
                    self._objects[source], self._objects[target], qualifier, rule=rule, declared=declared
                )
            else:
                self.bad(where, f'object "{source}" refers to "{target}", and the file has no such object')

    def _about(self, eid: str, oid: str, qualifier: str) -> None:
        pairs = self.batch.event_objects
        pairs.event_id.append(eid)
        pairs.object_id.append(oid)
        pairs.qualifier.append(qualifier)

    def _since(self, name: str, time: str) -> int:
        """Return since when a value holds; some tools write the epoch in their own time zone."""
        if time in ("0", "0.0"):
            return ALWAYS
        try:
            since, _ = timestamps.parse(time, zone=self._zone)
        except ValueError as error:
            raise ValueError(f'the time of attribute "{name}" is {error}') from None
        return ALWAYS if abs(since) <= _NEAR_EPOCH else since


def _unfolded(attributes: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return attributes with those that were folded into ``headrace:more``."""
    if not any(name == f"{OWN}more" for name, _, _ in attributes):
        return attributes
    folded = [text for name, text, _ in attributes if name == f"{OWN}more"]
    more = [(str(name), str(text), str(time)) for one in folded for name, text, time in json.loads(one)]
    return [one for one in attributes if one[0] != f"{OWN}more"] + more
