"""Which sentence is said of functions that several streams wait for, by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, listed, scale_for, span
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.report.contention.contention_view import ContentionView, SharedLine


def contention_headline(view: ContentionView) -> Headline:
    """Return what is said first: where several streams waited at the same time for longest."""
    if view.refusal:
        key = f"contention.{view.refusal}"
        return Headline(key, parts(key), text(f"{key}.note"))
    longest = max(view.functions, key=lambda each: (round(each.days_at_once), len(each.streams)))
    others = len(view.functions) - 1
    if not longest.days_at_once:
        slots = {"function": longest.function}
        return Headline("contention.apart", parts("contention.apart", slots, number=others + 1))
    slots = {
        "streams": streams_words(longest),
        "function": longest.function,
        "days": grouped(max(round(longest.days_at_once), 1)),
        "whole": _days((view.observed.end - view.observed.start) / DAY),
        "more": text("contention.strong.more", number=others) if others else "",
    }
    return Headline("contention.strong", parts("contention.strong", slots))


def contention_facts(view: ContentionView) -> tuple[str, ...]:
    """Return the facts line: the window, how many streams are read, and what to know beside."""
    made_up = (text("facts.made_up"),) if view.made_up else ()
    if view.refusal == "empty":
        return made_up
    facts = [
        text("contention.facts.window", {"span": span(view.observed)}),
        text("contention.facts.streams", number=len(view.streams)),
    ]
    if view.left_out:
        facts.append(text("contention.facts.left_out", {"streams": listed(view.left_out)}))
    twice = max((each.twice for each in view.functions), default=0)
    if twice:
        facts.append(text("contention.facts.twice", number=twice))
    if not view.refusal:
        facts.append(text("contention.facts.whose"))
    return (*facts, *made_up)


def streams_words(line: SharedLine) -> str:
    """Return how many streams waited for a function at the same time as others, in words."""
    met = sum(1 for each in line.streams if each.items_at_once)
    return text("contention.two") if met == 2 else text("contention.several", {"number": grouped(met)})


def _days(days: float) -> str:
    scale = scale_for(days)
    return scale.with_unit(grouped(round(days))) if days >= 1 else scale.words(days)
