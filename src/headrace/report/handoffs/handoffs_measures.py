"""The ledger of hand-offs as tables: each boundary with its waits and what comes back, and by kind of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.handoffs.handoffs_sentences import now_words, pair_words
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent, scale_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.handoffs.handoffs_view import BoundaryLine, HandoffsView, WaitCell

MISSING = "–"
MOST_ROWS = 20
"""Hand-offs shown in a table, those with most days waited first."""

_HEADS = (
    "days", "share", "items", "mean", "likely", "half", "p85", "now", "sent_back", "accepted", "to_and_fro",
)  # fmt: skip


def handoffs_table(view: HandoffsView) -> Table:
    """Return every hand-off with its measures, most days waited first."""
    head = (text("handoffs.head.handoff"), *(text(f"handoffs.head.{name}") for name in _HEADS))
    rows = tuple(_row(each) for each in view.boundaries[:MOST_ROWS])
    caption = text("handoffs.caption", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({1, 2, 3, 4, 5, 6, 7, 10, 11}), narrow=True)


def inside_table(view: HandoffsView) -> Table:
    """Return the waits inside functions."""
    head = (text("handoffs.head.inside"), *(text(f"handoffs.head.{name}") for name in _HEADS[:8]))
    rows = tuple(_row(each)[:9] for each in view.inside[:MOST_ROWS])
    caption = text("handoffs.caption.inside", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({1, 2, 3, 4, 5, 6, 7}), narrow=True)


def kinds_table(view: HandoffsView, *, brief: bool = False) -> Table:
    """Return the hand-offs by group of items: average, and, unless ``brief``, within how long 85 % are over."""
    columns = [
        text("handoffs.column", {"name": each.name, "items": grouped(each.items)}) for each in view.columns
    ]
    rows = tuple(
        (
            Cell(pair_words(each), ("handoff", each.key)),
            *(
                Cell(
                    _mean(cell) if brief else cell_words(cell),
                    cell_target(view, each, at) if cell.items else None,
                )
                for at, cell in enumerate(each.cells)
            ),
        )
        for each in view.boundaries[:MOST_ROWS]
    )
    caption = text("handoffs.caption", {"name": view.name})
    head = (text("handoffs.head.handoff"), *columns)
    return Table(caption, head, rows, numeric=frozenset(range(1, len(head))), narrow=True)


def cell_target(view: HandoffsView, line: BoundaryLine, at: int) -> tuple[str, str] | None:
    """Return what a cell leads to: the items of its column that passed the hand-off; nothing for merged values."""
    column = view.columns[at]
    if column.value is None or not view.split:
        return None
    return "handoff", f"{line.key}~{view.split}~{column.value}"


def cell_words(cell: WaitCell) -> str:
    """Return the average of a cell, and within how long 85 % of its waits are over."""
    if cell.mean is None:
        return MISSING
    mean = _mean(cell)
    p85 = over_within(cell, cell.p85)
    return text("handoffs.cell", {"mean": mean, "p85": p85}) if p85 != MISSING else mean


def _mean(cell: WaitCell) -> str:
    return MISSING if cell.mean is None else scale_for(cell.mean).words(cell.mean)


def over_within(cell: WaitCell, days: float | None) -> str:
    """Return within how long a share of the waits is over, or that it is not reached."""
    if days is not None:
        return scale_for(days).words(days)
    if cell.longest is None:
        return MISSING
    return text("flow.not_reached", {"longest": scale_for(cell.longest).words(cell.longest)})


def likely_words(cell: WaitCell) -> str:
    """Return the 95 % range of a cell's average; ``""`` where there are too few."""
    if cell.low is None or cell.high is None or cell.mean is None:
        return ""
    scale = scale_for(cell.mean)
    return text("flow.likely", {"low": scale.number(cell.low), "high": scale.number(cell.high)})


def sent_back_words(line: BoundaryLine) -> str:
    """Return which share came back, and for how long each time."""
    back = line.sent_back
    if not back.times or back.share is None:
        return MISSING
    if back.days_each is None:
        return percent(back.share)
    each = scale_for(back.days_each).words(back.days_each)
    return text("handoffs.sent_back", {"share": percent(back.share), "days": each})


def _row(line: BoundaryLine) -> tuple[Cell, ...]:
    whole, back = line.whole, line.sent_back
    return (
        Cell(pair_words(line), ("handoff", line.key)),
        Cell(scale_for(1.0).exact(whole.days)),
        Cell(MISSING if line.share is None else percent(line.share)),
        Cell(grouped(whole.items)),
        Cell(_mean(whole)),
        Cell(likely_words(whole)),
        Cell(over_within(whole, whole.half)),
        Cell(over_within(whole, whole.p85)),
        Cell(now_words(line)),
        Cell(sent_back_words(line)),
        Cell(MISSING if back.accepted is None else percent(back.accepted)),
        Cell(grouped(back.ping_pong) if back.ping_pong else MISSING),
    )


def shown(table: Table, places: Sequence[int]) -> tuple[list[str], list[list[str]], frozenset[int]]:
    """Return some columns of a table as plain text: head, rows, and which of them align right."""
    rows = [[row[at].text for at in places] for row in table.rows]
    right = frozenset(place for place, at in enumerate(places) if at in table.numeric)
    return [table.head[at] for at in places], rows, right
