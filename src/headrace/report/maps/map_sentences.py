"""Which sentence a page says, by rule: source missing, too few, nothing finished, uncertain, strong.

The same data always gives the same sentence. It holds at most 40 words and four numbers, and each of the
numbers stands in the picture or in the facts under it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.maps.amounts import amounts
from headrace.report.maps.captions import called
from headrace.report.wording.phrases import parts, text
from headrace.report.words import (
    grouped,
    mid_sentence,
    moment,
    percent,
    scale_for,
    span,
    unit_words,
)

if TYPE_CHECKING:
    from headrace.report.maps.amounts import Amounts
    from headrace.report.view import MapView

MAP_FROM = 10  # items; fewer are shown one by one
COMPARE_FROM = 30
_MOST_WORDS = 40


def map_headline(view: MapView) -> Headline:
    """Return what the map says first."""
    if view.missing:
        return Headline("map.missing", parts("map.missing", {"sentence": view.missing}), view.remedy)
    if view.n_finished == 0 or view.flow_days is None:
        return _nothing_finished(view)
    if view.n_finished < MAP_FROM:
        return Headline(
            "map.few",
            parts("map.few", unit_words(view.unit), number=view.n_finished),
            text("map.few.note.all" if view.all_time else "map.few.note"),
        )
    if _uncertain(view):
        return _uncertain_headline(view)
    return _strong_headline(view)


def map_facts(view: MapView) -> tuple[str, ...]:
    """Return the facts under the headline: n, window, unit, range, and what to know beside them."""
    if view.missing:
        return (text("facts.made_up"),) if view.made_up else ()
    n = view.n_finished
    facts = [text("facts.finished", {"span": span(view.window)}, number=n)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    if view.flow_days is not None and n >= MAP_FROM:
        facts += _average_facts(view)
    for key, number in (("facts.open", view.n_open), ("facts.cancelled", view.n_cancelled)):
        if number:
            facts.append(text(key, number=number))
    facts += _promise_fact(view)
    if view.outcome is not None:
        slots = {"share": percent(view.outcome.share), "name": called(view.outcome.name)}
        facts.append(text("facts.outcome", slots, number=view.outcome.n))
    if view.growing and n >= MAP_FROM:
        stage, now, then = view.growing
        facts.append(
            text(
                "facts.growing",
                {
                    "stage": stage,
                    "now": grouped(now),
                    "then": grouped(then) if then else text("facts.growing.none"),
                },
            )
        )
    if view.start_unknown:
        facts.append(text("facts.start_unknown", number=view.start_unknown))
    if view.unmatched:
        facts.append(text("facts.unmatched", number=view.unmatched))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def provenance(view: MapView) -> tuple[str, ...]:
    """Return where the picture comes from: the data's time and its sources."""
    facts = [text("facts.data_to", {"moment": moment(view.data_to)})]
    if view.sources:
        facts.append(text("facts.sources", {"sources": ", ".join(view.sources)}))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def _average_facts(view: MapView) -> list[str]:
    flow = view.flow_days
    if flow is None:
        return []
    scale = scale_for(flow.value)
    facts = [text("facts.unit", {"units": scale.many})]
    mean = scale.exact(flow.value)
    if flow.low is None or flow.high is None:
        facts.append(text("facts.average.alone", {"mean": mean}))
    else:
        low, high = scale.exact(flow.low), scale.exact(flow.high)
        facts.append(text("facts.average", {"mean": mean, "low": low, "high": high}))
    if view.n_finished < COMPARE_FROM:
        facts.append(text("facts.few"))
    if view.half_within is not None and flow.value > 1.5 * view.half_within:
        half = scale.seen(view.half_within).words(view.half_within)
        facts.append(text("facts.skewed", {"half": half}))
    return facts


def _promise_fact(view: MapView) -> list[str]:
    if view.promise_within is None or view.promise_share is None:
        return []
    key = "facts.promise" if view.promise_kept is None else "facts.promise.kept"
    within = scale_for(view.promise_within).words(view.promise_within)
    kept = percent(view.promise_kept or 0)
    return [text(key, {"share": percent(view.promise_share), "within": within, "kept": kept})]


def _nothing_finished(view: MapView) -> Headline:
    if view.n_open == 0:
        said = parts("map.none", unit_words(view.unit))
    else:
        said = parts("map.none.open", unit_words(view.unit), number=view.n_open)
    note = "map.none.note" + (".all" if view.all_time else "") + (".open" if view.n_open else "")
    return Headline("map.none", said, text(note, {"stream": view.stream}))


def _uncertain(view: MapView) -> bool:
    """Whether the range is wider than the average itself: then no single number is worth saying."""
    flow = view.flow_days
    return (
        flow is not None
        and flow.low is not None
        and flow.high is not None
        and (flow.high - flow.low) > flow.value
    )


