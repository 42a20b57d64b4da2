"""Which sentence is said about segments, by rule: where work is not alike, or that it is, and what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.diagnosis.segments import FEWEST_DONE, FEWEST_ITEMS
from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, listed, plural, scale_for, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headrace.report.segments.segments_view import DiffersLine, SegmentLine, SegmentsView, SplitLine
    from headrace.value_streams.sub_stream import Condition

_SHOWN = 3


def segments_headline(view: SegmentsView) -> Headline:
    """Return what is said first about a stream's segments."""
    units = plural(view.unit)
    slots = {"unit": view.unit, "units": units, "stream": view.stream}
    if view.refusal == "missing":
        said = parts("segments.missing", {"sentence": view.missing or ""})
        return Headline("segments.missing", said, view.remedy)
    if view.refusal == "few":
        key = "segments.few.done" if view.n_done else "segments.few.done.none"
        slots["done"] = text(key, number=view.n_done)
        needed = {
            "items": grouped(2 * FEWEST_ITEMS),
            "finished": grouped(2 * FEWEST_DONE),
            "stream": view.stream,
        }
        return Headline(
            "segments.few",
            parts("segments.few", slots, number=view.n),
            text("segments.few.note", needed),
        )
    if view.refusal == "unknown":
        return Headline(
            "segments.unknown", parts("segments.unknown", slots), text("segments.unknown.note", slots)
        )
    if not view.splits:
        slots |= {"n": grouped(view.n), "tried": listed([each.attribute for each in view.tried])}
        said = parts("segments.alike", slots, number=len(view.tried))
        return Headline("segments.alike", said, text("segments.alike.note", slots))
    return _split(view)


def _split(view: SegmentsView) -> Headline:
    first = view.splits[0]
    slow, fast = segment(view, first.slow), segment(view, first.fast)
    key = "segments.split" if slow.half.days is None else "segments.split.within"
    slots = {"slow": own_words(slow), "slow_half": half_words(slow), "fast_half": half_words(fast)}
    if fast.half.days is None:
        key = "segments.split.neither"
        if slow.mean is not None and fast.mean is not None and slow.mean_until is not None:
            key = "segments.split.mean"
            slots |= {"slow_mean": _days(slow.mean.value), "fast_mean": _days(fast.mean.value)}
            slots["until"] = _days(slow.mean_until)
    said = parts(key, slots)
    if first.differs is not None:
        said += parts("segments.split.differs", _differs(first.differs))
    return Headline(key, said)


def segments_facts(view: SegmentsView) -> tuple[str, ...]:
    """Return the facts line: n, the window, what was asked, and how it was estimated."""
    if view.missing:
        return ()
    facts = [text("segments.facts.began", {"span": span(view.window)}, number=view.n)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    counts = {"number": grouped(view.n_done), "open": grouped(view.n_open)}
    facts.append(text("segments.facts.done", counts))
    if not view.refusal:
        facts.append(text("segments.facts.tried", number=len(view.tried)))
        facts.append(text("segments.facts.honest"))
        undated = sum(each.undated > 0 for each in view.tried)
        if undated:
            facts.append(text("segments.facts.undated", number=undated))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def segment(view: SegmentsView, number: int) -> SegmentLine:
    """Return a part by its number; raises ``StopIteration`` when there is none."""
    return next(each for each in view.segments if each.number == number)


def own_words(line: SegmentLine) -> str:
    """Return all that is so in a part, in words."""
    return listed([condition_words(each) for each in line.conditions])


def condition_words(condition: Condition) -> str:
    """Return a condition in words: ``type is bug``, ``size is over 5 or not told``."""
    slots = {"attribute": condition.attribute}
    above, upto = condition.above, condition.upto
    if above is not None or upto is not None:
        key = "between" if above is not None and upto is not None else "above" if upto is None else "upto"
        slots |= {"above": _number(above or 0.0), "upto": _number(upto or 0.0)}
        said = text(f"segments.{key}", slots)
    elif condition.values:
        slots["values"] = _either(condition.values)
        said = text("segments.is_not" if condition.but_not else "segments.is", slots)
    elif condition.but_not:
        said = text("segments.any", slots)
    else:
        return text("segments.missing_value", slots)
    return text("segments.or_missing", {"words": said}) if condition.missing else said


def half_words(line: SegmentLine) -> str:
    """Return within how long half of a part is done; of what is not half done, how long it was watched."""
    days = line.half.days if line.half.days is not None else line.mean_until or 0.0
    return _days(days)


def split_words(view: SegmentsView, split: SplitLine) -> str:
    """Return what a split says: which side takes longer, by how much, and with which part of the journey that goes."""
    slow, fast = (segment(view, number) for number in (split.slow, split.fast))
    mine, other = (condition_words(each.conditions[-1]) for each in (slow, fast))
    if split.of:
        among = own_words(segment(view, split.of))
        said = text("segments.longer.among", {"among": among, "slow": mine, "fast": other})
    else:
        said = text("segments.longer", {"slow": mine, "fast": other})
    if slow.mean is not None and fast.mean is not None and slow.mean_until is not None:
        slots = {"until": _days(slow.mean_until)}
        for name, mean in (("slow", slow.mean), ("fast", fast.mean)):
            ends = {"low": _days(mean.low or 0.0), "high": _days(mean.high or 0.0)}
            slots |= {f"{name}_mean": _days(mean.value), f"{name}_range": text("segments.range", ends)}
        said += text("segments.longer.mean", slots)
    if split.differs is None:
        return said + text("segments.longer.nowhere")
    slots = _differs(split.differs)
    slots |= {"n_slow": grouped(split.differs.n_slow), "n_fast": grouped(split.differs.n_fast)}
    return said + text("segments.longer.differs", slots)


def left_out_words(view: SegmentsView) -> str:
    """Return which attributes were not asked, by reason; ``""`` when all were."""
    by_reason: dict[str, list[str]] = {}
    for each in view.left_out:
        reason = text(f"segments.reason.{each.reason}", {"like": each.like})
        by_reason.setdefault(reason, []).append(each.attribute)
    if not by_reason:
        return ""
    told = "; ".join(
        text("segments.left_out.one", {"attributes": ", ".join(names), "reason": reason})
        for reason, names in by_reason.items()
    )
    return text("segments.left_out", {"listed": told}, number=len(view.left_out))


def sub_stream_name(view: SegmentsView, number: int) -> str:
    """Return what a part is called as a value stream of its own."""
    return text("segments.sub.name", {"name": view.name, "words": own_words(segment(view, number))})


def _differs(differs: DiffersLine) -> dict[str, str]:
    return {
        "part": text(f"segments.part.{differs.what}", {"stage": differs.stage}),
        "slow_days": _days(differs.slow_days),
        "fast_days": _days(differs.fast_days),
    }


def _either(values: Sequence[str]) -> str:
    shown: Iterable[str] = values
    more = []
    if len(values) > _SHOWN + 1:
        shown = values[:_SHOWN]
        more = [text("segments.more_values", number=len(values) - _SHOWN)]
    words = [*shown, *more]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _days(days: float) -> str:
    return scale_for(days).words(days)


def _number(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")
