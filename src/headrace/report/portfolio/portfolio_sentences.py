"""Which sentence is said of the portfolio, by rule: what keeps us from telling, what is uncertain, what is strong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import day, grouped, mid_sentence, percent, scale_for, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.headline import Part
    from headrace.report.portfolio.portfolio_view import ObjectiveLine, PortfolioRow, PortfolioView

ENOUGH = 10
"""Finished items from which a stream's average is said."""

_COMPARE = 30
"""Finished items of all streams from which they are compared."""

_MUCH = 0.1
"""The share of what was finished from which it is said that it serves nothing."""


def portfolio_headline(view: PortfolioView) -> Headline:
    """Return what is said first: in the order of what keeps from telling, too few, uncertain, strong."""
    refused = _refused(view)
    if refused:
        return refused
    main = mattering(view)
    if main is not None and not told_well(main):
        return _uncertain(view, main)
    return _strong(view)


def portfolio_facts(view: PortfolioView) -> tuple[str, ...]:
    """Return the facts line: how many streams, what finished, and what is without the other."""
    made_up = (text("facts.made_up"),) if view.made_up else ()
    facts = [text("portfolio.facts.streams", number=len(view.streams))] if view.streams else []
    if not view.empty and view.streams:
        facts.append(text("portfolio.facts.finished", {"span": span(view.window)}, number=view.finished))
        if sum(row.finished for row in view.streams) > view.finished:
            facts.append(text("portfolio.facts.once"))
        facts.append(text("facts.unit", {"units": "days"}))
    if view.without_stream:
        facts.append(text("portfolio.facts.unserved", number=len(view.without_stream)))
    if view.objectives and view.unaligned:
        facts.append(text("portfolio.facts.unaligned", number=len(view.unaligned)))
    broken = sum(1 for row in view.streams if row.problem)
    if broken:
        facts.append(text("portfolio.facts.left_out", number=broken))
    return (*facts, *made_up)


def told_well(row: PortfolioRow) -> bool:
    """Tell whether a stream's days can be said: enough finished, not too unlike, working told from waiting."""
    flow = row.flow_days
    if flow is None or row.waiting is None or row.finished < ENOUGH or flow.low is None or flow.high is None:
        return False
    return flow.high - flow.low <= flow.value


def mattering(view: PortfolioView) -> PortfolioRow | None:
    """Return the stream that serves most the one objective that weighs most; ``None`` where none does alone."""
    served = [each for each in view.objectives if view.under(each.objective)]
    heaviest = max((each.weight for each in served), default=0.0)
    first = [each for each in served if each.weight == heaviest]
    if len(first) != 1 or not heaviest:
        return None
    return max(view.under(first[0].objective), key=lambda row: row.share or 0.0)


def changed(row: PortfolioRow, since: int) -> bool:
    """Tell whether what customers get shows a real change: a run on one side of its average that lasts since then."""
    chart = row.outcome.series.behaviour if row.outcome else None
    return any(
        each.rule == "run" and each.lasting and each.last >= since
        for each in (chart.signals if chart else ())
    )


def _refused(view: PortfolioView) -> Headline | None:
    n = len(view.streams)
    if not n:
        return Headline("portfolio.none", parts("portfolio.none"), text("portfolio.none.note"))
    if view.empty or all(row.problem for row in view.streams):
        key = "portfolio.empty" if view.empty else "portfolio.unread"
        return Headline(key, parts(key, number=n), text(f"{key}.note"))
    if view.finished >= _COMPARE and any(row.finished >= ENOUGH for row in view.streams):
        return None
    slots = {"items": text("portfolio.thin.items", number=view.finished)}
    return Headline("portfolio.thin", parts("portfolio.thin", slots, number=n), text("portfolio.thin.note"))


def _uncertain(view: PortfolioView, main: PortfolioRow) -> Headline:
    n = sum(changed(row, view.window.start) for row in view.streams)
    slots = {
        "streams": text("portfolio.streams", number=len(view.streams)),
        "since": day(view.window.start),
        "name": main.name,
        "not": "" if changed(main, view.window.start) else text("portfolio.uncertain.not"),
    }
    key = "portfolio.uncertain" if n else "portfolio.calm"
    said = parts(key, slots, number=n) if n else parts(key, slots)
    return Headline(key, said, text("portfolio.uncertain.note", slots))


def _strong(view: PortfolioView) -> Headline:
    told = [row for row in view.streams if told_well(row)]
    serving = [row for row in told if row.objective is not None]
    chosen, who = (serving, "serving") if serving else (told, "every")
    key, said = _opening(chosen, who)
    more, tail = _longest(view, chosen), _end(view)
    note = "" if view.objectives else text("portfolio.unstated.note")
    return Headline(
        "+".join([key, more[0], *tail[:1]]).rstrip("+"), (*said, *more[1], *(tail[1] if tail else ())), note
    )


def _opening(rows: Sequence[PortfolioRow], who: str) -> tuple[str, tuple[Part, ...]]:
    waits = [row for row in rows if (row.waiting or 0.0) > 0.5]
    how = "all" if len(waits) == len(rows) else "some" if waits else "no"
    slots = {"name": rows[0].name if rows else "", "all": grouped(len(rows))}
    key = f"portfolio.{who}.{how}"
    return key, parts(key, slots, number=len(waits) if how == "some" else len(rows))


def _longest(view: PortfolioView, rows: Sequence[PortfolioRow]) -> tuple[str, tuple[Part, ...]]:
    main = mattering(view)
    key = "portfolio.waits" if main is None else "portfolio.matters"
    one = main or max(rows, key=lambda row: row.wait_days or 0.0)
    if len(rows) == 1 and rows[0] is one:
        key = "portfolio.alone"
    days, wait = one.flow_days.value if one.flow_days else 0.0, one.wait_days or 0.0
    scale = scale_for(days)
    slots = {
        "name": one.name,
        "customer": mid_sentence(one.customer),
        "days": scale.words(days),
        "wait": scale.number(wait),
    }
    return key, parts(key, slots, targets={"strong": ("stream", one.stream)})


def _end(view: PortfolioView) -> tuple[str, tuple[Part, ...]] | tuple[()]:
    if not view.objectives:
        return "portfolio.unstated", parts("portfolio.unstated")
    share = view.unserved / view.finished if view.finished else 0.0
    if share < _MUCH:
        return ()
    return "portfolio.unserved", parts("portfolio.unserved", {"share": percent(share)})


def names_of(view: PortfolioView, streams: Sequence[str]) -> list[str]:
    """Return the names of streams, in the order given."""
    names = {row.stream: row.name for row in view.streams}
    return [names[stream] for stream in streams if stream in names]


def elsewhere(view: PortfolioView, line: ObjectiveLine) -> list[str]:
    """Return the names of streams that serve an objective, or its parts, and stand under another one."""
    here = {row.stream for row in view.under(line.objective)}
    return names_of(view, [each for each in line.streams if each not in here])
