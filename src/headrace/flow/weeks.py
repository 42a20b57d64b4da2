"""Counts per calendar week, Monday to Sunday in UTC: what came, what was done, what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Numbers, Spans, Times

WEEK = 7 * DAY
_MONDAY = 4 * DAY
"""The first Monday after 1 January 1970, a Thursday."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole weeks of a window, one entry each.

    ``starts`` are Mondays (µs UTC), counts are items; ``total_age`` is how much the age of open work grew, in
    item-days.
    """

    starts: Times
    arrived: Times
    done: Times
    given_up: Times
    total_age: Numbers

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def net(self) -> Times:
        """Arrivals less departures of either kind."""
        return self.arrived - self.done - self.given_up


def weeks_of(spans: Spans, start: int, end: int) -> Weeks:
    """Return the whole weeks between ``start`` and ``end`` (µs UTC); those cut by either are left out."""
    edges = mondays(start, end)
    if len(edges) < 2:
        none = np.zeros(0, dtype=np.int64)
        return Weeks(none, none, none, none, np.zeros(0))
    arrived = np.diff(np.searchsorted(spans.arrivals, edges))
    done = np.diff(np.searchsorted(spans.finished[0], edges))
    departed = np.diff(np.searchsorted(spans.departures, edges))
    return Weeks(edges[:-1], arrived, done, departed - done, np.diff(_total_age(spans, edges)))


def mondays(start: int, end: int) -> Times:
    """Return the Mondays from ``start`` to ``end`` (µs UTC): where whole weeks begin and, the last, where they end."""
    first = -((_MONDAY - start) // WEEK) * WEEK + _MONDAY
    return np.arange(first, end + 1, WEEK, dtype=np.int64)


def _total_age(spans: Spans, moments: Times) -> Numbers:
    """Return Σ (moment − start) over what was open just before each moment, in item-days."""
    if not len(spans):
        return np.zeros(len(moments))
    came = np.searchsorted(spans.arrivals, moments)
    left = np.searchsorted(spans.departures, moments)
    began, gone = spans.start_sums
    return np.asarray((came - left) * ((moments - spans.arrivals[0]) / DAY) - (began[came] - gone[left]))
