"""The delivery page's numbers as tables: every measure, the parts of the lead time, and the pairs of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_measures import MISSING, Written, written_line
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, scale_for

if TYPE_CHECKING:
    from headrace.report.delivery.delivery_view import DeliveryView, PairTime
    from headrace.report.flow.flow_view import Within


def written(view: DeliveryView) -> tuple[Written, ...]:
    """Return every measure as written, the missing ones as well."""
    return tuple(written_line(view.dimension, line) for line in view.dimension.lines)


def delivery_table(view: DeliveryView) -> Table:
    """Return every measure as a table."""
    head = tuple(text(f"profile.head.{name}") for name in ("measure", "value", "likely", "n", "note"))
    rows = tuple(
        (Cell(each.line.name), Cell(each.value), Cell(each.likely), Cell(each.n), Cell(each.beside))
        for each in written(view)
    )
    caption = text("delivery.caption", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({1, 2, 3}), narrow=True)


def parts_table(view: DeliveryView) -> Table:
    """Return the parts of the lead time as a table; they add up."""
    head = (text("delivery.head.part"), text("delivery.head.days"))
    whole = sum(part.days for part in view.parts)
    rows = tuple((Cell(text(f"delivery.part.{part.key}")), Cell(_days(part.days))) for part in view.parts)
    caption = text("delivery.parts", number=view.parts_changes)
    return Table(caption, head, rows, (Cell(text("table.total")), Cell(_days(whole))), frozenset({1}))


def stages_table(view: DeliveryView) -> Table:
    """Return the stages as pairs of events."""
    names = ("stage", "half", "p85", "items", "open", "from", "to")
    head = tuple(text(f"delivery.stage.head.{name}") for name in names)
    rows = tuple(tuple(Cell(each) for each in stage_words(stage)) for stage in view.stages)
    return Table(text("delivery.stages"), head, rows, numeric=frozenset({1, 2, 3, 4}), narrow=True)


def stage_words(stage: PairTime) -> tuple[str, ...]:
    """Return one stage as written: its name, half, 85 %, items, how many are not through, and its events."""
    events = (text("delivery.stage.last", {"start": stage.start}) if stage.last else stage.start, stage.end)
    if stage.missing:
        return stage.name, MISSING, MISSING, "", "", *events
    counts = grouped(stage.n), grouped(stage.still)
    if stage.half is None or stage.p85 is None:
        return stage.name, MISSING, MISSING, *counts, *events
    half, p85 = (_reached(each, stage.longest or 0.0) for each in (stage.half, stage.p85))
    return stage.name, half, p85, *counts, *events


def stage_gaps(view: DeliveryView) -> tuple[str, ...]:
    """Return a sentence per stage of which no time is said."""
    return tuple(
        f"{each.name}: {each.missing or text('delivery.stage.few', {'number': grouped(each.n)})}"
        for each in view.stages
        if each.missing or each.half is None
    )


def _reached(found: Within, longest: float) -> str:
    if found.days is None:
        return text("flow.not_reached", {"longest": scale_for(longest).words(longest)})
    return scale_for(found.days).words(found.days)


def _days(days: float) -> str:
    words = scale_for(abs(days)).words(abs(days))
    return f"−{words}" if days < 0 else words
