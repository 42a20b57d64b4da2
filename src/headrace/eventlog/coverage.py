"""How much of each kind of link is matched: what the log can be trusted with, and what it cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog.linking import AMBIGUOUS, DANGLING, MATCHED, UNKNOWN

if TYPE_CHECKING:
    from headrace.eventlog.linking import Frame

EXAMPLES = 5
"""How many references are kept as examples of each outcome."""

_KIND = ("rule", "from_type", "declared")


@dataclass(frozen=True, slots=True)
class LinkCoverage:
    """How many references one rule found in objects of one type, and what became of them.

    ``references`` = ``matched`` + ``dangling`` + ``ambiguous``. ``unknown`` counts apart what looks like a
    key or number of a project that is not in the log: it may be one, or it may be UTF-8.
    """

    rule: str
    from_type: str
    declared: bool
    references: int
    matched: int
    dangling: int
    ambiguous: int
    dangling_examples: tuple[str, ...]
    ambiguous_examples: tuple[str, ...]
    unknown: int = 0
    unknown_examples: tuple[str, ...] = ()


def coverage(resolved: Frame) -> tuple[LinkCoverage, ...]:
    """Count the outcomes of resolved mentions per rule and type of the object that mentions.

    Args:
        resolved: as :func:`headrace.eventlog.linking.resolve` returns it.

    Returns:
        One entry per rule, type and declared or not, in that order; nothing for an empty log.
    """
    counts = rows(resolved.group_by(*_KIND, "outcome").agg(nw.len().alias("n")))
    found: dict[tuple[str, str, bool], dict[str, int]] = {}
    for row in counts:
        found.setdefault(_kind(row), {})[row["outcome"]] = row["n"]
    examples = _examples(resolved)
    return tuple(_line(kind, found[kind], examples) for kind in sorted(found))


def _kind(row: dict[str, Any]) -> tuple[str, str, bool]:
    return row["rule"], row["from_type"], row["declared"]


def _examples(resolved: Frame) -> dict[tuple[tuple[str, str, bool], str], list[str]]:
    """Per kind and outcome the first references in the order of the alphabet, whatever their case."""
    distinct = (
        resolved.filter(nw.col("outcome") != MATCHED)
        .select(*_KIND, "outcome", nw.col("reference").str.to_uppercase().alias("name"), "reference")
        .group_by(*_KIND, "outcome", "name")
        .agg(nw.col("reference").min())
        .with_columns(nw.col("name").rank("ordinal").over(*_KIND, "outcome").alias("place"))
        .filter(nw.col("place") <= EXAMPLES)
    )
    examples: dict[tuple[tuple[str, str, bool], str], list[str]] = {}
    for row in sorted(rows(distinct), key=lambda row: row["place"]):
        examples.setdefault((_kind(row), row["outcome"]), []).append(row["reference"])
    return examples


def _line(
    kind: tuple[str, str, bool],
    counts: dict[str, int],
    examples: dict[tuple[tuple[str, str, bool], str], list[str]],
) -> LinkCoverage:
    matched, dangling, ambiguous = (counts.get(outcome, 0) for outcome in (MATCHED, DANGLING, AMBIGUOUS))
    return LinkCoverage(
        *kind,
        references=matched + dangling + ambiguous,
        matched=matched,
        dangling=dangling,
        ambiguous=ambiguous,
        dangling_examples=tuple(examples.get((kind, DANGLING), ())),
        ambiguous_examples=tuple(examples.get((kind, AMBIGUOUS), ())),
        unknown=counts.get(UNKNOWN, 0),
        unknown_examples=tuple(examples.get((kind, UNKNOWN), ())),
    )
