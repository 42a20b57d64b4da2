"""When a function had as many items in work as it usually takes at once, and of which streams most of them were.

How many it takes is not written anywhere: it is read from what was in work whenever something was begun. Nine starts in
ten of a quarter of a year had at most so many in work; where that many are, the function counts as busy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.diagnosis.working_hours import WorkingHours
    from headrace.flow.spans import Flags, Times

FEWEST_STARTS = 20
"""Starts below which it is not known how many a function takes at once."""

FREE, OWN, OTHERS = range(3)
"""What a function is at a moment: free to take more, or busy mostly with items of this stream or of others."""

_QUARTER = 91 * DAY
_AT_MOST = 90
_NEARLY = 0.9


@dataclass(frozen=True)
class Occupancy:
    """What a function is from each of ``edges`` (µs UTC) to the next, and how much of it there was until each.

    ``at_once`` is how many items it usually takes, ``starts`` from how many starts that is known.
    """

    edges: Times
    state: Times
    own: Times
    others: Times
    closed: Times
    hours: WorkingHours | None
    at_once: int
    starts: int

    def until(self, at: Times) -> tuple[Times, Times, Times]:
        """Return the µs up to each moment in which it was busy with own items, with others, or free and closed."""
        place = np.maximum(np.searchsorted(self.edges, at, side="right") - 1, 0)
        since = np.maximum(at - self.edges[place], 0)
        state = self.state[place]
        closed = self.closed[place] + np.where(state == FREE, self._closed(at) - self._closed_at(place), 0)
        return (
            self.own[place] + np.where(state == OWN, since, 0),
            self.others[place] + np.where(state == OTHERS, since, 0),
            closed,
        )

    def _closed(self, at: Times) -> Times:
        return np.zeros(len(at), dtype=np.int64) if self.hours is None else self.hours.closed_until(at)

    def _closed_at(self, place: Times) -> Times:
        return self._closed(self.edges[place])


def occupancy(
    spans: tuple[Times, Times, Flags], first: int, last: int, hours: WorkingHours | None
) -> Occupancy:
    """Return when a function was busy between two moments (µs UTC).

    Args:
        spans: when work on items began and ended, and which of it is of this stream. Where it never lasts, or fewer
            than :data:`FEWEST_STARTS` are known, the function counts as free, and ``at_once`` is 0.
        hours: when it is open, if known; closed time counts only while it is free.
    """
    began, ended, own = spans
    lasts = (ended > began) & (ended > first) & (began < last)
    began, ended, own = np.maximum(began[lasts], first), np.minimum(ended[lasts], last), own[lasts]
    edges = np.unique(np.concatenate([[first], began, ended]))
    mine, rest = (_at_once(edges, began[which], ended[which]) for which in (own, ~own))
    need = _need(edges, mine + rest, began)
    busy = (mine + rest >= need) & (need > 0)
    state = np.where(busy, np.where(rest > mine, OTHERS, OWN), FREE)
    lengths = np.diff(edges)
    shut = np.zeros(len(lengths), dtype=np.int64) if hours is None else np.diff(hours.closed_until(edges))
    return Occupancy(
        edges=edges,
        state=state,
        own=_summed(lengths, state == OWN),
        others=_summed(lengths, state == OTHERS),
        closed=_summed(shut, state == FREE),
        hours=hours,
        at_once=int(np.median(need)) if len(began) else 0,
        starts=len(began),
    )


def _at_once(edges: Times, began: Times, ended: Times) -> Times:
    """Return how many spans go on from each edge on."""
    change = np.bincount(np.searchsorted(edges, began), minlength=len(edges))
    change -= np.bincount(np.searchsorted(edges, ended), minlength=len(edges))
    return np.cumsum(change)


def _need(edges: Times, at_once: Times, began: Times) -> Times:
    """Return from each edge on how many in work make the function busy; 0 where that is not known."""
    if len(began) < FEWEST_STARTS:
        return np.zeros(len(edges), dtype=np.int64)
    then = at_once[np.searchsorted(edges, began)]
    quarter, of_edge = (began - edges[0]) // _QUARTER, (edges - edges[0]) // _QUARTER
    usual = np.full(int(of_edge[-1]) + 1, _ceiling(then))
    order = np.argsort(quarter, kind="stable")
    cuts = np.searchsorted(quarter[order], np.arange(len(usual) + 1))
    for place, (begin, end) in enumerate(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)):
        if end - begin >= FEWEST_STARTS:
            usual[place] = _ceiling(then[order[begin:end]])
    return np.asarray(usual[of_edge])


def _ceiling(then: Times) -> int:
    usual = int(np.percentile(then, _AT_MOST, method="lower"))
    return max(int(np.ceil(_NEARLY * usual)), 1)


def _summed(lengths: Times, which: Flags) -> Times:
    return np.concatenate([[0], np.cumsum(np.where(which[:-1], lengths, 0))]).astype(np.int64)
