"""The values about bottlenecks, put together from the paths of all queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.diagnosis.bottleneck import bottleneck
from headrace.diagnosis.passing_on import FEWEST_PERIODS, PERIOD_DAYS
from headrace.flow.handovers import CUSTOMER as NOBODY
from headrace.report.bottleneck.bottleneck_view import BottleneckView, Likely, PlaceLine
from headrace.report.items.behind import CUSTOMER
from headrace.report.trust.gaps import WAIT, untold
from headrace.report.view import Window
from headrace.value_streams.consistency import slug
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.diagnosis.bottleneck import Bottleneck, Evidence
    from headrace.diagnosis.passing_on import Ranged
    from headrace.diagnosis.queue_path import Place
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

NEEDED_DAYS = FEWEST_PERIODS * PERIOD_DAYS
"""How long a window must be."""


def current_bottleneck(
    engine: Engine, stream: ValueStream, selection: Selection, around: Surroundings
) -> BottleneckView:
    """Return what says where a shorter wait would shorten the whole, in the selection's window.

    All kinds of work count, whatever the selection's: they wait for the same people.
    """
    start = max(selection.start, around.began or selection.start)
    end = max(min(selection.end - 1, around.data_to), start)
    found = bottleneck(engine, start, end, around.data_to)
    lines = tuple(_line(each, found, around) for each in found.ranked())
    seen = (end + 1 - start) / DAY
    return BottleneckView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        observed=Window(start, end + 1),
        refusal=_refusal(engine, lines, seen, around),
        missing=around.missing,
        remedy=around.remedy,
        places=lines,
        days_seen=seen,
        days_needed=NEEDED_DAYS,
        outcomes_told=found.outcomes_told,
        work_untold=tuple(
            dict.fromkeys(around.functions[each.place.receiver] for each in found.places if not each.told)
        ),
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )


def _refusal(engine: Engine, lines: tuple[PlaceLine, ...], seen: float, around: Surroundings) -> str | None:
    if around.missing:
        return "missing"
    if WAIT in untold(engine):
        return "untold"
    if not any(each.days for each in lines):
        return "nothing"
    return "short" if seen < NEEDED_DAYS else None


def _line(found: Evidence, whole: Bottleneck, around: Surroundings) -> PlaceLine:
    place = found.place
    holding = whole.places[found.held_by].place if found.held_by is not None else None
    return PlaceLine(
        key=_key(place, around),
        sender=None if place.sender == NOBODY else around.functions[place.sender],
        receiver=around.functions[place.receiver],
        days=place.days,
        waiting=found.waiting,
        came=found.came * 7,
        went=found.went * 7,
        each=found.each,
        empty=_likely(found.empty),
        at_limit=_likely(found.at_limit),
        room=_likely(found.room),
        longest=found.longest,
        fills=_likely(found.fills),
        together=_likely(found.together),
        passes=_likely(found.passes),
        reading=found.reading,
        after=found.after,
        held_by=_key(holding, around) if holding else None,
    )


def _key(place: Place, around: Surroundings) -> str:
    sender = CUSTOMER if place.sender == NOBODY else slug(around.functions[place.sender])
    return f"{sender}~{slug(around.functions[place.receiver])}"


def _likely(found: Ranged | None) -> Likely | None:
    return Likely(found.value, found.low, found.high) if found else None
