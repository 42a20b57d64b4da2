"""Plain values of the hand-offs page: what each boundary costs, for which kinds of work, and what comes back.

All durations are calendar days, all shares lie between 0 and 1, all times are µs UTC; ``None`` means missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.flow.flow_view import Behaviour
from headrace.report.view import Window


@dataclass(frozen=True, slots=True)
class WaitCell:
    """How long the finished items of one group waited at one hand-off.

    ``days`` is the sum over its ``items``, which passed it ``times`` times; ``mean`` is per item with its 95 % range.
    ``half`` and ``p85`` are the days within which a wait is over, with waits that still go on counted; ``None`` where
    too few are, or where it is more than ``longest``. ``marks`` are all waits, or twenty that stand for them.
    """

    items: int
    times: int
    days: float
    mean: float | None
    low: float | None
    high: float | None
    half: float | None
    p85: float | None
    longest: float | None
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SentBackLine:
    """What of the finished items came back at a hand-off: ``times`` = ``redo`` + ``repeat``.

    ``share`` of the items that passed it were sent back, with its 95 % range; ``accepted`` is the rest. ``days_each``
    is how long they were away each time, ``to`` which functions did the work again, with the times.
    """

    items: int
    times: int
    redo: int
    repeat: int
    share: float | None
    low: float | None
    high: float | None
    accepted: float | None
    days_each: float | None
    to: tuple[tuple[str, int], ...]
    ping_pong: int


@dataclass(frozen=True, slots=True)
class WaitWeek:
    """The waits that were over in the week from ``start``; ``typical`` is their geometric mean in days."""

    start: int
    waits: int
    typical: float | None


@dataclass(frozen=True, slots=True)
class BoundaryLine:
    """One hand-off. ``sender`` is ``None`` for what comes from the customer.

    ``share`` is its part of the flow time of all finished items. ``waiting_now`` wait there, the oldest for
    ``oldest_days``, all together for ``waiting_days`` so far. ``cells`` stand in the order of the view's columns.
    ``days_there`` is what all items waited there in the window, finished or not.
    """

    key: str  # as in a selection: "from~to"
    sender: str | None
    receiver: str
    stages: tuple[str, ...]
    whole: WaitCell
    cells: tuple[WaitCell, ...]
    share: float | None
    waiting_now: int
    oldest_days: float | None
    waiting_days: float
    sent_back: SentBackLine
    weeks: tuple[WaitWeek, ...]
    behaviour: Behaviour | None
    days_there: float = 0.0


@dataclass(frozen=True, slots=True)
class GroupColumn:
    """One group of items: ``value`` of the attribute, ``None`` where it is not told; ``merged`` values are in it."""

    name: str
    value: str | None
    items: int
    other: bool = False
    merged: int = 0


@dataclass(frozen=True, slots=True)
class ToolCrossing:
    """Of ``of`` finished items that one tool tells of, how many the next tool tells of as well."""

    from_tool: str
    to_tool: str
    items: int
    of: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What all finished items took together, in days: flow time = the five others, exactly."""

    flow_time: float
    working: float
    blocked: float
    handoffs: float
    inside: float
    arrival: float


@dataclass(frozen=True, slots=True)
class GoesWithLine:
    """``n`` waits with something known at their beginning were ``days`` longer than the others, if less than 0 shorter.

    ``what`` is ``again`` (not the item's first here), ``weekday`` (``value`` from 0 for Monday), ``functions`` (at
    least ``value`` had had it) or, where ``attribute``, the name of one. ``low`` to ``high`` is the 95 % range;
    ``clear``: no chance, at five in a hundred for all comparisons together.
    """

    what: str
    value: str
    attribute: bool
    n: int
    days: float
    low: float
    high: float
    clear: bool


@dataclass(frozen=True, slots=True)
class ChosenHandoff:
    """The hand-off that is looked at closely, by its key: what goes with a long wait there, what is clear first.

    Of ``n`` waits; where ``every`` is more than 1, of each ``every``-th item.
    """

    key: str
    n: int
    every: int
    goes_with: tuple[GoesWithLine, ...]


@dataclass(frozen=True, slots=True)
class HandoffsView:
    """The hand-offs of a stream, most days waited first; ``inside`` waits cross no function and are told apart.

    ``refusal`` says why nothing is compared: ``missing``, ``nothing``, ``few``, ``one``, ``untold``. ``difference`` is
    by how many days per item the first hand-off costs more than the second, with its 95 % range. ``compared`` are the
    columns whose waits at the first hand-off clearly differ, the longer first. ``splits`` are the attributes on offer.
    ``unit_of_time`` is ``days`` or ``working-days`` (Monday to Friday, UTC); what waits now is told in days either way.
    """

    stream: str
    name: str
    customer: str
    unit: str
    window: Window
    observed: Window
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    refusal: str | None
    missing: str | None
    remedy: str
    n_finished: int
    crossed: int
    split: str | None
    splits: tuple[str, ...]
    columns: tuple[GroupColumn, ...]
    boundaries: tuple[BoundaryLine, ...]
    inside: tuple[BoundaryLine, ...]
    sums: Sums
    difference: tuple[float, float, float] | None
    compared: tuple[int, int] | None
    comparable: int
    crossings: tuple[ToolCrossing, ...]
    data_to: int
    sources: tuple[str, ...]
    made_up: bool
    unit_of_time: str = "days"
    chosen: ChosenHandoff | None = None
