"""SPACE for a stream's work: satisfaction, performance, activity, communication, efficiency; never of persons or teams.

At least three of the five sides have to be measured, one of them by asking people (Forsgren and others, *The SPACE of
Developer Productivity*, ACM Queue 19(1), 2021). Else nothing is said but what to add.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace.flow import collaboration
from headrace.flow.efficiency import efficiency
from headrace.flow.proportion import proportion, rate
from headrace.flow.rates import rates
from headrace.flow.survival import flow_survival
from headrace.flow.time import flow_time
from headrace.flow.weeks import WEEK, weeks_of
from headrace.report.delivery.current_delivery import deployed
from headrace.report.dimensions.profile_lines import likely, line, missing, share, until, weekly
from headrace.report.dimensions.profile_view import Dimension
from headrace.report.flow.flow_view import Likely
from headrace.report.maps.outcome import outcome
from headrace.report.signals.signals import measure
from headrace.report.trust.gaps import WORK, one_function, undivided, untold, why
from headrace.report.view import Window
from headrace.report.wording.phrases import text
from headrace.report.words import capitalised, listed, percent, scale_for
from headrace.value_streams.signals import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.dimensions.profile_view import MeasureLine, ProfileAsked

NEEDED = 3
"""Sides of the five that have to be measured."""


def space(asked: ProfileAsked) -> Dimension:
    """Return the SPACE dimension of a stream; refused with what to add when it says too little to be fair."""
    start = asked.selection.start
    window = Window(start, max(min(asked.selection.end, asked.around.data_to + 1), start + 1))
    sides: dict[str, tuple[MeasureLine, ...]] = {
        "satisfaction": (),
        "performance": _performance(asked, window),
        "activity": _activity(asked, window),
        "communication": _communication(asked, window),
        "efficiency": _efficiency(asked, window),
    }
    by_side = {name: [*sides[name], *_signals(asked, name)] for name in SPACE}
    mend = text("space.mend", {"stream": asked.stream.id})
    if not by_side["satisfaction"]:
        why = text("space.none.satisfaction")
        by_side["satisfaction"] = [missing("space", "satisfaction", "", why, mend)]
    measured = [name for name in SPACE if any(each.measured for each in by_side[name])]
    perceived = any(
        each.asked and each.last is not None and each.dimension in SPACE for each in asked.signals
    )
    refusal = _refusal(measured, perceived=perceived)
    lines = tuple(
        replace(_told(each, refusal), called=text(f"space.c.{name}"))
        for name, lines in by_side.items()
        for each in lines
    )
    head = (text("space.name"), text("space.question"))
    return Dimension("space", *head, lines, refusal=refusal, remedy=mend if refusal else "")


def _refusal(measured: Sequence[str], *, perceived: bool) -> str | None:
    """Return why SPACE is not said; ``None`` when it is."""
    names = [text(f"space.d.{name}") for name in measured]
    if not measured:
        return text("space.few.none")
    if len(measured) < NEEDED:
        return text("space.few", {"sides": listed(names)}, number=len(measured))
    return None if perceived else text("space.unasked", {"Sides": capitalised(listed(names))})


def _told(measure: MeasureLine, refusal: str | None) -> MeasureLine:
    """Return a measure without its value where SPACE is refused: no file and no table says it either."""
    if refusal is None or not measure.measured:
        return measure
    return replace(measure, value=None, said="", n=0, note="", series=None, missing=refusal)


def _signals(asked: ProfileAsked, side: str) -> list[MeasureLine]:
    """Return the signals of a side; a stream's outcomes speak of its performance, whatever else they tell."""
    return [
        measure(each)
        for each in asked.signals
        if each.dimension == side
        or (side == "performance" and each.signal in asked.stream.outcomes and each.dimension not in SPACE)
    ]


def _performance(asked: ProfileAsked, window: Window) -> tuple[MeasureLine, ...]:
    return (_promise(asked, window), *_outcome(asked, window))


