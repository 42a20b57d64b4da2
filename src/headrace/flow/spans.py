"""When each item was there: the one thing that most measures of flow read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.selection import Selection

Times = np.ndarray[tuple[int], np.dtype[np.int64]]
"""Moments or spans in whole µs, UTC."""

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
"""One real number per moment, age or week."""

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
"""Yes or no per item."""

NEVER = int(np.iinfo(np.int64).max)
"""The end of what is not over."""


@dataclass(frozen=True)
class Spans:
    """Starts and ends of items, in any order, one entry per item.

    Args:
        starts: when each began, µs UTC.
        ends: when it left, µs UTC; :data:`NEVER` while it is open.
        done: whether it left because it was done; what was given up left as well, but was not done.
    """

    starts: Times
    ends: Times
    done: Flags

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def left(self) -> Flags:
        """Which items have left, done or given up."""
        return np.asarray(self.ends != NEVER)

    @cached_property
    def arrivals(self) -> Times:
        """All starts in order."""
        return np.sort(self.starts)

    @cached_property
    def _by_departure(self) -> tuple[Times, Times, Flags]:
        left = (self.ends[self.left], self.starts[self.left], self.done[self.left])
        # stored in this order, they come in a few runs that are in order each: a stable sort only merges them
        order = np.argsort(left[0], kind="stable")
        return left[0][order], left[1][order], left[2][order]

    @property
    def departures(self) -> Times:
        """All ends in order, of what has left."""
        return self._by_departure[0]

    @property
    def began(self) -> Times:
        """The start of each item in :attr:`departures`."""
        return self._by_departure[1]

    @cached_property
    def finished(self) -> tuple[Times, Times]:
        """The ends of what was done, in order, and how long each of it took, µs."""
        ends, starts, done = self._by_departure
        if done.all():
            return ends, ends - starts
        return ends[done], (ends - starts)[done]

    @cached_property
    def finished_days(self) -> Numbers:
        """How long what was done took, in days, in the order of its ends."""
        return np.asarray(self.finished[1] / DAY)

    @cached_property
    def start_sums(self) -> tuple[Numbers, Numbers]:
        """Sums of the starts of the first 0, 1, 2 … to come and of the first to leave, in days after the first."""
        origin = self.arrivals[0] if len(self) else 0
        came, gone = (np.cumsum((starts - origin) / DAY) for starts in (self.arrivals, self.began))
        return np.append(0.0, came), np.append(0.0, gone)

    def there(self, start: int, end: int) -> Spans:
        """Return what was there at any time from ``start`` to ``end``, as it was known at ``end``."""
        known = self.known_at(end)
        kept = known.ends >= start
        return Spans(known.starts[kept], known.ends[kept], known.done[kept])

    def known_at(self, moment: int) -> Spans:
        """Return what was known at ``moment``: what had begun by then, with later ends not yet happened."""
        there = self.starts <= moment
        ends = self.ends[there]
        later = ends > moment
        return Spans(self.starts[there], np.where(later, NEVER, ends), self.done[there] & ~later)


def spans_of(
    starts: Sequence[int] | Times,
    ends: Sequence[int | None] | Times,
    done: Sequence[bool] | Flags | None = None,
) -> Spans:
    """Return spans from plain values; ``None`` is the end of what is open, and what has left is done."""
    began = np.asarray(starts, dtype=np.int64)
    left = np.array([NEVER if end is None else int(end) for end in ends], dtype=np.int64)
    return Spans(began, left, left != NEVER if done is None else np.asarray(done, dtype=np.bool_))


def read_spans(engine: Engine, selection: Selection, since: int | None = None) -> Spans:
    """Return the spans of the items of the selected kind, whichever window they fall into.

    Args:
        since: leave out what had ended before (µs UTC).
    """
    items = selection.of_kind(engine.table("items"))
    if since is not None:
        items = items.filter(nw.col("ended_at").is_null() | (nw.col("ended_at") >= since))
    found = columns(
        items.select(
            "started_at",
            ended_at=nw.col("ended_at").fill_null(NEVER),
            done=(nw.col("outcome").fill_null(-1) == int(Mode.DONE)),
        )
    )
    return Spans(
        found["started_at"].astype(np.int64, copy=False),
        found["ended_at"].astype(np.int64, copy=False),
        found["done"].astype(np.bool_, copy=False),
    )
