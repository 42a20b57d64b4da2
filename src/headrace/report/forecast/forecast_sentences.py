"""Which sentence the forecast page says, by rule: what was asked, and how far chances reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import (
    DAYS,
    day,
    decimal,
    grouped,
    mid_sentence,
    percent,
    scale_for,
    spelled,
    unit_words,
    whole,
)

if TYPE_CHECKING:
    from headrace.report.forecast.forecast_view import ByDay, CheckLine, ForecastView, ItemOutlook, When

_TARGETS = {"wait": ("items", "open")}
_CHECKED = 4
_SPELLED = 12
_WIDER, _NARROWER = 1.05, 0.95


def forecast_headline(view: ForecastView) -> Headline:
    """Return what the forecast page says first."""
    if view.refusal or view.when is None or view.by is None:
        return _refused(view)
    if view.question == "item" and view.item is not None:
        return item_headline(view, view.item)
    said = by_headline(view, view.by) if view.question == "by" else when_headline(view, view.when)
    older = view.ages.older
    if not older:
        return said
    more = parts("forecast.older", unit_words(view.unit), number=older, targets=_TARGETS)
    return Headline(f"{said.key}+forecast.older", said.parts + more)


def when_headline(view: ForecastView, found: When) -> Headline:
    """Return by which day so many more are done."""
    slots = {**_slots(view), "count": _count(found.items)}
    if found.likely is not None and found.even is not None:
        same = "forecast.when.same" if found.likely == found.even else "forecast.when"
        return _said(
            same, {**slots, "likely": _day(view, found.likely), "even": _day(view, found.even)}, found.items
        )
    if found.even is not None:
        return _said("forecast.when.even", {**slots, "even": _day(view, found.even)}, found.items)
    return _said("forecast.when.far", slots, found.items)


def by_headline(view: ForecastView, found: ByDay) -> Headline:
    """Return how many are done by a day."""
    slots = {**_slots(view), "day": _day(view, found.day), "even": grouped(found.even)}
    if found.likely:
        return _said("forecast.by", slots, found.likely)
    if found.even:
        return _said("forecast.by.none", slots, found.even)
    return _said("forecast.by.nothing", slots, 0)


def item_headline(view: ForecastView, item: ItemOutlook) -> Headline:
    """Return whether one item keeps its promise, and when it is done."""
    slots = {**_slots(view), "key": item.key}
    if item.basis == "over":
        return _said("forecast.item.over", {**slots, "day": _day(view, item.ended or view.data_to)}, 1)
    if item.basis == "few":
        return _said("forecast.item.few", slots, item.n)
    slots |= {name: _day(view, at) for name in ("half", "p85") if (at := getattr(item, name)) is not None}
    return _said(_item_key(item), {**slots, **_chance(item)}, item.n)


def _item_key(item: ItemOutlook) -> str:
    open_ended = "" if item.half is not None else ".open"
    if item.promise is not None and (item.age or 0) >= item.promise:
        return f"forecast.item.broken{open_ended}"
    if item.chance is not None:
        return f"forecast.item.promise{open_ended}"
    if item.half is None:
        return "forecast.item.open"
    return "forecast.item.half" if item.p85 is None else "forecast.item.times"


def item_facts(item: ItemOutlook) -> tuple[str, ...]:
    """Return what an item was compared with."""
    if item.basis not in ("stage", "age") or item.age is None:
        return ()
    slots = {"stage": item.stage or "", "age": scale_for(item.age).words(item.age)}
    return (text(f"forecast.item.{item.basis}", slots, number=item.n),)


def start_sentence(view: ForecastView) -> str:
    """Return what is to be expected of an item that starts now; empty when nothing can be said."""
    found = view.start
    if found is None:
        return ""
    slots = {**_slots(view), **_chance(found), "n": grouped(found.n)}
    if found.chance is not None:
        return text("forecast.start.promise", slots)
    if found.half is None or found.p85 is None:
        return ""
    return text(
        "forecast.start.times", {**slots, "half": _day(view, found.half), "p85": _day(view, found.p85)}
    )


def forecast_facts(view: ForecastView) -> tuple[str, ...]:
    """Return the facts line: what the forecast rests on, how past ones did, and by how much it is widened."""
    if view.refusal:
        return (text("facts.made_up"),) if view.made_up else ()
    slots = {**unit_words(view.unit), "memory": grouped(max(whole(view.memory or 1), 1))}
    facts = [text("forecast.facts.weeks", slots, number=view.weeks)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    if view.question == "item" and view.item is not None:
        facts = [*item_facts(view.item)]
    else:
        facts += [text("forecast.facts.assumes"), *_checked(view)]
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def checked(view: ForecastView) -> CheckLine | None:
    """Return the check that stands for all: four weeks ahead, or the farthest there is."""
    exact = [each for each in view.checks if each.weeks == _CHECKED]
    return exact[0] if exact else view.checks[-1] if view.checks else None


def good_sentence(view: ForecastView) -> str:
    """Return whether past forecasts were any good, from the ones that are shown."""
    past = view.past_forecasts
    if not past:
        return text("forecast.good.none")
    held = sum(each.low_85 <= each.done <= each.high_85 for each in past)
    right = held >= 0.85 * len(past) - 2 * (0.85 * 0.15 * len(past)) ** 0.5
    slots = {
        "held": grouped(held) if held != len(past) else "all",
        "verdict": text("forecast.good.right" if right else "forecast.good.few"),
        "held_one": text("forecast.good.held" if held else "forecast.good.missed"),
    }
    return text("forecast.good", slots, number=len(past))


def loss_sentence(view: ForecastView) -> str:
    """Return how far past forecasts were off, beside the plain average; empty when there are none."""
    found = checked(view)
    if found is None or found.loss is None or found.loss_of_average is None:
        return ""
    slots = {
        **unit_words(view.unit),
        "n": grouped(found.forecasts),
        "loss": decimal(found.loss),
        "average": decimal(found.loss_of_average),
    }
    return text("forecast.good.better", slots)


def _checked(view: ForecastView) -> list[str]:
    found = checked(view)
    if found is None:
        return [text("forecast.facts.unchecked", {"weeks": "one or two"})]
    band = next(each for each in found.held if each.share == 0.85)
    slots = {
        "n": grouped(found.forecasts),
        "weeks": grouped(found.weeks),
        "held": percent(band.held),
        "low": percent(band.low),
        "high": percent(band.high),
    }
    said = [text("forecast.facts.checked", slots)]
    if not _NARROWER <= found.widened <= _WIDER:
        way = "widened" if found.widened > 1 else "narrowed"
        said.append(text(f"forecast.facts.{way}", {"times": f"{found.widened:.1f}"}))
    return said


def _refused(view: ForecastView) -> Headline:
    slots = {
        **unit_words(view.unit),
        "stream": view.stream,
        "sentence": view.missing or "",
        "remedy": view.remedy,
        "day": _day(view, view.possible) if view.possible is not None else "",
    }
    key = f"forecast.{view.refusal}"
    number = view.n_finished if view.refusal == "few" else view.weeks
    return Headline(key, parts(key, slots, number=number), text(f"{key}.note", slots))


def _day(view: ForecastView, moment: int) -> str:
    """Return a day, with its year only where that is not the data's own."""
    return day(moment, year=day(moment)[-4:] != day(view.data_to)[-4:])


def _slots(view: ForecastView) -> dict[str, str]:
    return {**unit_words(view.unit), "customer": mid_sentence(view.customer)}


def _chance(item: ItemOutlook) -> dict[str, str]:
    if item.promise is None:
        return {}
    said = {
        "promise": DAYS.words(item.promise)
        if item.promise >= 1
        else scale_for(item.promise).words(item.promise)
    }
    if item.chance is None or item.low is None or item.high is None:
        return said
    ends = {name: str(whole(getattr(item, name) * 100)) for name in ("chance", "low", "high")}
    return said | ends


def _count(items: int) -> str:
    return spelled(items) if items <= _SPELLED else grouped(items)


def _said(key: str, slots: dict[str, str], number: int) -> Headline:
    return Headline(key, parts(key, slots, number=number, targets=_TARGETS))
