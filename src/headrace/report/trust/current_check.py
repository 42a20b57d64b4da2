"""Everything that tells whether the data can be trusted, put together: of each stream, and of the whole log."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from headrace.engine import NOT_PORTABLE
from headrace.eventlog.ingestion import resolved_mentions
from headrace.report.trust.gaps import gaps
from headrace.report.trust.trust import link_lines, source_lines
from headrace.report.trust.trust_items import contradiction_lines, oddity_lines, of_all
from headrace.report.trust.trust_rules import crossing_lines, rule_lines, stage_lines
from headrace.report.trust.trust_view import CheckView
from headrace.value_streams.contradictions import contradictions
from headrace.value_streams.derivation import known_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Embedded, Engine
    from headrace.report.trust.trust_view import (
        ContradictionLine,
        CrossingLine,
        Gap,
        OddityLine,
        RuleLine,
        StageLine,
        StreamTrust,
    )
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream


@dataclass(frozen=True, slots=True)
class StreamCheck:
    """What can be trusted of one stream."""

    rules: tuple[RuleLine, ...]
    stages: tuple[StageLine, ...]
    crossings: tuple[CrossingLine, ...]
    contradictions: tuple[ContradictionLine, ...]
    oddities: tuple[OddityLine, ...]
    gaps: tuple[Gap, ...]
    whole: StreamTrust


def stream_check(engine: Engine, stream: ValueStream, catalogue: Catalogue) -> StreamCheck:
    """Return what can be trusted of one stream; ``engine`` holds its derived tables, over the log."""
    rules = rule_lines(engine, stream)
    found, contradicted = contradictions(engine, stream)
    tools = {name: source.tool or name for name, source in catalogue.sources.items()}
    return StreamCheck(
        rules,
        stage_lines(engine, stream, rules),
        crossing_lines(engine, stream, tools),
        contradiction_lines(engine, stream, found),
        oddity_lines(engine, stream),
        gaps(engine, stream),
        of_all(engine, stream, contradicted),
    )


def nothing_to_check(catalogue: Catalogue) -> CheckView:
    """Return the view of a workspace into which nothing was read yet."""
    return CheckView((), (), (), (), NOT_PORTABLE, None, catalogue.made_up)


def current_check(log: Embedded, catalogue: Catalogue, streams: Sequence[StreamCheck]) -> CheckView:
    """Return what can be trusted of the log and of all its streams."""
    return CheckView(
        sources=source_lines(log),
        links=link_lines(log, resolved_mentions(log)),
        rules=tuple(chain.from_iterable(one.rules for one in streams)),
        oddities=tuple(chain.from_iterable(one.oddities for one in streams)),
        not_portable=NOT_PORTABLE,
        data_to=known_to(log, log.table("happenings")),
        made_up=catalogue.made_up,
        streams=tuple((stream.id, stream.name) for stream in catalogue.value_streams.values()),
        stages=tuple(chain.from_iterable(one.stages for one in streams)),
        crossings=tuple(chain.from_iterable(one.crossings for one in streams)),
        contradictions=tuple(chain.from_iterable(one.contradictions for one in streams)),
        wholes=tuple(one.whole for one in streams),
        gaps=tuple(chain.from_iterable(one.gaps for one in streams)),
    )
