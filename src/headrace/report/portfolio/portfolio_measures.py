"""The portfolio as a table: one row per value stream, under the objective that it serves most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.portfolio.portfolio_words import (
    amount,
    outcome_name,
    outcome_trend,
    unsaid,
    without_outcome,
)
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent, scale_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.portfolio.portfolio_view import ObjectiveLine, PortfolioRow, PortfolioView

MISSING = "–"

_HEADS = (
    "objective", "stream", "share", "items", "days", "work", "wait", "waiting", "p85", "handoff", "handoff_days",
    "functions", "outcome", "value", "goal", "trend", "improvement",
)  # fmt: skip
_NUMERIC = frozenset({2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 14})


def grouped_rows(
    view: PortfolioView,
) -> Iterator[tuple[ObjectiveLine | None, tuple[PortfolioRow, ...]]]:
    """Yield each objective with the streams that serve it most, and last ``None`` with those that serve none."""
    for line in view.objectives:
        yield line, view.under(line.objective)
    if view.unaligned:
        yield None, view.ordered_unaligned()


def portfolio_table(view: PortfolioView) -> Table:
    """Return all objectives and streams; an objective that no stream serves most has a row of its own."""
    rows: list[tuple[Cell, ...]] = []
    for line, streams in grouped_rows(view):
        name = text("objective.none") if line is None else line.name
        rows += [_row(name, row) for row in streams]
        if not streams:
            rows.append((Cell(name), *(Cell("") for _ in _HEADS[1:])))
    head = tuple(text(f"portfolio.head.{name}") for name in _HEADS)
    return Table(text("portfolio.caption"), head, tuple(rows), numeric=_NUMERIC, narrow=True)


def _row(objective: str, row: PortfolioRow) -> tuple[Cell, ...]:
    share = MISSING if row.share is None else percent(row.share)
    return (
        Cell(objective),
        Cell(row.name, ("stream", row.stream)),
        Cell(share),
        Cell(grouped(row.finished)),
        *(Cell(each) for each in _days(row)),
        *(Cell(each) for each in _handoff(row)),
        *(Cell(each) for each in _outcome(row)),
        Cell(text("portfolio.improvement")),
    )


def _days(row: PortfolioRow) -> tuple[str, ...]:
    few = unsaid(row)
    if row.flow_days is None or (few and row.waiting is not None):
        return (MISSING,) * 5
    scale = scale_for(1.0)
    parts = [row.flow_days.value, row.work_days, row.wait_days]
    waiting = MISSING if row.waiting is None else percent(row.waiting)
    within = MISSING if row.p85_within is None else scale.exact(row.p85_within)
    return (*(MISSING if each is None else scale.exact(each) for each in parts), waiting, within)


def _handoff(row: PortfolioRow) -> tuple[str, str, str]:
    functions = grouped(row.functions) if row.functions else MISSING
    if row.handoff is None or unsaid(row):
        return MISSING, MISSING, functions
    return handoff_words(row), scale_for(1.0).exact(row.handoff.days), functions


def handoff_words(row: PortfolioRow) -> str:
    """Return between which functions a stream's items wait longest: Engineering → Quality."""
    return f"{row.handoff.sender} → {row.handoff.receiver}" if row.handoff else ""


def _outcome(row: PortfolioRow) -> tuple[str, str, str, str]:
    found = row.outcome
    if found is None:
        return without_outcome(row), MISSING, MISSING, MISSING
    goal = MISSING if found.goal is None else amount(found.goal, found.unit)
    return outcome_name(found), amount(found.value, found.unit), goal, outcome_trend(found)
