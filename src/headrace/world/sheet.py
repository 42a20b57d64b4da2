"""One piece of work, written down in every tool that it passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.world import clock
from headrace.world.names import title
from headrace.world.papers import CAUSE_DECLARED
from headrace.world.records import Moment, Records, Tools
from headrace.world.services import SEVERITIES, service_of
from headrace.world.work import BLOCKED, CANCELLED, DONE, WORKING, chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headrace.world.process import Company, Paper, Process
    from headrace.world.traces import Trace
    from headrace.world.work import Move, Work

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_COPIED_AFTER = 4 * _SECOND
"""A tool that copies another does so within seconds."""

_DANGLING = 0.3
_BROKEN_BUILD = 0.12
_CAUSE_KNOWN = 0.55
_CREATED = frozenset({"item", "idea", "ticket", "incident"})


def write_down(company: Company, works: Mapping[str, list[Work]], seed: int, until: int) -> Records:
    """Write down all that happened before ``until`` (µs UTC)."""
    tools = Tools(company, seed, until)
    tools.give_numbers(works)
    for work in sorted((w for one in works.values() for w in one), key=lambda w: (w.start, w.name)):
        Sheet(tools, work).write()
    return tools.records


@dataclass(slots=True)
class Record:
    """One object in one tool, while the work that it belongs to is written down."""

    paper: Paper
    id: str
    key: str
    linked: bool
    names: Record | None = None
    events: int = 0

    def can_be_followed(self) -> bool:
        """Tell whether links lead from the flowing record to this one."""
        return not self.paper.names or (
            self.linked and self.names is not None and self.names.can_be_followed()
        )


class Sheet:
    """The records of one piece of work."""

    def __init__(self, tools: Tools, work: Work) -> None:
        self.tools = tools
        self.batches = tools.records.batches
        self.work = work
        self.process: Process = work.process
        self.rng = chance(tools.seed, f"{work.name}:records")
        self.title = title(work.process.key, work.kind, self.rng)
        self.current: dict[str, Record] = {}
        self.all: list[Record] = []
        self.seen: list[tuple[Moment, Record]] = []
        self.shipment = ""

    def write(self) -> None:
        """Write the moves, then the links between the records that they left."""
        work, until = self.work, self.tools.until
        to_us = clock.around if self.process.around_the_clock else clock.office
        before: Move | None = None
        ended = 0
        for move in work.moves:
            at = to_us(move.at)
            if at >= until:
                break
            if before and before.shipment and before.shipment != move.shipment:
                self._tell(self.current["deployment"], "succeeded", at, None, self._reason())
            for copy, trace in enumerate(self._traces(move, before)):
                self._leave(trace, at + copy * _COPIED_AFTER, move)
            if move.mode == DONE:
                ended = at
            before = move
        self._link()
        self._finish(ended)

    def _traces(self, move: Move, before: Move | None) -> Iterable[Trace]:
        traces = self.tools.traces[self.process.key]
        if before and before.mode == BLOCKED and move.mode == WORKING:
            return traces.resumed[move.stage]
        return traces.moves[move.stage][move.mode]

    def _leave(self, trace: Trace, at: int, move: Move) -> None:
        flowing = not trace.paper.names
        if at >= self.tools.until or (flowing and self._not_entered(trace, move)):
            return
        for paper in trace.opens:
            self.shipment = move.shipment
            self._open(paper, at)
        record = self.current.get(trace.paper.role) or self._open(trace.paper, at)
        if trace.paper.date_only:
            at -= at % _DAY
        self._tell(record, trace.event, at, trace.value, trace.attributes, date_only=trace.paper.date_only)
        self.seen.append((Moment(at, move.stage, move.mode, move.function), record))

    def _not_entered(self, trace: Trace, move: Move) -> bool:
        """Some changes are never entered; and a card that was never made is not closed either."""
        if move.mode == CANCELLED:
            return trace.paper.role not in self.current
        share = self.process.unrecorded_share
        return bool(share) and move.mode != DONE and self.rng.random() < share

    def _tell(
        self,
        record: Record,
        event: str,
        at: int,
        value: str | None,
        attributes: Mapping[str, str] | None = None,
        *,
        date_only: bool = False,
    ) -> None:
        """Add an event; those of a deployment are told once, however many pieces of work it carries."""
        if record.paper.role == "deployment":
            if (record.id, event) in self.tools.told:
                return
            self.tools.told.add((record.id, event))
        group = self.work.function_group
        if group:
            attributes = {"group": group}
        record.events += 1
        self.batches[record.paper.tool].add_event(
            event,
            f"{record.key}/{record.events}",
            at,
            (record.id,),
            value=value,
            attributes=attributes,
            date_only=date_only,
        )

    def _open(self, paper: Paper, at: int) -> Record:
        record = self._shipped(paper) if paper.role == "deployment" else self._new(paper, at)
        if paper.opened_by and paper.names in self.current:
            record.names = self.current[paper.names]
        self.current[paper.role] = record
        self.all.append(record)
        if paper.role == "build":
            self._build(record, at)
        return record

    def _new(self, paper: Paper, at: int) -> Record:
        first = self.process.papers[0]
        if paper.names == first.role and first.role not in self.current:
            self._open(first, at)
        number = self.tools.numbers.get(self.work.name) if not paper.names else None
        if number is None:
            number = self.tools.next_number(paper.prefix)
        key = f"{paper.prefix}-{number}"
        batch = self.batches[paper.tool]
        label = None if paper.role == "build" else self.title
        oid = batch.add_object(
            paper.type, key, label=label, url=f"https://{paper.tool}.imaginary-tills.example/{key}"
        )
        record = Record(paper, oid, key, self.rng.random() < paper.followed)
        if paper.type == "ticket":
            batch.add_value(oid, "queue", paper.role)
        if paper.type in _CREATED:
            self._tell(record, "created", at, None)
        if not paper.names:
            self._describe(record)
        return record

    def _shipped(self, paper: Paper) -> Record:
        """Return the deployment that carries the work; the first that boards it makes it."""
        known = self.tools.shipments.get(self.shipment)
        if known is None:
            key = f"{paper.prefix}-{self.tools.next_number(paper.prefix)}"
            url = f"https://{paper.tool}.imaginary-tills.example/{key}"
            oid = self.batches[paper.tool].add_object(
                paper.type, key, label=f"{self.process.key} to production", url=url
            )
            linked = chance(self.tools.seed, f"{self.shipment}:linked").random() < paper.followed
            known = self.tools.shipments[self.shipment] = (oid, key, linked)
        oid, key, linked = known
        return Record(paper, oid, key, linked)

    def _build(self, record: Record, at: int) -> None:
        broken = self.rng.random() < _BROKEN_BUILD
        for number, result in enumerate(("failed", "succeeded") if broken else ("succeeded",)):
            begun = at + (20 + 900 * number) * _SECOND
            for event, when in (("started", begun), (result, begun + self.rng.randrange(200, 800) * _SECOND)):
                if when < self.tools.until:
                    self._tell(record, event, when, None)

    def _reason(self) -> Mapping[str, str] | None:
        return {"reason": "incident"} if self.process.around_the_clock else None

    def _describe(self, record: Record) -> None:
        """Say of the flowing record what is known when the work begins."""
        batch, work = self.batches[record.paper.tool], self.work
        batch.add_value(record.id, "project", self.process.key)
        batch.add_value(record.id, "type", work.kind)
        batch.add_value(record.id, "size", work.size)
        batch.add_value(record.id, "origin", work.origin)
        batch.add_value(record.id, "services", str(work.services))
        if work.labels:
            batch.add_value(record.id, "labels", work.labels)
        if record.paper.type == "incident":
            by_chance = chance(self.tools.seed, f"{work.name}:service")
            batch.add_value(record.id, "service", service_of(work.cause, by_chance))
            batch.add_value(record.id, "severity", SEVERITIES[work.kind])

    def _link(self) -> None:
        """Write the references that are there, and some to what never was."""
        records = self.tools.records
        for record in self.all:
            paper = record.paper
            if not paper.names:
                continue
            if record.names is None:
                record.names = self.current.get(paper.names)
            if record.names is None:
                continue
            records.links[paper.rule, record.linked] += 1
            reference = record.names.key
            if not record.linked:
                if self.rng.random() >= _DANGLING:
                    continue
                reference = f"{record.names.paper.prefix}-{90_000 + self.rng.randrange(9_999)}"
            self.batches[paper.tool].add_mention(record.id, reference, "about", rule=paper.rule)
        cause = self.tools.shipments.get(self.work.cause)
        if cause and self.current and self.rng.random() < _CAUSE_KNOWN:
            incident = self.current["incident"]
            self.batches["incidents"].add_mention(
                incident.id, cause[1], "caused by", rule=CAUSE_DECLARED, declared=True
            )

    def _finish(self, ended: int) -> None:
        records, flowing = self.tools.records, self.current.get(self.process.papers[0].role)
        if flowing is None:
            return
        records.ids[self.work.name] = flowing.id
        records.seen[flowing.id] = sorted(
            (moment for moment, record in self.seen if record.can_be_followed()),
        )
        outcome = self.process.outcome
        known = ended + _DAY
        if outcome and ended and known < self.tools.until:
            days = (ended - self.seen[0][0].at) / _DAY
            share = outcome.share - outcome.per_day * (days - outcome.around)
            good = self.work.outcome_draw < share
            records.outcomes[flowing.id] = good
            self.batches[flowing.paper.tool].add_value(
                flowing.id, outcome.name, "yes" if good else "no", known
            )
