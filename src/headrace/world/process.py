"""The words in which the made-up company is described: what waits, what is worked on, what comes back.

All lengths are calendar days. Everything here is plain data; :mod:`.simulate` lets it happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

ByKind = Mapping[str, float]
"""Kind of work → a number."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A length of time that differs from item to item: log-normal with this mean.

    Args:
        days: the mean; one for all kinds of work, or one for each.
        spread: standard deviation of the logarithm; 0 makes every spell the same.
    """

    days: float | ByKind
    spread: float = 0.7

    def mean(self, kind: str) -> float:
        """Return the mean for one kind of work, in days."""
        return self.days if isinstance(self.days, int | float) else self.days[kind]


@dataclass(frozen=True, slots=True)
class Train:
    """Work leaves together, on fixed days of the week (Monday is 0) at one hour."""

    weekdays: tuple[int, ...]
    hour: float = 10.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Why work waits before a stage.

    Args:
        attention: until somebody of the function turns to it: other work, meetings, a batch of five.
        crew: then, until one of these people is free; crews are shared between value streams.
        train: or until the next train leaves.
        across_services: how many times longer attention takes for work that touches two or more services.
    """

    attention: Spell
    crew: str | None = None
    train: Train | None = None
    across_services: float = 1.0


@dataclass(frozen=True, slots=True)
class Back:
    """A stage sends work back to an earlier one.

    Args:
        to: name of the earlier stage.
        share: chance each time the stage is done for the first time; a quarter of it afterwards.
        after: how far into the stage's work that is noticed, as a share of the work.
    """

    to: str
    share: float
    after: float = 1.0


@dataclass(frozen=True, slots=True)
class Hold:
    """Work stops in the middle of a stage because something outside is missing."""

    share: float
    stop: Spell


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work, how long it takes and how tools record it.

    Args:
        function: who does it; or, by the group that the tool names, which function each group belongs to.
        waiting, working, blocked: the records that tell of it, as ``role.event=value``; a second one
            follows the first by a few seconds, as tools that copy each other do.
        arrives_in_work: the first time there is no wait, because the customer stands there.
        skipped: share of items that do without the stage, by kind of work.
    """

    name: str
    function: str | Mapping[str, str]
    work: Spell
    waiting: tuple[str, ...]
    working: tuple[str, ...]
    wait: Wait | None = None
    blocked: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    hold: Hold | None = None
    arrives_in_work: bool = False
    skipped: float | ByKind = 0.0
    backs: tuple[Back, ...] = ()

    def skip_share(self, kind: str) -> float:
        """Return the share of a kind of work that does without the stage."""
        return self.skipped if isinstance(self.skipped, int | float) else self.skipped.get(kind, 0.0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A record that the work leaves in a tool: a ticket, an idea, a change …

    Args:
        role: how traces call it; one process may use two tickets in two roles.
        type: object type in the event log.
        tool: the source that holds it.
        prefix: its keys are ``prefix-number``.
        names: role of the record that it names; empty for the record that flows.
        rule: how the link is found.
        followed: share of these records that really carry the link.
        opened_by: the trace that begins a new one each time; empty: there is one per piece of work.
        date_only: the tool keeps days, not times.
    """

    role: str
    type: str
    tool: str
    prefix: str
    names: str = ""
    rule: str = ""
    followed: float = 1.0
    opened_by: str = ""
    date_only: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the customer got, per item: yes or no, less often when it came late.

    Args:
        name: attribute of the item that tells it.
        share: chance for an item that took ``around`` days.
        around: days from need to use of a usual item.
        per_day: how much the chance falls with each day more.
    """

    name: str
    share: float
    around: float
    per_day: float


@dataclass(frozen=True, slots=True)
class Process:
    """How one kind of demand is worked on, from its first sign to its end.

    Args:
        key: project key, and the prefix of its items.
        weekly: arrivals per week at the beginning and at the end of the three years.
        kinds: kind of work → share.
        papers: the records; the first is the one that flows.
        done, cancelled: the records that tell the end.
        labels: label → share of items that carry it.
        cancelled_share: of items are dropped while they wait somewhere.
        forgotten_share: of items are never taken up.
        reopened: share of finished items that come back, and the stage they come back to.
        unrecorded_share: of changes of status in the flowing record that nobody entered.
        around_the_clock: people work on it at night and at weekends.
        trouble: chance that one of its deployments causes an incident.
    """

    key: str
    weekly: tuple[float, float]
    kinds: ByKind
    papers: tuple[Paper, ...]
    stages: tuple[Stage, ...]
    done: tuple[str, ...]
    cancelled: tuple[str, ...]
    labels: ByKind = field(default_factory=dict)
    groups: ByKind = field(default_factory=dict)
    outcome: Outcome | None = None
    cancelled_share: float = 0.0
    forgotten_share: float = 0.0
    reopened: tuple[float, str] = (0.0, "")
    unrecorded_share: float = 0.0
    around_the_clock: bool = False
    trouble: float = 0.0


@dataclass(frozen=True, slots=True)
class Stream:
    """Which items a value stream of the catalogue holds: those of some processes, or with one label."""

    id: str
    processes: tuple[str, ...]
    labelled: Mapping[str, str] = field(default_factory=dict)
    """Process → label that its items must carry; without an entry all of its items belong."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a turn does to one stage: factors on the attention it gets and on its work."""

    process: str
    stage: str
    wait: float = 1.0
    work: float = 1.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Something in the company changes on a day: an improvement that was tried, or mere drift."""

    name: str
    since: date
    effects: tuple[Effect, ...]
    tried: bool = True
    says: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Everything that the made-up company is."""

    name: str
    functions: tuple[str, ...]
    processes: tuple[Process, ...]
    streams: tuple[Stream, ...]
    crews: Mapping[str, int]
    """Crew → how many of its people work at once."""
    urgent: frozenset[str]
    """Kinds of work that crews take before all others."""
    turns: tuple[Turn, ...]
    rework: float = 0.5
    """How much of a stage's work is done again when work passes it again."""
    second_wait: float = 0.6
    """How much of a stage's attention wait there is when work passes it again."""

    def process(self, key: str) -> Process:
        """Return the process with this key."""
        return next(process for process in self.processes if process.key == key)

    def turn(self, name: str) -> Turn:
        """Return the turn of this name."""
        return next(turn for turn in self.turns if turn.name == name)
