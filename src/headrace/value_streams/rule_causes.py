"""Why a rule of a value stream matches nothing of its items: the first thing on the way that is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.errors import nearest
from headrace.value_streams.derivation import activities
from headrace.value_streams.rules import means

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.engine import Engine
    from headrace.value_streams.definition import Rule, ValueStream
    from headrace.value_streams.rules import PlacedRule

    Known = list[tuple[int, str, str, str | None]]

TYPE, EVENT, VALUE, CONDITION, LINK, OTHER = "type", "event", "value", "condition", "link", "other"
CAUSES = (TYPE, EVENT, VALUE, CONDITION, LINK, OTHER)
"""What can be missing: objects of the type; such an event of them; such a value of it; an event that satisfies the
conditions; a link from an item to such an object. Or nothing is, and another rule means the same events."""

_LISTED = 6


@dataclass(frozen=True, slots=True)
class Cause:
    """What is missing, what there is in its place (the most frequent first), and which of it is meant, perhaps."""

    what: str
    there: tuple[str, ...] = ()
    suggestion: str = ""
    events: int = 0


def causes(engine: Engine, stream: ValueStream, rules: tuple[PlacedRule, ...]) -> dict[int, Cause]:
    """Return, by the rule's index, why each of these rules matches nothing."""
    if not rules:
        return {}
    known = activities(engine)
    counted = engine.table("activities").select("activity_no", "events")
    events = {row["activity_no"]: row["events"] for row in rows(counted)}
    present = (
        engine.table("objects").filter(nw.col("deleted_at").is_null()).group_by("object_type").agg(n=nw.len())
    )
    types = {row["object_type"]: row["n"] for row in rows(present)}
    reached = _reached_types(engine, stream)
    return {one.index: _cause(one.rule, known, events, types, reached) for one in rules}


def _reached_types(engine: Engine, stream: ValueStream) -> set[str]:
    """Return the types of which at least one object tells about an item, in lower case."""
    try:
        reached = engine.table("reached")
    except KeyError:  # every object with a matching event is an item
        return {stream.items.lower()}
    found = engine.table("objects").join(reached.select("object_no"), on="object_no", how="semi")
    return {row["object_type"].lower() for row in rows(found.select("object_type").unique())}


def _cause(
    rule: Rule, known: Known, events: dict[int, int], types: dict[str, int], reached: set[str]
) -> Cause:
    mine = [one for one in known if one[1].lower() == rule.object_type.lower()]
    if not mine and rule.object_type.lower() not in {name.lower() for name in types}:
        return _among(TYPE, rule.object_type, types)
    such = [one for one in mine if means(rule.event_type, one[2])]
    if not such:
        return _among(EVENT, rule.event_type, _most((one[2], events[one[0]]) for one in mine))
    meant = [one for one in such if rule.value is None or (one[3] is not None and means(rule.value, one[3]))]
    if not meant:
        values = _most((one[3], events[one[0]]) for one in such if one[3] is not None)
        return _among(VALUE, rule.value or "", values)
    number = sum(events[one[0]] for one in meant)
    if rule.object_type.lower() not in reached:
        return Cause(LINK, events=number)
    return Cause(CONDITION if rule.conditions else OTHER, events=number)


def _most(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return how many events each name has in all."""
    found: dict[str, int] = {}
    for name, number in counted:
        found[name] = found.get(name, 0) + number
    return found


def _among(what: str, wanted: str, there: dict[str, int]) -> Cause:
    lower = {name.lower(): name for name in sorted(there)}
    near = nearest(wanted.lower(), lower)
    meant = next((name for key, name in lower.items() if near == f"Did you mean {key}?"), "")
    listed = sorted(there, key=lambda name: (-there[name], name))[:_LISTED]
    return Cause(what, tuple(listed), meant)
