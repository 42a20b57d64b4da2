"""The flow page's numbers, one per line: the same list is the table, the terminal's lines, and the CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.flow.flow_sentences import plain, signed
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import day, grouped, percent, scale_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.flow.flow_view import FlowView, Likely, Within

MISSING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: its key for machines, its name, value and range as written, and what others call it.

    ``value``, ``low`` and ``high`` are plain numbers in ``unit``; ``None`` is missing. ``target`` is what it leads
    to, as the arguments of an ``Href``.
    """

    key: str
    name: str
    shown: str
    likely: str
    called: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    target: tuple[str, str] | None = None


def lines(view: FlowView) -> tuple[Line, ...]:
    """Return every measure of the view that there is, in the order of the page."""
    return (*_times(view), *_parts(view), *_rates(view), *_open(view), *_kinds(view), *_path(view))


def flow_table(view: FlowView) -> Table:
    """Return the measures as a table, without the sample path's."""
    own = (*_times(view), *_parts(view), *_rates(view), *_open(view), *_kinds(view))
    heads = ("measure", "value", "likely", "called")
    head = tuple(text(f"flow.head.{name}") for name in heads)
    rows = tuple(
        (Cell(each.name, each.target), Cell(each.shown), Cell(each.likely), Cell(each.called)) for each in own
    )
    return Table(
        text("flow.caption", {"name": view.name}), head, rows, numeric=frozenset({1, 2}), narrow=True
    )


def path_table(view: FlowView) -> Table:
    """Return the sample path's totals as a table, each with its letter."""
    head = tuple(text(f"flow.head.{name}") for name in ("measure", "letter", "value"))
    rows = tuple((Cell(each.name), Cell(each.called), Cell(each.shown)) for each in _path(view))
    return Table(text("flow.path"), head, rows, numeric=frozenset({2}))


def weeks_table(view: FlowView) -> Table:
    """Return the weeks as a table: the picture's points, one row per week."""
    heads = ("week", "arrived", "done", "given_up", "typical")
    head = tuple(text(f"flow.table.{name}") for name in heads)
    rows = tuple(
        (
            Cell(day(each.start)),
            Cell(grouped(each.arrived)),
            Cell(grouped(each.done)),
            Cell(grouped(each.given_up)),
            Cell(MISSING if each.typical is None else plain(each.typical)),
        )
        for each in view.weeks
    )
    return Table(text("flow.caption", {"name": view.name}), head, rows, numeric=frozenset({1, 2, 3, 4}))


def _named(key: str, slots: dict[str, str] | None = None) -> str:
    return text(f"flow.m.{key}", slots or {})


def _days(
    key: str,
    value: float | None,
    called: str = "",
    slots: dict[str, str] | None = None,
    likely: Likely | None = None,
) -> Iterator[Line]:
    """Yield a duration, when there is one."""
    if value is None:
        return
    scale = scale_for(abs(value))
    shown = scale.with_unit(plain(scale.of(value)))
    between = _between(likely, scale.per_day) if likely else ""
    yield Line(
        key,
        _named(key, slots),
        shown,
        between,
        text(f"flow.c.{called}") if called else "",
        value,
        likely.low if likely else None,
        likely.high if likely else None,
        "days",
    )


def _between(likely: Likely, factor: float = 1.0) -> str:
    if likely.low is None or likely.high is None:
        return ""
    return text("flow.likely", {"low": plain(likely.low * factor), "high": plain(likely.high * factor)})


def _times(view: FlowView) -> Iterator[Line]:
    times = view.times
    if times is None:
        return
    for each in (times.half, times.p85, times.p95):
        yield _within(each, times.longest or 0.0)
    if times.mean is not None and times.mean_until is not None:
        until = scale_for(times.mean_until).words(times.mean_until)
        yield from _days("mean", times.mean.value, "mean", {"until": until}, times.mean)


def _within(found: Within, longest: float) -> Line:
    key = {0.5: "half", 0.85: "p85", 0.95: "p95"}[found.share]
    scale = scale_for(longest if found.days is None else found.days)
    likely = ""
    if found.days is None:
        shown = text("flow.not_reached", {"longest": scale.words(longest)})
    else:
        shown = scale.words(found.days)
    if found.low is not None:
        low = scale.number(found.low)
        likely = text("flow.facts.or_more", {"low": low})
        if found.high is not None:
            likely = text("flow.likely", {"low": low, "high": scale.number(found.high)})
    return Line(
        key,
        _named(key),
        shown,
        likely,
        text("flow.c.time"),
        found.days,
        found.low,
        found.high,
        "days",
        ("items", ""),
    )


def _parts(view: FlowView) -> Iterator[Line]:
    parts = view.parts
    if parts is None:
        return
    yield from _told("work", parts.work)
    yield from _told("wait", parts.wait)
    if parts.wait:
        yield from _days("handoff", parts.handoff)
    if parts.blocked:
        yield from _days("blocked", parts.blocked)
    share = view.efficiency
    if share is None and (parts.work is None or parts.wait is None):
        yield from _told("efficiency", None)
    if share is not None:
        likely = ""
        if share.low is not None and share.high is not None:
            likely = text("flow.likely", {"low": percent(share.low), "high": percent(share.high)})
        yield Line(
            "efficiency",
            _named("efficiency"),
            percent(share.value),
            likely,
            text("flow.c.efficiency"),
            share.value,
            share.low,
            share.high,
            "share",
        )


