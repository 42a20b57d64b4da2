"""The hand-offs page's values, put together from the ledger of boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.flow.handoff_contrast import apart, comparable
from headrace.flow.handoffs import ledger
from headrace.flow.proportion import proportion
from headrace.report.flow.flow_series import charted
from headrace.report.handoffs.chosen_handoff import chosen_handoff, chosen_place, unit_of
from headrace.report.handoffs.handoffs_asked import USUAL, HandoffsAsked
from headrace.report.handoffs.handoffs_view import (
    BoundaryLine,
    HandoffsView,
    SentBackLine,
    Sums,
    ToolCrossing,
    WaitCell,
    WaitWeek,
)
from headrace.report.handoffs.item_groups import chosen, grouped, offered
from headrace.report.items.behind import CUSTOMER
from headrace.report.trust.gaps import WAIT, untold
from headrace.report.trust.trust_rules import crossing_lines
from headrace.report.view import Window
from headrace.value_streams.consistency import slug
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.handoff_returns import Rework
    from headrace.flow.handoff_times import Waited
    from headrace.flow.handoffs import Boundary, Ledger
    from headrace.flow.selection import Selection
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

FEWEST = 5
"""Finished items below which hand-offs are not compared."""

_CHARTED = 12
"""Hand-offs whose weeks are charted, those with most days waited first."""


def current_handoffs(
    engine: Engine,
    stream: ValueStream,
    selection: Selection,
    around: Surroundings,
    asked: HandoffsAsked = USUAL,
) -> HandoffsView:
    """Return what the hand-offs of a stream cost, of the items that finished in the selection's window.

    Raises:
        BadRequest: the stream's items cannot be split so, there is no such hand-off, or no such unit.
    """
    split, unit = asked.split, unit_of(asked.unit)
    start = max(selection.start, around.began or selection.start)
    end = max(min(selection.end - 1, around.data_to), start)
    names = offered(engine, selection)
    by = chosen(stream, split, names)
    columns, groups = grouped(engine, selection, stream, by)
    found = ledger(engine, selection, start, end, around.data_to, groups, unit=unit)
    lines = [
        _line(
            each, found, stream, around, charted_too=place < _CHARTED or _keyed(each, around) == asked.handoff
        )
        for place, each in enumerate(found.boundaries)
    ]
    inside = [each.inside for each in found.boundaries]
    at = chosen_place(stream, asked.handoff, lines)
    crossing = [each for each, within in zip(found.boundaries, inside, strict=True) if not within]
    first = crossing[0] if crossing else None
    return HandoffsView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        observed=Window(start, end + 1),
        kind=selection.kind,
        kinds=around.kinds,
        refusal=_refusal(engine, found, around),
        missing=around.missing,
        remedy=around.remedy,
        n_finished=found.items,
        crossed=found.crossed,
        split=by,
        splits=names,
        columns=columns,
        boundaries=tuple(line for line, within in zip(lines, inside, strict=True) if not within),
        inside=tuple(line for line, within in zip(lines, inside, strict=True) if within),
        sums=_sums(found),
        difference=found.difference,
        compared=apart(first.cells) if first else None,
        comparable=len(comparable(first.cells)) if first else 0,
        crossings=tuple(
            ToolCrossing(each.from_tool, each.to_tool, each.items, each.of)
            for each in crossing_lines(engine, stream, around.tools)
        ),
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
        unit_of_time=unit.value,
        chosen=None
        if at is None
        else chosen_handoff(
            engine,
            stream,
            selection,
            (lines[at].key, found.boundaries[at]),
            (start, end, around.data_to),
            names,
            unit,
        ),
    )


def _refusal(engine: Engine, found: Ledger, around: Surroundings) -> str | None:
    """Return why hand-offs cannot be compared; ``None`` when they can."""
    if around.missing:
        return "missing"
    if not found.items:
        return "nothing"
    if found.items < FEWEST:
        return "few"
    if WAIT in untold(engine):
        return "untold"
    # what arrives is a hand-off too, but from nobody in here
    functions = {each.receiver for each in found.boundaries} | {
        each.sender for each in found.boundaries if each.sender is not None
    }
    if len(functions) == 1:
        return "one"
    return None


def _sums(found: Ledger) -> Sums:
    return Sums(
        flow_time=found.flow_time / DAY,
        working=found.working / DAY,
        blocked=found.blocked / DAY,
        handoffs=found.waited() / DAY,
        inside=found.waited(inside=True) / DAY,
        arrival=found.waited(arrival=True) / DAY,
    )


def _line(
    found: Boundary, whole: Ledger, stream: ValueStream, around: Surroundings, *, charted_too: bool
) -> BoundaryLine:
    sender = None if found.sender is None else around.functions[found.sender]
    receiver = around.functions[found.receiver]
    weeks = tuple(WaitWeek(each.start, each.waits, each.typical) for each in found.weeks)
    points = [(each.start, each.typical) for each in weeks if each.typical is not None]
    return BoundaryLine(
        key=_keyed(found, around),
        sender=sender,
        receiver=receiver,
        stages=tuple(stream.stages[each].name for each in found.stages),
        whole=_cell(found.whole),
        cells=tuple(_cell(each) for each in found.cells),
        share=found.whole.total / whole.flow_time if whole.flow_time else None,
        waiting_now=found.now,
        oldest_days=found.oldest,
        waiting_days=found.waiting,
        sent_back=_sent_back(found.rework, found.whole.items, around),
        weeks=weeks,
        behaviour=charted("wait", points, "log") if charted_too else None,
        days_there=found.stood / DAY,
    )


def _keyed(found: Boundary, around: Surroundings) -> str:
    sender = CUSTOMER if found.sender is None else slug(around.functions[found.sender])
    return f"{sender}~{slug(around.functions[found.receiver])}"


def _cell(found: Waited) -> WaitCell:
    half, p85 = (None, None)
    if found.curve is not None:
        half, p85 = (found.curve.within(share) for share in (0.5, 0.85))
    longest = found.curve.longest if found.curve else None
    return WaitCell(
        found.items, found.times, found.total / DAY, found.mean, found.low, found.high, half, p85, longest,
        found.marks,
    )  # fmt: skip


def _sent_back(found: Rework, items: int, around: Surroundings) -> SentBackLine:
    # an item may have come from its start on without a hand-over, and be sent back all the same
    share = proportion(min(found.items, items), items)
    return SentBackLine(
        items=found.items,
        times=found.times,
        redo=found.redo,
        repeat=found.repeat,
        share=share.value if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        accepted=1 - share.value if share else None,
        days_each=found.days / found.known if found.known else None,
        to=tuple((around.functions[function], times) for function, times in found.to),
        ping_pong=found.ping_pong,
    )
