"""The stored event log as a batch again, to be written as a file for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.errors import BadRequest
from headrace.eventlog.model import Batch
from headrace.eventlog.persons import KEY, is_key, names_person

if TYPE_CHECKING:
    from collections.abc import Collection

    from headrace.engine import Engine


def retrieve(engine: Engine) -> Batch:
    """Return all that is in the log and still there at its source, as one batch.

    Links that were found between sources become relations with the rule that found them. What a source no
    longer has is left out, and so is what is kept of persons.
    """
    batch = Batch("headrace", complete=True)
    objects = _without_persons(engine.table("objects").filter(nw.col("deleted_at").is_null()))
    events = engine.table("events").filter(nw.col("deleted_at").is_null())
    _objects(batch, engine, objects)
    _events(batch, engine, objects, events)
    _relations(batch, engine, objects)
    return batch


def _without_persons(objects: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    types = [row["object_type"] for row in rows(objects.select("object_type").unique())]
    people = nw.col("object_type").is_in([name for name in types if names_person(name)])
    return objects.filter(~(people & nw.col("key").str.contains(f"^{KEY}$")))


def _without_keys(said: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    names = [row["attribute"] for row in rows(said.select("attribute").unique())]
    return said.filter(~nw.col("attribute").is_in([name for name in names if is_key(name)]))


def _objects(batch: Batch, engine: Engine, objects: nw.LazyFrame[Any]) -> None:
    for row in rows(objects.sort("object_no")):
        batch.objects.id.append(row["object_id"])
        batch.objects.type.append(row["object_type"])
        batch.objects.key.append(row["key"])
        batch.objects.label.append(row["label"])
        batch.objects.url.append(row["url"])
    named = objects.select("object_no", "object_id")
    values = engine.table("object_values").join(named, on="object_no", how="inner")
    for row in rows(_without_keys(values).sort("object_no", "attribute", "since", "value")):
        batch.values.object_id.append(row["object_id"])
        batch.values.attribute.append(row["attribute"])
        batch.values.value.append(row["value"])
        batch.values.since.append(row["since"])


def _events(batch: Batch, engine: Engine, objects: nw.LazyFrame[Any], events: nw.LazyFrame[Any]) -> None:
    for row in rows(events.sort("occurred_at", "event_no")):
        batch.events.id.append(row["event_id"])
        batch.events.type.append(row["event_type"])
        batch.events.value.append(row["value"])
        batch.events.occurred_at.append(row["occurred_at"])
        batch.events.date_only.append(bool(row["date_only"]))
        batch.events.url.append(row["url"])
    named = events.select("event_no", "event_id")
    pairs = (
        engine.table("happenings")
        .select("event_no", "object_no", "qualifier")
        .unique()
        .join(named, on="event_no", how="inner")
        .join(objects.select("object_no", "object_id"), on="object_no", how="inner")
    )
    for row in rows(pairs.sort("event_no", "object_no", "qualifier")):
        batch.event_objects.event_id.append(row["event_id"])
        batch.event_objects.object_id.append(row["object_id"])
        batch.event_objects.qualifier.append(row["qualifier"] or "")
    attributes = engine.table("event_attributes").join(named, on="event_no", how="inner")
    for row in rows(_without_keys(attributes).sort("event_no", "attribute", "value")):
        batch.event_attributes.event_id.append(row["event_id"])
        batch.event_attributes.attribute.append(row["attribute"])
        batch.event_attributes.value.append(row["value"])


def _relations(batch: Batch, engine: Engine, objects: nw.LazyFrame[Any]) -> None:
    origin = objects.select(from_no=nw.col("object_no"), from_id=nw.col("object_id"))
    target = objects.select(to_no=nw.col("object_no"), to_id=nw.col("object_id"))
    links = (
        engine.table("links").join(origin, on="from_no", how="inner").join(target, on="to_no", how="inner")
    )
    for row in rows(links.sort("from_no", "to_no", "qualifier", "rule")):
        batch.relations.from_id.append(row["from_id"])
        batch.relations.to_id.append(row["to_id"])
        batch.relations.qualifier.append(row["qualifier"])
        batch.relations.rule.append(row["rule"])
        batch.relations.declared.append(bool(row["declared"]))


def called(engine: Engine, names: Collection[str]) -> dict[str, str]:
    """Return the id of the one object that each name means: its id, or its key.

    Raises:
        BadRequest: nothing is called so, or several objects are.
    """
    wanted = list(names)
    there = engine.table("objects").filter(nw.col("deleted_at").is_null())
    meant = there.filter(nw.col("object_id").is_in(wanted) | nw.col("key").is_in(wanted))
    found: dict[str, set[str]] = {}
    for row in rows(meant.select("object_id", "key")):
        for name in (row["object_id"], row["key"]):
            found.setdefault(name, set()).add(row["object_id"])
    for name in wanted:
        ids = found.get(name, set())
        if not ids:
            raise BadRequest(
                f'Nothing in the log is called "{name}".', "Nothing was kept.", ["headrace items STREAM"]
            )
        if len(ids) > 1:
            raise BadRequest(
                f'Several records are called "{name}".',
                "Nothing was kept.",
                ["Name one by its id:", *sorted(ids)[:5]],
            )
    return {name: next(iter(found[name])) for name in wanted}
