"""Whether the data can be trusted, as plain values: what was read, what links, what rules match."""

from __future__ import annotations

from dataclasses import dataclass

from headrace.eventlog.coverage import LinkCoverage


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source on the data page."""

    source: str
    read_at: int
    objects: int
    events: int
    first_event: int | None
    last_event: int | None
    gone: int  # tombstones
    skipped: int  # broken lines left out on request


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """How far one part of a live source (a project, a repository …) has been read."""

    source: str
    scope: str
    documents: int
    read_at: int | None  # when it was last read to its end; None: never
    under_way: bool
    failed_at: int | None
    failure: str | None  # why it could not be read the last time; None: it could


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """What a live source answered and could not be understood."""

    source: str
    documents: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StraySource:
    """A source in the log that is not in ``headrace.yaml`` any more, and whose records still count."""

    source: str
    objects: int
    events: int
    called_now: str | None  # the source of headrace.yaml that reads the same tool or file, if there is one


@dataclass(frozen=True, slots=True)
class RuleLine:
    """How many events and items one rule of a stream's definition matched."""

    stream: str
    stage: str
    mode: str
    rule: str
    events: int
    items: int
    cause: str = ""  # why it matched nothing, and what would mend it; "" where it matched


@dataclass(frozen=True, slots=True)
class StageLine:
    """How many of a stream's items ever were in one of its stages, as recorded."""

    stream: str
    stage: str
    items: int
    of: int  # all items whose start is known
    done: int  # of those that were done
    of_done: int
    estimated: bool  # people have estimated it
    causes: tuple[str, ...]  # where no item ever was in it: why, and what would mend it


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """Of the ended items that one tool tells of, how many the next tool in the order of work tells of."""

    stream: str
    from_tool: str
    to_tool: str
    items: int
    of: int


@dataclass(frozen=True, slots=True)
class Example:
    """An item to look at: on its own page where ``listed``, else at its address in the tool, if there is one."""

    item_id: str
    key: str
    url: str | None
    listed: bool


@dataclass(frozen=True, slots=True)
class OddityLine:
    """How many items of a stream one stated rule for irregular data touched."""

    stream: str
    what: str  # reopened, skipped a stage, went back, date only, start unknown …
    rule: str  # what we do about it, in words
    items: int
    share: float
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class ContradictionLine:
    """How many items of a stream contradict themselves in one way."""

    stream: str
    name: str  # one of value_streams.contradictions.RULES
    what: str
    counted: str  # how they are counted
    remedy: str  # what to do
    items: int
    of: int  # items that it can be asked of
    share: float | None  # None: it can be asked of none
    unasked: str  # then: what is missing
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class StreamTrust:
    """Of how many items of a stream the start was recorded, and how many contradict themselves in any way."""

    stream: str
    items: int
    started: int
    contradicted: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure of a stream that has no input: what is missing, and what would mend it."""

    stream: str
    name: str  # one of report.gaps.MEASURES
    measure: str
    fact: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """Can this be trusted? Sources, links, stages and their rules, contradictions and irregularities."""

    sources: tuple[SourceLine, ...]
    links: tuple[LinkCoverage, ...]
    rules: tuple[RuleLine, ...]
    oddities: tuple[OddityLine, ...]
    not_portable: tuple[str, ...]
    data_to: int | None
    made_up: bool
    streams: tuple[tuple[str, str], ...] = ()  # id, name
    scopes: tuple[ScopeLine, ...] = ()
    left_out: tuple[LeftOutLine, ...] = ()
    strays: tuple[StraySource, ...] = ()
    stages: tuple[StageLine, ...] = ()
    crossings: tuple[CrossingLine, ...] = ()
    contradictions: tuple[ContradictionLine, ...] = ()
    wholes: tuple[StreamTrust, ...] = ()
    gaps: tuple[Gap, ...] = ()
