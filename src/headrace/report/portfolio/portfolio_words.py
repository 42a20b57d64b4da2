"""What is said of one objective and of one stream in the portfolio: amounts, course, outcome, what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_measures import in_unit
from headrace.report.dimensions.profile_view import MeasureLine
from headrace.report.headline import Part
from headrace.report.maps.captions import called
from headrace.report.portfolio.portfolio_sentences import ENOUGH, elsewhere
from headrace.report.wording.phrases import parts, text
from headrace.report.words import day, grouped, listed, month, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.portfolio.portfolio_view import (
        ObjectiveLine,
        OutcomeLine,
        PortfolioRow,
        PortfolioView,
    )


def amount(value: float, unit: str) -> str:
    """Return a value in its unit, as every measure is written."""
    return in_unit(MeasureLine(key="", name="", value=None, unit=unit, n=0), value)


def objective_words(view: PortfolioView, line: ObjectiveLine) -> tuple[Part, ...]:
    """Return what is said of an objective after its name: where it is, whether that is on course, what serves it."""
    said = _value(line) + _course(line)
    more = []
    parent = next((each.name for each in view.objectives if each.objective == line.parent), None)
    if parent:
        more.append(text("objective.part", {"parent": parent}))
    others = elsewhere(view, line)
    if not line.streams:
        more.append(text("objective.unserved"))
    elif others:
        key = "objective.elsewhere" if view.under(line.objective) else "objective.parts"
        more.append(text(key, {"streams": listed(others)}))
    return said + _joined(more)


def unserved_words(view: PortfolioView) -> str:
    """Return how much of what was finished serves no stated objective."""
    if not view.finished:
        return text("objective.none.empty")
    if not view.unserved:
        return text("objective.none.above")
    slots = {
        "items": grouped(view.unserved),
        "all": grouped(view.finished),
        "share": percent(view.unserved / view.finished),
    }
    return text("objective.none.words", slots)


def course_words(line: ObjectiveLine) -> str:
    """Return what a screen reader says of an objective's bar; ``""`` where there is none."""
    if line.course is None or line.start is None or line.goal is None or line.now is None:
        return ""
    slots = {
        "start": amount(line.start, line.unit),
        "goal": amount(line.goal, line.unit),
        "now": amount(line.now, line.unit),
        "expected": amount(line.course.expected, line.unit),
    }
    return text("objective.said", slots)


def serves_words(view: PortfolioView, row: PortfolioRow) -> str:
    """Return what is said of a stream's objectives beside its name; ``""`` where all of it serves the one above."""
    names = {each.objective: each.name for each in view.objectives}
    said = []
    if row.share is not None and row.share < 1:
        said.append(text("portfolio.serves", {"share": percent(row.share)}))
    for name, share in row.also:
        said.append(text("portfolio.also", {"objective": names[name], "share": percent(share)}))
    if row.inherited and row.parent:
        parent = next((each.name for each in view.streams if each.stream == row.parent), row.parent)
        said.append(text("portfolio.inherited", {"parent": parent}))
    return "; ".join(said)


def split_words(row: PortfolioRow) -> str:
    """Return a stream's days in words, as a screen reader says its bar."""
    if row.flow_days is None:
        return ""
    scale = scale_for(row.flow_days.value)
    slots = {
        "name": row.name,
        "days": scale.words(row.flow_days.value),
        "p85": scale.words(row.p85_within or 0.0),
    }
    if row.work_days is None or row.wait_days is None:
        return text("portfolio.whole", slots)
    slots |= {"work": scale.words(row.work_days), "wait": scale.words(row.wait_days)}
    return text("portfolio.split", slots)


def unsaid(row: PortfolioRow) -> str:
    """Return why a stream's days are not drawn; ``""`` where they are."""
    if not row.finished or row.flow_days is None:
        return text("portfolio.unfinished")
    if row.finished < ENOUGH:
        return text("portfolio.few", number=row.finished)
    if row.waiting is None:
        days = scale_for(row.flow_days.value).words(row.flow_days.value)
        return text("portfolio.undivided", {"days": days})
    return ""


def outcome_value(found: OutcomeLine) -> str:
    """Return the last value of what customers get, of its goal where there is one."""
    value = amount(found.value, found.unit)
    if found.goal is None:
        return value
    return text("portfolio.of_goal", {"value": value, "goal": amount(found.goal, found.unit)})


def outcome_name(found: OutcomeLine) -> str:
    """Return what customers get, by name."""
    return found.name if found.signal else called(found.name)


def outcome_trend(found: OutcomeLine) -> str:
    """Return whether what customers get has changed, as its process behaviour chart shows."""
    chart = found.series.behaviour
    if chart is None:
        return text("portfolio.few_readings")
    lasting = [each for each in chart.signals if each.rule == "run" and each.lasting]
    if lasting:
        way = "portfolio.up" if lasting[0].high else "portfolio.down"
        return text(way, {"day": day(lasting[0].first)})
    last = max((each.last for each in chart.signals if each.lasting), default=None)
    return text("portfolio.steady") if last is None else text("portfolio.beyond", {"day": day(last)})


def outcome_count(found: OutcomeLine) -> str:
    """Return when the last value was read, or of how many items and which month it is."""
    if found.signal:
        return text("portfolio.read", {"day": day(found.at)})
    return text("portfolio.counted", {"month": month(found.at)}, number=found.n or 0)


def without_outcome(row: PortfolioRow) -> str:
    """Return why there is nothing to show of what customers get."""
    return text("portfolio.untold" if row.agreed else "portfolio.unagreed")


def _value(line: ObjectiveLine) -> tuple[Part, ...]:
    by = None if line.by is None else day(line.by)
    if line.now is None:
        return () if by is None else parts("objective.by", {"day": by})
    slots = {"measure": line.measure or text("objective.it"), "now": amount(line.now, line.unit)}
    if line.goal is None:
        return parts("objective.value.now", slots)
    slots["goal"] = amount(line.goal, line.unit)
    if by is None:
        return parts("objective.value.goal", slots)
    return parts("objective.value", slots | {"day": by})


def _course(line: ObjectiveLine) -> tuple[Part, ...]:
    if line.course is not None:
        slots = {"expected": amount(line.course.expected, line.unit)}
        return parts(f"objective.{line.course.verdict}", slots)
    key = f"objective.untold.{line.untold}"
    return parts(key, number=line.readings or 0) if line.untold == "few" else parts(key)


def _joined(sentences: list[str]) -> tuple[Part, ...]:
    return tuple(Part(f" {each}") for each in sentences)
