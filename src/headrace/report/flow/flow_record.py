"""The flow page as data: every field with ISO times, and every measure as a line of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.flow.flow_measures import lines
from headrace.report.flow.flow_sentences import behaviour_facts, flow_facts, flow_headline
from headrace.report.flow.flow_spells import spell_measures
from headrace.report.view_record import date_chart, view_record
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import FlowView


def flow_record(view: FlowView) -> dict[str, Any]:
    """Return the flow as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, flow_headline(view), flow_facts(view))
    plain["behaviour_facts"] = list(behaviour_facts(view))
    plain["distribution"] = [
        {"kind": kind, "items": items, "share": share} for kind, items, share in view.distribution
    ]
    for name in ("weeks", "finished"):
        for line in plain[name]:
            line["start"] = iso(line["start"])
    for chart in plain["behaviour"]:
        date_chart(chart)
    if plain["diagram"] is not None:
        plain["diagram"]["days"] = [iso(each) for each in plain["diagram"]["days"]]
    return plain


def flow_csv(view: FlowView) -> bytes:
    """Return one row per measure: its key, value, 95 % range and unit; a missing value is an empty cell."""
    measures = (*lines(view), *spell_measures(view))
    return csv_of(
        ("measure", "value", "low_95", "high_95", "unit"),
        [(each.key, each.value, each.low, each.high, each.unit) for each in measures],
    )
