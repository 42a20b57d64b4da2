"""Which sentence is said about bottlenecks, by rule: refused, or what the evidence at the longest wait says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, listed, percent, scale_for, span

if TYPE_CHECKING:
    from headrace.report.bottleneck.bottleneck_view import BottleneckView, PlaceLine

_DAYS = scale_for(1.0)


def bottleneck_headline(view: BottleneckView) -> Headline:
    """Return what is said first: of the longest wait, whether less of it goes with a shorter whole."""
    if view.refusal:
        return _refused(view)
    first = view.places[0]
    held = view.place(first.held_by)
    key = f"bottleneck.{first.reading}"
    if first.reading == "shortens" and not first.after:
        key = "bottleneck.last"
    elif first.reading == "moves" and held is None:
        key = "bottleneck.unclear"
    slots = {
        "where": where_words(first),
        "Where": text("bottleneck.Waiting", {"where": where_words(first)}),
        "held": where_words(held) if held else "",
    }
    said = parts(key, slots, targets={"wait": ("handoff", first.key)})
    if key == "bottleneck.moves" and held is not None and held.reading == "shortens":
        said += parts("bottleneck.moves.look")
    return Headline(key, said)


def bottleneck_facts(view: BottleneckView) -> tuple[str, ...]:
    """Return the facts line under the headline: the window, the longest wait, and what is not seen."""
    if view.refusal in ("missing", "nothing"):
        return (text("facts.made_up"),) if view.made_up else ()
    facts = [text("bottleneck.facts.window", {"span": span(view.observed)})]
    if not view.refusal:
        facts += _first_facts(view)
        if not view.outcomes_told:
            facts.append(text("bottleneck.facts.apart"))
        if view.work_untold:
            facts.append(text("bottleneck.facts.work_untold", {"functions": listed(view.work_untold)}))
        facts += [text("bottleneck.facts.elsewhere"), text("bottleneck.facts.until")]
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def _first_facts(view: BottleneckView) -> list[str]:
    first = view.places[0]
    whole = sum(each.days for each in view.places)
    facts = [
        text("bottleneck.facts.days", {"days": days_words(first.days), "share": percent(first.days / whole)})
    ]
    if first.at_limit and first.room:
        at_limit = first.at_limit.value >= first.room.value
        key = "bottleneck.facts.limit" if at_limit else "bottleneck.facts.room"
        slots = {
            "limit": percent(first.at_limit.value),
            "room": percent(first.room.value),
            "receiver": first.receiver,
        }
        facts.append(text(key, slots))
    return facts


def where_words(line: PlaceLine) -> str:
    """Return where is waited, after the verb: *for Quality*, *inside Quality*, *for Quality to begin*."""
    key = "bottleneck.for"
    if line.sender is None:
        key = "bottleneck.for.begin"
    elif line.sender == line.receiver:
        key = "bottleneck.for.inside"
    return text(key, {"receiver": line.receiver})


def place_words(line: PlaceLine) -> str:
    """Return what a place is called: from whom to whom, or inside whom."""
    if line.sender == line.receiver:
        return text("handoffs.within", {"receiver": line.receiver})
    sender = line.sender or text("handoffs.customer")
    return text("handoffs.pair", {"sender": sender, "receiver": line.receiver})


def reading_words(view: BottleneckView, line: PlaceLine) -> str:
    """Return what shorter waits at a place go with."""
    held = view.place(line.held_by)
    if line.reading == "moves":
        if held is None:
            return text("bottleneck.reading.moves.none")
        return text("bottleneck.reading.moves", {"held": where_words(held)})
    return text(f"bottleneck.reading.{line.reading}")


def days_words(days: float) -> str:
    """Return a sum over items in whole days, or in what is less than a day."""
    scale = scale_for(days)
    return scale.with_unit(grouped(round(days))) if scale is _DAYS else scale.words(days)


def _refused(view: BottleneckView) -> Headline:
    slots = {
        "sentence": view.missing or "",
        "remedy": view.remedy,
        "command": f"headrace bottleneck {view.stream}",
        "seen": _DAYS.with_unit(grouped(int(view.days_seen))),
        "needed": _DAYS.with_unit(grouped(view.days_needed)),
    }
    key = f"bottleneck.{view.refusal}"
    return Headline(key, parts(key, slots), text(f"{key}.note", slots))
