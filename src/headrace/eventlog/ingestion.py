"""Batches into tables: compare what a source says now with what is stored, and write only the difference.

Everything runs in the embedded engine, set-based, inside one transaction on a side file (see
:mod:`headrace.eventlog.snapshots`): all of a reading is kept or none of it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.eventlog import linking
from headrace.eventlog.tables import STAGING, TABLES

if TYPE_CHECKING:
    from headrace.engine import Embedded, Engine
    from headrace.eventlog.model import Batch

EVERYTHING = -1
"""In ``touched``: so much changed that timelines are best derived afresh."""

_COLUMNS = {
    "new_objects": ("objects", ("id", "type", "key", "label", "url")),
    "new_values": ("values", ("object_id", "attribute", "value", "since")),
    "new_events": ("events", ("id", "type", "value", "occurred_at", "date_only", "url")),
    "new_event_objects": ("event_objects", ("event_id", "object_id", "qualifier")),
    "new_event_attributes": ("event_attributes", ("event_id", "attribute", "value")),
    "new_relations": ("relations", ("from_id", "to_id", "qualifier", "rule", "declared")),
    "new_mentions": ("mentions", ("from_id", "reference", "qualifier", "rule", "declared")),
}


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one ingestion changed; ``gone`` counts what the source no longer has."""

    objects: int
    objects_new: int
    objects_changed: int
    objects_gone: int
    events: int
    events_new: int
    events_changed: int
    events_gone: int
    snapshot: int

    @property
    def changed_anything(self) -> bool:
        """Whether the log is different from before."""
        return any(
            (
                self.objects_new,
                self.objects_changed,
                self.objects_gone,
                self.events_new,
                self.events_changed,
                self.events_gone,
            )
        )


def prepare(engine: Embedded) -> None:
    """Make the tables that are not there yet, and empty staging tables."""
    for name, definition in TABLES.items():
        engine.execute(f"create table if not exists {name} ({definition})")
    for name, definition in STAGING.items():
        engine.execute(f"create or replace temp table {name} ({definition})")
    engine.execute("create or replace temp table reading (source text, complete boolean)")


def stage(engine: Embedded, batch: Batch) -> None:
    """Collect one batch in the staging tables."""
    import pyarrow as pa

    engine.execute("insert into reading values (?, ?)", [batch.source, batch.complete])
    kinds = {"since": pa.int64(), "occurred_at": pa.int64(), "date_only": pa.bool_(), "declared": pa.bool_()}
    for table, (part, names) in _COLUMNS.items():
        rows = getattr(batch, part)
        if not getattr(rows, names[0]):
            continue
        data: dict[str, Any] = {n: pa.array(getattr(rows, n), type=kinds.get(n, pa.string())) for n in names}
        if STAGING[table].startswith("source"):
            data = {"source": pa.array([batch.source] * len(data[names[0]]), type=pa.string()), **data}
        engine.load(table, pa.table(data))


def apply(engine: Embedded, snapshot: int) -> Ingested:
    """Write the difference between the staged batches and the tables; return what it was."""
    now = time.time_ns() // 1000
    engine.execute("create or replace temp table touched_now (object_no bigint)")
    engine.execute(
        "create or replace temp table complete_source as "
        "select source from reading group by source having bool_and(complete)"
    )
    objects = _objects(engine, now)
    events = _events(engine, now)
    _links(engine)
    _remember_touched(engine, snapshot)
    for (source,) in engine.execute("select distinct source from reading"):
        engine.execute("delete from sources where source = ?", [source])
        engine.execute("insert into sources values (?, ?, 0, '')", [source, now])
    return Ingested(*objects, *events, snapshot=snapshot)


def _count(engine: Embedded, what: str) -> int:
    return int(engine.execute(f"select count(*) from {what}")[0][0])


