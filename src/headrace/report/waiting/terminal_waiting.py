"""What waits go with, for a terminal: the sentence, its facts, all parts, and each hand-off with its largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.handoffs.handoffs_measures import shown
from headrace.report.waiting.waiting_measures import MOST_ROWS, parts_table
from headrace.report.waiting.waiting_sentences import (
    days_words,
    how_words,
    largest,
    name_words,
    place_words,
    waiting_facts,
    waiting_headline,
)
from headrace.report.wording.phrases import text
from headrace.report.words import percent

if TYPE_CHECKING:
    from headrace.report.screen import Screen
    from headrace.report.waiting.waiting_view import WaitingView, WaitPlace

_MOST_PARTS = 3
_WIDE = 110
"""Columns of a screen that shows more than the largest part of each hand-off."""


def waiting_lines(view: WaitingView, screen: Screen) -> list[str]:
    """Return why work of a stream waits, in lines."""
    said = waiting_headline(view)
    lines = screen.sentence(said) + screen.facts(waiting_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if view.refusal:
        return lines
    lines += ["", *screen.columns(*shown(parts_table(view), (0, 1, 2, 3, 5)))]
    head = (text("waiting.head.place"), text("waiting.head.days"), text("waiting.head.part"))
    most = _MOST_PARTS if screen.width >= _WIDE else 1
    rows = [
        (place_words(each), days_words(each.days), _parts(each, most)) for each in view.places[:MOST_ROWS]
    ]
    lines += ["", *screen.columns(head, rows, frozenset({1})), ""]
    for each in view.parts:
        if each.days:
            lines += screen.paragraph(
                text("waiting.known", {"cause": name_words(each), "how": how_words(each)})
            )
    return lines


def _parts(place: WaitPlace, most: int) -> str:
    return ", ".join(
        text("waiting.piece", {"cause": name_words(each).lower(), "share": percent(each.share or 0.0)})
        for each in largest(place.parts)[:most]
    )
