"""A batch as CSV, flattened to one type of object: one line per event and object, in time order."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from headrace.eventlog import timestamps
from headrace.eventlog.formats.bytestream import written

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.eventlog.model import Batch

HEAD = ("item", "activity", "value", "time")


def write(path: Path, batch: Batch, object_type: str) -> None:
    """Write the events about one type's objects; gzipped when the name ends with ``.gz``.

    An event about three items stands in three lines. Attributes of the event follow in columns of their
    own; a missing one is an empty cell.
    """
    key_of = {
        oid: key
        for oid, kind, key in zip(batch.objects.id, batch.objects.type, batch.objects.key, strict=True)
        if kind == object_type
    }
    place = {eid: row for row, eid in enumerate(batch.events.id)}
    attributes: dict[str, dict[str, str]] = {}
    rest = batch.event_attributes
    for eid, name, text in zip(rest.event_id, rest.attribute, rest.value, strict=True):
        attributes.setdefault(eid, {})[name] = text
    pairs = batch.event_objects
    about = {
        (place[eid], oid)
        for eid, oid in zip(pairs.event_id, pairs.object_id, strict=True)
        if oid in key_of and eid in place
    }
    shown = {batch.events.id[row] for row, _ in about}
    names = sorted({name for eid in shown for name in attributes.get(eid, ())} - set(HEAD))
    events = batch.events
    with written(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*HEAD, *names])
        for row, oid in sorted(about, key=lambda pair: (events.occurred_at[pair[0]], pair[0], pair[1])):
            own = attributes.get(events.id[row], {})
            moment = timestamps.to_text(events.occurred_at[row])
            cells = [key_of[oid], events.type[row], events.value[row] or "", moment]
            writer.writerow([*cells, *(own.get(name, "") for name in names)])
