"""Segments as data: every part with its condition, and each as a line of a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from typing import TYPE_CHECKING, Any

from headrace.report.segments_sentences import own_words, segments_facts, segments_headline, split_words
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.segments_view import SegmentsView

SCHEMA_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD = (
    "number", "of", "where", "condition", "items", "done", "held_back", "half_days", "half_low_95", "half_high_95",
    "mean_days", "mean_low_95", "mean_high_95", "mean_until_days",
)  # fmt: skip


def segments_record(view: SegmentsView) -> dict[str, Any]:
    """Return segments as plain values for JSON: days, shares and ISO times; missing is null."""
    said = segments_headline(view)
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "headline": said.text()}
    plain |= {"note": said.note or None, "facts": list(segments_facts(view))}
    plain |= dataclasses.asdict(view)
    plain["window"] = {"start": iso(view.window.start), "end": iso(view.window.end)}
    plain["data_to"] = iso(view.data_to)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    for line, shown in zip(view.segments, plain["segments"], strict=True):
        shown["where"] = own_words(line)
    for split, shown in zip(view.splits, plain["splits"], strict=True):
        shown["sentence"] = split_words(view, split)
    return plain


def segments_csv(view: SegmentsView) -> bytes:
    """Return one row per part; no row where all work is alike; what is missing is an empty cell."""
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(_HEAD)
    for line in view.segments:
        mean = line.mean
        numbers = (line.half.days, line.half.low, line.half.high)
        means = (mean.value, mean.low, mean.high) if mean else (None, None, None)
        told = (_text(own_words(line)), _text(line.condition), line.items, line.done, line.n)
        writer.writerow((line.number, line.of, *told, *map(_rounded, (*numbers, *means, line.mean_until))))
    return kept.getvalue().encode()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _text(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words
