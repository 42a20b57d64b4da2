"""What the list of items says first, and the page of one item."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.window import span
from headrace.report.wording.phrases import parts, text
from headrace.report.words import (
    scale_for,
    spelled,
    split,
    step_of,
    stepped,
    unit_words,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.report.view import ItemStrip, ItemsView, ItemView

_SLOWEST = 10
_FRACTIONS = (
    (1.0, "all"),
    (0.9, "nine tenths"),
    (0.8, "four fifths"),
    (0.75, "three quarters"),
    (2 / 3, "two thirds"),
    (0.5, "half"),
    (1 / 3, "a third"),
    (0.25, "a quarter"),
    (0.2, "a fifth"),
    (0.1, "a tenth"),
)
_ORDERS = {"slowest": "longest", "ageing": "in progress", "oldest": "oldest", "newest": "newest"}


def items_headline(view: ItemsView) -> Headline:
    """Return what a list of items says first."""
    if view.missing:
        return Headline("map.missing", parts("map.missing", {"sentence": view.missing}), view.remedy)
    if not view.strips:
        note = (
            "items.none.note"
            + (".all" if view.all_time else "")
            + (".kind" if view.kinds or view.kind else "")
        )
        if view.selection == "open":
            note = "items.none.note.open"
        said = parts("items.none", unit_words(view.unit))
        return Headline("items.none", said, text(note, {"stream": view.stream}))
    if view.selection == "open":
        return _open_items(view)
    kind = view.selection.partition(":")[0]
    if kind in ("wait", "work", "blocked", "return"):
        mean = ""
        if view.mean_days is not None:
            key = "items.mean.return" if kind == "return" else "items.mean"
            mean = text(key, {"days": scale_for(view.mean_days).words(view.mean_days)})
        slots = {"words": view.selection_words, "mean": mean, **unit_words(view.unit)}
        return Headline(f"items.{kind}", parts(f"items.{kind}", slots, number=view.total))
    first = view.strips[0]
    if view.order == "ageing" and first.outcome == "open":
        slots = {"days": scale_for(first.total_days).words(first.total_days), **unit_words(view.unit)}
        return Headline("items.ageing", parts("items.ageing", slots))
    return _slowest_items(view)


def part_words(view: ItemsView) -> str:
    """Return what the part is called whose days stand beside each item, ``""`` where the whole is listed."""
    kind = view.selection.partition(":")[0]
    return text(f"items.part.{kind}") if kind in ("wait", "work", "blocked", "return") else ""


def items_facts(view: ItemsView) -> tuple[str, ...]:
    """Return the facts under the items headline: how many, which are shown, in which order."""
    if view.missing:
        return (text("facts.made_up"),) if view.made_up else ()
    if view.selection == "open" or view.order == "ageing":
        facts = [text("items.facts.shown", number=view.total)]
    else:
        facts = [text("facts.finished", {"span": span(view.window)}, number=view.total)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    if view.order in _ORDERS and view.total > 1:
        facts.append(text("items.facts.order", {"order": _ORDERS[view.order]}))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def item_headline(view: ItemView) -> Headline:
    """Return what one item's page says first."""
    strip = view.strip
    days = by_mode(strip)
    scale = scale_for(strip.total_days)
    step = step_of(scale.of(strip.total_days))
    units = whole(scale.of(strip.total_days) / step)
    waited = days["waiting"] + days["blocked"]
    work, wait = split([scale.of(days["working"]), scale.of(waited)], units, step)
    stage, longest = _longest_wait([strip])
    most = ""
    if stage and longest > waited / 2:
        most = "item.most.all" if scale.number(longest) == stepped(wait, step) else "item.most"
    slots = {
        "label": strip.key,
        "total": scale.with_unit(stepped(units, step)),
        "work": stepped(work, step),
        "wait": stepped(wait, step),
        "days": scale.number(longest),
        "stage": stage,
        "all": text("item.nearly_all" if waited else "item.all"),
    }
    key = f"item.{strip.outcome}" if strip.outcome in ("done", "cancelled") else "item.open"
    if not strip.total_days:
        key += ".no_time"
    elif not days["working"] and not days["blocked"]:
        key += ".no_work"
    elif not wait:
        key += ".no_wait"
    return Headline(key, parts(key, slots, clauses={"most": most}))


def by_mode(strip: ItemStrip) -> dict[str, float]:
    """Return the days of one item by mode; every mode is there."""
    days = {"waiting": 0.0, "working": 0.0, "blocked": 0.0}
    for part in strip.parts:
        days[part.mode] = days.get(part.mode, 0.0) + part.end_days - part.start_days
    return days


def _open_items(view: ItemsView) -> Headline:
    oldest = max(strip.total_days for strip in view.strips)
    slots = {"days": scale_for(oldest).words(oldest), **unit_words(view.unit)}
    return Headline("items.open", parts("items.open.oldest", slots, number=view.total))


def _slowest_items(view: ItemsView) -> Headline:
    slowest = sorted(view.strips, key=lambda strip: -strip.total_days)[:_SLOWEST]
    n = len(slowest)
    days = sum(strip.total_days for strip in slowest)
    stage, waited = _longest_wait(slowest)
    if not days:
        said = parts("items.no_time", unit_words(view.unit), number=n)
        return Headline("items.no_time", said, text("map.no_time.note"))
    longest = scale_for(slowest[0].total_days)
    slots = {
        "number": spelled(n),
        "share": _fraction(waited / days) if days else "",
        "time": longest.many,
        "stage": stage,
        "longest": longest.words(slowest[0].total_days),
        **unit_words(view.unit),
    }
    if not stage or waited < days / 20:
        return Headline("items.slowest.no_wait", parts("items.slowest.no_wait", slots, number=n))
    returned = sum(1 for strip in slowest if any(part.returned for part in strip.parts))
    said = parts("items.slowest", slots, number=n)
    if returned and n == 1:
        said += parts("items.slowest.back.itself")
    elif returned:
        said += parts("items.slowest.back", {"number": spelled(returned)}, number=returned)
    return Headline("items.slowest", said + parts("items.end"))


def _longest_wait(strips: Iterable[ItemStrip]) -> tuple[str, float]:
    """Return the stage waited for longest in all, and for how many days."""
    days: dict[str, float] = defaultdict(float)
    for strip in strips:
        for part in strip.parts:
            if part.mode == "waiting":
                days[part.stage] += part.end_days - part.start_days
    return max(days.items(), key=lambda found: (found[1], found[0]), default=("", 0.0))


def _fraction(share: float) -> str:
    """Return the nearest fraction that people say."""
    return min(_FRACTIONS, key=lambda each: abs(each[0] - share))[1]
