"""What hand-offs cost, for a terminal: the sentence, its facts, every hand-off, and the waits inside functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.handoffs.handoff_words import (
    chosen_line,
    goes_said,
    goes_table,
    goes_title,
    trend_said,
    trend_title,
)
from headrace.report.handoffs.handoffs_measures import (
    MOST_ROWS,
    handoffs_table,
    inside_table,
    kinds_table,
    shown,
)
from headrace.report.handoffs.handoffs_sentences import handoffs_facts, handoffs_headline, handoffs_notes
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.handoffs.handoffs_view import HandoffsView
    from headrace.report.screen import Screen
    from headrace.report.table import Table

_WIDE = (0, 1, 2, 3, 4, 5, 7, 8, 9)
_NARROW = (0, 1, 2, 4, 7)
_WIDEST = 130
"""Columns of a screen that shows every measure, and more than three groups of items side by side."""


def handoffs_lines(view: HandoffsView, screen: Screen) -> list[str]:
    """Return the hand-offs of a stream in lines."""
    said = handoffs_headline(view)
    lines = screen.sentence(said) + screen.facts(handoffs_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if view.refusal in ("missing", "nothing"):
        return lines
    lines += ["", *screen.paragraph(" ".join(handoffs_notes(view)))]
    if view.boundaries:
        lines += ["", *_table(handoffs_table(view), screen)]
        more = len(view.boundaries) - MOST_ROWS
        if more > 0:
            lines += screen.paragraph(text("handoffs.more", number=more))
    if len(view.columns) > 1 and view.boundaries:
        table = kinds_table(view, brief=True)
        places = range(len(table.head) if screen.width >= _WIDEST else min(len(table.head), 4))
        lines += [
            "",
            text("handoffs.by", {"attribute": view.split or ""}),
            *screen.columns(*shown(table, places)),
        ]
    if view.inside:
        lines += ["", *_table(inside_table(view), screen)]
    return lines + _closely(view, screen)


def _closely(view: HandoffsView, screen: Screen) -> list[str]:
    """Return what goes with a long wait at the chosen hand-off, and whether its weeks ask for a reaction."""
    line = chosen_line(view)
    if view.chosen is None or line is None:
        return []
    lines = ["", goes_title(view), *screen.paragraph(" ".join(goes_said(view)))]
    if view.chosen.goes_with:
        table = goes_table(view, brief=True)
        lines += screen.columns(*shown(table, range(len(table.head))))
    return [*lines, "", trend_title(view), *screen.paragraph(trend_said(line))]


def _table(table: Table, screen: Screen) -> list[str]:
    places = [at for at in (_WIDE if screen.width >= _WIDEST else _NARROW) if at < len(table.head)]
    return screen.columns(*shown(table, places))
