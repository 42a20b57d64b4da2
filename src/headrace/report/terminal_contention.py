"""Functions that several streams wait for, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.contention_measures import contention_table
from headrace.report.contention_sentences import contention_facts, contention_headline, line_words
from headrace.report.handoffs_measures import shown

if TYPE_CHECKING:
    from headrace.report.contention_view import ContentionView
    from headrace.report.screen import Screen

_WIDE = 110


def contention_lines(view: ContentionView, screen: Screen) -> list[str]:
    """Return which streams wait for the same function, in lines."""
    said = contention_headline(view)
    lines = screen.sentence(said) + screen.facts(contention_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if view.refusal:
        return lines
    places = range(7) if screen.width >= _WIDE else (0, 1, 2, 3, 6)
    lines += ["", *screen.columns(*shown(contention_table(view), places)), ""]
    for each in view.functions:
        if each.days_at_once:
            lines += screen.paragraph(line_words(each))
    return lines
