"""Plain values to show: what a page, the terminal and a file draw from. Nothing here computes.

All durations are calendar days, all shares lie between 0 and 1, all times are µs UTC. ``None`` means
missing, never zero. An average comes with its 95 % range, with ``n`` and the window.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` (inclusive) to ``end`` (exclusive), µs UTC; items that *finished* inside are counted."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Latest:
    """A window asked for by its length: the last so many days of a stream's data."""

    days: int


@dataclass(frozen=True, slots=True)
class Estimated:
    """An average with its 95 % range; the range is ``None`` when n < 2."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Block:
    """One stage in one function's lane. ``column`` counts from 0 in the order of the work."""

    key: str  # as in the URL: the stage's slug
    stage: str
    function: str
    column: int
    work_days: float  # mean over all finished items, zero for items that skip the stage
    blocked_days: float
    right_first_time: float | None  # share of those that visited it and were not sent back to it
    surveyed: bool  # right_first_time was entered by a person
    visited_share: float  # of finished items
    items: int  # finished items that visited it
    working_now: int
    estimated: bool  # from a declared estimate, not from events
    also_in: tuple[tuple[str, float], ...] = ()  # other functions that do it, with their share of items
    folded: tuple[str, ...] = ()  # names of the stages folded into this block
    inside_wait_days: float = 0.0  # waits between the stages folded into it; part of the view's wait_days
    inside_waiting_now: int = 0


@dataclass(frozen=True, slots=True)
class Wall:
    """The wait before a block. ``from_function`` is ``None`` when it comes from the customer."""

    key: str  # as in the URL: the slug of the stage waited for
    column: int  # of the block waited for
    from_function: str | None
    to_function: str
    from_stage: str | None
    to_stage: str
    wait_days: float  # mean over all finished items
    handoff_days: float  # the part of it where another function had the item before
    waiting_now: int
    oldest_days: float | None  # of those waiting now
    items: int  # finished items that waited there
    estimated: bool

    @property
    def inside(self) -> bool:
        """Whether the wait is inside one function: a low wall."""
        return self.from_function == self.to_function


@dataclass(frozen=True, slots=True)
class Return:
    """Work sent back from one block to an earlier one."""

    key: str  # as in the URL: "from-slug~to-slug"
    from_column: int
    to_column: int
    from_stage: str
    to_stage: str
    share: float  # of finished items
    items: int
    days_each: float | None  # until it was again where it had been sent back from


@dataclass(frozen=True, slots=True)
class Lane:
    """A function's lane: its name and the working days in it, nothing else, so that nobody is ranked."""

    function: str
    work_days: float


@dataclass(frozen=True, slots=True)
class ToolRun:
    """Consecutive columns recorded in one tool; ``matched`` is the share of its records linked to others."""

    tool: str
    first_column: int
    last_column: int
    matched: float | None


@dataclass(frozen=True, slots=True)
class LadderPart:
    """A piece of one item's time, from ``start_days`` to ``end_days`` after it began."""

    stage: str
    function: str
    mode: str  # waiting, working, blocked
    start_days: float
    end_days: float
    returned: bool
    estimated: bool


@dataclass(frozen=True, slots=True)
class ItemStrip:
    """One item's own ladder."""

    item_id: str
    key: str
    label: str | None
    kind: str | None
    started_at: int
    ended_at: int | None
    outcome: str  # done, cancelled, open
    total_days: float  # until its end, or until the data's time
    parts: tuple[LadderPart, ...]
    part_days: float | None = None  # of the part whose items are listed; None where the whole is


@dataclass(frozen=True, slots=True)
class Outcome:
    """What customers got: the share of finished items that had it, of those that tell, which are ``n``."""

    name: str
    share: float
    n: int