def _objects(engine: Embedded, now: int) -> tuple[int, int, int, int]:
    engine.execute(
        """create or replace temp table said_object as
        with one as (select * from new_objects qualify row_number() over (partition by id order by rowid desc) = 1),
        v as (select object_id, bit_xor(hash("attribute", "value", since)) as x
              from (select distinct * from new_values) group by object_id)
        select one.*, hash(type, one.key, one.label, one.url, coalesce(v.x, 0)) as digest, o.object_no,
               case when o.object_no is null then 'new'
                    when o.digest <> hash(type, one.key, one.label, one.url, coalesce(v.x, 0))
                         or o.deleted_at is not null then 'changed' else 'same' end as state
        from one left join v on v.object_id = one.id left join objects o on o.object_id = one.id"""
    )
    engine.execute(
        """insert into objects
        select (select coalesce(max(object_no), 0) from objects) + row_number() over (order by id),
               id, source, type, key, label, url, null, digest
        from said_object where state = 'new'"""
    )
    engine.execute(
        """update objects set label = s.label, url = s.url, digest = s.digest, deleted_at = null
        from said_object s where s.state = 'changed' and objects.object_no = s.object_no"""
    )
    engine.execute(
        "delete from object_values where object_no in (select object_no from said_object where state = 'changed')"
    )
    engine.execute(
        """insert into object_values
        select distinct o.object_no, v."attribute", v."value", v.since
        from new_values v join said_object s on s.id = v.object_id and s.state <> 'same'
        join objects o on o.object_id = v.object_id"""
    )
    engine.execute(
        """create or replace temp table gone_object as select object_no from objects
        where deleted_at is null and source in (from complete_source)
        and object_id not in (select id from new_objects)"""
    )
    engine.execute(
        "update objects set deleted_at = ? where object_no in (select object_no from gone_object)", [now]
    )
    engine.execute(
        """insert into touched_now
        select o.object_no from said_object s join objects o on o.object_id = s.id where s.state <> 'same'
        union all select object_no from gone_object"""
    )
    return (
        _count(engine, "said_object"),
        _count(engine, "said_object where state = 'new'"),
        _count(engine, "said_object where state = 'changed'"),
        _count(engine, "gone_object"),
    )


def _events(engine: Embedded, now: int) -> tuple[int, int, int, int]:
    engine.execute(
        """create or replace temp table said_event as
        with one as (select * from new_events qualify row_number() over (partition by id order by rowid desc) = 1),
        eo as (select event_id, bit_xor(hash(object_id, qualifier)) as x
               from (select distinct * from new_event_objects) group by event_id),
        ea as (select event_id, bit_xor(hash("attribute", "value")) as x
               from (select distinct * from new_event_attributes) group by event_id),
        d as (select one.*, hash(type, "value", occurred_at, date_only, url, coalesce(eo.x, 0), coalesce(ea.x, 0))
                     as digest
              from one left join eo on eo.event_id = one.id left join ea on ea.event_id = one.id)
        select d.*, e.event_no as old_no,
               case when e.event_no is null then 'new'
                    when e.digest <> d.digest or e.deleted_at is not null then 'changed' else 'same' end as state
        from d left join events e on e.event_id = d.id"""
    )
    engine.execute(
        """create or replace temp table gone_event as select event_no from events
        where deleted_at is null and source in (from complete_source) and event_id not in (select id from new_events)"""
    )
    engine.execute(
        """create or replace temp table stale_event as
        select old_no as event_no from said_event where state = 'changed' union all from gone_event"""
    )
    engine.execute(
        "insert into touched_now select object_no from happenings where event_no in (from stale_event)"
    )
    engine.execute("delete from happenings where event_no in (from stale_event)")
    engine.execute("update events set deleted_at = ? where event_no in (from gone_event)", [now])
    changed = "(select old_no from said_event where state = 'changed')"
    engine.execute(f"delete from events where event_no in {changed}")
    engine.execute(f"delete from event_attributes where event_no in {changed}")
    engine.execute(
        """create or replace temp table written_event as
        select *, coalesce(old_no, (select coalesce(max(event_no), 0) from events)
                           + (select coalesce(max(old_no), 0) from said_event where state = 'changed')
                           + row_number() over (order by rowid)) as event_no
        from said_event where state <> 'same'"""
    )
    engine.execute(
        """insert into events
        select event_no, id, source, type, "value", occurred_at, date_only, url, null, digest from written_event"""
    )
    engine.execute(
        """insert into event_attributes select distinct w.event_no, a."attribute", a."value"
        from new_event_attributes a join written_event w on w.id = a.event_id"""
    )
    _happenings(engine)
    return (
        _count(engine, "said_event"),
        _count(engine, "said_event where state = 'new'"),
        _count(engine, "said_event where state = 'changed'"),
        _count(engine, "gone_event"),
    )


