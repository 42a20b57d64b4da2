"""Segments as tables: the parts with their times, what was asked, and the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.segments.segments_sentences import condition_words, half_words
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.segments.segments_view import SegmentLine, SegmentsView, TriedLine

_MISSING = "–"
_SMALLEST = 0.001


def segments_table(view: SegmentsView) -> Table:
    """Return every part, each below what it was split from, with its own condition."""
    names = ("number", "segment", "half", "likely", "items", "done", "n")
    head = tuple(text(f"segments.head.{name}") for name in names)
    rows = tuple(tuple(Cell(each) for each in segment_words(line, view)) for line in view.segments)
    caption = text("segments.caption", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({2, 3, 4, 5, 6}))


def segment_words(line: SegmentLine, view: SegmentsView) -> tuple[str, ...]:
    """Return one part as written: number, where, half, its range, items, done, held back."""
    where = "  " * (_depth(line, view) - 1) + condition_words(line.conditions[-1])
    counts = grouped(line.items), grouped(line.done), grouped(line.n)
    half = (
        half_words(line)
        if line.half.days is not None
        else text("flow.not_reached", {"longest": half_words(line)})
    )
    return str(line.number), where, half, _range(line), *counts


def tried_table(view: SegmentsView) -> Table:
    """Return what was asked: each attribute's levels, for how many items it is known, and how sure its split is."""
    names = ("attribute", "levels", "known", "p")
    head = tuple(text(f"segments.head.{name}") for name in names)
    rows = tuple(
        tuple(map(Cell, (each.attribute, grouped(each.levels), percent(each.known), _chance(each))))
        for each in sorted(view.tried, key=lambda each: (1.0 if each.p is None else each.p, each.attribute))
    )
    return Table(text("segments.tried.caption"), head, rows, numeric=frozenset({1, 2, 3}))


def routes_table(view: SegmentsView) -> Table:
    """Return the most frequent routes with their share and mean time."""
    head = tuple(text(f"segments.head.{name}") for name in ("route", "share", "items", "mean"))
    rows = tuple(
        (
            Cell(" → ".join(each.stages)),
            Cell(percent(each.share)),
            Cell(grouped(each.items)),
            Cell(_days(each.days)),
        )
        for each in view.routes
    )
    return Table(text("segments.routes.caption"), head, rows, numeric=frozenset({1, 2, 3}))


def _depth(line: SegmentLine, view: SegmentsView) -> int:
    parents = {each.number: each.of for each in view.segments}
    depth, at = 1, line.of
    while at:
        depth, at = depth + 1, parents[at]
    return depth


def _range(line: SegmentLine) -> str:
    if line.half.low is None:
        return _MISSING
    low = _days(line.half.low)
    return f"{low} – {_days(line.half.high)}" if line.half.high is not None else f"{low} –"


def _chance(line: TriedLine) -> str:
    if line.p is None:
        return _MISSING
    return text("segments.p.below") if line.p <= _SMALLEST else f"{line.p:.3f}"


def _days(days: float) -> str:
    return scale_for(days).words(days)
