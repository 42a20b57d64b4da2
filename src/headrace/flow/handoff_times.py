"""How long items wait at a hand-off: in all, within how long it is over, and week by week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from headrace.flow.ageing import marks
from headrace.flow.spans import NEVER
from headrace.flow.survival import timed_survival
from headrace.flow.unit import Unit
from headrace.flow.weekly_times import LEAST
from headrace.flow.weeks import mondays
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.handovers import Handovers
    from headrace.flow.spans import Flags, Times
    from headrace.flow.survival import Survival

FEWEST = 5
"""Items below which no range and no share of the waits is said."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long some items waited at a hand-off, all times together that each passed it.

    ``items`` finished in the window and passed it ``times`` times; ``total`` is in µs, the rest in days: ``mean`` per
    item with its 95 % range, and the waits themselves, or twenty that stand for them. ``spread`` is their variance.
    ``curve`` tells within how long a wait is over; ``None`` where there are too few. ``stood`` is what all items waited
    in the window, finished or not, µs.
    """

    items: int
    times: int
    total: int
    mean: float | None
    low: float | None
    high: float | None
    spread: float | None
    marks: tuple[float, ...]
    curve: Survival | None
    stood: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """The waits that came to their end in the week from ``start`` (µs UTC); ``typical`` is their geometric mean."""

    start: int
    waits: int
    typical: float | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Waits as far as a window saw them: how long (µs), from which age on, and whether it saw their end.

    ``places`` says which of the hand-overs they are; ``seen`` were there at all, those that the window saw no time of
    as well.
    """

    lasted: Times
    entries: Times
    done: Flags
    places: Times
    seen: int


@dataclass(frozen=True)
class Waits:
    """A window from ``start`` to ``end`` (µs UTC, included), over which hand-overs are summarised some at a time.

    The hand-overs are by item, as :class:`.Handovers` has those between two functions.
    """

    start: int
    end: int
    unit: Unit = Unit.DAYS

    def waited(self, these: Handovers) -> Waited:
        """Summarise some hand-overs."""
        _, sums = per_item(these)
        days = np.sort(sums) / DAY
        n, total = len(sums), int(sums.sum())
        curve, stood = self._watched(these)
        if not n:
            return Waited(0, 0, 0, None, None, None, None, (), curve, stood)
        mean, spread = float(days.mean()), float(days.var(ddof=1)) if n > 1 else None
        low = high = None
        if spread is not None and n >= FEWEST:
            half = float(stdtrit(n - 1, 0.975) * np.sqrt(spread / n))
            low, high = max(mean - half, 0.0), mean + half
        return Waited(n, int(these.done.sum()), total, mean, low, high, spread, marks(days), curve, stood)

    def watched(self, these: Handovers) -> Watched:
        """Return the waits that there were in the window, as far as it saw them."""
        clock = self.unit.clock
        start, end = self.unit.moment(self.start), self.unit.moment(self.end)
        seen = np.flatnonzero((these.began <= self.end) & (these.ended >= self.start))
        began, ended, lasted = clock(these.began[seen]), these.ended[seen], these.waited[seen]
        later = np.where(ended == NEVER, began + lasted, clock(ended)) - end
        lasted = np.maximum(lasted - np.maximum(later, 0), 0)
        entries = np.minimum(np.maximum(start - began, 0), lasted)
        # what was over when the window began was watched for no time
        kept = (entries < lasted) | (entries == 0)
        done = np.asarray(these.over[seen] & (ended <= self.end))
        return Watched(lasted[kept], entries[kept], done[kept], seen[kept], len(seen))

    def _watched(self, these: Handovers) -> tuple[Survival | None, int]:
        """Return within how long a wait is over, and what was waited in all, as far as the window saw it."""
        watched = self.watched(these)
        stood = int((watched.lasted - watched.entries).sum())
        if watched.seen < FEWEST:
            return None, stood
        return timed_survival(watched.lasted, watched.done, watched.entries), stood

    def weeks(self, these: Handovers) -> tuple[Week, ...]:
        """Return the waits of the window's whole weeks, by their ends; nothing where there are too few."""
        edges = mondays(self.start, self.end + 1)
        if len(edges) < 2:
            return ()
        over = np.flatnonzero(these.over & (these.ended >= edges[0]) & (these.ended < edges[-1]))
        if len(over) < FEWEST:
            return ()
        week = np.searchsorted(edges, these.ended[over], side="right") - 1
        waits = np.bincount(week, minlength=len(edges) - 1)
        logs = np.log(np.maximum(these.waited[over] / DAY, LEAST))
        sums = np.bincount(week, weights=logs, minlength=len(edges) - 1)
        return tuple(
            Week(start, n, _rounded(np.exp(total / n)) if n else None)
            for start, n, total in zip(edges.tolist(), waits.tolist(), sums.tolist(), strict=False)
        )


def per_item(these: Handovers) -> tuple[Times, Times]:
    """Return the items that finished in the window and µs that each waited, all times together."""
    done = these.done
    item, waited = these.item[done], these.waited[done]
    if not len(item):
        return item, waited
    first = np.flatnonzero(np.append(True, item[1:] != item[:-1]))
    return item[first], np.add.reduceat(waited, first)


def _rounded(days: float) -> float:
    """Return days without what only sums of logarithms make of equal ones, which a chart would take for change."""
    return round(float(days), 9)
