"""Signals, for a terminal: the list of all, or one with its latest readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.signals.signal_sentences import (
    readings_table,
    signal_facts,
    signal_headline,
    signals_headline,
    signals_table,
)
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.dimensions.signal_view import SignalLine, SignalsView
    from headrace.report.screen import Screen
    from headrace.report.table import Table

_WIDE = 140
_NARROW = (0, 1, 2, 3, 4)


def signals_lines(view: SignalsView, screen: Screen) -> list[str]:
    """Return all signals in lines."""
    said = signals_headline(view)
    shown = screen.sentence(said)
    if said.note:
        return [*shown, "", *screen.paragraph(said.note)]
    table = signals_table(view)
    shown += ["", *_columns(table, screen, range(len(table.head)) if screen.width >= _WIDE else _NARROW)]
    for line in view.signals:
        if line.missing:
            shown += screen.paragraph(f"{line.missing} {line.remedy}")
    undefined = [each for each in view.signals if not each.defined]
    if undefined:
        names = ", ".join(dict.fromkeys(each.signal for each in undefined))
        known = text("signals.undefined", number=len(dict.fromkeys(each.signal for each in undefined)))
        shown += [
            "",
            *screen.paragraph(f"{known} {names}."),
            *screen.paragraph(text("signals.undefined.mend")),
        ]
    return shown


def signal_lines(line: SignalLine, screen: Screen) -> list[str]:
    """Return one signal in lines: its sentence, its facts and its latest readings."""
    said = signal_headline(line)
    shown = screen.sentence(said) + screen.facts(list(signal_facts(line)))
    if said.note:
        return [*shown, "", *screen.paragraph(said.note)]
    return [*shown, "", *_columns(readings_table(line), screen, range(4))]


def _columns(table: Table, screen: Screen, places: tuple[int, ...] | range) -> list[str]:
    head = [table.head[place] for place in places]
    rows = [[row[place].text for place in places] for row in table.rows]
    numeric = frozenset(at for at, place in enumerate(places) if place in table.numeric)
    return screen.columns(head, rows, numeric)
