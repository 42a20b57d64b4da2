"""What a log holds, in small: types, activities, their usual order, groups, attributes and links.

It is what a first definition is proposed from, and what its four questions offer as answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.attributes import Attribute, attributes_of
from headrace.value_streams.categories import categories_of
from headrace.value_streams.membership import current_values
from headrace.value_streams.vocabulary import STATUS_NAMES, Sense, plain, sense_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from headrace.engine import Engine

SAMPLE = 50_000
"""At most about so many objects per type are looked at for orders and groups."""

_MOST_STEPS = 60
_MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One activity that can be a step of the work.

    ``items`` saw it at least once; of ``first`` it was the first step, of ``last`` the last one so far.
    ``category`` is what its tool says of it: see :mod:`.categories`.
    """

    event_type: str
    value: str | None
    events: int
    items: int
    first: int = 0
    last: int = 0
    category: str | None = None

    @property
    def name(self) -> str:
        """As in a rule without the object's type: ``status=In Progress``."""
        return self.event_type if self.value is None else f"{self.event_type}={self.value}"


@dataclass(frozen=True, slots=True)
class GroupAttribute:
    """An attribute of events with few values, such as who did it; ``values`` with their number of events."""

    name: str
    values: tuple[tuple[str, int], ...]
    distinct: int
    events: int


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """One type of object.

    ``before[a, b]`` counts the objects in which step ``a`` first came before step ``b`` first came (indices
    into ``steps``); ``together`` those in which both first came in the same instant.
    """

    name: str
    objects: int
    events: int
    steps: tuple[Step, ...] = ()
    others: tuple[Step, ...] = ()
    before: Mapping[tuple[int, int], int] = field(default_factory=dict)
    together: Mapping[tuple[int, int], int] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    groups: tuple[GroupAttribute, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """How many objects of one type are linked to at least one of another, in either direction."""

    from_type: str
    to_type: str
    objects: int


@dataclass(frozen=True, slots=True)
class LogSummary:
    """A log in small; ``types`` with the most events first."""

    types: tuple[TypeSummary, ...]
    links: tuple[LinkSummary, ...] = ()

    def type(self, name: str) -> TypeSummary | None:
        """Return the summary of one type, ``None`` when the log has no such objects."""
        return next((found for found in self.types if found.name == name), None)

    def linked_share(self, from_type: str, to_type: str) -> float:
        """Return the share of one type's objects that are linked to the other, 0 when none are."""
        whole = self.type(from_type)
        found = sum(x.objects for x in self.links if (x.from_type, x.to_type) == (from_type, to_type))
        return found / whole.objects if whole and whole.objects else 0.0


def steps_among(steps: Iterable[Step]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Divide a type's activities into those that can be steps of the work, and the others.

    Where one event type says the status, its values are the steps, with the events that create an item;
    else all events are that do not merely stand aside, such as comments.
    """
    known = sorted(steps, key=lambda step: (-step.items, step.name))
    valued = {step.event_type for step in known if step.value is not None}
    status = next((e for word in STATUS_NAMES for e in sorted(valued) if plain(e) == word), None)
    chosen = [step for step in known if _can_be_step(step, status)][:_MOST_STEPS]
    return tuple(chosen), tuple(step for step in known if step not in chosen)


def summarise(engine: Engine) -> LogSummary:
    """Compute the summary of a log.

    Args:
        engine: holds ``objects``, ``happenings``, ``activities``, ``object_values``, ``event_attributes``
            and ``links``, as the store keeps them.
    """
    present = (
        engine.table("objects")
        .filter(nw.col("deleted_at").is_null())
        .select("object_no", "object_type", "source")
    )
    counted = rows(present.group_by("object_type", "source").agg(nw.len().cast(nw.Int64).alias("objects")))
    objects: dict[str, int] = {}
    for row in counted:
        objects[row["object_type"]] = objects.get(row["object_type"], 0) + row["objects"]
    happenings = _happenings(engine)
    steps = _steps(engine, happenings, present)
    attributes = _attributes(engine, present)
    types = []
    for name, count in objects.items():
        found = steps.get(name, {})
        sample = _sample(present, name, count)
        one = _ordered(engine, happenings, sample, found)
        sources = tuple(sorted(row["source"] for row in counted if row["object_type"] == name))
        types.append(
            TypeSummary(
                name=name,
                objects=count,
                events=sum(step.events for step in found.values()),
                attributes=attributes.get(name, {}),
                sources=sources,
                **one,
            )
        )
    types.sort(key=lambda summary: (-summary.events, -summary.objects, summary.name))
    return LogSummary(tuple(types), _links(engine, present))


def _can_be_step(step: Step, status: str | None) -> bool:
    sense = sense_of(step.event_type)
    if status is None:
        return sense is not Sense.ASIDE
    begins = sense is Sense.CREATED or plain(step.event_type) == "opened"
    return step.event_type == status or (begins and step.value is None)


def _happenings(engine: Engine) -> nw.LazyFrame[Any]:
    """Return what happened, where activities that several sources have under one name are one."""
    happenings = engine.table("happenings")
    listed = rows(engine.table("activities").sort("activity_no"))
    first: dict[tuple[str, str, str | None], int] = {}
    for row in listed:
        first.setdefault((row["object_type"], row["event_type"], row["value"]), row["activity_no"])
    if len(first) == len(listed):
        return happenings
    names = [(row["object_type"], row["event_type"], row["value"]) for row in listed]
    same = engine.small(
        {"activity_no": [row["activity_no"] for row in listed], "first_no": [first[name] for name in names]},
        {"activity_no": "int", "first_no": "int"},
    )
    joined = happenings.join(same, on="activity_no", how="inner")
    return joined.select("object_no", "occurred_at", "event_no", activity_no=nw.col("first_no"))


def _steps(
    engine: Engine, happenings: nw.LazyFrame[Any], present: nw.LazyFrame[Any]
) -> dict[str, dict[int, Step]]:
    happenings = happenings.join(present.select("object_no"), on="object_no", how="semi")
    counts = happenings.group_by("activity_no").agg(
        nw.len().cast(nw.Int64).alias("events"), nw.col("object_no").n_unique().cast(nw.Int64).alias("items")
    )
    categories = categories_of(engine, happenings)
    found: dict[str, dict[int, Step]] = {}
    for row in rows(counts.join(engine.table("activities"), on="activity_no", how="inner")):
        number, of_tool = row["activity_no"], categories.get(row["activity_no"])
        step = Step(row["event_type"], row["value"], row["events"], row["items"], category=of_tool)
        found.setdefault(row["object_type"], {})[number] = step
    return found


def _attributes(engine: Engine, present: nw.LazyFrame[Any]) -> dict[str, dict[str, Attribute]]:
    values = current_values(engine).join(
        present.select("object_no", "object_type"), on="object_no", how="inner"
    )
    found: dict[str, dict[str, Attribute]] = {}
    types = sorted(row["object_type"] for row in rows(values.select("object_type").unique()))
    for name in types:
        found[name] = attributes_of(values.filter(nw.col("object_type") == name))
    return found


@dataclass(frozen=True, slots=True)
class _Sample:
    """Some objects of a type: one of ``every``; ``objects`` holds ``object_no``."""

    objects: nw.LazyFrame[Any]
    every: int


def _sample(present: nw.LazyFrame[Any], name: str, count: int) -> _Sample:
    every = max(1, -(-count // SAMPLE))
    chosen = present.filter(nw.col("object_type") == name, nw.col("object_no") % every == 0)
    return _Sample(chosen.select("object_no"), every)


def _ordered(
    engine: Engine, told: nw.LazyFrame[Any], sample: _Sample, known: Mapping[int, Step]
) -> dict[str, Any]:
    """Return the steps of one type in no order yet, with how they follow one another, and its groups."""
    chosen, others = steps_among(known.values())
    numbers = {step: number for number, step in known.items()}
    indices = {numbers[step]: index for index, step in enumerate(chosen)}
    if not indices:
        return {"others": others}
    happenings = (
        told.filter(nw.col("activity_no").is_in(list(indices)))
        .join(sample.objects, on="object_no", how="semi")
        .select("object_no", "activity_no", "occurred_at", "event_no")
    )
    spans = happenings.group_by("object_no").agg(
        nw.col("occurred_at").min().alias("begins"), nw.col("occurred_at").max().alias("ends")
    )
    placed = happenings.join(spans, on="object_no", how="inner")
    first = _objects_by_activity(placed.filter(nw.col("occurred_at") == nw.col("begins")))
    last = _objects_by_activity(placed.filter(nw.col("occurred_at") == nw.col("ends")))
    steps = tuple(
        replace(step, first=first.get(n, 0) * sample.every, last=last.get(n, 0) * sample.every)
        for step, n in ((step, numbers[step]) for step in chosen)
    )
    before, together = _precedence(happenings, indices)
    groups = _groups(engine, happenings)
    return {"steps": steps, "others": others, "before": before, "together": together, "groups": groups}


def _objects_by_activity(frame: nw.LazyFrame[Any]) -> dict[int, int]:
    counts = frame.group_by("activity_no").agg(nw.col("object_no").n_unique().cast(nw.Int64).alias("objects"))
    return {row["activity_no"]: row["objects"] for row in rows(counts)}


def _precedence(
    happenings: nw.LazyFrame[Any], indices: Mapping[int, int]
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    first = happenings.group_by("object_no", "activity_no").agg(nw.col("occurred_at").min().alias("at"))
    other = first.select("object_no", other_no=nw.col("activity_no"), other_at=nw.col("at"))
    pairs = first.join(other, on="object_no", how="inner").filter(nw.col("activity_no") != nw.col("other_no"))
    counts = (
        pairs.with_columns(
            earlier=nw.when(nw.col("at") < nw.col("other_at")).then(nw.lit(1)).otherwise(nw.lit(0)),
            same=nw.when(nw.col("at") == nw.col("other_at")).then(nw.lit(1)).otherwise(nw.lit(0)),
        )
        .group_by("activity_no", "other_no")
        .agg(
            nw.col("earlier").sum().cast(nw.Int64).alias("before"),
            nw.col("same").sum().cast(nw.Int64).alias("together"),
        )
    )
    before: dict[tuple[int, int], int] = {}
    together: dict[tuple[int, int], int] = {}
    for row in rows(counts):
        pair = indices[row["activity_no"]], indices[row["other_no"]]
        if row["before"]:
            before[pair] = row["before"]
        if row["together"]:
            together[pair] = row["together"]
    return before, together


def _groups(engine: Engine, happenings: nw.LazyFrame[Any]) -> tuple[GroupAttribute, ...]:
    events = happenings.select("event_no").unique()
    counts = (
        engine.table("event_attributes")
        .join(events, on="event_no", how="semi")
        .group_by("attribute", "value")
        .agg(nw.len().cast(nw.Int64).alias("events"))
    )
    found = sorted(rows(counts), key=lambda row: (row["attribute"], -row["events"], row["value"]))
    return tuple(_group(name, list(values)) for name, values in _by(found, lambda row: str(row["attribute"])))


def _group(name: str, values: Sequence[Mapping[str, Any]]) -> GroupAttribute:
    top = tuple((str(row["value"]), int(row["events"])) for row in values[:_MOST_VALUES])
    return GroupAttribute(name, top, len(values), sum(int(row["events"]) for row in values))


def _by(
    found: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], str]
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    yield from groupby(found, key=key)


def _links(engine: Engine, present: nw.LazyFrame[Any]) -> tuple[LinkSummary, ...]:
    links = engine.table("links").select("from_no", "to_no")
    both = nw.concat([links, links.select(from_no=nw.col("to_no"), to_no=nw.col("from_no"))]).unique()
    start = present.select(from_no=nw.col("object_no"), from_type=nw.col("object_type"))
    end = present.select(to_no=nw.col("object_no"), to_type=nw.col("object_type"))
    typed = both.join(start, on="from_no", how="inner").join(end, on="to_no", how="inner")
    counts = typed.group_by("from_type", "to_type").agg(
        nw.col("from_no").n_unique().cast(nw.Int64).alias("objects")
    )
    found = [LinkSummary(row["from_type"], row["to_type"], row["objects"]) for row in rows(counts)]
    return tuple(sorted(found, key=lambda link: (link.from_type, -link.objects, link.to_type)))
