"""Staged batches into tables: compare what a source says now with what is stored, and write the difference.

Everything runs in the embedded engine, set-based, inside one transaction on a side file (see
:mod:`headrace.eventlog.snapshots`): all of a reading is kept or none of it. A source that is new is
written without comparing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.eventlog import derived_links, linking
from headrace.eventlog.tables import TABLES, VERSION

if TYPE_CHECKING:
    from headrace.engine import Embedded, Engine

EVERYTHING = -1
"""In ``touched``: so much changed that timelines are best derived afresh."""

NOTHING = 0
"""In ``touched``, for every snapshot: no object has this number, and it shows from which one the log descends."""


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
    """Make the tables that are not there yet."""
    for name, definition in TABLES.items():
        engine.execute(f"create table if not exists {name} ({definition})")
    if not _count(engine, "layout"):
        engine.execute("insert into layout values (?)", [VERSION])


def apply(engine: Embedded, snapshot: int) -> Ingested:
    """Write the difference between the staged batches and the tables; return what it was."""
    now = time.time_ns() // 1000
    engine.execute("create or replace temp table touched_now (object_no bigint)")
    engine.execute(
        "create or replace temp table complete_source as "
        "select source from reading group by source having bool_and(complete)"
    )
    known = _count(engine, "sources where source in (select source from reading)") > 0
    objects = _objects(engine, now, known)
    events = _events(engine, now, known)
    _links(engine)
    _remember_touched(engine, snapshot)
    for (source,) in engine.execute("select distinct source from reading"):
        engine.execute("delete from sources where source = ?", [source])
        engine.execute("insert into sources values (?, ?, 0, '', 0)", [source, now])
    return Ingested(*objects, *events, snapshot=snapshot)


def _count(engine: Embedded, what: str) -> int:
    return int(engine.execute(f"select count(*) from {what}")[0][0])


_SAME_OBJECT = """
    with said as (
        select n.id, hash(n.label, n.url, coalesce(v.x, 0)) as digest from new_objects n left join (
            select object_id, bit_xor(hash("attribute", "value", since)) as x
            from (select distinct * from new_values) group by object_id) v on v.object_id = n.id),
    spoken_of as (
        select object_no, object_id, deleted_at, label, url from objects
        where source in (select source from reading) and object_id in (select id from new_objects)),
    stored as (
        select o.object_no, o.object_id, o.deleted_at, hash(o.label, o.url, coalesce(v.x, 0)) as digest
        from spoken_of o left join (
            select object_no, bit_xor(hash("attribute", "value", since)) as x
            from (select distinct * from object_values where object_no in (select object_no from spoken_of))
            group by object_no) v using (object_no))
    select said.id, stored.object_no,
           stored.object_no is not null and stored.deleted_at is null and stored.digest = said.digest as same
    from said left join stored on stored.object_id = said.id"""


def _objects(engine: Embedded, now: int, known: bool) -> tuple[int, int, int, int]:
    comparison = (
        _SAME_OBJECT if known else "select id, null::bigint as object_no, false as same from new_objects"
    )
    engine.execute(f"create or replace temp table said_object as {comparison}")
    engine.execute(
        """insert into objects
        select (select coalesce(max(object_no), 0) from objects) + row_number() over (order by n.nth),
               n.id, n.source, n.type, n.key, n.label, n.url, null
        from new_objects n join said_object s on s.id = n.id where s.object_no is null"""
    )
    engine.execute(
        "create or replace temp table changed_object as "
        "select id, object_no from said_object where not same and object_no is not null"
    )
    engine.execute(
        """update objects set label = n.label, url = n.url, deleted_at = null
        from changed_object c join new_objects n on n.id = c.id where objects.object_no = c.object_no"""
    )
    engine.execute("delete from object_values where object_no in (select object_no from changed_object)")
    engine.execute(
        """create or replace temp table written_object as
        select o.object_no, o.object_id from objects o join said_object s on s.id = o.object_id where not s.same"""
    )
    engine.execute(
        """insert into object_values select distinct w.object_no, v."attribute", v."value", v.since
        from new_values v join written_object w on w.object_id = v.object_id"""
    )
    engine.execute(
        """create or replace temp table gone_object as select object_no from objects
        where deleted_at is null and object_id not in (select id from new_objects)
        and (source in (from complete_source) or object_id in (from new_gone))"""
    )
    engine.execute("update objects set deleted_at = ? where object_no in (from gone_object)", [now])
    engine.execute(
        "insert into touched_now select object_no from written_object union all select object_no from gone_object"
    )
    changed = _count(engine, "changed_object")
    return (
        _count(engine, "said_object"),
        _count(engine, "written_object") - changed,
        changed,
        _count(engine, "gone_object"),
    )


_SAME_EVENT = """
    with said as (
        select n.seq, n.id,
               hash(k.type, k."value", n.occurred_at, n.date_only, n.url, coalesce(o.x, 0), coalesce(a.x, 0)) as digest
        from new_events n join kinds k using (kind_no)
        left join (select seq, bit_xor(hash(object_id, qualifier)) as x
                   from (select distinct * from new_event_objects)
                   where object_id in (select object_id from objects) group by seq) o using (seq)
        left join (select seq, bit_xor(hash("attribute", "value")) as x
                   from (select distinct * from new_event_attributes) group by seq) a using (seq)),
    spoken_of as (
        select * from events
        where source in (select source from reading) and event_id in (select id from new_events)),
    stored as (
        select e.event_no, e.event_id, e.deleted_at,
               hash(e.event_type, e."value", e.occurred_at, e.date_only, e.url, coalesce(o.x, 0), coalesce(a.x, 0))
                   as digest
        from spoken_of e
        left join (select h.event_no, bit_xor(hash(b.object_id, h.qualifier)) as x
                   from happenings h join objects b using (object_no)
                   where h.event_no in (select event_no from spoken_of) group by h.event_no) o using (event_no)
        left join (select event_no, bit_xor(hash("attribute", "value")) as x
                   from (select distinct * from event_attributes
                         where event_no in (select event_no from spoken_of))
                   group by event_no) a using (event_no))
    select said.seq, stored.event_no as old_no,
           stored.event_no is not null and stored.deleted_at is null and stored.digest = said.digest as same
    from said left join stored on stored.event_id = said.id"""


def _events(engine: Embedded, now: int, known: bool) -> tuple[int, int, int, int]:
    comparison = _SAME_EVENT if known else "select seq, null::bigint as old_no, false as same from new_events"
    engine.execute(f"create or replace temp table said_event as {comparison}")
    engine.execute(
        """create or replace temp table written_event as
        select seq, old_no, coalesce(old_no, (select coalesce(max(event_no), 0) from events) + seq) as event_no
        from said_event where not same"""
    )
    gone = _forget_events(engine, now) if known else 0
    engine.execute(
        """insert into events
        select w.event_no, n.id, k.source, k.type, k."value", n.occurred_at, n.date_only, n.url, null
        from new_events n join written_event w using (seq) join kinds k using (kind_no)"""
    )
    engine.execute(
        """insert into event_attributes select w.event_no, a."attribute", a."value"
        from new_event_attributes a join written_event w using (seq)"""
    )
    _happenings(engine)
    changed = _count(engine, "written_event where old_no is not null")
    return _count(engine, "said_event"), _count(engine, "written_event") - changed, changed, gone


def _forget_events(engine: Embedded, now: int) -> int:
    """Take out what the source no longer has, and the old form of what it has changed."""
    engine.execute(
        """create or replace temp table gone_event as select event_no from events
        where deleted_at is null and event_id not in (select id from new_events)
        and (source in (from complete_source) or event_id in (from new_gone))"""
    )
    engine.execute(
        """create or replace temp table stale_event as
        select old_no as event_no from written_event where old_no is not null union all from gone_event"""
    )
    engine.execute(
        "insert into touched_now select object_no from happenings where event_no in (from stale_event)"
    )
    engine.execute("delete from happenings where event_no in (from stale_event)")
    engine.execute("update events set deleted_at = ? where event_no in (from gone_event)", [now])
    for table in ("events", "event_attributes"):
        engine.execute(f"delete from {table} where event_no in (select old_no from written_event)")
    return _count(engine, "gone_event")


def _happenings(engine: Embedded) -> None:
    engine.execute(
        "create or replace temp table object_type as "
        "select object_type, row_number() over () as type_no from (select distinct object_type from objects)"
    )
    engine.execute(
        """create or replace temp table new_happening as
        select distinct o.object_no, t.type_no, n.occurred_at, n.kind_no, w.event_no, n.date_only, eo.qualifier
        from new_event_objects eo join written_event w using (seq) join new_events n using (seq)
        join (select object_id, object_no, object_type from objects) o on o.object_id = eo.object_id
        join object_type t using (object_type)"""
    )
    engine.execute(
        """create or replace temp table new_activity as
        select h.type_no, h.kind_no, t.object_type, k.source, k.type as event_type, k."value"
        from (select distinct type_no, kind_no from new_happening) h
        join object_type t using (type_no) join kinds k using (kind_no)"""
    )
    same = """a.source = n.source and a.object_type = n.object_type and a.event_type = n.event_type
              and a."value" is not distinct from n."value" """
    engine.execute(
        f"""insert into activities
        select (select coalesce(max(activity_no), 0) from activities)
               + row_number() over (order by source, object_type, event_type, "value"),
               source, object_type, event_type, "value", 0
        from new_activity n where not exists (select 1 from activities a where {same})"""
    )
    before = _count(engine, "happenings")
    engine.execute(
        f"""insert into happenings
        select h.object_no, h.occurred_at, n.activity_no, h.event_no, h.date_only, h.qualifier
        from new_happening h
        join (select n.type_no, n.kind_no, a.activity_no from new_activity n join activities a on {same}) n
             using (type_no, kind_no)
        order by 1, 2, 4"""
    )
    added = _count(engine, "happenings") - before
    engine.execute("insert into touched_now select distinct object_no from new_happening")
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
    values = engine.table("object_values").join(
        engine.table("objects").select("object_no", "object_id"), on="object_no", how="inner"
    )
    repositories = (
        values.filter(nw.col("attribute") == "repository")
        .group_by("object_id")
        .agg(repository=nw.col("value").max())
    )
    former = values.filter(nw.col("attribute") == "former_key", ~nw.col("value").is_null()).select(
        "object_id", former_key=nw.col("value")
    )
    return linking.resolve(engine.table("objects"), engine.table("mentions"), repositories, former)


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
        """insert into relations
        select f.object_no, t.object_no, r.qualifier, r.rule, r.declared, r.source
        from new_relations r join objects f on f.object_id = r.from_id join objects t on t.object_id = r.to_id
        except from relations"""
    )
    engine.execute(
        """insert into mentions
        select from_id, reference, qualifier, rule, declared, source from new_mentions except from mentions"""
    )
    engine.execute("create or replace temp table links_before as from links")
    if _count(engine, "mentions"):
        engine.save("resolved_mention", linking.links(resolved_mentions(engine)))
    else:
        engine.execute(
            "create table resolved_mention (from_id text, to_id text, qualifier text, rule text, declared boolean)"
        )
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
    derived_links.link(engine)
    engine.execute(
        """insert into touched_now
        with difference as ((from links except from links_before) union all (from links_before except from links))
        select from_no from difference union all select to_no from difference"""
    )


def _remember_touched(engine: Embedded, snapshot: int) -> None:
    engine.execute("insert into touched values (?, ?)", [snapshot, NOTHING])
    touched = _count(engine, "(select distinct object_no from touched_now)")
    if touched * 5 > _count(engine, "objects"):
        engine.execute("insert into touched values (?, ?)", [snapshot, EVERYTHING])
    else:
        engine.execute(
            "insert into touched select distinct ?::bigint, object_no from touched_now", [snapshot]
        )
