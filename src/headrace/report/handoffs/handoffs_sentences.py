"""Which sentence the hand-offs page says, by rule: refused, uncertain, not alike for all work, or alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, percent, scale_for, span, unit_words

if TYPE_CHECKING:
    from headrace.report.handoffs.handoffs_view import BoundaryLine, GroupColumn, HandoffsView

ITEM_DAYS = scale_for(1.0)
_MOST_WORDS = 40


def handoffs_headline(view: HandoffsView) -> Headline:
    """Return what the hand-offs page says first."""
    if view.refusal:
        return _refused(view)
    if not view.boundaries or not view.boundaries[0].whole.days:
        return Headline("handoffs.none", parts("handoffs.none", unit_words(view.unit)))
    key, slots = _claim(view)
    first, last = view.boundaries[0], view.boundaries[min(1, len(view.boundaries) - 1)]
    if key == "handoffs.standing":
        first, last = most_there(view)[:2]
    said = list(parts(key, slots, targets={"wait": ("handoff", first.key)}))
    if key in ("handoffs.uncertain", "handoffs.standing"):
        # the second of the two leads to its own items
        at = [place for place, part in enumerate(said) if part.role == "wait"][-1]
        said[at] = type(said[at])(said[at].text, "wait", ("handoff", last.key))
    sums = view.sums
    if sums.inside > sums.handoffs + sums.arrival and key != "handoffs.standing":
        more = {"inside": _days(sums.inside), "between": _days(sums.handoffs)}
        longer = [*said, *parts("handoffs.inside_more", more)]
        if len("".join(part.text for part in longer).split()) <= _MOST_WORDS:
            said = longer
    return Headline(key, tuple(said))


def handoffs_facts(view: HandoffsView) -> tuple[str, ...]:
    """Return the facts line under the headline: n, the window, what of all days is waited between functions."""
    if view.refusal in ("missing", "nothing"):
        return (text("facts.made_up"),) if view.made_up else ()
    facts = [text("handoffs.facts.finished", {"span": span(view.observed)}, number=view.n_finished)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    facts.append(text("handoffs.facts.between", _sum_words(view)))
    if view.unit_of_time == "working-days":
        facts.append(text("handoffs.facts.working_days"))
    facts.append(text("handoffs.facts.whose"))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def handoffs_notes(view: HandoffsView) -> tuple[str, ...]:
    """Return what to know beside the facts, in sentences: how all parts add up, and how far tools are matched."""
    if view.refusal in ("missing", "nothing"):
        return ()
    notes = [
        text("handoffs.notes.sum", _sum_words(view)),
        text("handoffs.notes.crossed", number=view.crossed),
    ]
    if view.unit_of_time == "working-days":
        notes.append(text("handoffs.notes.working_days"))
    merged = sum(each.merged for each in view.columns)
    if merged and view.split:
        slots = {"attribute": view.split, "other": text("handoffs.other")}
        notes.append(text("handoffs.notes.merged", slots, number=merged))
    for each in view.crossings:
        if each.of:
            slots = {
                "from_tool": each.from_tool,
                "to_tool": each.to_tool,
                "share": percent(each.items / each.of),
            }
            notes.append(text("handoffs.notes.matched", slots))
    return tuple(notes)


def pair_words(line: BoundaryLine) -> str:
    """Return what a hand-off is called: from whom to whom, or inside whom."""
    if line.sender == line.receiver:
        return text("handoffs.within", {"receiver": line.receiver})
    sender = line.sender or text("handoffs.customer")
    return text("handoffs.pair", {"sender": sender, "receiver": line.receiver})


def now_words(line: BoundaryLine) -> str:
    """Return how many wait at a hand-off now, and how long the oldest does; ``""`` for none."""
    if not line.waiting_now or line.oldest_days is None:
        return ""
    oldest = scale_for(line.oldest_days).words(line.oldest_days)
    return text("handoffs.now", {"oldest": oldest}, number=line.waiting_now)


def waiting_words(view: HandoffsView, line: BoundaryLine, *, small: bool = False) -> str:
    """Return a wait by its receiver; by its sender as well where several hand over to the same function."""
    said = text("handoffs.waiting.small" if small else "handoffs.waiting", {"receiver": line.receiver})
    alike = [each for each in view.boundaries[:2] if each.receiver == line.receiver]
    if line.sender is None:
        return said + text("handoffs.waiting.begin")
    return said + (text("handoffs.waiting.after", {"sender": line.sender}) if len(alike) > 1 else "")


def _claim(view: HandoffsView) -> tuple[str, dict[str, str]]:
    first = view.boundaries[0]
    slots = {**unit_words(view.unit), "waiting": waiting_words(view, first)}
    if (standing := _standing(view)) is not None:
        return "handoffs.standing", {**slots, **standing}
    if view.difference is not None and view.difference[1] <= 0:
        slots["second"] = waiting_words(view, view.boundaries[1], small=True)
        return "handoffs.uncertain", slots
    if view.compared is not None and view.split:
        longer, shorter = view.compared
        most, least = (first.cells[at].mean or 0.0 for at in view.compared)
        return "handoffs.strong", {
            **slots,
            "longer": _value(view.split, view.columns[longer]),
            "shorter": _value(view.split, view.columns[shorter]),
            "most": _each(most),
            "least": _each(least),
        }
    if view.comparable > 1:
        return "handoffs.uniform", slots
    return "handoffs.plain", {
        **slots,
        "days": _days(first.whole.days),
        "total": _days(view.sums.flow_time),
    }


def most_there(view: HandoffsView) -> tuple[BoundaryLine, ...]:
    """Return the hand-offs by what all items waited there in the window, finished or not."""
    return tuple(sorted(view.boundaries, key=lambda each: -each.days_there))


def _standing(view: HandoffsView) -> dict[str, str] | None:
    """Return the words for queues that hold more than half of all that was waited, of what has not finished."""
    most = most_there(view)
    there, finished = sum(each.days_there for each in most), sum(each.whole.days for each in most)
    if len(most) < 2 or there <= 2 * finished or view.unit_of_time != "days":
        return None
    one, other = most[:2]
    return {
        "waiting": waiting_words(view, one),
        "second": waiting_words(view, other, small=True),
        "days": _days(one.days_there),
        "less": _days(other.days_there),
        "finished": _days(finished),
    }


def _value(attribute: str, column: GroupColumn) -> str:
    return text("handoffs.value", {"attribute": attribute, "value": column.name})


def _each(days: float) -> str:
    return scale_for(days).words(days)


def _days(days: float) -> str:
    """Return a sum over items in whole days, or in what is less than a day."""
    scale = scale_for(days)
    return scale.with_unit(grouped(round(days))) if scale is ITEM_DAYS else scale.words(days)


def _sum_words(view: HandoffsView) -> dict[str, str]:
    sums = view.sums
    scale = scale_for(sums.flow_time)
    return {
        "total": scale.with_unit(scale.exact(sums.flow_time)),
        "work": scale.exact(sums.working),
        "blocked": scale.exact(sums.blocked),
        "waits": scale.exact(sums.handoffs + sums.arrival),
        "between": scale.exact(sums.handoffs),
        "inside": scale.exact(sums.inside),
        "arrival": scale.exact(sums.arrival),
    }


def _refused(view: HandoffsView) -> Headline:
    functions = [each.receiver for each in (*view.boundaries, *view.inside)]
    slots = {
        **unit_words(view.unit),
        "sentence": view.missing or "",
        "remedy": view.remedy,
        "command": f"headrace handoffs {view.stream}",
        "stream": view.stream,
        "function": functions[0] if functions else "",
        "total": _days(view.sums.flow_time),
        "inside": _days(view.sums.inside + view.sums.arrival),
        "crossed": grouped(view.crossed),
    }
    key = f"handoffs.{view.refusal}"
    return Headline(key, parts(key, slots, number=view.n_finished), text(f"{key}.note", slots))
