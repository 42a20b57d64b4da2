"""A stream by its teams, for a terminal: the sentence, its facts, each team, what lies between two, and the moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.topology.topology_measures import (
    interactions_table,
    moves_table,
    streams_table,
    teams_table,
)
from headrace.report.topology.topology_sentences import (
    interaction_words,
    move_words,
    topology_facts,
    topology_headline,
)
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.screen import Screen
    from headrace.report.table import Table
    from headrace.report.topology.topology_view import TopologyView

_WIDE = 120
"""Columns of a screen that shows every measure."""


def topology_lines(view: TopologyView, screen: Screen) -> list[str]:
    """Return a stream by its teams in lines."""
    said = topology_headline(view)
    lines = screen.sentence(said) + screen.facts(topology_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if view.refusal in ("missing", "nothing", "undeclared"):
        return lines
    wide = screen.width >= _WIDE
    teams = teams_table(view)
    lines += ["", *_table(teams, (0, 1, 4, 5, 6, 7, 8) if wide else (0, 4, 5, 6, 7), screen)]
    if view.interactions:
        table = interactions_table(view)
        lines += ["", *_table(table, (0, 1, 2, 3, 5, 7, 8, 9) if wide else (0, 3, 5, 7), screen)]
        for each in view.interactions:
            pair = text("topology.pair", {"one": each.one, "other": each.other})
            lines += ["", *screen.paragraph(f"{pair}: {interaction_words(each)}")]
    for sentence in move_words(view):
        lines += ["", *screen.paragraph(sentence)]
    if len(view.moves) > 1:
        lines += ["", *_table(moves_table(view), (0, 1, 2, 3) if wide else (0, 1, 3), screen)]
    return lines


def streams_lines(views: Sequence[TopologyView], screen: Screen) -> list[str]:
    """Return all value streams by their teams, one line each."""
    return _table(streams_table(tuple(views)), range(7) if screen.width >= _WIDE else (0, 1, 2, 3, 5), screen)


def _table(table: Table, places: Sequence[int], screen: Screen) -> list[str]:
    listed = [*table.rows, table.totals] if table.totals else table.rows
    rows = [[row[at].text for at in places] for row in listed]
    right = frozenset(place for place, at in enumerate(places) if at in table.numeric)
    return screen.columns([table.head[at] for at in places], rows, right)
