"""The portfolio as data, and each value stream as a line of a spreadsheet."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.portfolio.portfolio_sentences import portfolio_facts, portfolio_headline
from headrace.report.portfolio.portfolio_words import objective_words
from headrace.report.view_record import SCHEMA_VERSION, window_record
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.portfolio.portfolio_view import (
        ObjectiveLine,
        OutcomeLine,
        PortfolioRow,
        PortfolioView,
    )

_HEAD = (
    "stream", "name", "objective", "share", "items", "days", "low", "high", "p85_within", "work_days", "wait_days",
    "handoff_from", "handoff_to", "handoff_days", "functions", "outcome", "outcome_unit", "outcome_value",
    "outcome_goal", "outcome_at", "problem",
)  # fmt: skip


def portfolio_record(view: PortfolioView) -> dict[str, Any]:
    """Return the portfolio as plain values for JSON: days, shares and ISO times."""
    said = portfolio_headline(view)
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    plain |= {"headline": said.text(), "note": said.note or None, "facts": list(portfolio_facts(view))}
    plain |= {"window": window_record(view.window), "data_to": iso(view.data_to), "made_up": view.made_up}
    plain |= {"finished": view.finished, "unserved": view.unserved}
    plain["objectives"] = [_objective(view, line) for line in view.objectives]
    plain["streams"] = [_stream(row) for row in view.streams]
    plain["objectives_without_stream"] = [line.objective for line in view.without_stream]
    plain["streams_without_objective"] = [row.stream for row in view.unaligned]
    return plain


def portfolio_csv(view: PortfolioView) -> bytes:
    """Return one row per value stream."""
    return csv_of(_HEAD, [_line(row) for row in view.streams])


def _objective(view: PortfolioView, line: ObjectiveLine) -> dict[str, Any]:
    plain = dataclasses.asdict(line)
    times = {name: None if plain[name] is None else iso(plain[name]) for name in ("began", "now_at", "by")}
    said = "".join(part.text for part in objective_words(view, line)).strip()
    return plain | times | {"said": said}


def _stream(row: PortfolioRow) -> dict[str, Any]:
    plain = dataclasses.asdict(row) | {"waiting": row.waiting, "improvement": None}
    plain["also"] = dict(row.also)
    if row.outcome is not None:
        plain["outcome"] = _outcome(row.outcome)
    return plain


def _outcome(found: OutcomeLine) -> dict[str, Any]:
    chart = found.series.behaviour
    plain = {
        name: getattr(found, name) for name in ("name", "unit", "value", "n", "goal", "better", "signal")
    }
    plain["at"] = iso(found.at)
    points = zip(found.series.starts, found.series.values, strict=True)
    plain["points"] = [{"at": iso(at), "value": value} for at, value in points]
    plain["usual"] = None if chart is None else {"low": chart.low, "high": chart.high}
    return plain


def _line(row: PortfolioRow) -> tuple[str | float | int | None, ...]:
    flow, handoff, found = row.flow_days, row.handoff, row.outcome
    days = (None, None, None) if flow is None else (flow.value, flow.low, flow.high)
    between = (None, None, None) if handoff is None else (handoff.sender, handoff.receiver, handoff.days)
    told: tuple[str | float | int | None, ...] = (None,) * 5
    if found is not None:
        told = (found.name, found.unit, found.value, found.goal, iso(found.at))
    return (
        row.stream, row.name, row.objective, row.share, row.finished, *days, row.p85_within, row.work_days,
        row.wait_days, *between, row.functions, *told, row.problem,
    )  # fmt: skip
