"""Segments as data: every part with its condition, and each as a line of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.segments.segments_sentences import (
    own_words,
    segments_facts,
    segments_headline,
    split_words,
)
from headrace.report.view_record import view_record

if TYPE_CHECKING:
    from headrace.report.comma_separated import Value
    from headrace.report.segments.segments_view import SegmentLine, SegmentsView

_HEAD = (
    "number", "of", "where", "condition", "items", "done", "held_back", "half_days", "half_low_95", "half_high_95",
    "mean_days", "mean_low_95", "mean_high_95", "mean_until_days",
)  # fmt: skip


def segments_record(view: SegmentsView) -> dict[str, Any]:
    """Return segments as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, segments_headline(view), segments_facts(view))
    for line, shown in zip(view.segments, plain["segments"], strict=True):
        shown["where"] = own_words(line)
    for split, shown in zip(view.splits, plain["splits"], strict=True):
        shown["sentence"] = split_words(view, split)
    return plain


def segments_csv(view: SegmentsView) -> bytes:
    """Return one row per part; no row where all work is alike; what is missing is an empty cell."""
    return csv_of(_HEAD, map(_line, view.segments))


def _line(line: SegmentLine) -> tuple[Value, ...]:
    mean = line.mean
    means = (mean.value, mean.low, mean.high) if mean else (None, None, None)
    told = (own_words(line), line.condition, line.items, line.done, line.n)
    half = (line.half.days, line.half.low, line.half.high)
    return (line.number, line.of, *told, *half, *means, line.mean_until)
