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
from typing import TYPE_CHECKING

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
    arrivals, departures = spans.arrivals, spans.departures
    came_before = int(np.searchsorted(arrivals, start, side="left"))
    left_before = int(np.searchsorted(departures, start, side="left"))
    if times is None:
        times, came, gone = _every_event(arrivals, departures, came_before, left_before)
    else:
        came = np.searchsorted(arrivals, times, side="right")
        gone = np.searchsorted(departures, times, side="right")
    # relative to the start, so that sums stay small
    at, s, e, b = times - start, arrivals - start, departures - start, spans.began - start
    of_came, of_gone, of_began = _Sum(s), _Sum(e), _Sum(b)
    opening = _Area(of_came.at(came_before), of_gone.at(left_before), np.int64(came_before - left_before))
    area = _Area(of_came.at(came), of_gone.at(gone), came - gone)
    before, until = opening.until(np.int64(0)), area.until(at)
    presence = _in_days(until[0] - before[0], until[1] - before[1])
    # Σ (t − start) over what is open: what came, less those of them that left
    age = _Area(of_came.at(came), of_began.at(gone), came - gone).until(at)
    spent = _Sum(np.where(e >= 0, e - b, 0))
    inside = (b >= 0) & (e >= 0)
    departed = gone - left_before
    return SamplePath(
        start=start,
        times=times,
        present_before=came_before - left_before,
        present=came - gone,
        arrivals=came - came_before,
        departures=departed,
        presence=presence,
        total_age=_in_days(*age),
        sojourn=_ratio(spent.days(gone), departed),
        whole=_counted(inside)[gone],
        whole_presence=_Sum(np.where(inside, e - b, 0)).days(gone),
    )


def _every_event(arrivals: Times, departures: Times, came: int, left: int) -> tuple[Times, Times, Times]:
    """Return the times from the ``came``-th arrival and the ``left``-th departure on, and both counts at each."""
    events = np.concatenate([arrivals[came:], departures[left:]])
    # two runs in order are merged in one pass
    order = np.argsort(events, kind="stable")
    times = events[order]
    arrived = np.cumsum(order < len(arrivals) - came)
    last = np.flatnonzero(np.append(times[1:] != times[:-1], True)) if len(times) else order
    counted = arrived[last]
    return times[last], came + counted, left + last + 1 - counted


_LIMB = 36


class _Sum:
    """Sums of the first so many spans, exact: the upper bits and the lower 36 apart, so that neither outgrows int64."""

    def __init__(self, values: Times) -> None:
        self._upper = np.concatenate([[0], np.cumsum(values >> _LIMB)])
        self._lower = np.concatenate([[0], np.cumsum(values & (2**_LIMB - 1))])

    def at(self, count: Times | int) -> tuple[Times, Times]:
        """Return the sum of the first ``count`` as upper and lower part."""
        return self._upper[count], self._lower[count]

    def days(self, count: Times) -> Numbers:
        """Return the sum of the first ``count`` in days."""
        return _in_days(*self.at(count))


@dataclass(frozen=True, slots=True)
class _Area:
    """∫ N dt up to a time t, as Σ (t − start) over what came less Σ (t − end) over what left."""

    came: tuple[Times, Times]
    gone: tuple[Times, Times]
    there: Times | np.int64

    def until(self, at: Times | np.int64) -> tuple[Times, Times]:
        """Return it as upper and lower part."""
        upper = (at >> _LIMB) * self.there - self.came[0] + self.gone[0]
        return upper, (at & (2**_LIMB - 1)) * self.there - self.came[1] + self.gone[1]


def _in_days(upper: Times, lower: Times) -> Numbers:
    return np.asarray((upper * float(2**_LIMB) + lower) / DAY)


def _counted(flags: np.ndarray) -> Times:
    return np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])


def _ratio(above: Numbers | Times, below: Numbers | Times) -> Numbers:
    """Return above/below, ``nan`` where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(below) == 0, np.nan, np.asarray(above, dtype=np.float64) / below)
