"""Where a shorter wait goes with a shorter whole, for a terminal: the sentence, its facts, the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.bottleneck.bottleneck_measures import MOST_ROWS, evidence_table
from headrace.report.bottleneck.bottleneck_sentences import bottleneck_facts, bottleneck_headline
from headrace.report.handoffs.handoffs_measures import shown
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.bottleneck.bottleneck_view import BottleneckView
    from headrace.report.screen import Screen

_WIDE, _WIDEST = 100, 190
"""Columns of a screen that shows what reaches the end, and of one that shows all evidence."""


def bottleneck_lines(view: BottleneckView, screen: Screen) -> list[str]:
    """Return the evidence in lines; a narrow screen shows the reading alone."""
    said = bottleneck_headline(view)
    lines = screen.sentence(said) + screen.facts(bottleneck_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if not view.places or view.refusal:
        return lines
    table = evidence_table(view)
    places = len(table.head) if screen.width >= _WIDEST else 4 if screen.width >= _WIDE else 3
    lines += ["", *screen.columns(*shown(table, range(places)))]
    more = len(view.places) - MOST_ROWS
    if more > 0:
        lines += screen.paragraph(text("bottleneck.more", number=more))
    return lines
