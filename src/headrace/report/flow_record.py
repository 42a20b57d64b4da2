"""The flow page as data: every field with ISO times, and every measure as a line of a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from typing import TYPE_CHECKING, Any

from headrace.report.flow_measures import lines
from headrace.report.flow_sentences import behaviour_facts, flow_facts, flow_headline
from headrace.report.flow_spells import spell_measures
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.flow_view import FlowView

SCHEMA_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def flow_record(view: FlowView) -> dict[str, Any]:
    """Return the flow as plain values for JSON: days, shares and ISO times; missing is null."""
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    said = flow_headline(view)
    plain |= {"headline": said.text(), "note": said.note or None, "facts": list(flow_facts(view))}
    plain["behaviour_facts"] = list(behaviour_facts(view))
    plain |= dataclasses.asdict(view)
    for name in ("window", "observed"):
        of = getattr(view, name)
        plain[name] = {"start": iso(of.start), "end": iso(of.end)}
    plain["data_to"] = iso(view.data_to)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    plain["distribution"] = [
        {"kind": kind, "items": items, "share": share} for kind, items, share in view.distribution
    ]
    for name in ("weeks", "finished"):
        for line in plain[name]:
            line["start"] = iso(line["start"])
    for chart in plain["behaviour"]:
        chart["starts"] = [iso(each) for each in chart["starts"]]
        for signal in chart["signals"]:
            signal |= {"first": iso(signal["first"]), "last": iso(signal["last"])}
    if plain["diagram"] is not None:
        plain["diagram"]["days"] = [iso(each) for each in plain["diagram"]["days"]]
    return plain


def flow_csv(view: FlowView) -> bytes:
    """Return one row per measure: its key, value, 95 % range and unit; a missing value is an empty cell."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(("measure", "value", "low_95", "high_95", "unit"))
    for each in (*lines(view), *spell_measures(view)):
        key = f"'{each.key}" if each.key.startswith(_FORMULA) else each.key
        writer.writerow((key, *(_number(value) for value in (each.value, each.low, each.high)), each.unit))
    return written.getvalue().encode()


def _number(value: float | None) -> float | int | None:
    return round(value, 6) if isinstance(value, float) else value
