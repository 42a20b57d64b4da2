"""How work flows, for a terminal: the sentence, its facts, the measures with their ranges, and what is oldest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.flow.flow_measures import lines
from headrace.report.flow.flow_sentences import behaviour_facts, flow_facts, flow_headline
from headrace.report.flow.flow_spells import spells_table
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import FlowView
    from headrace.report.screen import Screen


def flow_lines(view: FlowView, screen: Screen) -> list[str]:
    """Return the flow of a stream in lines."""
    said = flow_headline(view)
    shown = screen.sentence(said) + screen.facts(flow_facts(view))
    if said.note:
        shown += ["", *screen.paragraph(said.note)]
    measures = [] if view.refusal in ("missing", "nothing") else lines(view)
    if measures:
        head = [text(f"flow.head.{name}") for name in ("measure", "value", "likely", "called")]
        rows = [[each.name, each.shown, each.likely, each.called] for each in measures]
        if screen.width < 100:
            head, rows = head[:3], [row[:3] for row in rows]
        shown += ["", *screen.columns(head, rows, frozenset({1, 2}))]
    if view.spells:
        table = spells_table(view)
        # a narrow screen has no room for the ranges
        kept = [at for at in range(len(table.head)) if screen.width >= 100 or at not in (2, 4)]
        cells = [[row[at].text for at in kept] for row in table.rows]
        right = frozenset(place for place, at in enumerate(kept) if at in table.numeric)
        shown += ["", table.caption, *screen.columns([table.head[at] for at in kept], cells, right)]
    facts = behaviour_facts(view)
    if facts:
        shown += ["", *(line for fact in facts for line in screen.paragraph(fact))]
    return shown
