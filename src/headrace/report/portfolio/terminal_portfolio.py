"""The portfolio for a terminal: value streams under the objectives that they serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.portfolio.portfolio_measures import MISSING, grouped_rows, handoff_words
from headrace.report.portfolio.portfolio_sentences import portfolio_facts, portfolio_headline
from headrace.report.portfolio.portfolio_words import (
    objective_words,
    outcome_value,
    unsaid,
    unserved_words,
)
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.portfolio.portfolio_view import ObjectiveLine, PortfolioRow, PortfolioView
    from headrace.report.screen import Screen

_WIDE = 100
_HEADS = ("stream", "days", "waiting", "items", "handoff", "outcome")


def portfolio_lines(view: PortfolioView, screen: Screen) -> list[str]:
    """Return objectives with their streams, in lines."""
    said = portfolio_headline(view)
    lines = screen.sentence(said) + screen.facts(portfolio_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    for line, streams in grouped_rows(view):
        words = unserved_words(view) if line is None else _said(view, line)
        name = text("objective.none") if line is None else line.name
        lines += ["", *screen.paragraph(f"{name}. {words}".strip())]
        readable = [row for row in streams if not row.problem]
        if readable:
            lines += screen.columns(*_table(readable, wide=screen.width >= _WIDE))
        for row in streams:
            if row.problem:
                lines += screen.paragraph(f"  {row.name}: {row.problem} {row.remedy}".rstrip())
    return lines


def _said(view: PortfolioView, line: ObjectiveLine) -> str:
    return "".join(part.text for part in objective_words(view, line)).strip()


def _table(rows: list[PortfolioRow], *, wide: bool) -> tuple[list[str], list[list[str]], frozenset[int]]:
    heads = [text(f"portfolio.short.{name}") for name in (_HEADS if wide else _HEADS[:5])]
    return heads, [_cells(row)[: len(heads)] for row in rows], frozenset({1, 2, 3})


def _cells(row: PortfolioRow) -> list[str]:
    few = bool(unsaid(row)) and row.waiting is not None
    scale = scale_for(1.0)
    days = MISSING if row.flow_days is None or few else scale.number(row.flow_days.value)
    waiting = MISSING if row.waiting is None or few else percent(row.waiting)
    between = f"{handoff_words(row)} {scale.brief(row.handoff.days)}" if row.handoff and not few else MISSING
    outcome = MISSING if row.outcome is None else outcome_value(row.outcome)
    return [row.name, days, waiting, grouped(row.finished), between, outcome]
