"""Plain values of the topology page: a stream by its teams, what lies between them, and what would let one do it alone.

All durations are calendar days, all shares lie between 0 and 1, all times are µs UTC; ``None`` means missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.flow.flow_view import Likely
from headrace.report.view import Window


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of the stream, or what is in none: then ``key`` and ``type`` are ``None``.

    ``functions`` worked in this stream, ``elsewhere`` are those that it holds besides. The days are of ``items``
    finished items, inside the team alone; ``arrival_days`` is the part of ``waiting_days`` before any work. ``share``
    is its part of their flow time.
    """

    key: str | None
    name: str
    type: str | None
    aligned: bool
    functions: tuple[str, ...]
    elsewhere: tuple[str, ...]
    items: int
    working_days: float
    waiting_days: float
    blocked_days: float
    arrival_days: float
    share: Likely | None

    @property
    def days(self) -> float:
        """All of it."""
        return self.working_days + self.waiting_days + self.blocked_days


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A function that worked in the stream, the key of its team (``None`` for none), and its days of work."""

    name: str
    team: str | None
    working_days: float


@dataclass(frozen=True, slots=True)
class TeamWait:
    """How long finished ``items`` waited on the way, ``times`` hand-overs together.

    ``mean`` is in days per item with its 95 % range; within ``p85`` days 85 % of the waits are over, those that still
    go on counted: ``None`` where too few are, or where it is more than ``longest``.
    """

    items: int
    times: int
    days: float
    mean: float | None
    low: float | None
    high: float | None
    p85: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """A hand-off that lies between two teams; ``key`` is that of its items: ``from~to``."""

    key: str
    sender: str
    receiver: str
    one: str
    other: str
    items: int
    times: int
    days: float


@dataclass(frozen=True, slots=True)
class InteractionLine:
    """Two teams between which work was handed over, by the names of both, in the order of declaration.

    ``verdict``: ``few`` (items), ``open`` (cannot tell), ``as-declared``, ``drift``, ``undeclared`` or ``no-team``.
    ``looks`` is what the records look like: ``collaboration``, ``x-as-a-service``, ``dependency`` or ``None``; ``why``
    the rule: ``again``, ``once``, ``waits``, ``passed``. ``wait`` is both ways together, ``there`` from the first to
    the second. ``passed`` is of all finished items, ``again``, ``once`` and ``sent_back`` of those that passed here.
    ``longer`` is by how many days an item waits longer for the ``provider`` than this works on it, ``waits`` the share
    of that wait in their flow time.
    """

    one: str
    other: str
    one_key: str | None
    other_key: str | None
    declared: str | None
    verdict: str
    looks: str | None
    why: str | None
    provider: str
    wait: TeamWait
    there: TeamWait
    back: TeamWait
    passed: Likely | None
    again: Likely | None
    once: Likely | None
    rounds: Likely | None
    sent_back: Likely | None
    returns: int
    longer: Likely | None
    waits: Likely | None


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Functions that the aligned team would hold besides: the days of waits between teams that go with them.

    ``each`` is per finished item, ``kept`` the share of these that would stay in the team from start to end. ``enough``
    says that it is the smallest set with four fifths of what any set has.
    """

    functions: tuple[str, ...]
    days: float
    each: Likely | None
    kept: Likely | None
    enough: bool


@dataclass(frozen=True, slots=True)
class TopologyView:
    """A stream by its teams, in the order of declaration; what is in no team is last.

    ``refusal``: ``missing``, ``undeclared`` (no team is), ``nothing`` or ``few`` (finished items), ``unaligned`` (no
    team is aligned with the stream), ``one`` (team does it all) or ``None``. All days are sums over the finished items:
    ``flow_days`` = the teams' days + ``between_days``. ``inside`` is the share of the aligned teams, ``kept`` the share
    of items that stayed there. ``into`` is the team that the ``moves`` lead to; ``exact`` says that all sets of
    functions were compared. ``proposal`` is what could stand in ``headrace.yaml``, where no teams do.
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
    flow_days: float
    between_days: float
    between_share: Likely | None
    inside: Likely | None
    kept: Likely | None
    teams: tuple[TeamLine, ...]
    functions: tuple[FunctionLine, ...]
    interactions: tuple[InteractionLine, ...]
    crossings: tuple[CrossingLine, ...]
    into: str | None
    moves: tuple[MoveLine, ...]
    exact: bool
    proposal: str
    data_to: int
    sources: tuple[str, ...]
    made_up: bool