def _uncertain_headline(view: MapView) -> Headline:
    flow = view.flow_days
    low, high = (flow.low or 0.0, flow.high or 0.0) if flow else (0.0, 0.0)
    scale = scale_for(flow.value if flow else 0.0)
    waits = view.wait_days + view.blocked_days >= view.work_days
    said = parts(
        "map.uncertain",
        {
            "low": scale.number(max(0.0, low)),
            "high": scale.words(high),
            "n": grouped(view.n_finished),
            **unit_words(view.unit),
            **_customer(view),
        },
        clauses={"share": f"map.uncertain.{'waits' if waits else 'works'}"},
        targets={"strong": ("items", ""), "wait": ("items", ""), "active": ("items", "")},
    )
    return Headline("map.uncertain", said)


def _strong_headline(view: MapView) -> Headline:
    said = amounts(view)
    key = _main_variant(view, said)
    if key == "map.no_time":
        slots = {**unit_words(view.unit), **_customer(view)}
        return Headline(key, parts(key, slots), text("map.no_time.note"))
    growing = ""
    if view.growing and key != "map.blocked":
        growing = "map.growing"
    elif view.growing:
        growing = "map.growing.words"
    short = bool(growing) or key.startswith(("map.hardly", "map.blocked", "map.no_work.blocked"))
    for where in (_where(view, said, in_words=short), _where(view, said, in_words=True), ""):
        headline = _said(view, said, key, where, growing)
        if len(headline.text().split()) <= _MOST_WORDS:
            return headline
    return _said(view, said, key, "", "")


def _main_variant(view: MapView, said: Amounts) -> str:
    """Return the sentence by which of work, wait and blocked there is any of, and any of as written."""
    blocked, work, wait = (said.blocked != "0", said.work != "0", said.wait != "0")
    if view.work_days + view.wait_days + view.blocked_days <= 0:
        return "map.no_time"
    if not work and wait:
        key = "map.no_work" if view.work_days <= 0 else "map.hardly"
        return f"{key}.blocked" if blocked else key
    if not wait and work:
        if blocked:
            return "map.works.blocked"
        return "map.no_wait" if view.wait_days <= 0 else "map.nearly_no_wait"
    if blocked:
        return "map.blocked" if work else "map.only_blocked"
    return "map.strong"


def _where(view: MapView, said: Amounts, *, in_words: bool) -> str:
    """Return the clause that says where the waiting is, by what holds more than half of it."""
    if view.wait_days <= 0:
        return ""
    suffix = ".words" if in_words else ""
    half = view.wait_days / 2
    if view.handoff_days > half:
        whole = said.handoff == said.wait and not in_words
        return "where.handoffs.all" if whole else f"where.handoffs{suffix}"
    function, days = most_inside(view)
    if function and days > half:
        return f"where.inside{'.all' if said.number(days) == said.wait and not in_words else suffix}"
    if view.arrival_days > half:
        whole = said.arrival == said.wait and not in_words
        return "where.arrival.all" if whole else f"where.arrival{suffix}"
    if in_words or view.handoff_days <= 0:
        return ""
    return "where.parts" if view.arrival_days > 0 else "where.mixed"


def _said(view: MapView, said: Amounts, key: str, where: str, growing: str) -> Headline:
    function, days = most_inside(view)
    stage, now, _ = view.growing or ("", 0, 0)
    longest = max(view.walls, key=lambda wall: wall.wait_days, default=None)
    slots = {
        "total": said.scale.with_unit(said.total),
        "work": said.work,
        "wait": said.wait,
        "blocked": said.blocked,
        "handoff": said.handoff,
        "inside": said.number(days),
        "arrival": said.arrival,
        "trace": scale_for(view.work_days).words(view.work_days),
        "function": function,
        "stage": stage,
        "now": grouped(now),
        **unit_words(view.unit),
        **_customer(view),
    }
    targets = {"strong": ("items", ""), "active": ("items", "")}
    if longest is not None:
        targets["wait"] = ("wall", longest.key)
    found = parts(key, slots, clauses={"where": where}, targets=targets)
    if growing:
        at = next((wall.key for wall in view.walls if wall.to_stage == stage), None)
        found += parts(growing, slots, targets={"wait": ("wall", at)} if at else None)
    return Headline(key + (f"+{where}" if where else "") + (f"+{growing}" if growing else ""), found)


def most_inside(view: MapView) -> tuple[str, float]:
    """Return the function inside which work waits longest, and for how many days; ``("", 0)`` if none."""
    days: dict[str, float] = defaultdict(float)
    for wall in view.walls:
        if wall.inside:
            days[wall.to_function] += wall.wait_days
    for block in view.blocks:
        days[block.function] += block.inside_wait_days
    found = max(days.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
    return found if found[1] > 0 else ("", 0.0)


def _customer(view: MapView) -> dict[str, str]:
    return {"customer": mid_sentence(view.customer)}
