"""Delivery as data: every measure and stage with ISO times, and each as a line of a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from typing import TYPE_CHECKING, Any

from headrace.report.delivery_sentences import delivery_facts, delivery_headline
from headrace.report.profile_record import SCHEMA_VERSION, line_record
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.delivery_view import DeliveryView

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def delivery_record(view: DeliveryView) -> dict[str, Any]:
    """Return delivery as plain values for JSON: days, shares and ISO times; missing is null."""
    said = delivery_headline(view)
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "headline": said.text()}
    plain |= {"note": said.note or None, "facts": list(delivery_facts(view))}
    plain |= dataclasses.asdict(view)
    for name in ("window", "observed"):
        of = getattr(view, name)
        plain[name] = {"start": iso(of.start), "end": iso(of.end)}
    plain["data_to"] = iso(view.data_to)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    del plain["dimension"]
    plain["measures"] = [line_record(line) for line in view.dimension.lines]
    return plain


def delivery_csv(view: DeliveryView) -> bytes:
    """Return one row per measure, part and stage; what is missing has empty cells and says why."""
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(("measure", "value", "low_95", "high_95", "unit", "n", "missing"))
    for line in view.dimension.lines:
        value = line.value if line.measured else None
        numbers = (value.value, value.low, value.high) if value else (None, None, None)
        cells = (*map(_rounded, numbers), line.unit, line.n if line.measured else None)
        writer.writerow((line.key, *cells, line.missing or line.said or None))
    for part in view.parts:
        writer.writerow(
            (f"part:{part.key}", _rounded(part.days), None, None, "days", view.parts_changes, None)
        )
    for stage in view.stages:
        for name, found in (("half", stage.half), ("p85", stage.p85)):
            reached = (found.days, found.low, found.high) if found else (None, None, None)
            key = f"stage:{stage.name}:{name}"
            writer.writerow((_text(key), *map(_rounded, reached), "days", stage.n, stage.missing))
    return kept.getvalue().encode()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _text(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words
