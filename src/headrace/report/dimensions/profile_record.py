"""The profile as data: every dimension and measure with ISO times, and every measure as a line of a spreadsheet."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.dimensions.profile_sentences import profile_facts, profile_headline
from headrace.report.view_record import date_chart, view_record, window_record
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.comma_separated import Value
    from headrace.report.dimensions.profile_view import MeasureLine, ProfileView

_HEAD = (
    "dimension", "measure", "value", "low_95", "high_95", "unit", "n",
    "from", "to", "goal", "said", "missing", "remedy",
)  # fmt: skip


def profile_record(view: ProfileView) -> dict[str, Any]:
    """Return the profile as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, profile_headline(view), profile_facts(view))
    for dimension, found in zip(plain["dimensions"], view.dimensions, strict=True):
        dimension["measured"] = found.measured
        for line, measure in zip(dimension["lines"], found.lines, strict=True):
            _dated(line, measure)
    return plain


def line_record(measure: MeasureLine) -> dict[str, Any]:
    """Return one measure as plain values for JSON."""
    line = dataclasses.asdict(measure)
    _dated(line, measure)
    return line


def _dated(line: dict[str, Any], measure: MeasureLine) -> None:
    line["measured"] = measure.measured
    del line["evidence"]
    if measure.window is not None:
        line["window"] = window_record(measure.window)
    if measure.as_of is not None:
        line["as_of"] = iso(measure.as_of)
    series = line["series"]
    if series is None:
        return
    series["starts"] = [iso(each) for each in series["starts"]]
    date_chart(series["behaviour"])


def profile_csv(view: ProfileView) -> bytes:
    """Return one row per measure; what is missing has empty cells and says why."""
    return csv_of(
        _HEAD,
        [
            (dimension.key, line.key, *_numbers(line), *_words(line))
            for dimension in view.dimensions
            for line in dimension.lines
        ],
    )


def _numbers(line: MeasureLine) -> tuple[Value, ...]:
    value = line.value if line.measured else None
    three = (value.value, value.low, value.high) if value else (None, None, None)
    return (*three, line.unit, line.n if line.measured else None)


def _words(line: MeasureLine) -> tuple[Value, ...]:
    window = line.window
    times = (
        (iso(window.start), iso(window.end)) if window else (None, iso(line.as_of) if line.as_of else None)
    )
    return (*times, line.goal, line.said, line.missing, line.remedy)
