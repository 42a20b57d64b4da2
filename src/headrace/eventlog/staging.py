"""Batches into staging tables, with short numbers in place of long ids wherever a join would need them.

Staged events are numbered by ``seq`` in the order of reading, from 1; what an event is about and says
refers to that number. ``kinds`` numbers the (source, event type, value) triples of the reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from headrace.engine import Embedded
    from headrace.eventlog.model import Batch

_TABLES = {
    "reading": "source text, complete boolean",
    "new_objects": "nth bigint, source text, id text, type text, key text, label text, url text",
    "new_values": 'object_id text, "attribute" text, "value" text, since bigint',
    "kinds": 'kind_no bigint, source text, type text, "value" text',
    "new_events": "seq bigint, source text, id text, kind_no bigint, occurred_at bigint, date_only boolean, url text",
    "new_event_objects": "seq bigint, object_id text, qualifier text",
    "new_event_attributes": 'seq bigint, "attribute" text, "value" text',
    "new_relations": "source text, from_id text, to_id text, qualifier text, rule text, declared boolean",
    "new_mentions": "source text, from_id text, reference text, qualifier text, rule text, declared boolean",
}


class Staging:
    """The staging tables of one ingestion.

    Args:
        engine: the store being written; the tables are temporary ones in it.
    """

    def __init__(self, engine: Embedded) -> None:
        self._engine = engine
        self._objects = 0
        self._events = 0
        self._kinds: dict[tuple[str, str, str | None], int] = {}
        for name, definition in _TABLES.items():
            engine.execute(f"create or replace temp table {name} ({definition})")

    def add(self, batch: Batch) -> None:
        """Stage one batch."""
        self._engine.execute("insert into reading values (?, ?)", [batch.source, batch.complete])
        self._add_objects(batch)
        self._add_events(batch)
        for table, columns in (("new_relations", batch.relations), ("new_mentions", batch.mentions)):
            if columns.from_id:
                named = {name: getattr(columns, name) for name in columns.__slots__}
                self._load(table, {"source": _repeat(batch.source, len(columns.from_id)), **named})

    def finish(self) -> None:
        """Keep, of everything that was read more than once, what was read last."""
        for (source, kind, value), number in self._kinds.items():
            self._engine.execute("insert into kinds values (?, ?, ?, ?)", [number, source, kind, value])
        self._once("new_objects", "nth")
        self._once("new_events", "seq")

    def _add_objects(self, batch: Batch) -> None:
        objects, values = batch.objects, batch.values
        count = len(objects.id)
        if count:
            named = {name: getattr(objects, name) for name in objects.__slots__}
            nth = np.arange(self._objects, self._objects + count)
            self._load("new_objects", {"nth": nth, "source": _repeat(batch.source, count), **named})
            self._objects += count
        if values.object_id:
            self._load("new_values", {name: getattr(values, name) for name in values.__slots__})

    def _add_events(self, batch: Batch) -> None:
        events = batch.events
        count = len(events.id)
        if not count:
            return
        first = self._events + 1
        ids = pa.array(events.id, type=pa.string())
        self._load(
            "new_events",
            {
                "seq": np.arange(first, first + count),
                "source": _repeat(batch.source, count),
                "id": ids,
                "kind_no": self._kind_numbers(batch),
                "occurred_at": pa.array(events.occurred_at, type=pa.int64()),
                "date_only": pa.array(events.date_only, type=pa.bool_()),
                "url": pa.array(events.url, type=pa.string()),
            },
        )
        about, said = batch.event_objects, batch.event_attributes
        self._load_about(
            "new_event_objects",
            ids,
            about.event_id,
            {"object_id": about.object_id, "qualifier": about.qualifier},
        )
        self._load_about(
            "new_event_attributes", ids, said.event_id, {"attribute": said.attribute, "value": said.value}
        )
        self._events += count

    def _kind_numbers(self, batch: Batch) -> list[int]:
        known, source = self._kinds, batch.source
        pairs = zip(batch.events.type, batch.events.value, strict=True)
        return [known.setdefault((source, kind, value), len(known)) for kind, value in pairs]

    def _load_about(
        self, table: str, ids: pa.Array, event_ids: list[str], columns: dict[str, list[str]]
    ) -> None:
        """Stage rows about events of this batch, found by their ids; of equal ids the last is meant."""
        if not event_ids:
            return
        place = pc.index_in(pa.array(event_ids, type=pa.string()), value_set=ids)
        self._load(table, {"seq": pc.add(place.cast(pa.int64()), self._events + 1), **columns})

    def _load(self, table: str, columns: dict[str, Any]) -> None:
        types = {"since": pa.int64(), "kind_no": pa.int64(), "declared": pa.bool_()}
        arrays = {
            name: pa.array(column, type=types.get(name, pa.string())) if isinstance(column, list) else column
            for name, column in columns.items()
        }
        self._engine.load(table, pa.table(arrays))

    def _once(self, table: str, order: str) -> None:
        engine = self._engine
        distinct, count = engine.execute(f"select count(distinct id), count(*) from {table}")[0]
        if distinct < count:
            engine.execute(
                f"create or replace temp table repeated as select id, max({order}) as last, min({order}) as first "
                f"from {table} group by id having count(*) > 1"
            )
            engine.execute(
                f"delete from {table} using repeated r where {table}.id = r.id and {order} < r.last"
            )
            if table == "new_events":
                self._move_to_last()

    def _move_to_last(self) -> None:
        """Let what was said about the earlier readings of an event go; what index_in found is the first."""
        self._engine.execute("create or replace temp table kept as select seq from new_events")
        for table in ("new_event_objects", "new_event_attributes"):
            self._engine.execute(
                f"update {table} set seq = r.last from repeated r where {table}.seq = r.first"
            )
            self._engine.execute(f"delete from {table} where seq not in (from kept)")


def _repeat(value: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, type=pa.string()), count)