def _told(key: str, value: float | None) -> Iterator[Line]:
    """Yield a duration that every stream has; where no record tells of it, that."""
    if value is None:
        yield Line(
            key,
            _named(key),
            text("flow.untold"),
            "",
            "",
            None,
            None,
            None,
            "share" if key == "efficiency" else "days",
        )
        return
    yield from _days(key, value)


def _rates(view: FlowView) -> Iterator[Line]:
    if view.path is None:
        return
    yield from _a_week("arrived", view.arrived, view.path.arrival_rate, "")
    yield from _a_week("done", view.done, None, "velocity")
    if view.stability is not None and view.stability.net is not None and view.stability.age is not None:
        net, age = view.stability.net, view.stability.age
        shown = text("flow.a_week", {"number": sized(net.value)})
        yield Line(
            "net",
            _named("net"),
            shown,
            _between(net),
            text("flow.c.net"),
            net.value,
            net.low,
            net.high,
            "items a week",
        )
        shown = text("flow.a_week", {"number": text("flow.item_days", {"number": sized(age.value)})})
        yield Line(
            "age", _named("age"), shown, _between(age), "", age.value, age.low, age.high, "item-days a week"
        )


def sized(value: float) -> str:
    """Return a difference with its sign; one too small to be written is about 0, on whichever side it lies."""
    written = signed(value)
    return text("flow.about_none") if "<" in written else written


def _a_week(key: str, likely: Likely | None, otherwise: float | None, called: str) -> Iterator[Line]:
    value = likely.value if likely else otherwise
    if value is None:
        return
    shown = text("flow.a_week", {"number": plain(value)})
    low, high = (likely.low, likely.high) if likely else (None, None)
    between = _between(likely) if likely else ""
    name = text(f"flow.c.{called}") if called else ""
    yield Line(key, _named(key), shown, between, name, value, low, high, "items a week")


def _count(key: str, number: int | None, called: str = "", at: str | None = None) -> Iterator[Line]:
    if number is not None:
        shown = text("flow.items", number=number)
        name = text(f"flow.c.{called}") if called else ""
        target = None if at is None else ("items", at)
        yield Line(key, _named(key), shown, "", name, number, None, None, "items", target)


def _open(view: FlowView) -> Iterator[Line]:
    yield from _count("open", view.n_open, "load", "open")
    yield from _days("oldest", view.ages.oldest)
    yield from _count("older", view.ages.older, at="open")
    if view.debt is not None:
        yield from _days("debt", view.debt, "debt")


def _kinds(view: FlowView) -> Iterator[Line]:
    if len(view.distribution) < 2:
        return
    for kind, items, share in view.distribution:
        name = text("flow.m.kind", {"kind": kind or text("flow.m.kind.none")})
        called = text("flow.c.distribution")
        shown = f"{percent(share)} ({grouped(items)})"
        yield Line(f"kind:{kind or ''}", name, shown, "", called, share, None, None, "share")


def _path(view: FlowView) -> Iterator[Line]:
    """Yield the sample path's totals, each with its letter."""
    path = view.path
    if path is None:
        return
    yield from _lettered("present", path.mean_present, "L", "items")
    yield from _lettered("now", path.present, "N", "items")
    yield from _lettered("arrivals", path.arrivals, "A", "items")
    yield from _lettered("departures", path.departures, "D", "items")
    yield from _lettered("arrival_rate", path.arrival_rate, "Λ", "a week")
    yield from _lettered("departure_rate", path.departure_rate, "Θ", "a week")
    yield from _lettered("presence", path.presence, "H", "item-days")
    yield from _lettered("per_arrival", path.per_arrival, "w", "days")
    yield from _lettered("per_departure", path.per_departure, "w′", "days")
    yield from _lettered("per_item", path.per_item, "", "days")
    yield from _lettered("sojourn", path.sojourn, "W*", "days")
    yield from _lettered("total_age", path.total_age, "R", "item-days")
    yield from _lettered("coherence", path.coherence, text("flow.c.coherence"), "share")
    yield from _lettered("cut_presence", path.cut_presence, "rH", "share")
    yield from _lettered("cut_items", path.cut_items, "rB", "share")
    yield from _lettered("relative_length", path.relative_length, "ρ", "times")


def _lettered(key: str, value: float | None, letter: str, unit: str) -> Iterator[Line]:
    if value is None:
        return
    if unit == "share":
        shown = percent(value)
    elif unit == "days":
        scale = scale_for(value)
        shown = scale.words(value)
    elif unit == "a week":
        shown, unit = text("flow.a_week", {"number": plain(value)}), "items a week"
    elif unit == "item-days":
        shown = text("flow.item_days", {"number": plain(value)})
    else:
        shown = grouped(value) if isinstance(value, int) else plain(value)
    yield Line(key, _named(key), shown, "", letter, value, None, None, unit)
