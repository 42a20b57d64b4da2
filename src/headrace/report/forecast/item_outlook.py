"""How long one item may still take, as it is shown: by its key, with days instead of spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.flow import ladder
from headrace.flow.forecast_item import Outlook, open_outlook
from headrace.report.forecast.forecast_view import ItemOutlook
from headrace.report.items.item_page import named
from headrace.report.words import short_key
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.value_streams.definition import ValueStream


def promise_days(stream: ValueStream) -> float | None:
    """Return the days within which a stream promises its items; ``None`` without a promise."""
    return stream.promise.within if stream.promise else None


def item_outlook(
    engine: Engine, stream: ValueStream, selection: Selection, moment: int, item: str
) -> ItemOutlook:
    """Return the outlook of an item by its id or key; raises ``BadRequest`` when there is none of that name.

    Args:
        selection: the kind of work that it is compared with.
        moment: the data's time (µs UTC).
    """
    name = named(engine, stream, item)
    line = ladder.timelines(engine, [name["object_no"]])[name["object_no"]]
    if line["outcome"] is not None:
        over = Outlook("over", 0, 0, None, None, None, None)
        return shown_outlook(stream, moment, over, name=name, ended=line["ended_at"])
    there = [each for each in line["visits"] if each["left_at"] is None] or line["visits"]
    stage = there[-1]["stage_order"]
    found = open_outlook(engine, selection, stage, line["started_at"], moment, promise_days(stream))
    return shown_outlook(
        stream, moment, found, name=name, stage=stream.stages[stage].name, started_at=line["started_at"]
    )


def shown_outlook(  # noqa: PLR0913 - what is known of an item
    stream: ValueStream,
    moment: int,
    found: Outlook,
    *,
    name: dict[str, Any] | None = None,
    stage: str | None = None,
    started_at: int | None = None,
    ended: int | None = None,
) -> ItemOutlook:
    """Return an outlook as it is shown; without a ``name`` it is that of an item which starts now."""
    kept = found.kept
    return ItemOutlook(
        item=name["object_id"] if name else None,
        key=short_key(name["key"]) if name else "",
        stage=stage,
        age=None if started_at is None else (moment - started_at) / DAY,
        basis=found.basis,
        n=found.n,
        finished=found.finished,
        half=_after(moment, found.half),
        p85=_after(moment, found.p85),
        p95=_after(moment, found.p95),
        promise=promise_days(stream),
        chance=kept.value if kept else None,
        low=kept.low if kept else None,
        high=kept.high if kept else None,
        ended=ended,
    )


def _after(moment: int, days: float | None) -> int | None:
    return None if days is None else moment + int(days * DAY)
