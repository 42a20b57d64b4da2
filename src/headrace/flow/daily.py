"""What is known of items per day, without reading a single one: how many began, how many ended and how.

All of it is a few rows per day, read once and asked as often as a view likes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from headrace.engine import columns
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times

_BEGAN = -1


def _none() -> Times:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class DailyItems:
    """Items by day, in order of days: one entry per day, kind of work, and what happened to them.

    Args:
        days: numbers of days since 1970.
        kinds: all kinds of work by name; ``None``, where any is not recorded, comes last.
        kind_of: the place in ``kinds`` of each entry.
        outcomes: how they ended, a :class:`.Mode`; −1 where they began.
        items: how many.
        firsts: when the first of them began, µs UTC.
    """

    days: Times = field(default_factory=_none)
    kinds: tuple[str | None, ...] = ()
    kind_of: Times = field(default_factory=_none)
    outcomes: Times = field(default_factory=_none)
    items: Times = field(default_factory=_none)
    firsts: Times = field(default_factory=_none)

    @property
    def began(self) -> int | None:
        """When the first item of any kind began (µs UTC): the record goes back no further."""
        return int(self.firsts.min()) if len(self.firsts) else None

    @property
    def named_kinds(self) -> list[str]:
        """All kinds of work that there are, by name."""
        return [kind for kind in self.kinds if kind is not None]

    def finished(self, selection: Selection) -> int:
        """Count the items that finished in the window."""
        return int(self.items[self._finished(selection)].sum())

    def finished_kinds(self, selection: Selection) -> tuple[tuple[str | None, int], ...]:
        """Return the kinds of work among the items that finished in the window, the most frequent first."""
        done = self._finished(selection)
        sums = np.zeros(len(self.kinds), dtype=np.int64)
        np.add.at(sums, self.kind_of[done], self.items[done])
        counted = [(kind, int(n)) for kind, n in zip(self.kinds, sums, strict=True) if n]
        return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0] or "")))

    def ended(self, selection: Selection) -> tuple[Times, Times]:
        """Return the days on which items of the kind ended, in order, and how many had ended by the end of each."""
        return self._running(self._of_kind(selection) & (self.outcomes != _BEGAN))

    def oldest_needed(self, selection: Selection, moment: int) -> int:
        """Return from when on items must be known so that the next to leave after ``moment`` can be told by their rank.

        The k-th to leave is compared with the k-th to come: no more had come before this time (µs UTC) than had left
        by ``moment``.
        """
        days, came = self._running(self._of_kind(selection) & (self.outcomes == _BEGAN))
        end_days, gone = self.ended(selection)
        left = np.append(0, gone)[np.searchsorted(end_days, moment // DAY)]
        # the days by whose end no more had come
        enough = int(np.searchsorted(came, left, side="right"))
        if enough:
            return min(moment, (int(days[enough - 1]) + 1) * DAY)
        return int(days[0]) * DAY if len(days) else moment

    def _of_kind(self, selection: Selection) -> Flags:
        if selection.kind is None:
            return np.ones(len(self.days), dtype=np.bool_)
        if selection.kind not in self.kinds:
            return np.zeros(len(self.days), dtype=np.bool_)
        return np.asarray(self.kind_of == self.kinds.index(selection.kind))

    def _finished(self, selection: Selection) -> Flags:
        inside = (self.days >= selection.first_day) & (self.days < selection.last_day)
        return np.asarray(inside & (self.outcomes == int(Mode.DONE)) & self._of_kind(selection))

    def _running(self, chosen: Flags) -> tuple[Times, Times]:
        days, items = self.days[chosen], self.items[chosen]
        lasts = np.flatnonzero(np.append(days[1:] != days[:-1], True)) if len(days) else _none()
        return days[lasts], np.cumsum(items)[lasts]


def read_daily(engine: Engine) -> DailyItems:
    """Return what the days tell of a stream's items, of all kinds and all time."""
    found = columns(engine.table("daily_items").select("day", "kind", "outcome", "items", "first"))
    listed = found["kind"].tolist()
    kinds: list[str | None] = sorted({kind for kind in listed if kind is not None})
    if None in listed:
        kinds.append(None)
    places = {kind: place for place, kind in enumerate(kinds)}
    kind_of = np.array([places[kind] for kind in listed], dtype=np.int64)
    outcomes = _numbers(np.nan_to_num(found["outcome"].astype(np.float64), nan=_BEGAN))
    days = _numbers(found["day"])
    order = np.lexsort((outcomes, kind_of, days))
    return DailyItems(
        days[order], tuple(kinds), kind_of[order], outcomes[order],
        _numbers(found["items"])[order], _numbers(found["first"])[order],
    )  # fmt: skip


def _numbers(column: np.ndarray[Any, np.dtype[Any]]) -> Times:
    return column.astype(np.int64, copy=False)
