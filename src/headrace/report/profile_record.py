"""The profile as data: every dimension and measure with ISO times, and every measure as a line of a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from typing import TYPE_CHECKING, Any

from headrace.report.profile_sentences import profile_facts, profile_headline
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.profile_view import MeasureLine, ProfileView

SCHEMA_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD = (
    "dimension", "measure", "value", "low_95", "high_95", "unit", "n",
    "from", "to", "goal", "said", "missing", "remedy",
)  # fmt: skip


def profile_record(view: ProfileView) -> dict[str, Any]:
    """Return the profile as plain values for JSON: days, shares and ISO times; missing is null."""
    said = profile_headline(view)
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "headline": said.text()}
    plain |= {"note": said.note or None, "facts": list(profile_facts(view))}
    plain |= dataclasses.asdict(view)
    plain["window"] = {"start": iso(view.window.start), "end": iso(view.window.end)}
    plain["data_to"] = iso(view.data_to)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
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
        line["window"] = {"start": iso(measure.window.start), "end": iso(measure.window.end)}
    if measure.as_of is not None:
        line["as_of"] = iso(measure.as_of)
    series = line["series"]
    if series is None:
        return
    series["starts"] = [iso(each) for each in series["starts"]]
    chart = series["behaviour"]
    if chart is not None:
        chart["starts"] = [iso(each) for each in chart["starts"]]
        for signal in chart["signals"]:
            signal |= {"first": iso(signal["first"]), "last": iso(signal["last"])}


def profile_csv(view: ProfileView) -> bytes:
    """Return one row per measure; what is missing has empty cells and says why."""
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(_HEAD)
    for dimension in view.dimensions:
        for line in dimension.lines:
            writer.writerow((_text(dimension.key), _text(line.key), *_numbers(line), *_words(line)))
    return kept.getvalue().encode()


def _numbers(line: MeasureLine) -> tuple[object, ...]:
    value = line.value if line.measured else None
    three = (value.value, value.low, value.high) if value else (None, None, None)
    return (*(_rounded(each) for each in three), _text(line.unit), line.n if line.measured else None)


def _words(line: MeasureLine) -> tuple[object, ...]:
    window = line.window
    times = (
        (iso(window.start), iso(window.end)) if window else (None, iso(line.as_of) if line.as_of else None)
    )
    return (
        *times,
        _rounded(line.goal),
        *(_text(each or "") for each in (line.said, line.missing, line.remedy)),
    )


def _rounded(value: float | None) -> float | int | None:
    return round(value, 6) if isinstance(value, float) else value


def _text(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words
