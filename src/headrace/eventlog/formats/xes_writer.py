"""A batch as XES, flattened to one type of object: each object is a trace with the events about it.

XES knows one case per event and no changes of a case over time: an event about three items stands in
three traces, and of an item's attribute the newest value is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from headrace.eventlog import timestamps
from headrace.eventlog.formats.bytestream import written
from headrace.eventlog.formats.xml_text import escaped

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.eventlog.model import Batch

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
"""
_OWN = frozenset({"concept:name", "time:timestamp", "lifecycle:transition"})


def write(path: Path, batch: Batch, object_type: str) -> None:
    """Write one type's objects with their events in time order; gzipped when the name ends with ``.gz``."""
    log = _Log(batch)
    with written(path) as out:
        out.write(_HEAD)
        objects = batch.objects
        for oid, kind, key in zip(objects.id, objects.type, objects.key, strict=True):
            if kind == object_type:
                log.write_trace(out, oid, key)
        out.write("</log>\n")


class _Log:
    """A batch's rows, by what they belong to."""

    def __init__(self, batch: Batch) -> None:
        self._events = batch.events
        place = {eid: row for row, eid in enumerate(batch.events.id)}
        self._of_object: dict[str, set[int]] = {}
        pairs = batch.event_objects
        for eid, oid in zip(pairs.event_id, pairs.object_id, strict=True):
            self._of_object.setdefault(oid, set()).add(place[eid])
        self._attributes: dict[str, list[tuple[str, str]]] = {}
        rest = batch.event_attributes
        for eid, name, text in zip(rest.event_id, rest.attribute, rest.value, strict=True):
            self._attributes.setdefault(eid, []).append((name, text))
        self._newest: dict[str, dict[str, tuple[int, list[str]]]] = {}
        values = batch.values
        for oid, name, value, since in zip(
            values.object_id, values.attribute, values.value, values.since, strict=True
        ):
            known = self._newest.setdefault(oid, {})
            if name not in known or since > known[name][0]:
                known[name] = (since, [])
            if value is not None and since == known[name][0]:
                known[name][1].append(value)

    def write_trace(self, out: TextIO, oid: str, key: str) -> None:
        """Write one object with its events."""
        out.write("\t<trace>\n")
        _write(out, 2, "concept:name", key)
        for name, (_, texts) in self._newest.get(oid, {}).items():
            if texts and name not in _OWN:
                _write(out, 2, name, ", ".join(texts))
        events = self._events
        for row in sorted(self._of_object.get(oid, ()), key=lambda row: (events.occurred_at[row], row)):
            out.write("\t\t<event>\n")
            _write(out, 3, "concept:name", events.type[row])
            _write(out, 3, "time:timestamp", timestamps.to_text(events.occurred_at[row]), kind="date")
            value = events.value[row]
            if value is not None:
                _write(out, 3, "lifecycle:transition", value)
            for name, text in self._attributes.get(events.id[row], ()):
                if name not in _OWN:
                    _write(out, 3, name, text)
            out.write("\t\t</event>\n")
        out.write("\t</trace>\n")


def _write(out: TextIO, depth: int, key: str, text: str, kind: str = "string") -> None:
    tabs = "\t" * depth
    out.write(f'{tabs}<{kind} key="{escaped(key)}" value="{escaped(text)}"/>\n')
