"""Batches into staging tables, with short numbers in place of long ids wherever a join would need them.

Staged events are numbered by ``seq`` in the order of reading, from 1; what an event is about and says
refers to that number. ``kinds`` numbers the (source, event type, value) triples of the reading.

What is read more than once counts as it was read last: an object's label, an attribute's value, and an
event with all that is said of it. Within one batch nothing tells which came last, so there the values of
an attribute and what an event is about are taken together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from headrace.errors import BadRequest

if TYPE_CHECKING:
    from headrace.engine import Embedded
    from headrace.eventlog.model import Batch

_TABLES = {
    "reading": "source text, complete boolean",
    "new_objects": "nth bigint, source text, id text, type text, key text, label text, url text",
    "new_values": 'batch bigint, object_id text, "attribute" text, "value" text, since bigint',
    "kinds": 'kind_no bigint, source text, type text, "value" text',
    "new_events": "seq bigint, id text, kind_no bigint, occurred_at bigint, date_only boolean, url text",
    "batch_start": "first bigint",
    "new_event_objects": "seq bigint, object_id text, qualifier text",
    "new_event_attributes": 'seq bigint, "attribute" text, "value" text',
    "new_relations": "source text, from_id text, to_id text, qualifier text, rule text, declared boolean",
    "new_gone": "id text",
    "new_mentions": "source text, from_id text, reference text, qualifier text, rule text, declared boolean",
}


class Staging:
    """The staging tables of one ingestion.

    Args:
        engine: the store being written; the tables are temporary ones in it.
    """

    def __init__(self, engine: Embedded) -> None:
        self._engine = engine
        self._batches = 0
        self._objects = 0
        self._events = 0
        self._first_events: list[int] = []
        self._kinds: dict[tuple[str, str, str | None], int] = {}
        for name, definition in _TABLES.items():
            engine.execute(f"create or replace temp table {name} ({definition})")

    def add(self, batch: Batch) -> None:
        """Stage one batch; raises :class:`.BadRequest` when its source's name cannot begin an id."""
        if ":" in batch.source:
            raise BadRequest(
                f'A source cannot be called "{batch.source}".',
                "Its name is the first part of every id, and a colon ends that part.",
                ["Choose a name without a colon."],
            )
        self._batches += 1
        self._engine.execute("insert into reading values (?, ?)", [batch.source, batch.complete])
        self._add_objects(batch)
        self._add_events(batch)
        if batch.gone_objects or batch.gone_events:
            self._load("new_gone", {"id": [*batch.gone_objects, *batch.gone_events]})
        for table, columns in (("new_relations", batch.relations), ("new_mentions", batch.mentions)):
            if columns.from_id:
                named = {name: getattr(columns, name) for name in columns.__slots__}
                self._load(table, {"source": _repeat(batch.source, len(columns.from_id)), **named})

    def finish(self) -> None:
        """Keep, of everything that was read more than once, what was read last."""
        if self._kinds:
            sources, types, values = (list(part) for part in zip(*self._kinds, strict=True))
            numbers = list(self._kinds.values())
            self._load("kinds", {"kind_no": numbers, "source": sources, "type": types, "value": values})
        if self._repeated("new_objects", "nth"):
            self._keep_last_values()
        if self._repeated("new_events", "seq"):
            self._keep_last_events()

    def _add_objects(self, batch: Batch) -> None:
        objects, values = batch.objects, batch.values
        count = len(objects.id)
        if count:
            named = {name: getattr(objects, name) for name in objects.__slots__}
            nth = np.arange(self._objects, self._objects + count)
            self._load("new_objects", {"nth": nth, "source": _repeat(batch.source, count), **named})
            self._objects += count
        if values.object_id:
            batch_no = np.full(len(values.object_id), self._batches)
            self._load("new_values", {"batch": batch_no, **{n: getattr(values, n) for n in values.__slots__}})

    def _add_events(self, batch: Batch) -> None:
        events = batch.events
        count = len(events.id)
        if not count:
            return
        first = self._events + 1
        self._first_events.append(first)
        self._load(
            "new_events",
            {
                "seq": np.arange(first, first + count),
                "id": pa.array(events.id, type=pa.string()),
                "kind_no": self._kind_numbers(batch),
                "occurred_at": pa.array(events.occurred_at, type=pa.int64()),
                "date_only": pa.array(events.date_only, type=pa.bool_()),
                "url": pa.array(events.url, type=pa.string()),
            },
        )
        # of equal ids the first is meant
        places = dict(zip(reversed(events.id), range(first + count - 1, first - 1, -1), strict=True))
        about, said = batch.event_objects, batch.event_attributes
        if len(places) == count and about.event_id == events.id:
            seq: pa.Array | np.ndarray = np.arange(first, first + count)
        else:
            seq = _numbers(places, about.event_id)
        objects = {"seq": seq, "object_id": about.object_id, "qualifier": about.qualifier}
        attributes = {
            "seq": _numbers(places, said.event_id),
            "attribute": said.attribute,
            "value": said.value,
        }
        self._load("new_event_objects", objects)
        self._load("new_event_attributes", attributes)
        self._events += count

    def _kind_numbers(self, batch: Batch) -> list[int]:
        known, source = self._kinds, batch.source
        pairs = zip(batch.events.type, batch.events.value, strict=True)
        return [known.setdefault((source, kind, value), len(known)) for kind, value in pairs]

    def _load(self, table: str, columns: dict[str, Any]) -> None:
        types = {"since": pa.int64(), "kind_no": pa.int64(), "first": pa.int64(), "declared": pa.bool_()}
        arrays = {
            name: pa.array(column, type=types.get(name, pa.string())) if isinstance(column, list) else column
            for name, column in columns.items()
        }
        self._engine.load(table, pa.table(arrays))

    def _repeated(self, table: str, order: str) -> bool:
        """Note in ``repeated`` the ids that were staged more than once and the last place of each."""
        distinct, count = self._engine.execute(f"select count(distinct id), count(*) from {table}")[0]
        if distinct == count:
            return False
        self._engine.execute(
            f"create or replace temp table repeated as select id, max({order}) as last "
            f"from {table} group by id having count(*) > 1"
        )
        return True

    def _keep_last_values(self) -> None:
        engine = self._engine
        engine.execute(
            "delete from new_objects using repeated r where new_objects.id = r.id and nth < r.last"
        )
        engine.execute(
            """create or replace temp table newest as
            select object_id, "attribute", since, max(batch) as last from new_values
            where object_id in (select id from repeated) group by all having min(batch) < max(batch)"""
        )
        engine.execute(
            """delete from new_values v using newest n where v.object_id = n.object_id
            and v."attribute" = n."attribute" and v.since = n.since and v.batch < n.last"""
        )

    def _keep_last_events(self) -> None:
        """Let earlier readings of an event go, with what was said about them.

        What is said refers to the first of equal ids in its batch, so that one is the last batch's place.
        """
        engine = self._engine
        self._load("batch_start", {"first": self._first_events})
        engine.execute(
            """create or replace temp table place as
            select r.last, min(n.seq) as first from repeated r join new_events n using (id)
            where n.seq >= (select max(s.first) from batch_start s where s.first <= r.last) group by r.last"""
        )
        engine.execute("delete from new_events using repeated r where new_events.id = r.id and seq < r.last")
        for table in ("new_event_objects", "new_event_attributes"):
            engine.execute(f"update {table} set seq = p.last from place p where {table}.seq = p.first")
            engine.execute(f"delete from {table} where seq not in (select seq from new_events)")


def _repeat(value: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, type=pa.string()), count)


def _numbers(places: dict[str, int], ids: list[str]) -> pa.Array:
    return pa.array(map(places.get, ids), type=pa.int64(), size=len(ids))
