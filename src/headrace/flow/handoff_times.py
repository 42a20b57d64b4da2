"""How long items wait at a hand-off: in all, within how long it is over, and week by week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from headrace.flow.ageing import marks
from headrace.flow.spans import NEVER
from headrace.flow.survival import survival
from headrace.flow.weekly_times import LEAST
from headrace.flow.weeks import mondays
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.handovers import Handovers, Visits
    from headrace.flow.spans import Times
    from headrace.flow.survival import Survival

FEWEST = 5
"""Items below which no range and no share of the waits is said."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long some items waited at a hand-off, all times together that each passed it.

    ``items`` finished in the window and passed it ``times`` times; ``total`` is in µs, the rest in days: ``mean`` per
    item with its 95 % range, and the waits themselves, or twenty that stand for them. ``spread`` is their variance.
    ``curve`` tells within how long a wait is over; ``None`` where there are too few.
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


@dataclass(frozen=True, slots=True)
class Week:
    """The waits that came to their end in the week from ``start`` (µs UTC); ``typical`` is their geometric mean."""

    start: int
    waits: int
    typical: float | None


@dataclass(frozen=True)
class Waits:
    """All hand-overs of a window from ``start`` to ``end`` (µs UTC, included), to be summarised some at a time."""

    visits: Visits
    handed: Handovers
    start: int
    end: int

    def waited(self, these: Times) -> Waited:
        """Summarise some hand-overs, given by their places."""
        handed = self.handed
        done = these[self.visits.done[handed.item[these]]]
        items, place = np.unique(handed.item[done], return_inverse=True)
        days = np.sort(np.bincount(place, weights=handed.waited[done], minlength=len(items))) / DAY
        n, total, curve = len(items), int(handed.waited[done].sum()), self._curve(these)
        if not n:
            return Waited(0, 0, 0, None, None, None, None, (), curve)
        mean, spread = float(days.mean()), float(days.var(ddof=1)) if n > 1 else None
        low = high = None
        if spread is not None and n >= FEWEST:
            half = float(stdtrit(n - 1, 0.975) * np.sqrt(spread / n))
            low, high = max(mean - half, 0.0), mean + half
        return Waited(n, len(done), total, mean, low, high, spread, marks(days), curve)

    def _curve(self, these: Times) -> Survival | None:
        """Return within how long a wait is over, of those that there were in the window, as far as it saw them."""
        if len(these) < FEWEST:
            return None
        began, ended, waited, over = (
            column[these]
            for column in (self.handed.began, self.handed.ended, self.handed.waited, self.handed.over)
        )
        seen = (began <= self.end) & (ended >= self.start)
        if int(seen.sum()) < FEWEST:
            return None
        began, ended, waited = began[seen], ended[seen], waited[seen]
        later = np.where(ended == NEVER, began + waited, ended) - self.end
        lasted = np.maximum(waited - np.maximum(later, 0), 0)
        entries = np.minimum(np.maximum(self.start - began, 0), lasted)
        # what was over when the window began was watched for no time
        watched = (entries < lasted) | (entries == 0)
        done = np.asarray(over[seen] & (ended <= self.end))[watched]
        return survival(lasted[watched] / DAY, done, entries[watched] / DAY)

    def weeks(self, these: Times) -> tuple[Week, ...]:
        """Return the waits of the window's whole weeks, by their ends; nothing where there are too few."""
        edges = mondays(self.start, self.end + 1)
        over = these[self.handed.over[these]]
        if len(over) < FEWEST or len(edges) < 2:
            return ()
        ends = self.handed.ended[over]
        order = np.argsort(ends, kind="stable")
        logs = np.log(np.maximum(self.handed.waited[over][order] / DAY, LEAST))
        sums = np.concatenate([[0.0], np.cumsum(logs)])
        cuts = np.searchsorted(ends[order], edges).tolist()
        return tuple(
            Week(
                start,
                last - first,
                float(np.exp((sums[last] - sums[first]) / (last - first))) if last > first else None,
            )
            for start, first, last in zip(edges.tolist(), cuts, cuts[1:], strict=False)
        )
