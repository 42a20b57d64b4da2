"""Functions that several streams wait for as data, and each stream at each of them as a line of a spreadsheet."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.contention.contention_sentences import contention_facts, contention_headline
from headrace.report.view_record import SCHEMA_VERSION, window_record
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.contention.contention_view import ContentionView

_HEAD = ("function", "stream", "items", "days", "items_at_once", "days_at_once")


def contention_record(view: ContentionView) -> dict[str, Any]:
    """Return contention as plain values for JSON: days and ISO times."""
    said = contention_headline(view)
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    plain |= {"headline": said.text(), "note": said.note or None, "facts": list(contention_facts(view))}
    plain |= dataclasses.asdict(view)
    plain["window"], plain["observed"] = window_record(view.window), window_record(view.observed)
    plain["data_to"] = iso(view.data_to)
    return plain


def contention_csv(view: ContentionView) -> bytes:
    """Return one row per function and stream that waits for it."""
    lines = (
        (line.function, each.stream, each.items, each.days, each.items_at_once, each.days_at_once)
        for line in view.functions
        for each in line.streams
    )
    return csv_of(_HEAD, lines)
