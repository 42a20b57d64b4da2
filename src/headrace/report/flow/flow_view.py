"""Plain values of the flow page: what arrives, what leaves, how long it takes and how sure that is.

As in :mod:`.view`: durations are calendar days, shares lie between 0 and 1, times are µs UTC, and ``None`` means
missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.view import Window


@dataclass(frozen=True, slots=True)
class Likely:
    """A number with its 95 % range; the range is ``None`` where there is too little for one."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Within:
    """Within how many days a share is done; ``days`` is ``None`` when that is not reached in the data."""

    share: float
    days: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PathTotals:
    """The sample path over the whole observed window, by its letters; rates are per week, spans in days."""

    present_before: int  # N0
    present: int  # N
    arrivals: int  # A
    departures: int  # D, done or given up
    presence: float  # H, item-days
    mean_present: float | None  # L
    arrival_rate: float | None  # Λ a week
    departure_rate: float | None  # Θ a week
    per_arrival: float | None  # w
    per_departure: float | None  # w′
    per_item: float | None
    sojourn: float | None  # W*
    total_age: float  # item-days
    cut_presence: float | None
    cut_items: float | None
    relative_length: float | None  # ρ
    coherence: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether as much leaves as arrives: ``steady``, ``growing``, ``shrinking``, ``ageing`` or ``too short``."""

    verdict: str
    weeks: int
    net: Likely | None  # items a week
    age: Likely | None  # item-days a week by which open work aged


@dataclass(frozen=True, slots=True)
class Times:
    """Flow time with open items counted: Kaplan–Meier over the items there in the window."""

    items: int
    finished: int
    half: Within
    p85: Within
    p95: Within
    mean: Likely | None  # of the first ``mean_until`` days
    mean_until: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Mean days per finished item; they add up to the mean flow time of what finished."""

    work: float | None  # None: no record of the stream ever tells of it
    wait: float | None
    blocked: float | None
    handoff: float | None  # part of the wait: between two functions
    stages: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage's part of the mean flow time, in days."""

    key: str
    stage: str
    work: float
    wait: float
    blocked: float
    handoff: float


@dataclass(frozen=True, slots=True)
class SpellLine:
    """How long the visits of one part take, those that go on counted: ``wait``, ``work``, ``blocked`` or ``handoff``.

    A stage's part has a ``stage``; a hand-off has the functions between which the waits lay, whichever the stage.
    """

    key: str
    what: str
    stage: str | None
    sender: str | None
    receiver: str | None
    visits: int
    ended: int
    half: Within
    p85: Within
    longest: float | None  # days, the highest age that was watched


@dataclass(frozen=True, slots=True)
class AgeLine:
    """The open items of one stage and their ages in days; ``older`` than 85 % take, ``None`` if that is unknown."""

    key: str
    stage: str
    items: int
    working: int
    ages: tuple[float, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Ages:
    """Open work at the data's time."""

    items: int
    mean: float | None
    oldest: float | None
    older: int | None
    stages: tuple[AgeLine, ...]


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One whole week, from its Monday; ``typical`` is the geometric mean of the flow times that ended in it."""

    start: int
    arrived: int
    done: int
    given_up: int
    typical: float | None


@dataclass(frozen=True, slots=True)
class FinishedGroup:
    """What was done from ``start`` for ``weeks`` weeks: flow times, or twenty that stand for them."""

    start: int
    weeks: int
    items: int
    days: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A process behaviour chart of weekly points: which weeks, usual range, signals, chance of a false alarm."""

    what: str  # done or time
    starts: tuple[int, ...]
    values: tuple[float, ...]
    centre: float
    low: float
    high: float
    signals: tuple[SignalLine, ...]
    false_alarm: float


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A rule that fired: ``beyond``, ``run`` or ``near``, from one week's Monday to another's."""

    rule: str
    first: int
    last: int
    high: bool
    lasting: bool  # the run goes on to the end


@dataclass(frozen=True, slots=True)
class Diagram:
    """The cumulative flow diagram at some days' ends: what came, what left, and what is in each stage."""

    days: tuple[int, ...]
    arrived: tuple[int, ...]
    left: tuple[int, ...]
    stages: tuple[str, ...]
    in_stage: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class FlowView:
    """How work flows in one stream, window and kind of work.

    ``refusal`` says why averages would mislead: ``missing``, ``nothing``, ``few``, ``one_date``, ``one_day`` or
    ``all_open``; what cannot be said is then ``None`` or empty.
    """

    stream: str
    name: str
    customer: str
    unit: str
    window: Window
    observed: Window  # the part of the window that the records cover
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    refusal: str | None
    missing: str | None  # what is so when nothing of the stream was found
    remedy: str  # what to do then
    n_there: int  # items that were there in the observed window
    n_finished: int
    n_given_up: int
    n_open: int
    path: PathTotals | None
    stability: Verdict | None
    times: Times | None
    arrived: Likely | None  # a week
    done: Likely | None  # a week
    efficiency: Likely | None
    distribution: tuple[tuple[str | None, int, float], ...]
    parts: Parts | None
    ages: Ages
    debt: float | None  # days
    weeks: tuple[WeekLine, ...]
    finished: tuple[FinishedGroup, ...]
    behaviour: tuple[Behaviour, ...]
    diagram: Diagram | None
    promise_within: float | None
    promise_share: float | None
    data_to: int
    sources: tuple[str, ...]
    made_up: bool
    spells: tuple[SpellLine, ...] = ()
