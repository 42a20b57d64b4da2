"""What the pages of lists say first: items, one item, value streams, the data itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.phrases import parts, text
from headrace.report.window import span
from headrace.report.words import (
    a,
    capitalised,
    grouped,
    moment,
    percent,
    plural,
    scale_for,
    spelled,
    split,
    step_of,
    stepped,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.report.headline import Part
    from headrace.report.trust_view import CheckView, ScopeLine
    from headrace.report.view import ItemStrip, ItemsView, ItemView, StreamLine, StreamsView

_SLOWEST = 10
_FEW = 10
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


def unit_words(unit: str) -> dict[str, str]:
    """Return the noun for what flows, in the forms templates need."""
    noun = unit or "item"
    return {"unit": noun, "units": plural(noun), "a_unit": a(noun), "A_unit": capitalised(a(noun))}


def things(object_type: str, number: int) -> str:
    """Return what so many objects of a type are called in a sentence: 2 tickets, 1 order line."""
    return plural(object_type.replace("_", " ").replace("-", " "), number)


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


def streams_headline(view: StreamsView) -> Headline:
    """Return what the start page says first."""
    streams = view.streams
    if not streams:
        return Headline("streams.none", parts("streams.none"), text("streams.none.note"))
    finished = sum(line.finished for line in streams)
    enough = [line for line in streams if line.finished >= _FEW and divided(line)]
    problems = sum(1 for line in streams if line.problem)
    if problems == len(streams):
        return Headline("streams.nothing", parts("streams.nothing", number=problems))
    if not enough:
        key, slots, number = "streams.few", {"finished": grouped(finished)}, len(streams)
    else:
        key, slots, number = _waiting_streams(enough)
    said = parts(key, slots, number=number)
    if problems:
        said += parts("streams.problem", number=problems)
    elif view.unassigned:
        kind, none, of = max(view.unassigned, key=lambda line: line[1])
        if none:
            facts = {"none": grouped(none), "of": grouped(of), "type": things(kind, of)}
            said += parts("streams.unassigned", facts, number=none)
    return Headline(key, said)


def divided(line: StreamLine) -> bool:
    """Whether the records of a stream tell how long its work was worked on, and how long it waited."""
    return not line.problem and line.work_days is not None and line.wait_days is not None


def untimed(line: StreamLine) -> str:
    """Return why no average time stands beside a stream, ``""`` where one does."""
    if line.problem or (line.flow_days is not None and line.finished >= _FEW):
        return ""
    return text("streams.few_finished" if line.finished else "streams.none_finished")


def streams_facts(view: StreamsView) -> tuple[str, ...]:
    """Return the facts under the start page's headline: which windows the numbers are of, and their unit."""
    if not view.data_to:
        facts = []
    elif view.usual:
        facts = [text("streams.facts.usual"), text("streams.facts.unit")]
    else:
        facts = [text("streams.facts.window", {"span": span(view.window)}), text("streams.facts.unit")]
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def check_headline(view: CheckView) -> Headline:
    """Return what the data page says first."""
    if not view.sources:
        return Headline("check.none", parts("check.none"), text("check.none.note"))
    links = [link for link in view.links if link.references]
    if not links:
        events = sum(source.events for source in view.sources)
        said = parts("check.unlinked", {"events": grouped(events)}, number=len(view.sources))
        return Headline("check.unlinked", said + _unmatched(view))
    matched = sum(link.matched for link in links)
    references = sum(link.references for link in links)
    weakest = min(links, key=lambda link: link.matched / link.references)
    key = "check.linked" if matched < references else "check.linked.all"
    slots = {
        "matched": grouped(matched),
        "references": grouped(references),
        "weakest": weakest.rule,
        "share": percent(weakest.matched / weakest.references),
    }
    return Headline(key, parts(key, slots) + _unmatched(view))


def _unmatched(view: CheckView) -> tuple[Part, ...]:
    number = sum(1 for rule in view.rules if not rule.events)
    return parts("check.unmatched_rules", number=number) if number else ()


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


def _waiting_streams(enough: list[StreamLine]) -> tuple[str, dict[str, str], int]:
    waiting = [line for line in enough if (line.wait_days or 0.0) > (line.work_days or 0.0)]
    one = enough[0]
    work, wait = one.work_days or 0.0, one.wait_days or 0.0
    total = work + wait
    scale = scale_for(total)
    slots = {
        "name": one.name,
        "waiting": grouped(len(waiting)),
        "wait": scale.number(wait),
        "work": scale.number(work),
        "total": scale.words(total),
    }
    key = "streams.all_wait" if len(waiting) == len(enough) else "streams.some_wait"
    return key, slots, len(enough)


def scope_state(line: ScopeLine) -> str:
    """Return how the reading of one part of a live source stands."""
    if line.failure is not None and line.failed_at is not None:
        return text("live.failed", {"moment": moment(line.failed_at), "why": line.failure})
    return text("live.under_way" if line.under_way else "live.good")
