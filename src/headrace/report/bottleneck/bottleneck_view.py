"""Plain values about bottlenecks: per place where items wait, what says that a shorter wait would shorten the whole.

All durations are calendar days, all shares lie between 0 and 1, all times are µs UTC; ``None`` means "cannot tell".
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.view import Window


@dataclass(frozen=True, slots=True)
class Likely:
    """A share, or what stands for one, with its 95 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place where items wait. ``sender`` is ``None`` for what comes from the customer.

    ``days`` were waited there by all items in the window, ``waiting`` at a time on average; ``came`` and ``went`` items
    a week, after ``each`` days of waiting (``waiting`` = ``went`` / 7 · ``each``).

    ``empty``, ``at_limit`` and ``room`` are shares of the time: nothing waits; something does while the receiver works
    on as much as it ever does; something does although it works on less. ``longest`` is the share of the time in which
    it had been at its limit for longer than any other place. ``fills`` is which part of what more came in a week still
    waits a week later; ``together`` in which part of its days others of the same outcome were on the way as well;
    ``passes`` which part of time saved here reaches the end. ``reading`` is ``shortens``, ``moves``, ``together`` or
    ``unclear``; ``after`` is how many places come after it, ``held_by`` the key of the one that lets least through.
    """

    key: str  # as in a selection: "from~to"
    sender: str | None
    receiver: str
    days: float
    waiting: float
    came: float
    went: float
    each: float | None
    empty: Likely | None
    at_limit: Likely | None
    room: Likely | None
    longest: float
    fills: Likely | None
    together: Likely | None
    passes: Likely | None
    reading: str
    after: int
    held_by: str | None


@dataclass(frozen=True, slots=True)
class BottleneckView:
    """The evidence of a stream, places in the order of their days waited; all kinds of work, finished or not.

    ``refusal`` says why nothing is told: ``missing``, ``nothing``, ``short``, ``untold``. ``days_seen`` is how long the
    paths are, ``days_needed`` how long they must be. ``outcomes_told`` says whether records tell which items belong
    together; ``work_untold`` are functions of whose work no record tells.
    """

    stream: str
    name: str
    customer: str
    unit: str
    window: Window
    observed: Window
    refusal: str | None
    missing: str | None
    remedy: str
    places: tuple[PlaceLine, ...]
    days_seen: float
    days_needed: int
    outcomes_told: bool
    work_untold: tuple[str, ...]
    data_to: int
    sources: tuple[str, ...]
    made_up: bool

    def place(self, key: str | None) -> PlaceLine | None:
        """Return a place by its key."""
        return next((each for each in self.places if each.key == key), None)
