"""The sample path: how many items were there at every moment, and what Little's law says of it on any window.

Nothing here is an average of finished work: every item counts for the time it was there, finished or not,
so nothing has to be assumed about chance, stability or queues (Stidham 1974; El-Taha & Stidham, *Sample-Path
Analysis of Queueing Systems*, 1999).

On a window from t0 to t of length T, with N0 items there when it opens::

    N(t) = N0 + A(t) − D(t)         items there
    H(t) = ∫ N dt                   item-days: exact rectangles between events
    L = H/T    Λ = A/T    Θ = D/T   mean there, arrivals and departures per day
    w = H/A    w' = H/D             days there per arrival, per departure
    L = Λ·w = Θ·w'                  on every window, whatever the work did

Arrivals count from t0 on and departures too; an item that began before t0 is one of N0. A departure is an end of
either kind: done or given up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Numbers, Spans, Times

HORIZON_DAYS = 28.0
"""Coherence is asked only after so long: before, a path has not had time to cohere."""

TOLERANCE = 0.05
"""Relative distance within which two averages are called the same."""


@dataclass(frozen=True, slots=True)
class SamplePath:
    """The path from ``start`` to each of ``times``; what cannot be said at a time is ``nan`` there.

    Counts are items, ``presence`` item-days, ``total_age`` item-days of what is open, ``sojourn`` the mean
    days of what left, ``whole`` and ``whole_presence`` the items wholly inside the window and their item-days.
    """

    start: int
    times: Times
    present_before: int
    present: Times
    arrivals: Times
    departures: Times
    presence: Numbers
    total_age: Numbers
    sojourn: Numbers
    whole: Times
    whole_presence: Numbers

    @property
    def days(self) -> Numbers:
        """T: length of the window in days."""
        return (self.times - self.start) / DAY

    @property
    def mean_present(self) -> Numbers:
        """L = H/T: how many items were there on average."""
        return _ratio(self.presence, self.days)

    @property
    def arrival_rate(self) -> Numbers:
        """Λ = A/T: arrivals per day."""
        return _ratio(self.arrivals, self.days)

    @property
    def departure_rate(self) -> Numbers:
        """Θ = D/T: departures per day."""
        return _ratio(self.departures, self.days)

    @property
    def per_arrival(self) -> Numbers:
        """w = H/A: days there per arrival; the residence average that makes L = Λ·w."""
        return _ratio(self.presence, self.arrivals)

    @property
    def per_departure(self) -> Numbers:
        """w' = H/D: days there per departure; the one that makes L = Θ·w'."""
        return _ratio(self.presence, self.departures)

    @property
    def per_item(self) -> Numbers:
        """H/(N0 + A): days there per item that was there at all, at the start of the window or since."""
        return _ratio(self.presence, self.present_before + self.arrivals)

    @property
    def cut_presence(self) -> Numbers:
        """End effect on presence: share of the item-days that belongs to items not wholly inside the window."""
        return _ratio(self.presence - self.whole_presence, self.presence)

    @property
    def cut_items(self) -> Numbers:
        """End effect on items: share of those there at all that began before the window or are still open."""
        there = self.present_before + self.arrivals
        return _ratio(there - self.whole, there)

    @property
    def relative_length(self) -> Numbers:
        """ρ = T/W*: how many times what left would fit into the window one after the other."""
        return _ratio(self.days, self.sojourn)

    @property
    def residence_error(self) -> Numbers:
        """e_W = |w − W*|/W*: how far days there per arrival are from the days of what left."""
        return _ratio(np.abs(self.per_arrival - self.sojourn), self.sojourn)

    @property
    def rate_error(self) -> Numbers:
        """e_Λ = |Λ − Θ|/Θ: how far arrivals are from departures."""
        return _ratio(np.abs(self.arrival_rate - self.departure_rate), self.departure_rate)

    def coherence(self, horizon_days: float = HORIZON_DAYS, tolerance: float = TOLERANCE) -> float | None:
        """Return the share of times past the horizon at which both errors are within the tolerance.

        ``None`` when no time lies past it. Near 1, finished work tells the same as all work; near 0, it does not.
        """
        past = self.days > horizon_days
        if not past.any():
            return None
        error = np.maximum(self.residence_error[past], self.rate_error[past])
        return float(np.mean(np.nan_to_num(error, nan=np.inf) <= tolerance))


def sample_path(spans: Spans, start: int, times: Times | None = None) -> SamplePath:
    """Return the path from ``start`` to each of ``times``.

    Args:
        start: t0, µs UTC.
        times: where to look, µs UTC, in order and not before ``start``; every arrival and departure since
            ``start`` when left out.
    """
    before = int(np.searchsorted(spans.arrivals, start)), int(np.searchsorted(spans.departures, start))
    arrivals, departures, began = (
        each[since:]
        for each, since in zip(
            (spans.arrivals, spans.departures, spans.began), (*before, before[1]), strict=True
        )
    )
    there = before[0] - before[1]
    if times is not None:
        return _looked_up(spans, start, times, there, arrivals, departures, began)
    events, came, gone = _every_event(arrivals, departures)
    present = there + came - gone
    # N is what it was before an event until that event
    spent = np.diff(events, prepend=start)
    presence = _running_days(spent, np.concatenate([[there], present[:-1]]) if len(events) else present)
    inside = began >= start
    took = departures - began
    sojourns, within = _running_days(took), _running_days(np.where(inside, took, 0))
    whole = _from_zero(np.cumsum(inside, dtype=np.int64))
    left = _from_zero(sojourns)[gone]
    return SamplePath(
        start=start,
        times=events,
        present_before=there,
        present=present,
        arrivals=came,
        departures=gone,
        presence=presence,
        # grows by N and falls, at each departure, by all the days of what left
        total_age=_age_before(spans, start) + presence - left,
        sojourn=_ratio(left, gone),
        whole=whole[gone],
        whole_presence=_from_zero(within)[gone],
    )


def _looked_up(  # noqa: PLR0913, PLR0917 - what a path is made of
    spans: Spans, start: int, times: Times, there: int, arrivals: Times, departures: Times, began: Times
) -> SamplePath:
    """Return the path at some moments, without walking through all events between them.

    ``H(t) = N(t)·(t − t0) − Σ (a − t0) + Σ (d − t0)`` over the arrivals a and departures d until t.
    """
    came = np.searchsorted(arrivals, times, side="right")
    gone = np.searchsorted(departures, times, side="right")
    present = there + came - gone
    inside = began >= start
    took = departures - began
    arrived, left = _sums(arrivals - start, came), _sums(departures - start, gone)
    presence = [
        (int(n) * (int(moment) - start) - a + d) / DAY
        for n, moment, a, d in zip(present, times, arrived, left, strict=True)
    ]
    sojourns = np.array(_sums(took, gone), dtype=np.float64) / DAY
    return SamplePath(
        start=start,
        times=times,
        present_before=there,
        present=present,
        arrivals=came,
        departures=gone,
        presence=np.array(presence),
        total_age=_age_before(spans, start) + np.array(presence) - sojourns,
        sojourn=_ratio(sojourns, gone),
        whole=_from_zero(np.cumsum(inside, dtype=np.int64))[gone],
        whole_presence=np.array(_sums(np.where(inside, took, 0), gone), dtype=np.float64) / DAY,
    )


def _sums(spans: Times, counts: Times) -> list[int]:
    """Return the sums of the first so many spans (µs, none below zero), exactly."""
    upper = _from_zero(np.cumsum(spans >> _LIMB))[counts]
    lower = _from_zero(np.cumsum(spans & (2**_LIMB - 1)))[counts]
    return [(int(high) << _LIMB) + int(low) for high, low in zip(upper, lower, strict=True)]


def _every_event(arrivals: Times, departures: Times) -> tuple[Times, Times, Times]:
    """Return the moments at which anything came or left, and how much had come and left by each."""
    events = np.concatenate([arrivals, departures])
    # two runs in order are merged in one pass
    order = np.argsort(events, kind="stable")
    times = events[order]
    came: Times = np.cumsum(order < len(arrivals), dtype=np.int64)
    last = np.flatnonzero(np.append(times[1:] != times[:-1], True)) if len(times) else order
    if len(last) < len(times):
        times, came = times[last], came[last]
    return times, came, last + 1 - came


_SAFE = 2.0**62
_LIMB = 36


def _running_days(spans: Times, counts: Times | None = None) -> Numbers:
    """Return the running sums of spans (µs, none below zero), each times its count, in days.

    They are exact: summed as whole µs, in two parts when one number would not hold them.
    """
    weights = np.ones(1, dtype=np.int64) if counts is None else counts
    if float(np.dot(spans.astype(np.float64), np.broadcast_to(weights, spans.shape))) < _SAFE:
        return np.asarray(np.cumsum(spans if counts is None else spans * weights) / DAY)
    upper = np.cumsum((spans >> _LIMB) * weights)
    return np.asarray((upper * 2.0**_LIMB + np.cumsum((spans & (2**_LIMB - 1)) * weights)) / DAY)


def _age_before(spans: Spans, start: int) -> float:
    """Return Σ (start − s) over what was there just before ``start``, in item-days."""
    there = (spans.starts < start) & (spans.ends >= start)
    return float(((start - spans.starts[there]) / DAY).sum())


_Sums = TypeVar("_Sums", bound="np.ndarray[tuple[int], np.dtype[Any]]")


def _from_zero(sums: _Sums) -> _Sums:
    """Return running sums with the empty sum before them, so that a count is an index."""
    return np.concatenate([np.zeros(1, dtype=sums.dtype), sums])  # type: ignore[return-value]


def _ratio(above: Numbers | Times, below: Numbers | Times) -> Numbers:
    """Return above/below, ``nan`` where there is nothing to divide by."""
    found: Numbers = np.full(len(below), np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found
