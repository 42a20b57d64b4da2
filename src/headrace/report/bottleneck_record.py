"""The evidence about bottlenecks as data: every field with ISO times, and each place as a line of a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from typing import TYPE_CHECKING, Any

from headrace.report.bottleneck_sentences import bottleneck_facts, bottleneck_headline, reading_words
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.bottleneck_view import BottleneckView, Likely

SCHEMA_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHARES = ("passes", "at_limit", "room", "empty", "fills", "together")
_NUMBERS = ("days", "waiting", "came", "went", "each", "longest")
_HEAD = (
    "from", "to", "inside", "reading", "held_by", "days", "waiting", "came_a_week", "left_a_week", "days_each",
    "longest_at_limit", *(f"{name}{end}" for name in _SHARES for end in ("", "_low_95", "_high_95")),
)  # fmt: skip


def bottleneck_record(view: BottleneckView) -> dict[str, Any]:
    """Return the evidence as plain values for JSON: days, shares and ISO times; "cannot tell" is null."""
    said = bottleneck_headline(view)
    plain: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "headline": said.text(),
        "note": said.note or None,
        "facts": list(bottleneck_facts(view)),
    }
    plain |= dataclasses.asdict(view)
    for name in ("window", "observed"):
        of = getattr(view, name)
        plain[name] = {"start": iso(of.start), "end": iso(of.end)}
    plain["data_to"] = iso(view.data_to)
    for line, shown in zip(view.places, plain["places"], strict=True):
        shown["said"] = reading_words(view, line)
    return plain


def bottleneck_csv(view: BottleneckView) -> bytes:
    """Return one row per place, most days waited first; "cannot tell" is an empty cell."""
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(_HEAD)
    for line in view.places:
        told = (
            line.sender or "",
            line.receiver,
            int(line.sender == line.receiver),
            line.reading,
            line.held_by or "",
        )
        numbers = (getattr(line, name) for name in _NUMBERS)
        shares = (value for name in _SHARES for value in _ends(getattr(line, name)))
        writer.writerow([_cell(each) for each in (*told, *numbers, *shares)])
    return kept.getvalue().encode()


def _ends(found: Likely | None) -> tuple[float | None, ...]:
    return (found.value, found.low, found.high) if found else (None, None, None)


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    # a spreadsheet takes such a text for a formula
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
