"""A trace as it is written in XES, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

NAME, TIME, TRANSITION = "concept:name", "time:timestamp", "lifecycle:transition"

Attributes = dict[str, str]
"""Key to value; the children of an attribute have ``parent.child`` as key, values of a list are joined."""

KINDS = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
"""The elements that are attributes."""


@dataclass(slots=True)
class Event:
    """What an event says besides its time; events of a log that say the same may share one."""

    name: str
    transition: str | None
    rest: Attributes
    of_item: Attributes | None = field(default=None, compare=False)
    """What of the rest speaks of the item; ``None`` until it is decided and taken out of the rest."""
    keyed: bool = field(default=False, compare=False)
    """Whether persons in the rest stand under their keys."""


@dataclass(slots=True)
class Trace:
    """One trace as written: its own attributes, its events with their stamps, and their lines where known."""

    attributes: Attributes = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    loose: bool = False
    """The events stood outside of any trace."""

    def add(self, attributes: Attributes) -> None:
        """Add an event by its attributes, which are taken over."""
        self.stamps.append(attributes.pop(TIME, ""))
        self.events.append(Event(attributes.pop(NAME, ""), attributes.pop(TRANSITION, None), attributes))


class Nested(dict[str, str]):
    """Takes an attribute's children and gives them to the element under ``parent.child``."""

    def __init__(self, outer: Attributes, prefix: str) -> None:
        super().__init__()
        self._outer, self._prefix = outer, prefix

    def __setitem__(self, key: str, value: str) -> None:
        path = f"{self._prefix}.{key}"
        before = self.get(path)
        super().__setitem__(path, value if before is None else f"{before}, {value}")
        self._outer[path] = self[path]
