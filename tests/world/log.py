"""A log held in plain dictionaries, and what the oracle derives from it: slow, and easy to check by eye."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from headrace.eventlog.model import Batch
from headrace.value_streams.definition import ValueStream
from tests.value_streams.oracle import Seen, Timeline, both_ways, reached, timeline


class Log:
    """All batches together; a mention is a link when exactly one object has that key."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        listed = list(batches)
        self.types: dict[str, str] = {}
        by_key: dict[str, list[str]] = defaultdict(list)
        for batch in listed:
            for oid, object_type, key in zip(
                batch.objects.id, batch.objects.type, batch.objects.key, strict=True
            ):
                assert oid not in self.types, f"{oid} is there twice"
                self.types[oid] = object_type
                by_key[key].append(oid)
        self.linked = both_ways(
            (source, by_key[reference][0])
            for batch in listed
            for source, reference in zip(batch.mentions.from_id, batch.mentions.reference, strict=True)
            if len(by_key[reference]) == 1
        )
        self.values: dict[tuple[str, str], list[str | None]] = defaultdict(list)
        self.events: dict[str, list[Seen]] = defaultdict(list)
        for batch in listed:
            for oid, attribute, value in zip(
                batch.values.object_id, batch.values.attribute, batch.values.value, strict=True
            ):
                self.values[oid, attribute].append(value)
            self._read_events(batch)

    def _read_events(self, batch: Batch) -> None:
        told: dict[str, dict[str, str]] = defaultdict(dict)
        attributes = batch.event_attributes
        for eid, name, text in zip(attributes.event_id, attributes.attribute, attributes.value, strict=True):
            told[eid][name] = text
        about = dict(zip(batch.event_objects.event_id, batch.event_objects.object_id, strict=True))
        events = batch.events
        for eid, kind, value, at in zip(
            events.id, events.type, events.value, events.occurred_at, strict=True
        ):
            self.events[about[eid]].append(Seen(at, self.types[about[eid]], kind, value, told.get(eid, {})))

    def timeline(self, stream: ValueStream, item: str) -> Timeline:
        """Return what the oracle derives for one item."""
        objects = reached(item, stream.follows, self.linked, self.types)
        return timeline(stream, [event for oid in sorted(objects) for event in self.events[oid]])

    def holds(self, item: str, attribute: str, value: str) -> bool:
        """Tell whether one of the values of an item's attribute is this one."""
        return value in self.values[item, attribute]
