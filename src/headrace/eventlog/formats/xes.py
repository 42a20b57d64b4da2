"""XES (IEEE 1849): cases with their events, in and out.

A trace is an item, named by its ``concept:name``; an event's type is its ``concept:name`` and its value is
``lifecycle:transition`` where a log has other transitions than *complete*. The placeholders that a log
declares as ``global`` are never taken for facts.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING

from headrace.errors import BadInput
from headrace.eventlog import timestamps
from headrace.eventlog.formats import case_attributes, xes_syntax
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.options import OF_PERSONS, Options
from headrace.eventlog.formats.xes_trace import NAME, TIME
from headrace.eventlog.model import ALWAYS, Batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from headrace.eventlog.formats.xes_trace import Attributes, Event, Trace
    from headrace.eventlog.reading import Reading

_BATCH = 50_000


class XesReader:
    """Reads ``.xes`` and ``.xes.gz``.

    Options: ``type`` of the items (*item*), ``timezone`` of stamps that carry none, ``item-attributes``
    (event attributes, by comma, that speak of the item even where they change), ``not-persons`` and
    ``person-key`` as in :mod:`..persons`.
    """

    name = "xes"
    options = ("type", "timezone", "item-attributes", *OF_PERSONS)

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
        for trace in log.under_keys(xes_syntax.traces(path, reading)):
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


@dataclass(slots=True)
class _Case:
    """A trace whose object is in the batch and whose events are still to be added, each with its number."""

    trace: Trace
    place: int
    key: str
    oid: str
    numbers: Sequence[int]


class _Log:
    """Traces into batches."""

    def __init__(self, path: Path, reading: Reading, options: Options) -> None:
        self._path, self._reading = path, reading
        self._type = options.text("type", "item")
        self._zone = options.zone()
        self._persons = options.persons()
        self._of_items = [self._persons.kept(name, "")[0] for name in options.names("item-attributes")]
        self._transitions = True
        self._batch = Batch(reading.source)
        self._cases: list[_Case] = []
        self._waiting = 0
        self._events_of: dict[str, int] = {}
        self._trace_no = -1
        self._unnamed = self._repeated = 0

    def under_keys(self, traces: Iterator[Trace]) -> Iterator[Trace]:
        """Yield the traces with persons under their keys; of events that share what they say, once."""
        for trace in traces:
            trace.attributes = self._kept(trace.attributes)
            for event in trace.events:
                if not event.keyed:
                    event.rest, event.keyed = self._kept(event.rest), True
            yield trace

    def _kept(self, attributes: Attributes) -> Attributes:
        if not any(map(self._persons.named, attributes)):
            return attributes
        return dict(self._persons.kept(name, value) for name, value in attributes.items())

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
            if self._waiting >= _BATCH:
                yield self._with_events()
                self._batch, self._cases, self._waiting = Batch(self._reading.source), [], 0

    def finish(self) -> Iterator[Batch]:
        """Yield what is left; note what was odd.

        Raises:
            BadInput: there was not one trace.
        """
        notes = self._reading.notes
        if self._trace_no < 0:
            raise BadInput(
                f"{self._path} has no traces.", NOTHING_WRITTEN, ["Export it again, with the cases in it."]
            )
        if self._persons.note:
            notes.append(self._persons.note)
        if self._unnamed:
            notes.append(f"{self._unnamed:,} traces have no concept:name; they are named by their place.")
        if self._repeated:
            notes.append(f"{self._repeated:,} traces repeat a name; their events belong to one item.")
        yield self._with_events()

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
        before = self._events_of.get(case)
        self._repeated += before is not None
        first, count = before or 0, len(trace.events)
        self._events_of[case] = first + count
        for name, value in trace.attributes.items():
            batch.add_value(oid, name, value)
        self._cases.append(_Case(trace, self._trace_no, case, oid, range(first, first + count)))
        self._waiting += count

    def _with_events(self) -> Batch:
        """Add the events of the waiting cases to the batch, column by column, and return it."""
        batch, cases, source = self._batch, self._cases, self._batch.source
        times, date_only = self._times(cases)
        found = [event for case in cases for event in case.trace.events]
        # two files of one source may hold the same case
        part = f"{self._reading.part}." if self._reading.part else ""
        ids = [
            f"{source}:{event.name}:{case.key}#{part}{number}"
            for case in cases
            for event, number in zip(case.trace.events, case.numbers, strict=True)
        ]
        batch.events.id.extend(ids)
        batch.events.type.extend([event.name for event in found])
        transitions = [event.transition for event in found]
        values = {transition: self._value(transition) for transition in set(transitions)}
        batch.events.value.extend([values[transition] for transition in transitions])
        batch.events.occurred_at.extend(times)
        batch.events.date_only.extend(date_only)
        batch.events.url.extend(repeat(None, len(ids)))
        batch.event_objects.event_id.extend(ids)
        for case in cases:
            batch.event_objects.object_id.extend(repeat(case.oid, len(case.numbers)))
        batch.event_objects.qualifier.extend(repeat("", len(ids)))
        if self._of_items:
            rest = iter(times)
            for case in cases:
                self._add_histories(case.oid, case.trace.events, list(islice(rest, len(case.numbers))))
        said = [event.rest for event in found]
        attributes = batch.event_attributes
        attributes.event_id.extend(chain.from_iterable(map(repeat, ids, map(len, said))))
        attributes.attribute.extend(chain.from_iterable(said))
        attributes.value.extend(chain.from_iterable(map(dict.values, said)))
        return batch

    def _times(self, cases: list[_Case]) -> tuple[list[int], list[bool]]:
        """Return the events' times, and which are days; what cannot be read is reported and left out."""
        stamps = [stamp for case in cases for stamp in case.trace.stamps]
        if all(event.name for case in cases for event in case.trace.events):
            with suppress(ValueError):
                return timestamps.parse_all(stamps, zone=self._zone)
        for case in cases:
            good = self._good(case)
            case.trace.events = [case.trace.events[i] for i in good]
            case.trace.stamps = [case.trace.stamps[i] for i in good]
            case.numbers = [case.numbers[i] for i in good]
        return timestamps.parse_all([stamp for case in cases for stamp in case.trace.stamps], zone=self._zone)

    def _good(self, case: _Case) -> list[int]:
        """Report a case's events that cannot be read; return the places of the others."""
        good = []
        for index, (stamp, event) in enumerate(zip(case.trace.stamps, case.trace.events, strict=True)):
            fact = "" if event.name else f"it has no {NAME}."
            try:
                timestamps.parse(stamp)
            except ValueError as error:
                fact = f"its {TIME} is {error}." if stamp else f"it has no {TIME}."
            if fact:
                self._bad(case, index, fact)
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

    def _bad(self, case: _Case, index: int, fact: str) -> None:
        """Report an event that cannot be read, with its line."""
        lines = case.trace.lines
        line = lines[index] if lines else xes_syntax.line_of(self._path, case.place, index)
        self._reading.bad_line(
            f"{self._path}, line {line:,}", f"event {index + 1} of trace {case.place + 1}: {fact}"
        )
