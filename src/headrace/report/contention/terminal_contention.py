"""Functions that several streams wait for, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.contention.contention_measures import contention_table, functions_table
from headrace.report.contention.contention_sentences import contention_facts, contention_headline
from headrace.report.handoffs.handoffs_measures import shown
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.contention.contention_view import ContentionView
    from headrace.report.screen import Screen

_WIDE = 110
_MOST_ROWS = 24
"""Rows of functions and streams that are shown; more are in the files."""


def contention_lines(view: ContentionView, screen: Screen) -> list[str]:
    """Return which streams wait for the same function, in lines."""
    said = contention_headline(view)
    lines = screen.sentence(said) + screen.facts(contention_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if view.refusal:
        return lines
    table = contention_table(view)
    lines += ["", *screen.columns(*shown(functions_table(view), range(6 if screen.width >= _WIDE else 3)))]
    if len(table.rows) > _MOST_ROWS:
        return [*lines, "", *screen.paragraph(text("contention.more"))]
    places = range(7) if screen.width >= _WIDE else (0, 1, 2, 3, 6)
    return [*lines, "", *screen.columns(*shown(table, places))]
