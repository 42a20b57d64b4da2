"""Which sentence the flow page says, by rule: nothing to say it with, too short, or how sure it is.

The first clause answers whether as much leaves as arrives, the second how long it takes, and a third only what a
process behaviour chart shows to last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import (
    capitalised,
    day,
    decimal,
    grouped,
    listed,
    mid_sentence,
    percent,
    scale_for,
    span,
    unit_words,
)

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import Behaviour, FlowView, Likely, SignalLine, Within

_MOST_WORDS = 40
_SIGNALS = 3
MINUS = "−"


def flow_headline(view: FlowView) -> Headline:
    """Return what the flow page says first."""
    if view.refusal:
        return _refused(view)
    verdict, slots = _verdict(view)
    said = parts(verdict, slots, number=view.stability.weeks if view.stability else 0, targets=_TARGETS)
    key, more = _times(view)
    said += parts(key, more, targets=_TARGETS)
    trend = _trend(view)
    if trend:
        longer = said + parts(*trend)
        if len("".join(part.text for part in longer).split()) <= _MOST_WORDS:
            return Headline(f"{verdict}+{key}+{trend[0]}", longer)
    return Headline(f"{verdict}+{key}", said)


_TARGETS = {"strong": ("items", ""), "wait": ("items", "open")}


def flow_facts(view: FlowView) -> tuple[str, ...]:
    """Return the facts line under the headline: n, the window, ranges, and what to know beside them."""
    times = view.times
    window = span(view.observed if times else view.window)
    if times is None:
        return _made_up(view, [text("facts.open", number=view.n_open)] if view.n_open else [])
    facts = [text("flow.facts.there", {"span": window}, number=view.n_there)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    facts.append(text("flow.facts.finished", number=view.n_finished))
    facts += [fact for each in ("half", "p85") if (fact := _range_fact(each, getattr(times, each)))]
    facts.append(text("flow.facts.censored"))
    for key, number in (("facts.open", view.n_open), ("facts.cancelled", view.n_given_up)):
        if number:
            facts.append(text(key, number=number))
    if view.ages.older:
        facts.append(text("flow.facts.older", number=view.ages.older))
    facts += _promise(view)
    return _made_up(view, facts)


def behaviour_facts(view: FlowView) -> tuple[str, ...]:
    """Return one sentence per process behaviour chart: what asks for a reaction, and how often chance does."""
    return tuple(_behaviour(each) for each in view.behaviour)


def signed(value: float) -> str:
    """Return a difference with its sign: ``+1.4``, ``−0.3``; nothing has none."""
    return f"{'+' if value > 0 else MINUS if value < 0 else ''}{plain(abs(value))}"


def plain(value: float) -> str:
    """Return a number with its sign where it is negative, one decimal under ten."""
    return (MINUS if value < 0 else "") + decimal(abs(value))


def _refused(view: FlowView) -> Headline:
    number = view.n_open if view.refusal == "all_open" else view.n_there
    slots = {
        **unit_words(view.unit),
        "sentence": view.missing or "",
        "remedy": view.remedy,
        "command": f"headrace flow {view.stream}",
        "data_to": day(view.data_to),
        "stream": view.stream,
    }
    key = f"flow.{view.refusal}"
    return Headline(key, parts(key, slots, number=number), text(f"{key}.note", slots))


def _verdict(view: FlowView) -> tuple[str, dict[str, str]]:
    found = view.stability
    slots = dict(unit_words(view.unit))
    if found is None or found.net is None or found.age is None:
        return "flow.too_short", slots
    slots["weeks"] = grouped(found.weeks)
    if found.verdict == "ageing":
        scale = scale_for(1.0)
        slots |= {"age": scale.words(found.age.value), **_ends(found.age)}
    else:
        slots |= {"net": signed(found.net.value), **_ends(found.net)}
    return f"flow.{found.verdict}", slots


def _ends(likely: Likely) -> dict[str, str]:
    return {"low": plain(likely.low or 0.0), "high": plain(likely.high or 0.0)}


def _times(view: FlowView) -> tuple[str, dict[str, str]]:
    times = view.times
    slots = {"customer": mid_sentence(view.customer)}
    if times is None or times.longest is None:
        return "flow.times.none", {**slots, "longest": scale_for(0).words(0)}
    slots["longest"] = scale_for(times.longest).words(times.longest)
    if times.half.days is None:
        return "flow.times.none", slots
    slots["half"] = scale_for(times.half.days).words(times.half.days)
    if times.p85.days is None:
        return "flow.times.open", slots
    return "flow.times", {**slots, "p85": scale_for(times.p85.days).words(times.p85.days)}


def _trend(view: FlowView) -> tuple[str, dict[str, str]] | None:
    """Return the sentence about a shift that lasts until now, of the flow time before that of the counts."""
    for chart in sorted(view.behaviour, key=lambda each: each.what != "time"):
        for signal in chart.signals:
            if signal.rule == "run" and signal.lasting:
                way = "up" if signal.high else "down"
                return f"flow.trend.{chart.what}.{way}", {"since": day(signal.first)}
    return None


def _range_fact(which: str, found: Within) -> str | None:
    if found.days is None or found.low is None:
        return None
    scale = scale_for(found.days)
    days = scale.with_unit(scale.exact(found.days))
    if found.high is None:
        low = text("flow.facts.or_more", {"low": scale.exact(found.low)})
        key, slots = f"flow.facts.{which}", {"days": days, "low": low, "high": ""}
        return text(key, slots).removesuffix(" to ")
    return text(
        f"flow.facts.{which}",
        {"days": days, "low": scale.exact(found.low), "high": scale.exact(found.high)},
    )


def _promise(view: FlowView) -> list[str]:
    if view.promise_within is None or view.promise_share is None:
        return []
    within = scale_for(view.promise_within).words(view.promise_within)
    return [text("facts.promise", {"share": percent(view.promise_share), "within": within})]


def _made_up(view: FlowView, facts: list[str]) -> tuple[str, ...]:
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def _behaviour(chart: Behaviour) -> str:
    if chart.what == "time":
        scale = scale_for(chart.centre)
        low, high = scale.number(chart.low), scale.words(chart.high)
    else:
        low, high = plain(chart.low), plain(chart.high)
    slots = {
        "what": capitalised(text(f"flow.chart.{chart.what}")),
        "low": low,
        "high": high,
        "alarm": percent(chart.false_alarm),
    }
    if not chart.signals:
        return text("flow.calm", slots)
    named = [signal_words(each) for each in chart.signals[:_SIGNALS]]
    if len(chart.signals) > _SIGNALS:
        more = text("flow.signal.more", {"number": grouped(len(chart.signals) - _SIGNALS)})
        said = f"{', '.join(named)} {more}"
    else:
        said = listed(named)
    return text("flow.signals", {**slots, "signals": said}, number=len(chart.signals))


def signal_words(signal: SignalLine) -> str:
    """Return a signal of a process behaviour chart in words: when, and which rule."""
    side = "high" if signal.high else "low"
    return text(f"flow.signal.{signal.rule}.{side}", {"first": day(signal.first), "last": day(signal.last)})
