"""What waits go with as data: every part with how it is known, and each as a line of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.view_record import view_record
from headrace.report.waiting.waiting_sentences import how_words, waiting_facts, waiting_headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.comma_separated import Value
    from headrace.report.waiting.waiting_view import WaitingView

_HEAD = (
    "from", "to", "inside", "goes_with", "days", "share", "low_95", "high_95", "waits", "items", "untold", "how",
)  # fmt: skip


def waiting_record(view: WaitingView) -> dict[str, Any]:
    """Return what waits go with as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, waiting_headline(view), waiting_facts(view))
    for part, shown in zip(view.parts, plain["parts"], strict=True):
        shown["how"] = how_words(part)
    for place, line in zip(view.places, plain["places"], strict=True):
        for part, shown in zip(place.parts, line["parts"], strict=True):
            shown["how"] = how_words(part, place)
    return plain


def waiting_csv(view: WaitingView) -> bytes:
    """Return one row per hand-off and part; what cannot be told is an empty cell with its reason."""
    return csv_of(_HEAD, _lines(view))


def _lines(view: WaitingView) -> Iterator[tuple[Value, ...]]:
    for place in view.places:
        where = (place.sender or "", place.receiver, int(place.sender == place.receiver))
        for part in place.parts:
            amounts = (part.days, part.share, part.low, part.high)
            counts = (None, None) if part.days is None else (part.waits, part.items)
            yield (*where, part.cause, *amounts, *counts, part.untold or "", how_words(part, place))