@dataclass(frozen=True, slots=True)
class MapView:
    """The current-state map of one stream, window and kind of work."""

    stream: str  # id
    name: str
    customer: str
    value: str
    unit: str
    window: Window
    kind: str | None  # None: all work
    kinds: tuple[tuple[str, int], ...]  # kinds of work on offer, with finished items in the window
    detail: str  # stages, functions
    n_finished: int
    n_open: int
    n_cancelled: int
    flow_days: Estimated | None  # None when nothing finished
    half_within: float | None
    p85_within: float | None
    work_days: float
    wait_days: float  # without blocked
    blocked_days: float
    handoff_days: float  # part of wait_days: between two functions
    inside_days: float  # part of wait_days: inside one function
    arrival_days: float  # part of wait_days: before any function had it
    growing: tuple[str, int, int] | None  # stage waited for, waiting now, waiting when the window began
    promise_within: float | None
    promise_share: float | None
    promise_kept: float | None
    outcome: Outcome | None
    lanes: tuple[Lane, ...]
    blocks: tuple[Block, ...]
    walls: tuple[Wall, ...]
    returns: tuple[Return, ...]  # the top three by share × days
    smaller_returns: tuple[int, float]  # how many more, share of finished items they touch
    tools: tuple[ToolRun, ...]
    strips: tuple[ItemStrip, ...]  # filled when n_finished < 10
    data_to: int  # time of the last event read
    sources: tuple[str, ...]
    start_unknown: int  # items left out because only their end was recorded
    made_up: bool
    missing: str | None = None  # a sentence when the stream's source or events are absent
    remedy: str = ""  # what to do about it
    serves_objective: bool = False
    unmatched: int = 0  # rules of the definition that match nothing in the log
    all_time: bool = False  # no longer window holds more
    untold: tuple[str, ...] = ()  # of work, wait, blocked: what no record of the stream tells; missing, not 0


@dataclass(frozen=True, slots=True)
class ItemsView:
    """A list of items behind a number."""

    stream: str
    name: str
    unit: str
    window: Window
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    selection: str  # "" for all, or wait:build, work:build, return:test~build, open
    selection_words: str  # "waited for Build", in words
    order: str  # slowest, oldest, newest
    total: int  # how many there are in all
    mean_days: (
        float | None
    )  # of the selection's part, over the items listed in total; of returns, over returns
    strips: tuple[ItemStrip, ...]  # one page of them
    page: int
    data_to: int
    made_up: bool
    all_time: bool = False  # no longer window holds more
    missing: str | None = None  # a sentence when nothing of the stream is in the log
    remedy: str = ""  # what to do about it


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of an item, as the item page shows it."""

    occurred_at: int
    date_only: bool
    what: str  # "status: In Progress"
    object_key: str
    object_type: str
    source: str
    url: str | None
    stage: str | None  # the stage it put the item into, None when no rule matched
    mode: str | None
    object_label: str | None = None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: its ladder, its events with links to their source, what it is linked to and by which rule."""

    stream: str
    name: str
    strip: ItemStrip
    url: str | None
    attributes: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str, str, str, str | None], ...]  # rule, object type, key, label, url
    events: tuple[EventLine, ...]
    data_to: int
    made_up: bool


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One row of ``headrace streams`` and of the start page.

    ``items`` are all it ever had; ``finished``, ``cancelled`` and the days are those of ``window``.
    """

    stream: str
    name: str
    customer: str
    value: str
    parent: str | None
    items: int
    finished: int
    open: int
    cancelled: int
    start_unknown: int
    overlaps: tuple[tuple[str, int], ...]  # other stream, items in both
    flow_days: Estimated | None
    work_days: float | None  # None: nothing finished, or no record tells working from waiting
    wait_days: float | None
    problem: str | None = None  # a sentence when the stream cannot be derived, or finds nothing
    remedy: str = ""  # what to do about it
    window: Window | None = None  # None when there is a problem


@dataclass(frozen=True, slots=True)
class StreamsView:
    """All streams, and what belongs to none."""

    window: Window
    streams: tuple[StreamLine, ...]
    unassigned: tuple[tuple[str, int, int], ...]  # object type, in no stream, of how many
    data_to: int
    made_up: bool
    usual: bool = False  # no window was asked for: each line has its own
