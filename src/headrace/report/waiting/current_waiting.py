"""The values of "Why it waits", put together from the parts of all waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.function_times import work_for
from headrace.diagnosis.waiting_causes import Cause, Elsewhere
from headrace.diagnosis.waiting_ledger import waiting_ledger
from headrace.diagnosis.working_hours import Untold, WorkingHours
from headrace.engine import among, rows
from headrace.flow.handoff_times import FEWEST
from headrace.report.items.behind import CUSTOMER
from headrace.report.trust.gaps import WAIT, untold
from headrace.report.waiting.waiting_view import KnownOf, WaitingView, WaitItem, WaitPart, WaitPlace
from headrace.report.wording.week_words import week_words
from headrace.value_streams.consistency import slug
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.diagnosis.function_times import FunctionTimes
    from headrace.diagnosis.item_visits import ItemVisits
    from headrace.diagnosis.waiting_causes import Receiver
    from headrace.diagnosis.waiting_ledger import CausePart, Waited, WaitingAt, WaitingLedger
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

_Names = dict[int, tuple[str, str]]


def current_waiting(
    engine: Engine,
    stream: ValueStream,
    selection: Selection,
    around: Surroundings,
    beside: Sequence[FunctionTimes] = (),
) -> WaitingView:
    """Return why the items waited that finished in the selection's window.

    Args:
        beside: what other streams needed of functions meanwhile.
    """
    found = waiting_ledger(
        engine, selection, around.data_to, _outside(stream, around), _elsewhere(around, beside)
    )
    names = _names(engine, found)
    places = tuple(_place(each, found.whole.total, stream, around, names) for each in found.places)
    return WaitingView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        kind=selection.kind,
        kinds=around.kinds,
        refusal=_refusal(engine, found, around),
        missing=around.missing,
        remedy=around.remedy,
        n_finished=found.items,
        days=found.whole.total / DAY,
        waits=found.whole.waits,
        items=found.whole.items,
        parts=tuple(
            _part(part, found.whole, _why_of_all(at, places), names)
            for at, part in enumerate(found.whole.parts)
        ),
        clear=found.whole.clear,
        places=places,
        beside=tuple(each.stream for each in beside),
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )


def _refusal(engine: Engine, found: WaitingLedger, around: Surroundings) -> str | None:
    """Return why nothing can be told; ``None`` when it can."""
    if around.missing:
        return "missing"
    if not found.items:
        return "nothing"
    if found.items < FEWEST:
        return "few"
    if WAIT in untold(engine):
        return "untold"
    return None if found.whole.total else "none"


def _outside(stream: ValueStream, around: Surroundings) -> Callable[[ItemVisits], Flags]:
    named = {slug(each) for each in stream.outside}
    stages = [at for at, stage in enumerate(stream.stages) if slug(stage.name) in named]
    functions = [at for at, name in enumerate(around.functions) if slug(name) in named]

    def outside(visits: ItemVisits) -> Flags:
        return np.asarray(np.isin(visits.stage, stages) | np.isin(visits.function, functions))

    return outside


def _elsewhere(
    around: Surroundings, beside: Sequence[FunctionTimes]
) -> Callable[[Times], Mapping[int, Elsewhere]]:
    def elsewhere(numbers: Times) -> Mapping[int, Elsewhere]:
        work = {at: work_for(beside, slug(name), numbers) for at, name in enumerate(around.functions)}
        return {at: Elsewhere(*found) for at, found in work.items() if found is not None}

    return elsewhere


def _names(engine: Engine, found: WaitingLedger) -> _Names:
    """Return id and key of the items that are named, by number."""
    parts = [*found.whole.parts, *(part for place in found.places for part in place.waited.parts)]
    numbers = sorted({number for part in parts for number, _ in part.longest})
    if not numbers:
        return {}
    listed = rows(among(engine, engine.table("objects"), "object_no", numbers))
    return {row["object_no"]: (row["object_id"], row["key"]) for row in listed}


def _place(
    found: WaitingAt, waited: int, stream: ValueStream, around: Surroundings, names: _Names
) -> WaitPlace:
    sender = None if found.sender is None else around.functions[found.sender]
    receiver = around.functions[found.receiver]
    return WaitPlace(
        key=f"{CUSTOMER if sender is None else slug(sender)}~{slug(receiver)}",
        sender=sender,
        receiver=receiver,
        days=found.waited.total / DAY,
        share=found.waited.total / waited,
        waits=found.waited.waits,
        items=found.waited.items,
        parts=tuple(
            _part(part, found.waited, _why(part.cause, found, stream), names) for part in found.waited.parts
        ),
        known=_known(found.known),
    )


def _known(found: Receiver) -> KnownOf:
    hours = found.hours if isinstance(found.hours, WorkingHours) else None
    return KnownOf(
        open_hours=None if hours is None else int(hours.of_week.sum()),
        open_words=None if hours is None else week_words(hours.of_week.tolist()),
        started_hours=None if hours is None else hours.starts,
        at_once=found.at_once or None,
        starts=found.starts,
    )


def _why(cause: Cause, at: WaitingAt, stream: ValueStream) -> str | None:
    """Return why records do not tell a part at a hand-off; ``None`` where they do."""
    if cause is Cause.OUTSIDE:
        return None if stream.outside else "undeclared"
    if cause is Cause.HOURS:
        return at.known.hours.value if isinstance(at.known.hours, Untold) else None
    if cause is Cause.TOGETHER:
        return None if at.exact else "coarse"
    if cause in (Cause.BUSY, Cause.BUSY_ELSEWHERE):
        if not at.known.at_once:
            return "few" if at.known.starts else "no_work"
        return "alone" if cause is Cause.BUSY_ELSEWHERE and not at.known.shared else None
    return None


def _why_of_all(at: int, places: Sequence[WaitPlace]) -> str | None:
    """Return why records tell a part nowhere: what is so where most is waited."""
    whys = [place.parts[at].untold for place in places]
    return whys[0] if whys and all(whys) else None


def _part(found: CausePart, of: Waited, untold: str | None, names: _Names) -> WaitPart:
    known = untold is None or found.total > 0
    return WaitPart(
        cause=found.cause.name.lower(),
        days=found.total / DAY if known else None,
        share=found.total / of.total if known and of.total else None,
        low=found.low if known else None,
        high=found.high if known else None,
        waits=found.waits,
        items=found.items,
        untold=None if known else untold,
        longest=tuple(WaitItem(*names[number], span / DAY) for number, span in found.longest),
    )
