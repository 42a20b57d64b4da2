"""The event log's values: objects, events, changes of objects, relations and mentions.

The model is OCEL 2.0 (arXiv 2403.01975) with three additions: every relation carries the rule that
found it, an event may carry the *value* it set (``status`` → ``In Progress``), and a *mention* is a
reference by name that still has to be resolved (an issue key in a commit message).

Ids are deterministic, ``source:type:key``, so that reading the same thing twice changes nothing and
every number can be traced to its origin. Times are whole microseconds since 1970-01-01T00:00:00Z: an
integer means the same on every engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ALWAYS = 0
"""The time of an attribute value that was never seen to change (OCEL 2.0 uses the epoch as well)."""


def object_id(source: str, object_type: str, key: str) -> str:
    """Return the id of an object: ``source:type:key``."""
    return f"{source}:{object_type}:{key}"


def event_id(source: str, event_type: str, key: str) -> str:
    """Return the id of an event: ``source:type:key``; ``key`` must be unique for that type and source."""
    return f"{source}:{event_type}:{key}"


@dataclass(slots=True)
class ObjectColumns:
    """Objects, one list per column, all of one length."""

    id: list[str] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    label: list[str | None] = field(default_factory=list)
    url: list[str | None] = field(default_factory=list)


@dataclass(slots=True)
class ValueColumns:
    """Attribute values of objects over time: ``value`` holds from ``since`` until the next one.

    A list-valued attribute (labels) has one row per element with the same ``since``; ``None`` says that
    the attribute was emptied at that time.
    """

    object_id: list[str] = field(default_factory=list)
    attribute: list[str] = field(default_factory=list)
    value: list[str | None] = field(default_factory=list)
    since: list[int] = field(default_factory=list)


@dataclass(slots=True)
class EventColumns:
    """Events, one list per column; ``occurred_at`` in µs UTC."""

    id: list[str] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    value: list[str | None] = field(default_factory=list)
    occurred_at: list[int] = field(default_factory=list)
    date_only: list[bool] = field(default_factory=list)
    url: list[str | None] = field(default_factory=list)


@dataclass(slots=True)
class EventObjectColumns:
    """Which objects an event is about."""

    event_id: list[str] = field(default_factory=list)
    object_id: list[str] = field(default_factory=list)
    qualifier: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EventAttributeColumns:
    """What else an event says: one row per attribute."""

    event_id: list[str] = field(default_factory=list)
    attribute: list[str] = field(default_factory=list)
    value: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RelationColumns:
    """Object to object: both ends are in the log; ``rule`` is what found it."""

    from_id: list[str] = field(default_factory=list)
    to_id: list[str] = field(default_factory=list)
    qualifier: list[str] = field(default_factory=list)
    rule: list[str] = field(default_factory=list)
    declared: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class MentionColumns:
    """A reference by name, resolved against the whole log by :mod:`headrace.eventlog.linking`.

    ``reference`` is an object's key (``DURACLOUD-12``), or ``#12`` / ``owner/repo#12`` for a number.
    """

    from_id: list[str] = field(default_factory=list)
    reference: list[str] = field(default_factory=list)
    qualifier: list[str] = field(default_factory=list)
    rule: list[str] = field(default_factory=list)
    declared: list[bool] = field(default_factory=list)


_TABLES = (
    "objects",
    "values",
    "events",
    "event_objects",
    "event_attributes",
    "relations",
    "mentions",
)


class Batch:
    """All that one reading of one source says, column by column, ready to be ingested at once.

    Args:
        source: name of the source; the first part of every id.
        complete: the batch holds everything the source has, so what is in the store and not in the
            batch has disappeared there and becomes a tombstone.

    Columns are lists, not objects, because a log has millions of rows. A reader of a hot format may
    append to the columns itself; everybody else calls ``add_*``.
    """

    def __init__(self, source: str, *, complete: bool = True) -> None:
        self.source = source
        self.complete = complete
        self.objects = ObjectColumns()
        self.values = ValueColumns()
        self.events = EventColumns()
        self.event_objects = EventObjectColumns()
        self.event_attributes = EventAttributeColumns()
        self.relations = RelationColumns()
        self.mentions = MentionColumns()
        self.gone_objects: list[str] = []
        """Ids of what this source no longer has, for a batch that is not complete."""
        self.gone_events: list[str] = []

    def extend(self, other: Batch) -> None:
        """Add all that another batch of the same source says."""
        for name in _TABLES:
            mine, theirs = getattr(self, name), getattr(other, name)
            for column in mine.__slots__:
                getattr(mine, column).extend(getattr(theirs, column))
        self.gone_objects.extend(other.gone_objects)
        self.gone_events.extend(other.gone_events)

    def size(self) -> tuple[int, ...]:
        """Return how many rows each table has, for :meth:`cut`."""
        return (
            len(self.objects.id),
            len(self.values.since),
            len(self.events.id),
            len(self.event_objects.event_id),
            len(self.event_attributes.event_id),
            len(self.relations.from_id),
            len(self.mentions.from_id),
        )

    def cut(self, size: tuple[int, ...]) -> None:
        """Take back all that was added since the batch had this size."""
        for name, rows in zip(_TABLES, size, strict=True):
            columns = getattr(self, name)
            for column in columns.__slots__:
                del getattr(columns, column)[rows:]

    def add_object(
        self, object_type: str, key: str, *, label: str | None = None, url: str | None = None
    ) -> str:
        """Add an object and return its id. ``label`` is its title, ``url`` where a person can see it."""
        oid = object_id(self.source, object_type, key)
        o = self.objects
        o.id.append(oid)
        o.type.append(object_type)
        o.key.append(key)
        o.label.append(label)
        o.url.append(url)
        return oid

    def add_value(
        self, oid: str, attribute: str, value: str | Sequence[str] | None, since: int = ALWAYS
    ) -> None:
        """Say that an object's attribute has this value from ``since`` (µs UTC) on."""
        v = self.values
        values: Iterable[str | None] = (
            [value] if value is None or isinstance(value, str) else (value or [None])
        )
        for one in values:
            v.object_id.append(oid)
            v.attribute.append(attribute)
            v.value.append(one)
            v.since.append(since)

    def add_event(  # noqa: PLR0913 - an event has these parts
        self,
        event_type: str,
        key: str,
        occurred_at: int,
        objects: Iterable[str],
        *,
        value: str | None = None,
        attributes: Mapping[str, str] | None = None,
        date_only: bool = False,
        url: str | None = None,
    ) -> str:
        """Add an event about ``objects`` (ids) and return its id.

        ``value`` is what the event set, where its type alone does not say it: ``status`` with
        ``In Progress``. ``date_only`` marks a stamp whose time of day is unknown; it stands at 00:00 UTC.
        """
        eid = event_id(self.source, event_type, key)
        e = self.events
        e.id.append(eid)
        e.type.append(event_type)
        e.value.append(value)
        e.occurred_at.append(occurred_at)
        e.date_only.append(date_only)
        e.url.append(url)
        eo = self.event_objects
        for oid in objects:
            eo.event_id.append(eid)
            eo.object_id.append(oid)
            eo.qualifier.append("")
        if attributes:
            ea = self.event_attributes
            for name, text in attributes.items():
                ea.event_id.append(eid)
                ea.attribute.append(name)
                ea.value.append(text)
        return eid

    def add_relation(
        self, from_id: str, to_id: str, qualifier: str, *, rule: str, declared: bool = True
    ) -> None:
        """Relate two objects of this batch; ``rule`` names what found it, ``declared`` whether a person said so."""
        r = self.relations
        r.from_id.append(from_id)
        r.to_id.append(to_id)
        r.qualifier.append(qualifier)
        r.rule.append(rule)
        r.declared.append(declared)

    def add_mention(
        self, from_id: str, reference: str, qualifier: str, *, rule: str, declared: bool = False
    ) -> None:
        """Note that an object names another by key or number; it is resolved against the whole log."""
        m = self.mentions
        m.from_id.append(from_id)
        m.reference.append(reference)
        m.qualifier.append(qualifier)
        m.rule.append(rule)
        m.declared.append(declared)
