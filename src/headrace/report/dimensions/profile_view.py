"""Plain values of a stream's profile: its dimensions side by side, each with what is measured and what is missing.

As in :mod:`.view`: durations are calendar days, shares lie between 0 and 1, times are µs UTC, and ``None`` means
missing, never zero. Nothing here adds dimensions up: there is no total, no rank and no grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from headrace.flow.deliveries import read_deliveries
from headrace.flow.spans import read_spans
from headrace.report.flow.flow_view import Behaviour, Likely
from headrace.report.view import Window

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.deliveries import Deliveries
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Spans
    from headrace.report.dimensions.signal_view import SignalLine
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream

Unit = str
"""``days``, ``share``, ``a week``, ``items`` (counted things), ``% of answers`` …: how a value is written.

``days`` and ``share`` are written as durations and per cent, ``items`` as a whole number; of any other unit the words
stand behind the number.
"""


@dataclass(frozen=True, slots=True)
class Series:
    """A measure over time for a small chart, oldest first: one value per week (or per reading), ``None`` for a gap.

    ``starts`` are the weeks' Mondays (or the readings' times), µs UTC. ``behaviour`` is its process behaviour chart,
    ``None`` below eight points; a trend is said only from its signals. ``what`` names the series in a sentence, as in
    "recovery time"; without it the measure's name does. ``unit`` is that of the values where it is not the measure's,
    as of the failed deployments a week beside a share of all.
    """

    starts: tuple[int, ...]
    values: tuple[float | None, ...]
    behaviour: Behaviour | None = None
    what: str = ""
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of a dimension.

    Args:
        key: for machines, unique in its dimension, such as ``recovery_half``.
        name: in words, as the table has it.
        value: with its 95 % range; ``None`` when it is missing, or when it is ``said`` instead.
        unit: see :data:`Unit`.
        n: how many things it was counted over.
        window: over which time; ``None`` when it is as of ``as_of``.
        missing: what keeps it from being measured, one sentence; ``None`` when it is measured.
        remedy: what to do then; ``""`` for nothing.
        how: how it is computed, and by which method its range.
        said: words in place of a number, such as "not reached within 40 days".
        note: what to know beside it, such as how much could not be linked.
        goal: what is aimed at, in the same unit; ``None`` when nothing is.
        called: what other people call it, such as a framework's name.
        series: for the small chart; ``None`` when it has none.
        evidence: what stands behind it, as the arguments of an :data:`~headrace.report.links.Href`.
    """

    key: str
    name: str
    value: Likely | None
    unit: Unit
    n: int
    window: Window | None = None
    as_of: int | None = None
    missing: str | None = None
    remedy: str = ""
    how: str = ""
    said: str = ""
    note: str = ""
    goal: float | None = None
    called: str = ""
    series: Series | None = None
    evidence: tuple[str, str] | None = None

    @property
    def measured(self) -> bool:
        """Whether it says anything."""
        return self.missing is None and (self.value is not None or bool(self.said))


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to look at the work that passes through a stream.

    Args:
        key: ``flow``, ``delivery``, ``reliability``, ``security``, ``quality``, ``product`` or ``space``.
        question: what it answers, one question.
        lines: three to six measures, those that are missing as well.
        refusal: why nothing of it is said although some of it could be; ``None`` when it is said.
        remedy: what would mend a refusal, or what the whole dimension is missing.
        page: the stream's page that tells more, by its name in the address (``delivery``); ``""`` for none.
    """

    key: str
    name: str
    question: str
    lines: tuple[MeasureLine, ...]
    refusal: str | None = None
    remedy: str = ""
    page: str = ""

    @property
    def measured(self) -> bool:
        """Whether anything of it is said."""
        return self.refusal is None and any(line.measured for line in self.lines)


@dataclass(frozen=True)
class ProfileAsked:
    """What a dimension is asked with: the stream's derived tables beside its log, and what counts.

    ``engine`` holds both: ``visits`` and ``items`` of the stream, and the log's ``objects``, ``happenings``, ``links``.
    ``signals`` are those about the stream, with their readings until the window's end. What several dimensions read is
    read once.
    """

    engine: Engine
    stream: ValueStream
    catalogue: Catalogue
    selection: Selection
    around: Surroundings
    signals: tuple[SignalLine, ...]

    @cached_property
    def finished(self) -> int:
        """How many items finished in the window."""
        return self.around.counts.finished(self.selection)

    @cached_property
    def spans(self) -> Spans:
        """When each item of the selected kind was there."""
        return read_spans(self.engine, self.selection)

    @cached_property
    def deliveries(self) -> Deliveries:
        """The changes, deployments and incidents of the selected kind of work."""
        return read_deliveries(self.engine, self.stream, self.selection)


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A stream's dimensions, flow first, in the order in which they are shown."""

    stream: str
    name: str
    customer: str
    unit: str
    window: Window
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    missing: str | None  # what is so when nothing of the stream was found
    remedy: str
    dimensions: tuple[Dimension, ...]
    n_finished: int
    data_to: int
    sources: tuple[str, ...]
    made_up: bool

    @property
    def measured(self) -> tuple[Dimension, ...]:
        """The dimensions of which something is said."""
        return tuple(each for each in self.dimensions if each.measured)

    @property
    def unmeasured(self) -> tuple[Dimension, ...]:
        """The dimensions of which nothing is said yet."""
        return tuple(each for each in self.dimensions if not each.measured)
