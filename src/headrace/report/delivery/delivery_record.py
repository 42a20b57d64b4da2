"""Delivery as data: every measure and stage with ISO times, and each as a line of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.delivery.delivery_sentences import delivery_facts, delivery_headline
from headrace.report.dimensions.profile_record import line_record
from headrace.report.view_record import view_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.comma_separated import Value
    from headrace.report.delivery.delivery_view import DeliveryView
    from headrace.report.dimensions.profile_view import MeasureLine


def delivery_record(view: DeliveryView) -> dict[str, Any]:
    """Return delivery as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, delivery_headline(view), delivery_facts(view))
    del plain["dimension"]
    plain["measures"] = [line_record(line) for line in view.dimension.lines]
    return plain


def delivery_csv(view: DeliveryView) -> bytes:
    """Return one row per measure, part and stage; what is missing has empty cells and says why."""
    return csv_of(
        ("measure", "value", "low_95", "high_95", "unit", "n", "missing"),
        [*map(_measure, view.dimension.lines), *_parts(view), *_stages(view)],
    )


def _measure(line: MeasureLine) -> tuple[Value, ...]:
    value = line.value if line.measured else None
    numbers = (value.value, value.low, value.high) if value else (None, None, None)
    return (
        line.key,
        *numbers,
        line.unit,
        line.n if line.measured else None,
        line.missing or line.said or None,
    )


def _parts(view: DeliveryView) -> Iterator[tuple[Value, ...]]:
    for part in view.parts:
        yield f"part:{part.key}", part.days, None, None, "days", view.parts_changes, None


def _stages(view: DeliveryView) -> Iterator[tuple[Value, ...]]:
    for stage in view.stages:
        for name, found in (("half", stage.half), ("p85", stage.p85)):
            reached = (found.days, found.low, found.high) if found else (None, None, None)
            yield f"stage:{stage.name}:{name}", *reached, "days", stage.n, stage.missing
