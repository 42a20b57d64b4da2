"""What will be done when, for a terminal: the sentence, the answers at three chances, and how past forecasts did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.forecast.forecast_measures import answers_head, answers_rows, check_rows
from headrace.report.forecast.forecast_sentences import (
    forecast_facts,
    forecast_headline,
    good_sentence,
    loss_sentence,
    start_sentence,
)

if TYPE_CHECKING:
    from headrace.report.forecast.forecast_view import ForecastView
    from headrace.report.screen import Screen


def forecast_lines(view: ForecastView, screen: Screen) -> list[str]:
    """Return the forecast of a stream in lines."""
    said = forecast_headline(view)
    shown = screen.sentence(said) + screen.facts(forecast_facts(view))
    if view.refusal:
        return [*shown, "", *screen.paragraph(said.note)] if said.note else shown
    shown += ["", *screen.columns(answers_head(), answers_rows(view), frozenset({1, 2, 3}))]
    start = start_sentence(view)
    if start:
        shown += ["", *screen.paragraph(start)]
    shown += ["", *screen.paragraph(good_sentence(view))]
    head, rows = check_rows(view)
    if rows:
        if screen.width < 100:
            head, rows = head[:5], tuple(row[:5] for row in rows)
        shown += ["", *screen.columns(head, rows, frozenset(range(8)))]
        shown += ["", *screen.paragraph(loss_sentence(view))]
    return shown
