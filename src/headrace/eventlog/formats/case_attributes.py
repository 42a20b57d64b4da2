"""Which of an event's attributes speak of its case, and what they say about the case over time.

Most exports repeat on every event what is true of the whole case (customer, product, impact). Such an
attribute belongs to the item, so that work can be split by it; who did something belongs to the event.
"""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING

from headrace.eventlog.model import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SAMPLE = 100_000
"""Events that are looked at before it is decided which attributes speak of the case."""

_OF_THE_EVENT = re.compile(
    r"(org|lifecycle|time|cost|concept):.*"
    r"|.*\b(resource|user|actor|agent|performer|assignee|author|owner|person|employee)s?\b.*",
    re.IGNORECASE,
)


def constant_within_cases(events: Iterable[tuple[str, Mapping[str, str]]]) -> set[str]:
    """Return the attributes that never vary within a case, from (case, attributes) of each event.

    Who did an event, its life cycle, its cost and its time always belong to the event.
    """
    known: dict[str, dict[str, str]] = {}
    varying: set[str] = set()
    for case, attributes in events:
        seen = known.setdefault(case, {})
        for name, value in attributes.items():
            if name not in varying and seen.setdefault(name, value) != value:
                varying.add(name)
    names = {name for seen in known.values() for name in seen}
    return {name for name in names - varying if not of_the_event(name)}


def of_the_event(attribute: str) -> bool:
    """Tell whether an attribute says who did an event or how, by its name."""
    return _OF_THE_EVENT.fullmatch(attribute.replace("_", " ").strip()) is not None


class History:
    """One attribute of many cases, seen in any order; cases are numbered from 0 without gaps.

    Only what changes is kept, so a constant attribute costs one entry per case.
    """

    def __init__(self) -> None:
        self._first: list[str | None] = []
        self._first_at = array("q")
        self._last: list[str | None] = []
        self._last_at = array("q")
        self._changes: dict[int, list[tuple[int, str]]] = {}
        self._pool: dict[str, str] = {}

    def see(self, case: int, value: str, at: int) -> None:
        """Note that ``case`` had ``value`` at a time (µs UTC)."""
        while case >= len(self._last):
            self._first.append(None)
            self._last.append(None)
            self._first_at.append(0)
            self._last_at.append(0)
        last = self._last[case]
        if last is None:
            value = self._pool.setdefault(value, value)
            self._first[case], self._first_at[case] = value, at
        elif value != last:
            # Both sides of the change are kept: a file may run backwards in time.
            self._changes.setdefault(case, []).extend([(self._last_at[case], last), (at, value)])
        elif case not in self._changes and at < self._first_at[case]:
            self._first_at[case] = at
        if value != last:
            self._last[case] = self._pool.setdefault(value, value)
        self._last_at[case] = at

    def values(self, case: int, started: int) -> Iterator[tuple[str, int]]:
        """Yield a case's values with the time since which each holds.

        The value that the case started with holds always; ``started`` is the time of the first event.
        """
        if case >= len(self._first):
            return
        first = self._first[case]
        if first is None:
            return
        points = [(self._first_at[case], first), *self._changes.get(case, ())]
        points.append((self._last_at[case], self._last[case] or first))
        before = None
        for at, value in sorted(points, key=lambda point: point[0]):
            if value != before:
                yield value, ALWAYS if before is None and at <= started else at
            before = value
