"""Functions that several streams wait for as a table: one row per function and stream, in the order of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.contention.contention_view import ContentionView, SharedLine, StreamWait

_HEADS = ("function", "stream", "items", "days", "items_at_once", "days_at_once", "share")
_FUNCTION = ("function", "streams", "at_once", "stretches", "items_at_once", "days_at_once")


def functions_table(view: ContentionView) -> Table:
    """Return how long several streams waited for each function at the same time, with how many items."""
    scale = scale_for(1.0)
    rows = tuple(
        (
            Cell(line.function),
            Cell(grouped(len(line.streams))),
            Cell(scale.exact(line.days_at_once)),
            Cell(grouped(line.stretches)),
            Cell(grouped(sum(each.items_at_once for each in line.streams))),
            Cell(scale.exact(sum(each.days_at_once for each in line.streams))),
        )
        for line in view.functions
    )
    head = tuple(text(f"contention.head.{name}") for name in _FUNCTION)
    return Table(text("contention.caption"), head, rows, numeric=frozenset({1, 2, 3, 4, 5}), narrow=True)


def streams_table(line: SharedLine) -> Table:
    """Return the streams that wait for one function, and how much of it while others do."""
    rows = tuple((Cell(each.name, ("stream", each.stream)), *_amounts(each)) for each in line.streams)
    head = tuple(text(f"contention.head.{name}") for name in _HEADS[1:])
    caption = text("contention.caption.one", {"function": line.function})
    return Table(caption, head, rows, numeric=frozenset({1, 2, 3, 4, 5}), narrow=True)


def contention_table(view: ContentionView) -> Table:
    """Return which streams wait for which function, and how much of it while others do."""
    rows = tuple(
        (Cell(line.function), Cell(each.name, ("stream", each.stream)), *_amounts(each))
        for line in view.functions
        for each in line.streams
    )
    head = tuple(text(f"contention.head.{name}") for name in _HEADS)
    return Table(text("contention.caption"), head, rows, numeric=frozenset({2, 3, 4, 5, 6}), narrow=True)


def _amounts(each: StreamWait) -> tuple[Cell, ...]:
    scale = scale_for(1.0)
    return (
        Cell(grouped(each.items)),
        Cell(scale.exact(each.days)),
        Cell(grouped(each.items_at_once)),
        Cell(scale.exact(each.days_at_once)),
        Cell(percent(each.days_at_once / each.days if each.days else 0.0)),
    )
