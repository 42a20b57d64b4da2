"""Where work is not alike, for a terminal: the sentence, its facts, the parts, what was asked, and the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.segments.segments_measures import routes_table, segments_table, tried_table
from headrace.report.segments.segments_sentences import (
    left_out_words,
    segments_facts,
    segments_headline,
    split_words,
)
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.screen import Screen
    from headrace.report.segments.segments_view import SegmentsView
    from headrace.report.table import Table


def segments_lines(view: SegmentsView, screen: Screen) -> list[str]:
    """Return the segments of a stream in lines."""
    said = segments_headline(view)
    shown = screen.sentence(said) + screen.facts(segments_facts(view))
    if said.note:
        shown += ["", *screen.paragraph(said.note)]
    if view.missing:
        return shown
    if view.segments:
        # a narrow screen has no room for ranges, and for how many are done
        kept = (1, 0, 2, 3, 4, 5, 6) if screen.width >= 100 else (1, 0, 2, 4)
        shown += ["", *_lines(segments_table(view), kept, screen)]
        for split in view.splits:
            shown += ["", *screen.paragraph(split_words(view, split))]
    if view.tried and not view.refusal:
        table = tried_table(view)
        shown += ["", table.caption, *_lines(table, range(len(table.head)), screen)]
    left_out = left_out_words(view)
    if left_out:
        shown += ["", *screen.paragraph(left_out)]
    if view.routes:
        table = routes_table(view)
        shown += ["", *screen.paragraph(text("segments.routes", number=view.n_routes))]
        shown += _lines(table, range(len(table.head)), screen)
    return shown


def _lines(table: Table, kept: Sequence[int], screen: Screen) -> list[str]:
    cells = [[row[at].text for at in kept] for row in table.rows]
    right = frozenset(place for place, at in enumerate(kept) if at in table.numeric)
    return screen.columns([table.head[at] for at in kept], cells, right)
