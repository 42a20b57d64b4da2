"""Which sentence the profile page says, by rule: what is measured, what is missing, and the one thing that stands out.

A thing stands out only when the process behaviour chart of its series shows a run of eight or more on one side of the
average that lasts until now, and the middle of the run lies on that side of the middle of what came before: one odd
week moves an average, and makes no shift. Of several, the longest run is said.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_measures import on_chart
from headrace.report.flow.flow_sentences import signal_words
from headrace.report.headline import Headline
from headrace.report.wording.english import ENGLISH
from headrace.report.wording.phrases import parts, text
from headrace.report.words import capitalised, day, grouped, listed, mid_sentence, percent, span, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.dimensions.profile_view import Dimension, MeasureLine, ProfileView, Series
    from headrace.report.flow.flow_view import SignalLine
    from headrace.report.headline import Part

_LASTING_BY_CHANCE = 2 * 0.5**8
"""The chance that the last eight of independent points lie on one side of their middle."""


def profile_headline(view: ProfileView) -> Headline:
    """Return what the profile page says first."""
    if view.missing:
        return Headline("profile.missing", parts("profile.missing", {"sentence": view.missing}), view.remedy)
    if not view.measured:
        slots = {"name": view.name, "stream": view.stream}
        return Headline(
            "profile.nothing", parts("profile.nothing", slots), text("profile.nothing.note", slots)
        )
    key, said = _standing(view)
    found = standing_out(view)
    if found is None:
        charted = any(True for _ in _charted(view))
        return Headline(f"{key}+calm", said + parts("profile.calm")) if charted else Headline(key, said)
    dimension, line, signal = found
    way = "profile.stands.up" if signal.high else "profile.stands.down"
    slots = {"what": series_name(dimension, line), "since": day(signal.first)}
    longer = said + parts(
        way, slots, targets={"strong": ("page", dimension.page)} if dimension.page else None
    )
    return Headline(f"{key}+{way}", longer)


def profile_facts(view: ProfileView) -> tuple[str, ...]:
    """Return the facts line: what finished, how much is measured, and how often chance alone shows a shift."""
    facts = [text("profile.facts.finished", {"span": span(view.window)}, number=view.n_finished)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    lines = [line for each in view.dimensions for line in each.lines]
    measured = sum(line.measured for each in view.measured for line in each.lines)
    slots = {"measured": grouped(measured), "all": grouped(len(lines))}
    facts.append(text("profile.facts.measures", slots))
    charts = sum(1 for _ in _charted(view))
    if charts:
        alarm = percent(1 - (1 - _LASTING_BY_CHANCE) ** charts)
        facts.append(text("profile.facts.charts", {"alarm": alarm}, number=charts))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def standing_out(view: ProfileView) -> tuple[Dimension, MeasureLine, SignalLine] | None:
    """Return the longest run that lasts until now, with what it is of; ``None`` when nothing stands out."""
    lasting = [
        (dimension, line, signal)
        for dimension, line, series in _charted(view)
        for signal in (series.behaviour.signals if series.behaviour else ())
        if signal.rule == "run" and signal.lasting and _shifted(series, signal)
    ]
    return max(lasting, key=lambda found: found[2].last - found[2].first, default=None)


def chart_words(dimension: Dimension, line: MeasureLine) -> str:
    """Return what a screen reader says of a measure's small chart; ``""`` where there is none."""
    series = line.series
    known = _known(series)
    if series is None or not known:
        return ""
    slots = {
        "what": capitalised(series_name(dimension, line)),
        "n": grouped(len(known)),
        "first": day(known[0][0]),
        "last": day(known[-1][0]),
        "value": on_chart(line, known[-1][1]),
    }
    said = text("profile.chart", slots)
    chart = series.behaviour
    if chart is None:
        return said
    said += text(
        "profile.chart.usual", {"low": on_chart(line, chart.low), "high": on_chart(line, chart.high)}
    )
    if not chart.signals:
        return said + text("profile.chart.calm")
    latest = sorted(chart.signals, key=lambda each: (each.rule != "run", -each.last))[:3]
    named = listed([signal_words(each) for each in sorted(latest, key=lambda each: each.first)])
    return said + text("profile.chart.signals", {"signals": named}, number=len(chart.signals))


def series_name(dimension: Dimension, line: MeasureLine) -> str:
    """Return how a measure's series is called in a sentence."""
    if line.series is not None and line.series.what:
        return line.series.what
    key = f"profile.what.{dimension.key}.{line.key}"
    return text(key) if key in ENGLISH else f"“{mid_sentence(line.name)}”"


def _standing(view: ProfileView) -> tuple[str, tuple[Part, ...]]:
    measured = [_name(each) for each in view.measured]
    unmeasured = [_name(each) for each in view.unmeasured]
    if not unmeasured:
        slots = {"count": spelled(len(measured)), "name": view.name}
        return "profile.all", parts("profile.all", slots)
    slots = {
        "Measured": capitalised(listed(measured)),
        "are": text("profile.is" if len(measured) == 1 else "profile.are"),
        "unmeasured": listed(unmeasured),
    }
    return "profile.some", parts("profile.some", slots, number=len(unmeasured))


def _shifted(series: Series, signal: SignalLine) -> bool:
    """Tell whether the middle of a run lies on its side of the middle of what came before."""
    known = _known(series)
    before = [value for start, value in known if start < signal.first]
    since = [value for start, value in known if start >= signal.first]
    if not before or not since:
        return False
    return median(since) > median(before) if signal.high else median(since) < median(before)


def _name(dimension: Dimension) -> str:
    """Return a dimension's name inside a sentence: names that are letters keep them."""
    return dimension.name if dimension.name.isupper() else dimension.name.lower()


def _charted(view: ProfileView) -> Iterator[tuple[Dimension, MeasureLine, Series]]:
    for dimension in view.measured:
        for line in dimension.lines:
            if line.measured and line.series is not None and line.series.behaviour is not None:
                yield dimension, line, line.series


def _known(series: Series | None) -> list[tuple[int, float]]:
    if series is None:
        return []
    pairs = zip(series.starts, series.values, strict=True)
    return [(start, value) for start, value in pairs if value is not None]
