"""Plain values of the portfolio: value streams under their objectives, how work flows in each, and what comes of it.

As in :mod:`.view`: durations are calendar days, shares lie between 0 and 1, times are µs UTC, and ``None`` means
missing, never zero. Values of outcomes and objectives are in their own ``unit``.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.improvement.course import Course
from headrace.report.dimensions.profile_view import Series
from headrace.report.view import Estimated, Window


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An objective: from where, to where, by when, where it is now, and which streams serve it.

    ``course`` is ``None`` where it cannot be told; ``untold`` says why: ``measure`` (nothing measures it), ``unread``
    (its signal has no reading), ``goal``, ``start`` or ``day`` (the file does not say), ``few`` (too few readings).
    ``streams`` are those that serve it, also those that serve another one more.
    """

    objective: str
    name: str
    measure: str | None
    unit: str
    start: float | None
    began: int | None
    now: float | None
    now_at: int | None
    goal: float | None
    by: int | None  # the beginning of the day by which
    weight: float
    parent: str | None
    readings: int | None  # None: a number of the file
    course: Course | None
    untold: str | None
    streams: tuple[str, ...]
    finished: int  # items of all these streams, each once


@dataclass(frozen=True, slots=True)
class HandoffWait:
    """The hand-over that items wait for longest: ``days`` are the mean over all finished items."""

    sender: str
    receiver: str
    days: float


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What customers get, over up to eighteen months: the last value, with what is usual and what is aimed at.

    ``signal``: measured beside the flow; else the share of finished items that had it, month by month.
    """

    name: str
    unit: str
    value: float
    at: int
    n: int | None  # what the last value counts
    goal: float | None
    better: str | None
    series: Series
    signal: bool


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One value stream in the window.

    ``objective`` is the one that it serves with the largest ``share``; ``also`` are the others. ``inherited``: it
    says nothing itself, and the stream that it is part of serves it.
    """

    stream: str
    name: str
    customer: str
    value: str
    parent: str | None
    objective: str | None
    share: float | None
    also: tuple[tuple[str, float], ...]
    inherited: bool
    finished: int = 0
    flow_days: Estimated | None = None  # None: nothing finished
    p85_within: float | None = None
    work_days: float | None = None  # None: no record tells working from waiting
    wait_days: float | None = None  # with blocked
    handoff: HandoffWait | None = None
    functions: int = 0
    outcome: OutcomeLine | None = None
    agreed: bool = False  # an outcome is named, whether it was read or not
    problem: str | None = None  # a sentence when the stream cannot be read
    remedy: str = ""

    @property
    def waiting(self) -> float | None:
        """The share of the time that is waited, 0 to 1; ``None`` where it cannot be told."""
        if self.work_days is None or self.wait_days is None:
            return None
        whole = self.work_days + self.wait_days
        return self.wait_days / whole if whole else None


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """All value streams under the objectives that they serve.

    ``finished`` counts each item once, also where it is in several streams; ``unserved`` are those that are in no
    stream with an objective. Streams are in the order of the file.
    """

    window: Window
    objectives: tuple[ObjectiveLine, ...]
    streams: tuple[PortfolioRow, ...]
    finished: int
    unserved: int
    data_to: int
    made_up: bool
    empty: bool = False  # nothing was read yet

    @property
    def unaligned(self) -> tuple[PortfolioRow, ...]:
        """The streams that serve no objective."""
        return tuple(row for row in self.streams if row.objective is None)

    @property
    def without_stream(self) -> tuple[ObjectiveLine, ...]:
        """The objectives that no stream serves, nor any objective that is part of them."""
        return tuple(each for each in self.objectives if not each.streams)

    def under(self, objective: str) -> tuple[PortfolioRow, ...]:
        """Return the streams that serve this objective most, those whose items wait longest first."""
        rows = [row for row in self.streams if row.objective == objective]
        return tuple(sorted(rows, key=_waits_longest))

    def ordered_unaligned(self) -> tuple[PortfolioRow, ...]:
        """Return the streams that serve no objective, those whose items wait longest first."""
        return tuple(sorted(self.unaligned, key=_waits_longest))


def _waits_longest(row: PortfolioRow) -> float:
    return -(row.wait_days or 0.0)