def _happenings(engine: Embedded) -> None:
    engine.execute(
        """create or replace temp table new_happening as
        select distinct o.object_no, w.source, o.object_type, w.occurred_at, w.type as event_type, w."value", w.event_no,
               w.date_only, eo.qualifier
        from new_event_objects eo join written_event w on w.id = eo.event_id join objects o on o.object_id = eo.object_id"""
    )
    engine.execute(
        """insert into activities
        select (select coalesce(max(activity_no), 0) from activities)
               + row_number() over (order by source, object_type, event_type, "value"),
               source, object_type, event_type, "value", 0
        from (select distinct source, object_type, event_type, "value" from new_happening) n
        where not exists (select 1 from activities a where a.source = n.source and a.object_type = n.object_type
                          and a.event_type = n.event_type and a."value" is not distinct from n."value")"""
    )
    before = _count(engine, "happenings")
    engine.execute(
        """insert into happenings
        select n.object_no, n.occurred_at, a.activity_no, n.event_no, n.date_only, n.qualifier
        from new_happening n join activities a on a.source = n.source and a.object_type = n.object_type
             and a.event_type = n.event_type and a."value" is not distinct from n."value"
        order by 1, 2, 4"""
    )
    added = _count(engine, "happenings") - before
    engine.execute("insert into touched_now select object_no from new_happening")
    if before and added * 20 > before:
        engine.execute(
            "create or replace temp table sorted as from happenings order by object_no, occurred_at, event_no"
        )
        engine.execute("truncate happenings")
        engine.execute("insert into happenings from sorted")
    engine.execute(
        """update activities set events = coalesce(
        (select count(*) from happenings h where h.activity_no = activities.activity_no), 0)"""
    )


def resolved_mentions(engine: Engine) -> nw.LazyFrame[Any]:
    """Return every mention in the log with its outcome (see :func:`.linking.resolve`)."""
    repositories = (
        engine.table("object_values")
        .filter(nw.col("attribute") == "repository")
        .join(engine.table("objects").select("object_no", "object_id"), on="object_no", how="inner")
        .group_by("object_id")
        .agg(repository=nw.col("value").max())
    )
    return linking.resolve(engine.table("objects"), engine.table("mentions"), repositories)


def _links(engine: Embedded) -> None:
    for table in ("relations", "mentions"):
        engine.execute(f"delete from {table} where source in (from complete_source)")
    engine.execute(
        """delete from relations where source in (select source from reading) and from_no in
        (select o.object_no from objects o join new_objects n on n.id = o.object_id)"""
    )
    engine.execute(
        "delete from mentions where source in (select source from reading) and from_id in (select id from new_objects)"
    )
    engine.execute(
        """insert into relations select distinct f.object_no, t.object_no, r.qualifier, r.rule, r.declared, r.source
        from new_relations r join objects f on f.object_id = r.from_id join objects t on t.object_id = r.to_id"""
    )
    engine.execute(
        "insert into mentions select distinct from_id, reference, qualifier, rule, declared, source from new_mentions"
    )
    engine.execute("create or replace temp table links_before as from links")
    engine.save("resolved_mention", linking.links(resolved_mentions(engine)))
    engine.execute("truncate links")
    engine.execute(
        """insert into links
        select distinct r.from_no, r.to_no, r.qualifier, r.rule, r.declared from relations r
        join objects f on f.object_no = r.from_no join objects t on t.object_no = r.to_no
        where f.deleted_at is null and t.deleted_at is null
        union
        select f.object_no, t.object_no, m.qualifier, m.rule, m.declared from resolved_mention m
        join objects f on f.object_id = m.from_id join objects t on t.object_id = m.to_id
        where f.deleted_at is null and t.deleted_at is null"""
    )
    engine.execute("drop table resolved_mention")
    engine.execute(
        """insert into touched_now
        with difference as ((from links except from links_before) union all (from links_before except from links))
        select from_no from difference union all select to_no from difference"""
    )


def _remember_touched(engine: Embedded, snapshot: int) -> None:
    touched = _count(engine, "(select distinct object_no from touched_now)")
    if touched * 5 > _count(engine, "objects"):
        engine.execute("insert into touched values (?, ?)", [snapshot, EVERYTHING])
    else:
        engine.execute(
            "insert into touched select distinct ?::bigint, object_no from touched_now", [snapshot]
        )
