"""The profile's measures as written, one per line: the same list is the table, the terminal's lines, and the CSV."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headrace.report.flow.flow_sentences import plain
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import NBSP, day, grouped, percent, scale_for, significant, span

if TYPE_CHECKING:
    from headrace.report.dimensions.profile_view import Dimension, MeasureLine, ProfileView
    from headrace.report.flow.flow_view import SignalLine
    from headrace.report.links import Href

MISSING = "–"
_RULES_SAID = 2


@dataclass(frozen=True, slots=True)
class Written:
    """One measure as written: ``value`` and ``likely`` are words, ``beside`` is what to know, or why it is missing.

    ``usual`` is the usual range of its weekly values, where they are charted, ``rings`` which rules single some out.
    """

    dimension: Dimension
    line: MeasureLine
    value: str
    likely: str
    n: str
    when: str
    beside: str
    usual: str = ""
    rings: str = ""


def written(view: ProfileView) -> tuple[Written, ...]:
    """Return every measure of the view, in the order of the page, the missing ones as well."""
    return tuple(written_line(each, line) for each in view.dimensions for line in each.lines)


def written_line(dimension: Dimension, line: MeasureLine) -> Written:
    """Return one measure as written."""
    if not line.measured or dimension.refusal:
        why = line.missing or dimension.refusal or text("profile.unmeasured")
        return Written(dimension, line, MISSING, "", "", "", why)
    value = line.said or in_unit(line, line.value.value if line.value else 0.0)
    when = text("profile.at", {"day": day(line.as_of)}) if line.as_of is not None else ""
    goal = "" if line.goal is None else text("profile.goal", {"goal": in_unit(line, line.goal)})
    beside = " · ".join(filter(None, (line.called, goal, line.note)))
    when = when or (span(line.window) if line.window else "")
    return Written(
        dimension, line, value, likely_words(line), grouped(line.n), when, beside, _usual(line), _rings(line)
    )


def _usual(line: MeasureLine) -> str:
    chart = line.series.behaviour if line.series else None
    if chart is None:
        return ""
    return text("profile.usual", {"low": on_chart(line, chart.low), "high": on_chart(line, chart.high)})


def _rings(line: MeasureLine) -> str:
    """Return which rules single out weeks of the chart, a run that lasts first, two at most; ``""`` where none does."""
    chart = line.series.behaviour if line.series else None
    found: dict[str, list[SignalLine]] = {}
    for signal in sorted(chart.signals, key=lambda each: each.last) if chart else ():
        rule = "lasting" if signal.rule == "run" and signal.lasting else signal.rule
        found.setdefault(f"{rule}.{'high' if signal.high else 'low'}", []).append(signal)
    said = []
    newest = sorted(found.items(), key=lambda each: ("lasting" in each[0], each[1][-1].last), reverse=True)
    for rule, signals in newest[:_RULES_SAID]:
        days = {"first": day(signals[-1].first), "last": day(signals[-1].last)}
        said.append(text(f"profile.rings.{rule}", days, number=len(signals)))
    if len(found) > _RULES_SAID:
        said.append(text("flow.signal.more", {"number": str(len(found) - _RULES_SAID)}))
    return text("profile.rings", {"rules": ", ".join(said)}) if said else ""


def on_chart(line: MeasureLine, value: float) -> str:
    """Return a value of a measure's small chart as it is written: in the unit of the chart."""
    unit = line.series.unit if line.series else ""
    return in_unit(replace(line, unit=unit) if unit else line, value)


def in_unit(line: MeasureLine, value: float) -> str:
    """Return a value of a measure in its unit, as it is written."""
    if line.unit == "days":
        return scale_for(abs(value)).words(value)
    if line.unit == "share":
        return percent(value)
    if line.unit == "items":
        return grouped(round(value))
    if line.unit == "a week":
        return text("flow.a_week", {"number": _number(line, value)})
    return f"{_number(line, value)}{NBSP}{line.unit}".rstrip()


def _number(line: MeasureLine, value: float) -> str:
    """Return a number without its unit: rates as counts are written, other units as precisely as they are read."""
    if line.unit != "a week" and not line.unit.startswith("per "):
        return significant(value)
    return f"{value:.2g}" if 0 < abs(value) < 1 else plain(value)


def likely_words(line: MeasureLine) -> str:
    """Return a measure's 95 % range in words; ``""`` without one."""
    value = line.value
    if value is None or value.low is None:
        return ""
    if line.unit == "share":
        low, high = percent(value.low), percent(value.high if value.high is not None else 1.0)
    else:
        scale = scale_for(abs(value.value)) if line.unit == "days" else None
        low = plain(scale.of(value.low)) if scale else _number(line, value.low)
        if value.high is None:
            return text("flow.facts.or_more", {"low": low})
        high = plain(scale.of(value.high)) if scale else _number(line, value.high)
    return text("flow.likely", {"low": low, "high": high})


def profile_table(view: ProfileView) -> Table:
    """Return every measure as a table."""
    heads = ("dimension", "measure", "value", "likely", "n", "when", "note")
    head = tuple(text(f"profile.head.{name}") for name in heads)
    rows = tuple(
        (
            Cell(each.dimension.name, _page(each.dimension)),
            Cell(each.line.name, each.line.evidence),
            Cell(each.value),
            Cell(each.likely),
            Cell(each.n),
            Cell(each.when),
            Cell(each.beside),
        )
        for each in written(view)
    )
    caption = text("profile.caption", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({2, 3, 4}), narrow=True)


def _page(dimension: Dimension) -> tuple[str, str] | None:
    return ("page", dimension.page) if dimension.page else None


def address(line: MeasureLine, href: Href) -> str | None:
    """Return where a measure's evidence is on this surface; ``None`` for nowhere."""
    return href(*line.evidence) if line.evidence else None
