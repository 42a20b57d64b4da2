"""Plain values about segments: where "one" value stream may hide several, found in one half, estimated in the other.

As in :mod:`.view`: durations are calendar days, shares lie between 0 and 1, times are µs UTC, and ``None`` means
missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.flow.flow_view import Likely, Within
from headrace.report.view import Window
from headrace.value_streams.sub_stream import Condition


@dataclass(frozen=True, slots=True)
class TriedLine:
    """An attribute that was asked: its levels, and for which share of items it was known at the start.

    ``undated`` is the share of its values that the records give no date; ``p`` the probability of a split that strong
    over all attributes if none made a difference, ``None`` when it leaves too few on a side.
    """

    attribute: str
    levels: int
    known: float
    undated: float
    p: float | None


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """An attribute that was not asked, and why: see :class:`headrace.diagnosis.start_attributes.LeftOut`."""

    attribute: str
    reason: str
    like: str


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A part of the work: ``number`` is how a command calls it, ``of`` that of the part it was split from, 0 for all.

    ``half``, ``mean`` and ``n`` are of the held-back items alone; ``mean_until`` is the same for both sides of a split.
    ``condition`` is what it is in the language of scopes.
    """

    number: int
    of: int
    conditions: tuple[Condition, ...]
    condition: str
    items: int
    done: int
    n: int
    half: Within
    mean: Likely | None
    mean_until: float | None
    leaf: bool


@dataclass(frozen=True, slots=True)
class DiffersLine:
    """The part of the journey that differs most: mean days of finished held-back items of both sides.

    ``what``: ``handoff`` (waits for another function), ``inside`` (waits otherwise), ``working`` or ``blocked``.
    """

    stage: str
    what: str
    slow_days: float
    fast_days: float
    n_slow: int
    n_fast: int


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A split: which part (0: all), the numbers of its sides, that which takes longer first, and how sure it is.

    ``gain`` is by how much held-back times are foretold better, in nats an item.
    """

    of: int
    attribute: str
    slow: int
    fast: int
    p: float
    gain: float
    differs: DiffersLine | None


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A way that items go: its stages, how many finished items went it, their share and mean days."""

    stages: tuple[str, ...]
    items: int
    share: float
    days: float


@dataclass(frozen=True, slots=True)
class SegmentsView:
    """Where work of one stream is not alike, of the items that began in the window.

    ``refusal``: ``missing`` (nothing of the stream was found), ``few`` (items), ``unknown`` (no attribute can be asked)
    or ``""``. ``segments`` are all parts, each after what it was split from; none where all work is alike.
    """

    stream: str
    name: str
    customer: str
    unit: str
    window: Window
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    missing: str | None
    remedy: str
    refusal: str
    n: int
    n_done: int
    n_open: int
    tried: tuple[TriedLine, ...]
    left_out: tuple[LeftOutLine, ...]
    segments: tuple[SegmentLine, ...]
    splits: tuple[SplitLine, ...]
    routes: tuple[RouteLine, ...]
    n_routes: int
    n_routed: int
    data_to: int
    sources: tuple[str, ...]
    made_up: bool


@dataclass(frozen=True, slots=True)
class SubStream:
    """A part of the work as a value stream of its own, as it would stand in ``headrace.yaml``.

    ``items`` are the items that it holds, by the values of now; ``entry`` is what is added, ``difference`` what that
    changes in the file.
    """

    key: str
    name: str
    scope: str
    items: int
    entry: str
    difference: str
