"""The evidence about bottlenecks as data: every field with ISO times, and each place as a line of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.bottleneck.bottleneck_sentences import (
    bottleneck_facts,
    bottleneck_headline,
    reading_words,
)
from headrace.report.comma_separated import csv_of
from headrace.report.view_record import view_record

if TYPE_CHECKING:
    from headrace.report.bottleneck.bottleneck_view import BottleneckView, Likely, PlaceLine
    from headrace.report.comma_separated import Value

_SHARES = ("passes", "at_limit", "room", "empty", "fills", "together")
_NUMBERS = ("days", "waiting", "came", "went", "each", "longest")
_HEAD = (
    "from", "to", "inside", "reading", "held_by", "days", "waiting", "came_a_week", "left_a_week", "days_each",
    "longest_at_limit", *(f"{name}{end}" for name in _SHARES for end in ("", "_low_95", "_high_95")),
)  # fmt: skip


def bottleneck_record(view: BottleneckView) -> dict[str, Any]:
    """Return the evidence as plain values for JSON: days, shares and ISO times; "cannot tell" is null."""
    plain = view_record(view, bottleneck_headline(view), bottleneck_facts(view))
    for line, shown in zip(view.places, plain["places"], strict=True):
        shown["said"] = reading_words(view, line)
    return plain


def bottleneck_csv(view: BottleneckView) -> bytes:
    """Return one row per place, most days waited first; "cannot tell" is an empty cell."""
    return csv_of(_HEAD, map(_line, view.places))


def _line(line: PlaceLine) -> tuple[Value, ...]:
    told = (
        line.sender or "",
        line.receiver,
        int(line.sender == line.receiver),
        line.reading,
        line.held_by or "",
    )
    numbers = (getattr(line, name) for name in _NUMBERS)
    shares = (value for name in _SHARES for value in _ends(getattr(line, name)))
    return (*told, *numbers, *shares)


def _ends(found: Likely | None) -> tuple[float | None, ...]:
    return (found.value, found.low, found.high) if found else (None, None, None)
