"""How a stream's work is delivered, for a terminal: the sentence, its facts, the measures, parts and stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.delivery.delivery_measures import parts_table, stage_gaps, stage_words, written
from headrace.report.delivery.delivery_sentences import behind_fact, delivery_facts, delivery_headline
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.delivery.delivery_view import DeliveryView
    from headrace.report.screen import Screen


def delivery_lines(view: DeliveryView, screen: Screen) -> list[str]:
    """Return the delivery of a stream in lines."""
    said = delivery_headline(view)
    shown = screen.sentence(said) + screen.facts(delivery_facts(view))
    if said.note:
        shown += ["", *screen.paragraph(said.note)]
    if view.missing:
        return shown
    lines = written(view)
    there = [each for each in lines if each.line.measured]
    if there:
        head = [text(f"profile.head.{name}") for name in ("measure", "value", "likely", "n", "note")]
        rows = [[each.line.name, each.value, each.likely, each.n, each.beside] for each in there]
        if screen.width < 120:
            head, rows = head[:4], [row[:4] for row in rows]
        shown += ["", *screen.columns(head, rows, frozenset({1, 2, 3}))]
    shown += _missing(view, screen)
    if view.parts:
        table = parts_table(view)
        cells = [[each.text for each in row] for row in (*table.rows, table.totals)]
        shown += ["", *screen.columns(list(table.head), cells, frozenset({1}))]
    behind = behind_fact(view)
    if behind:
        shown += screen.paragraph(behind)
    return shown + _stages(view, screen)


def _missing(view: DeliveryView, screen: Screen) -> list[str]:
    absent = [each for each in view.dimension.lines if not each.measured]
    if not absent:
        return []
    shown = [""]
    for line in absent:
        shown += screen.paragraph(f"{line.name}: {line.missing}")
    for remedy in dict.fromkeys(each.remedy for each in absent if each.remedy):
        shown += screen.paragraph(remedy)
    return shown


def _stages(view: DeliveryView, screen: Screen) -> list[str]:
    names = ("stage", "half", "p85", "items", "open")
    head = [text(f"delivery.stage.head.{name}") for name in names]
    rows = [list(stage_words(each)[:5]) for each in view.stages if each.half is not None]
    shown = ["", *screen.columns(head, rows, frozenset({1, 2, 3, 4}))] if rows else []
    gaps = stage_gaps(view)
    if gaps:
        shown.append("")
    for gap in gaps:
        shown += screen.paragraph(gap)
    return shown