def _promise(asked: ProfileAsked, window: Window) -> MeasureLine:
    promise = asked.stream.promise
    found = flow_time(asked.engine, asked.selection, promise.within) if promise else None
    if promise is None or found is None or found.within_promise is None:
        mend = text("space.mend.promise") if promise is None else ""
        return missing("space", "promise", "share", text("space.none.promise"), mend)
    slots = {"share": percent(promise.share), "within": scale_for(promise.within).words(promise.within)}
    kept = proportion(round(found.within_promise * found.n), found.n)
    return share("space", "promise", kept, window, goal=promise.share, note=text("space.n.promise", slots))


def _outcome(asked: ProfileAsked, window: Window) -> tuple[MeasureLine, ...]:
    found = outcome(asked.engine, asked.stream, asked.selection)
    if found is None:
        return ()
    name = text("space.m.outcome", {"name": found.name})
    kept = proportion(round(found.share * found.n), found.n)
    how = text("space.how.outcome")
    value = likely(kept) if kept else None
    return (line("space", "outcome", value, "share", found.n, window=window, name=name, how=how),)


def _activity(asked: ProfileAsked, window: Window) -> tuple[MeasureLine, ...]:
    weeks = weeks_of(asked.spans, window.start, window.end)
    done = rates(weeks).done
    value = Likely(done.mean, done.low, done.high) if done else None
    why = None if done else text("space.none.items")
    n = asked.finished if done else 0
    items = line("space", "items", value, "a week", n, window=window, missing=why)
    return (items, *_passing(asked, window, "changes", "change"), *_deployments(asked))


def _deployments(asked: ProfileAsked) -> tuple[MeasureLine, ...]:
    """Return how often the work is deployed, as delivery counts it; nothing where it cannot."""
    found = deployed(asked)
    if not found.measured:
        return ()
    called = {place: text(f"space.{place}.deployments") for place in ("m", "how")}
    return (replace(found, key="deployments", name=called["m"], how=called["how"]),)


def _passing(asked: ProfileAsked, window: Window, key: str, object_type: str) -> tuple[MeasureLine, ...]:
    """Return how many records of a type a week; nothing where none pass through the stream."""
    times = collaboration.first_seen(asked.engine, object_type)
    inside = int(((times >= window.start) & (times < window.end)).sum())
    found = rate(inside, (window.end - window.start) / WEEK)
    if not inside or found is None:
        return ()
    series = weekly(key, times, window)
    return (line("space", key, likely(found), "a week", inside, window=window, series=series),)


def _communication(asked: ProfileAsked, window: Window) -> tuple[MeasureLine, ...]:
    passed = collaboration.handoffs(asked.engine, asked.selection)
    n = asked.finished
    if one_function(asked.stream):
        handed = missing("space", "handoffs", text("space.u.handoffs"), *why("handoff"))
    elif WORK in untold(asked.engine):
        # without work nobody is known to have handed anything over: that is no zero
        handed = missing("space", "handoffs", text("space.u.handoffs"), *why(WORK))
    elif passed is None:
        handed = missing("space", "handoffs", text("space.u.handoffs"), text("space.none.handoffs"), "")
    else:
        value = Likely(passed.share, passed.low, passed.high)
        handed = line("space", "handoffs", value, text("space.u.handoffs"), n, window=window)
    returned = share("space", "returned", collaboration.sent_back(asked.engine, asked.selection), window)
    return (_review(asked, window), handed, returned)


def _review(asked: ProfileAsked, window: Window) -> MeasureLine:
    waited = collaboration.reviews(asked.engine)
    if not waited.done.any():
        return missing("space", "review", "days", text("space.none.review"), text("space.mend.review"))
    return until("space", "review", flow_survival(waited, window.start, window.end - 1), 0.5, window)


def _efficiency(asked: ProfileAsked, window: Window) -> tuple[MeasureLine, ...]:
    untimed = undivided(untold(asked.engine))
    worked = efficiency(asked.engine, asked.selection)
    n = asked.finished
    curve = flow_survival(asked.spans, window.start, window.end - 1)
    half = until("space", "half", curve, 0.5, window)
    if untimed is not None:
        return (missing("space", "worked", "share", *why(untimed)), half)
    if worked is None:
        return (missing("space", "worked", "share", text("space.none.worked"), ""), half)
    value = Likely(worked.share, worked.low, worked.high)
    return (line("space", "worked", value, "share", n, window=window), half)
