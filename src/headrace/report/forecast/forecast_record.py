"""The forecast as data: every field with ISO times, and every answer as a line of a spreadsheet."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.forecast.forecast_measures import answers
from headrace.report.forecast.forecast_sentences import forecast_facts, forecast_headline, good_sentence
from headrace.report.view_record import SCHEMA_VERSION
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.comma_separated import Value
    from headrace.report.forecast.forecast_measures import Answer
    from headrace.report.forecast.forecast_view import ForecastView


def forecast_record(view: ForecastView) -> dict[str, Any]:
    """Return the forecast as plain values for JSON: days as ISO times, chances from 0 to 1; missing is null."""
    said = forecast_headline(view)
    plain: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "headline": said.text(),
        "note": said.note or None,
    }
    plain["facts"] = list(forecast_facts(view))
    plain["past_forecasts_said"] = None if view.refusal else good_sentence(view)
    plain |= dataclasses.asdict(view)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    plain["oldest"] = [{"item": item, "key": key} for item, key in view.oldest]
    for name in ("possible", "data_to"):
        plain[name] = None if plain[name] is None else iso(plain[name])
    for name in ("when", "item", "start"):
        plain[name] = _with_days(plain[name], ("even", "likely", "sure", "half", "p85", "p95", "ended"))
    plain["by"] = _with_days(plain["by"], ("day",))
    for name, fields in (("past", ("start",)), ("future", ("day",)), ("past_forecasts", ("made", "until"))):
        plain[name] = [_with_days(each, fields) for each in plain[name]]
    return plain


def forecast_csv(view: ForecastView) -> bytes:
    """Return one row per question and chance; what is not reached is an empty cell."""
    return csv_of(("question", "asked", "chance", "day", "items"), map(_line, answers(view)))


def _line(each: Answer) -> tuple[Value, ...]:
    on = iso(each.value)[:10] if each.is_day and each.value is not None else ""
    return each.key, each.asked, each.chance, on, "" if each.is_day else each.value


def _with_days(record: dict[str, Any] | None, names: tuple[str, ...]) -> dict[str, Any] | None:
    if record is None:
        return None
    days = {name: iso(record[name]) for name in names if record.get(name) is not None}
    return record | days
