"""Which sentence "Why it waits" says, by rule, and how each part of a wait is known, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import capitalised, grouped, listed, percent, scale_for, span, unit_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.headline import Part
    from headrace.report.waiting.waiting_view import WaitingView, WaitPart, WaitPlace

REST = "rest"
_SAID = 0.05
"""The share of all waiting from which on what stays unexplained is said."""
_BY_RECEIVER = ("hours", "busy", "busy_elsewhere")
"""Causes that are known from what the receiving function does."""


def waiting_headline(view: WaitingView) -> Headline:
    """Return what is said first."""
    if view.refusal:
        return _refused(view)
    first, second = (
        largest(view.parts)[:2] if len(largest(view.parts)) > 1 else (largest(view.parts)[0], None)
    )
    slots = {
        **unit_words(view.unit),
        "total": days_words(view.days),
        "share": percent(first.share or 0.0),
        "cause": cause_words(first),
        "second": cause_words(second) if second else "",
        "second_share": percent(second.share or 0.0) if second else "",
        "most": "",
    }
    if first.cause == REST:
        said = list(parts("waiting.rest", slots))
        if second is not None and (second.share or 0.0) >= _SAID:
            next_slots = {"cause": cause_words(second), "next_share": percent(second.share or 0.0)}
            said += parts("waiting.rest.next", next_slots)
        return Headline("waiting.rest", tuple(said))
    if second is not None and not view.clear:
        return Headline("waiting.even", (*parts("waiting.even", slots), *_unexplained(view, first, second)))
    most = _most_at(view, first.cause)
    slots["most"] = text("waiting.most", {"place": before_words(most)}) if most else ""
    target = {"wait": ("handoff", most.key)} if most else None
    said = [*parts("waiting.strong", slots, targets=target), *_unexplained(view, first)]
    return Headline("waiting.strong", tuple(said))


def waiting_facts(view: WaitingView) -> tuple[str, ...]:
    """Return the facts line: n, the window, how sure the first share is, what cannot be told, what is known beside."""
    if view.refusal in ("missing", "nothing"):
        return (text("facts.made_up"),) if view.made_up else ()
    facts = [text("waiting.facts.finished", {"span": span(view.window)}, number=view.n_finished)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    if not view.refusal:
        facts.append(text("waiting.facts.waits", number=view.waits))
        first = largest(view.parts)[0]
        if first.low is not None and first.high is not None:
            slots = {"cause": name_words(first), "low": percent(first.low), "high": percent(first.high)}
            facts.append(text("waiting.facts.likely", slots))
        untold = [name_words(each).lower() for each in view.parts if each.days is None]
        if untold:
            facts.append(text("waiting.facts.untold", {"causes": listed(untold)}))
        if view.beside:
            facts.append(text("waiting.facts.beside", number=len(view.beside)))
        facts.append(text("waiting.facts.whose"))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def largest(told: Sequence[WaitPart]) -> list[WaitPart]:
    """Return the parts that there are, largest first."""
    return sorted((each for each in told if each.days), key=lambda each: -(each.days or 0.0))


def place_words(place: WaitPlace) -> str:
    """Return what a hand-off is called: from whom to whom, or inside whom."""
    if place.sender == place.receiver:
        return text("handoffs.within", {"receiver": place.receiver})
    sender = place.sender or text("handoffs.customer")
    return text("handoffs.pair", {"sender": sender, "receiver": place.receiver})


def before_words(place: WaitPlace) -> str:
    """Return where a wait is, inside a sentence."""
    key = "inside" if place.sender == place.receiver else "before"
    return text(f"waiting.place.{key}", {"receiver": place.receiver})


def name_words(part: WaitPart) -> str:
    """Return what a part is called."""
    return text(f"waiting.name.{part.cause}")


def cause_words(part: WaitPart) -> str:
    """Return what a part goes with, inside a sentence."""
    return text(f"waiting.with.{part.cause}")


def how_words(part: WaitPart, place: WaitPlace | None = None) -> str:
    """Return how a part is known, at one hand-off or at all of them; or why records cannot tell."""
    if part.untold is not None:
        return text(f"waiting.untold.{part.untold}")
    if part.cause not in _BY_RECEIVER:
        return text(f"waiting.how.{part.cause}")
    if place is None:
        return text(f"waiting.how.{part.cause}.all")
    known = place.known
    slots = {
        "receiver": place.receiver,
        "hours": known.open_words or "",
        "started": grouped(known.started_hours or 0),
        "starts": grouped(known.starts),
    }
    if part.cause == "hours":
        return text("waiting.how.hours", slots)
    return text(f"waiting.how.{part.cause}", slots, number=known.at_once or 0)


def days_words(days: float) -> str:
    """Return a sum over items in whole days, or in what is less than a day."""
    scale = scale_for(days)
    return scale.with_unit(grouped(round(days))) if days >= 1 else scale.words(days)


def _unexplained(view: WaitingView, *said: WaitPart) -> tuple[Part, ...]:
    """Return how much stays unexplained, unless that was said or is little."""
    rest = next(each for each in view.parts if each.cause == REST)
    if any(each.cause == REST for each in said) or (rest.share or 0.0) < _SAID:
        return ()
    return parts("waiting.unexplained", {"Unexplained": capitalised(percent(rest.share or 0.0))})


def _most_at(view: WaitingView, cause: str) -> WaitPlace | None:
    """Return where more than half of what goes with a cause is waited, where there is more than one place."""
    if len(view.places) < 2:
        return None
    days = {each.key: _days(each, cause) for each in view.places}
    most = max(view.places, key=lambda each: days[each.key])
    return most if days[most.key] > sum(days.values()) / 2 else None


def _days(place: WaitPlace, cause: str) -> float:
    return next(part.days or 0.0 for part in place.parts if part.cause == cause)


def _refused(view: WaitingView) -> Headline:
    slots = {
        **unit_words(view.unit),
        "sentence": view.missing or "",
        "remedy": view.remedy,
        "command": f"headrace waiting {view.stream}",
        "stream": view.stream,
    }
    key = f"waiting.{view.refusal}"
    return Headline(key, parts(key, slots, number=view.n_finished), text(f"{key}.note", slots))
