"""Plain values of the forecast page: what will be done when, with which chance, and how past forecasts did.

As in :mod:`.view`: shares and chances lie between 0 and 1, times are µs UTC, a day is given by its start, and
``None`` means that it cannot be said.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.flow.flow_view import Ages, Times


@dataclass(frozen=True, slots=True)
class Asked:
    """What a forecast is asked: how many more items, by which day (its start, µs UTC), which item by id or key.

    Whatever is left out is chosen: a round number of about three weeks, the last day of the next month, no item.
    """

    items: int | None = None
    by: int | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """By which day so many more items are done, with a chance of 50, 85 and 95 in 100.

    A day is ``None`` when it is more than a year away.
    """

    items: int
    even: int | None
    likely: int | None
    sure: int | None


@dataclass(frozen=True, slots=True)
class ByDay:
    """How many more items are done by the end of a day at the least, with a chance of 50, 85 and 95 in 100."""

    day: int
    even: int
    likely: int
    sure: int


@dataclass(frozen=True, slots=True)
class ItemOutlook:
    """One item, or one that starts now: how long it may still take, by what others took from there on.

    ``basis``: ``stage``, ``age``, ``start``, ``few`` (nothing can be said) or ``over`` (it is done or was given up).
    ``n`` items were compared. ``chance``, ``low`` and ``high`` are of keeping the promise, with its 95 % range.
    """

    item: str | None  # its id; None for one that starts now
    key: str
    stage: str | None
    age: float | None  # days
    basis: str
    n: int
    finished: int
    half: int | None  # day by which half of those were done; None where that is not reached
    p85: int | None
    p95: int | None
    promise: float | None  # days from its start
    chance: float | None
    low: float | None
    high: float | None
    ended: int | None  # when it was over


@dataclass(frozen=True, slots=True)
class FutureDay:
    """How many more are done by the end of a day: the middle, and the ends of the bands of 50, 85 and 95 %."""

    day: int
    low_95: int
    low_85: int
    low_50: int
    middle: int
    high_50: int
    high_85: int
    high_95: int


@dataclass(frozen=True, slots=True)
class PastWeek:
    """A week of the record, from ``start`` for seven days, and what was finished in it."""

    start: int
    done: int


@dataclass(frozen=True, slots=True)
class PastForecast:
    """A forecast as it would have been made at ``made`` for the weeks until ``until``, and what was done then."""

    made: int
    until: int
    done: int
    low_95: int
    low_85: int
    low_50: int
    middle: int
    high_50: int
    high_85: int
    high_95: int


@dataclass(frozen=True, slots=True)
class Held:
    """How often the band of ``share`` held what was done, with the 95 % range that chance leaves to so many.

    ``held`` counts a number at a band's edge by its part; ``closed`` counts it whole.
    """

    share: float
    held: float
    low: float
    high: float
    closed: float


@dataclass(frozen=True, slots=True)
class CheckLine:
    """All past forecasts so many weeks ahead: how many, what bands held, how far they were off, how much wider.

    ``loss`` is the mean pinball loss in items; ``loss_of_average`` that of the mean of the last 26 weeks said as if
    it were certain. ``widened`` is how many times as wide as the model's own the next band of 85 % is.
    """

    weeks: int
    forecasts: int
    held: tuple[Held, ...]
    loss: float | None
    loss_of_average: float | None
    widened: float


@dataclass(frozen=True, slots=True)
class ForecastView:
    """What will be done when in one stream and kind of work.

    ``refusal`` says why nothing is forecast: ``missing``, ``nothing`` (is finished), ``few`` (are finished),
    ``idle`` (all that is finished is longer ago than the weeks that are looked at) or ``early``; then ``possible`` is
    the day of the first forecast, if that is known. ``question`` is what was asked: ``when``, ``by`` or ``item``.
    """

    stream: str
    name: str
    customer: str
    unit: str
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    refusal: str | None
    missing: str | None
    remedy: str
    possible: int | None
    question: str
    weeks: int  # whole weeks of finished items
    memory: float | None  # weeks that the level rests on
    n_finished: int
    n_open: int
    when: When | None
    by: ByDay | None
    item: ItemOutlook | None  # the one that was asked about
    start: ItemOutlook | None  # one that starts now
    past: tuple[PastWeek, ...]
    future: tuple[FutureDay, ...]
    checks: tuple[CheckLine, ...]
    past_forecasts: tuple[PastForecast, ...]
    ages: Ages
    times: Times | None
    oldest: tuple[
        tuple[str, str], ...
    ]  # id and key of items older than 85 % of all ever get, the oldest first
    promise_within: float | None
    promise_share: float | None
    data_to: int
    sources: tuple[str, ...]
    made_up: bool
