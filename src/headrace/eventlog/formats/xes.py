"""XES (IEEE 1849): cases with their events, in and out.

A trace is an item, named by its ``concept:name``; an event's type is its ``concept:name`` and its value is
``lifecycle:transition`` where a log has other transitions than *complete*. The placeholders that a log
declares as ``global`` are never taken for facts.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from headrace.errors import BadInput
from headrace.eventlog import timestamps
from headrace.eventlog.formats import case_attributes, xes_syntax
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.options import Options
from headrace.eventlog.formats.xes_trace import NAME, TIME
from headrace.eventlog.model import ALWAYS, Batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from headrace.eventlog.formats.xes_trace import Event, Trace
    from headrace.eventlog.reading import Reading

_BATCH = 50_000


class XesReader:
    """Reads ``.xes`` and ``.xes.gz``.

    Options: ``type`` of the items (*item*), ``timezone`` of stamps that carry none, ``item-attributes``
    (event attributes, by comma, that speak of the item even where they change).
    """

    name = "xes"
    options = ("type", "timezone", "item-attributes")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this is an XES log, by its root and what stands around it."""
        text = head.replace(b"\0", b"")
        if b"<log" in text and b"<object-type" not in text and b'scope="object"' not in text:
            return any(mark in text for mark in (b"xes", b"<trace", b"concept:name"))
        return path.name.lower().removesuffix(".gz").endswith(".xes") and bool(head)

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the log in batches of some 50,000 events.

        Raises:
            BadInput: the file is broken, has no traces, or an event has no name or no time (with its line).
        """
        log = _Log(path, reading, Options(self.name, self.options, reading.options))
        sample: list[Trace] = []
        events = 0
        decided = False
        for trace in xes_syntax.traces(path, reading):
            sample.append(trace)
            events += len(trace.events)
            if decided or events >= case_attributes.SAMPLE:
                if not decided:
                    log.decide(sample)
                    decided = True
                yield from log.batches(sample)
                sample.clear()
        if not decided:
            log.decide(sample)
        yield from log.batches(sample)
        yield from log.finish()


class _Log:
    """Traces into batches."""

    def __init__(self, path: Path, reading: Reading, options: Options) -> None:
        self._path, self._reading = path, reading
        self._type = options.text("type", "item")
        self._zone = options.zone()
        self._of_items = options.names("item-attributes")
        self._transitions = True
        self._batch = Batch(reading.source)
        self._events_of: dict[str, int] = {}
        self._trace_no = -1
        self._unnamed = self._repeated = 0

    def decide(self, sample: list[Trace]) -> None:
        """Decide from the first events which attributes are the items', and if transitions say anything."""
        own = {name for trace in sample for name in trace.attributes}
        events = ((str(number), event.rest) for number, trace in enumerate(sample) for event in trace.events)
        constant = case_attributes.constant_within_cases(events) - own
        self._of_items = sorted(constant.union(self._of_items))
        found = {event.transition for trace in sample for event in trace.events}
        other = {text for text in found if text and text.lower() != "complete"}
        self._transitions = bool(other)
        if other:
            self._reading.notes.append("Each event's value is its lifecycle:transition.")
        if self._of_items:
            self._reading.notes.append(f"Taken as attributes of the item: {', '.join(self._of_items)}.")

    def batches(self, traces: list[Trace]) -> Iterator[Batch]:
        """Add traces and yield the batches that are full."""
        for trace in traces:
            self._trace_no += 1
            self._add(trace)
            if len(self._batch.events.id) >= _BATCH:
                yield self._batch
                self._batch = Batch(self._reading.source)

    def finish(self) -> Iterator[Batch]:
        """Yield what is left; note what was odd.

        Raises:
            BadInput: there was not one trace.
        """
        notes = self._reading.notes
        if self._trace_no < 0:
            raise BadInput(f"{self._path} has no traces.", NOTHING_WRITTEN)
        if self._unnamed:
            notes.append(f"{self._unnamed:,} traces have no concept:name; they are named by their place.")
        if self._repeated:
            notes.append(f"{self._repeated:,} traces repeat a name; their events belong to one item.")
        yield self._batch

    def _add(self, trace: Trace) -> None:
        reading, batch = self._reading, self._batch
        if trace.loose:
            reading.bad_line(
                f"{self._path}, line {trace.lines[0]:,}", "the event stands outside of any trace."
            )
            return
        case = trace.attributes.pop(NAME, "")
        if not case:
            case = f"trace-{self._trace_no + 1}"
            self._unnamed += 1
        oid = batch.add_object(self._type, case)
        first = self._events_of.get(case)
        self._repeated += first is not None
        self._events_of[case] = (first or 0) + len(trace.events)
        for name, value in trace.attributes.items():
            batch.add_value(oid, name, value)
        self._add_events(trace, oid, f":{case}#", first or 0)

    def _add_events(self, trace: Trace, oid: str, suffix: str, first: int) -> None:
        """Add a trace's events, column by column; their ids end with the case and their place in it."""
        batch, found = self._batch, trace.events
        numbers: Sequence[int] = range(first, first + len(found))
        try:
            times, date_only = timestamps.parse_all(trace.stamps, zone=self._zone)
        except ValueError:
            times = []
        kinds = [event.name for event in found]
        if not (times and all(kinds)):
            good = self._good(trace)
            found, numbers = [found[i] for i in good], [first + i for i in good]
            kinds = [event.name for event in found]
            times, date_only = timestamps.parse_all([trace.stamps[i] for i in good], zone=self._zone)
        source = batch.source
        ids = [f"{source}:{kind}{suffix}{number}" for kind, number in zip(kinds, numbers, strict=True)]
        batch.events.id.extend(ids)
        batch.events.type.extend(kinds)
        batch.events.value.extend([self._value(event.transition) for event in found])
        batch.events.occurred_at.extend(times)
        batch.events.date_only.extend(date_only)
        batch.events.url.extend(repeat(None, len(ids)))
        batch.event_objects.event_id.extend(ids)
        batch.event_objects.object_id.extend(repeat(oid, len(ids)))
        batch.event_objects.qualifier.extend(repeat("", len(ids)))
        if self._of_items:
            self._add_histories(oid, found, times)
        said = [event.rest for event in found]
        rest = batch.event_attributes
        rest.event_id.extend(chain.from_iterable(map(repeat, ids, map(len, said))))
        rest.attribute.extend(chain.from_iterable(said))
        rest.value.extend(chain.from_iterable(map(dict.values, said)))

    def _good(self, trace: Trace) -> list[int]:
        """Report the events that cannot be read; return the places of the others."""
        good = []
        for index, (stamp, event) in enumerate(zip(trace.stamps, trace.events, strict=True)):
            fact = "" if event.name else f"it has no {NAME}."
            try:
                timestamps.parse(stamp)
            except ValueError as error:
                fact = f"its {TIME} is {error}." if stamp else f"it has no {TIME}."
            if fact:
                self._bad(trace, index, fact)
            else:
                good.append(index)
        return good

    def _add_histories(self, oid: str, events: list[Event], times: list[int]) -> None:
        """Take the item's attributes out of the events: the value it started with, and each change."""
        seen: dict[str, list[tuple[int, str]]] = {name: [] for name in self._of_items}
        for at, event in zip(times, events, strict=True):
            if event.of_item is None:
                event.of_item = {name: event.rest.pop(name) for name in seen if name in event.rest}
            for name, value in event.of_item.items():
                seen[name].append((at, value))
        started = min(times, default=0)
        for name, points in seen.items():
            before = None
            for at, value in sorted(points, key=lambda point: point[0]):
                if value != before:
                    self._batch.add_value(
                        oid, name, value, ALWAYS if before is None and at == started else at
                    )
                before = value

    def _value(self, transition: str | None) -> str | None:
        """Return what a transition says: nothing, when all that a log's events do is complete."""
        plain = transition is None or (not self._transitions and transition.lower() == "complete")
        return None if plain else transition

    def _bad(self, trace: Trace, index: int, fact: str) -> None:
        """Report an event that cannot be read, with its line."""
        lines = trace.lines
        line = lines[index] if lines else xes_syntax.line_of(self._path, self._trace_no, index)
        self._reading.bad_line(
            f"{self._path}, line {line:,}", f"event {index + 1} of trace {self._trace_no + 1}: {fact}"
        )
