"""Plain values of "Why it waits": every wait's parts by what they go with, at each hand-off and all together.

All durations are calendar days, all shares lie between 0 and 1, all times are µs UTC; ``None`` means missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.view import Window


@dataclass(frozen=True, slots=True)
class WaitItem:
    """One item and how long it waited in one part."""

    item_id: str
    key: str
    days: float


@dataclass(frozen=True, slots=True)
class WaitPart:
    """What of the waits goes with one cause.

    ``cause`` is ``outside``, ``rework``, ``hours``, ``together``, ``overtaken``, ``busy``, ``busy_elsewhere`` or
    ``rest``. ``days`` is ``None`` where records cannot tell, and ``untold`` says why: ``undeclared``, ``alone``,
    ``few``, ``dates``, ``narrow``, ``no_work``, ``coarse``. ``share`` of all days waited there has a 95 % range;
    ``waits`` and ``items`` had any of it, and ``longest`` are those with most.
    """

    cause: str
    days: float | None
    share: float | None
    low: float | None
    high: float | None
    waits: int
    items: int
    untold: str | None
    longest: tuple[WaitItem, ...]


@dataclass(frozen=True, slots=True)
class KnownOf:
    """What the parts are inferred from, of the function that receives.

    ``open_hours`` are the hours of a week in which it starts work, ``open_words`` which; ``None`` where not told.
    ``at_once`` is how many items it usually has in work, ``starts`` from how many starts that is known.
    """

    open_hours: int | None
    open_words: str | None
    started_hours: int | None
    at_once: int | None
    starts: int


@dataclass(frozen=True, slots=True)
class WaitPlace:
    """All waiting at one hand-off, or inside one function where ``sender`` is ``receiver``.

    ``sender`` is ``None`` for what comes from the customer. ``parts`` add up to ``days`` exactly.
    """

    key: str  # as in a selection: "from~to"
    sender: str | None
    receiver: str
    days: float
    share: float
    waits: int
    items: int
    parts: tuple[WaitPart, ...]
    known: KnownOf


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Why the items of a stream waited that finished in the window; places with most days first.

    ``refusal`` says why nothing is told: ``missing``, ``nothing``, ``few``, ``untold``, ``none``. ``parts`` are
    those of all places together; ``clear`` says whether the largest is larger than the second beyond chance.
    """

    stream: str
    name: str
    customer: str
    unit: str
    window: Window
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    refusal: str | None
    missing: str | None
    remedy: str
    n_finished: int
    days: float
    waits: int
    items: int
    parts: tuple[WaitPart, ...]
    clear: bool
    places: tuple[WaitPlace, ...]
    beside: tuple[str, ...]
    data_to: int
    sources: tuple[str, ...]
    made_up: bool
