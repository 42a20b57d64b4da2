"""One item with everything that happened to it, each event with its source and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.errors import BadRequest
from headrace.eventlog.persons import is_key, is_person
from headrace.report.items.strips import shown_strips
from headrace.report.surroundings import around
from headrace.report.view import EventLine, ItemView
from headrace.report.wording.phrases import text
from headrace.report.words import short_key
from headrace.value_streams import membership
from headrace.value_streams.derivation import activities
from headrace.value_streams.placement import Placement
from headrace.value_streams.rules import match_rules

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream

Link = tuple[str, str, str, str, str | None]
"""Rule (and by way of which object), object type, key, label, address."""


def item_view(engine: Engine, stream: ValueStream, item_id: str, catalogue: Catalogue) -> ItemView:
    """Return one item with its events; raises ``BadRequest`` when the stream has no such item."""
    found = named(engine, stream, item_id)
    number = found["object_no"]
    _, surroundings = around(engine, stream, catalogue, None, None)
    return ItemView(
        stream=stream.id,
        name=stream.name,
        strip=shown_strips(engine, stream, [number], surroundings)[0],
        url=found["url"],
        attributes=attributes(engine, number),
        links=links(engine, stream, number),
        events=events(engine, stream, number),
        data_to=surroundings.data_to,
        made_up=surroundings.made_up,
    )


def named(engine: Engine, stream: ValueStream, name: str) -> dict[str, Any]:
    """Return an item's row of ``objects`` by its id or its key; of several with one key, the first that was read.

    Raises:
        BadRequest: the stream has no such item.
    """
    called = (nw.col("object_id") == name) | (nw.col("key") == name)
    objects = engine.table("objects").filter(nw.col("object_type") == stream.items, called)
    items = engine.table("items").select("item_no")
    found = rows(objects.join(items, left_on="object_no", right_on="item_no", how="semi"))
    if not found:
        raise BadRequest(
            f'{stream.name} has no item called "{name}".',
            "It may belong to another stream, or its start may be unknown.",
            [f"headrace items {stream.id}", "headrace check"],
        )
    return min(found, key=lambda row: (row["object_id"] != name, row["object_no"]))


def attributes(engine: Engine, item_no: int) -> tuple[tuple[str, str], ...]:
    """Return an item's attributes as they are now; keys of persons are left out."""
    mine = engine.table("object_values").filter(nw.col("object_no") == item_no)
    newest = mine.group_by("attribute").agg(since=nw.col("since").max())
    found: dict[str, list[str]] = {}
    for row in rows(mine.join(newest, on=["attribute", "since"], how="inner")):
        if row["value"] is not None and not is_key(row["attribute"]):
            found.setdefault(row["attribute"], []).append(row["value"])
    return tuple((name, ", ".join(sorted(values))) for name, values in sorted(found.items()))


def links(engine: Engine, stream: ValueStream, item_no: int) -> tuple[Link, ...]:
    """Return the objects about the same work, each with the rule that found it; persons are left out.

    These are the objects linked to the item and those that its stream follows from there: of the latter the rule
    names the object by way of which they are known. An object's own links count before those of others.
    """
    mine = engine.small({"item_no": [item_no]}, {"item_no": "int"})
    reached = membership.reach(engine, stream, mine).select("object_no")
    known = {row["object_no"] for row in rows(reached)} | {item_no}
    found: dict[int, set[tuple[str, int]]] = {}
    for one, other, rule in _links_of(engine, sorted(known)):
        if one in known and other != item_no and (one == item_no or other in known):
            found.setdefault(other, set()).add((rule, one))
    numbers = sorted(found | {key: set() for key in known})
    objects = engine.table("objects").filter(nw.col("object_no").is_in(numbers))
    named = {row["object_no"]: row for row in rows(objects)}
    order = {object_type: at for at, object_type in enumerate(stream.follows)}
    walked = {number: order.get(row["object_type"], len(order)) for number, row in named.items()}
    walked[item_no] = -1
    listed = [
        (_known_by(rule, None if way == item_no else named[way]), row["object_type"], row["key"],
         row["label"] or "", row["url"])
        for number, ways in found.items()
        for rule, way in _nearest(ways, walked, item_no)
        if not is_person((row := named[number])["object_type"], row["key"])
    ]  # fmt: skip
    return tuple(sorted(listed, key=lambda link: (link[1], link[2], link[0])))


def _links_of(engine: Engine, numbers: list[int]) -> set[tuple[int, int, str]]:
    """Return every link at these objects, from each of its ends: one object, the other, the rule."""
    table = engine.table("links")
    touching = table.filter(nw.col("from_no").is_in(numbers) | nw.col("to_no").is_in(numbers))
    there = {(row["from_no"], row["to_no"], row["rule"]) for row in rows(touching)}
    return there | {(to_no, from_no, rule) for from_no, to_no, rule in there}


def _nearest(ways: set[tuple[str, int]], walked: dict[int, int], item_no: int) -> list[tuple[str, int]]:
    """Return the links to the item itself; without any, the one to the object that is reached first."""
    own = [way for way in ways if way[1] == item_no]
    return own or [min(ways, key=lambda way: (walked[way[1]], way))]


def _known_by(rule: str, way: dict[str, Any] | None) -> str:
    if way is None:
        return rule
    return text("item.link.way", {"rule": rule, "type": way["object_type"], "key": short_key(way["key"])})


def events(engine: Engine, stream: ValueStream, item_no: int) -> tuple[EventLine, ...]:
    """Return the events of an item and of all objects it reaches, in order of time."""
    alone = engine.small({"item_no": [item_no]}, {"item_no": "int"})
    reached = membership.reach(engine, stream, alone)
    placement = Placement(engine, stream, match_rules(stream, activities(engine)), reached)
    meant = {(row["event_no"], row["object_no"]): row["rule_index"] for row in rows(placement.matched())}
    happened = (
        engine.table("happenings")
        .join(reached, on="object_no", how="inner")
        .join(engine.table("activities").drop("source", "events"), on="activity_no", how="inner")
        .join(
            engine.table("events").select("event_no", "source", event_url=nw.col("url")),
            on="event_no",
            how="inner",
        )
        .join(engine.table("objects").select("object_no", "key", "label", "url"), on="object_no", how="inner")
    )
    ordered = sorted(rows(happened), key=lambda row: (row["occurred_at"], row["event_no"]))
    lines = []
    for row in ordered:
        index = meant.get((row["event_no"], row["object_no"]))
        placed = None if index is None else placement.matches.rules[index]
        lines.append(
            _line(row, placed.stage if placed else None, placed.mode.name.lower() if placed else None)
        )
    return tuple(lines)


def _line(row: dict[str, Any], stage: str | None, mode: str | None) -> EventLine:
    value = "" if row["value"] is None else f": {row['value']}"
    return EventLine(
        occurred_at=row["occurred_at"],
        date_only=row["date_only"],
        what=f"{row['event_type']}{value}",
        object_key=row["key"],
        object_type=row["object_type"],
        source=row["source"],
        url=row["event_url"] or row["url"],
        stage=stage,
        mode=mode,
        object_label=row["label"],
    )
