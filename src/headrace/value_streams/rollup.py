"""What is summed from visits once, when they are derived, so that every picture answers at once.

The sums are by the day on which an item ended and its kind of work, so any window and any kind can be
added up from them. Means over items follow: sums and counts add, quantiles do not, so those are taken
from ``items``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

DAY = 86_400_000_000
"""Microseconds in a day."""

_EARLIER = 2**61


def make(engine: Engine, stream: ValueStream) -> None:
    """Make every table of sums from ``visits``.

    ``items``: ``item_no, started_at, ended_at`` (null while open), ``outcome`` (a :class:`.Mode`, null while
    open), ``day`` (of the end), ``kind`` (at the start; null when unknown).
    ``item_values``: ``item_no, attribute, value`` as they were at the item's start.
    ``daily_parts``: sums of ``duration`` (µs) and counts of visits of finished items.
    ``daily_stages``: how many finished items visited a stage in a function, and how many did so and waited
    there; without a function for the stage as a whole, where each item counts once.
    ``returns``: every time an item was sent back, and how long until it was there again.
    ``open_visits``: where unfinished items are now.
    """
    items = _items(engine.table("visits"))
    engine.save("plain_items", items)
    values = _values_at_start(engine)
    engine.save("item_values", values)
    engine.save("items", _with_kind(engine, stream))
    engine.save("daily_parts", _parts(engine))
    engine.save("daily_stages", _stages(engine))
    engine.save("returns", _returns(engine))
    engine.save("open_visits", _open(engine))


def _items(visits: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    ended = nw.col("mode") >= int(Mode.DONE)
    return (
        visits.with_columns(
            end_mode=nw.when(ended).then(nw.col("mode")), end_at=nw.when(ended).then(nw.col("entered_at"))
        )
        .group_by("item_no")
        .agg(
            started_at=nw.col("entered_at").min(),
            ended_at=nw.col("end_at").max(),
            outcome=nw.col("end_mode").max(),
        )
        .with_columns(day=nw.col("ended_at") // DAY)
    )


def _values_at_start(engine: Engine) -> nw.LazyFrame[Any]:
    """Take each attribute's value at the item's start, or its first known one when it came later."""
    started = engine.table("plain_items").select("item_no", "started_at")
    values = engine.table("object_values").join(started, left_on="object_no", right_on="item_no", how="inner")
    early = nw.col("since") <= nw.col("started_at")
    values = values.with_columns(
        rank=nw.when(early).then(nw.col("since")).otherwise(-nw.col("since") - _EARLIER)
    )
    best = values.group_by("object_no", "attribute").agg(rank=nw.col("rank").max())
    return values.join(best, on=["object_no", "attribute", "rank"], how="inner").select(
        "attribute", "value", item_no=nw.col("object_no")
    )


def _with_kind(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    items = engine.table("plain_items")
    if stream.kind is None:
        return items.with_columns(kind=nw.lit(None).cast(nw.String))
    kinds = (
        engine.table("item_values")
        .filter(nw.col("attribute") == stream.kind)
        .group_by("item_no")
        .agg(kind=nw.col("value").min())
    )
    return items.join(kinds, on="item_no", how="left")


def _finished(engine: Engine) -> nw.LazyFrame[Any]:
    done = engine.table("items").filter(nw.col("outcome") == int(Mode.DONE)).select("item_no", "day", "kind")
    return (
        engine.table("visits").filter(nw.col("mode") < int(Mode.DONE)).join(done, on="item_no", how="inner")
    )


def _parts(engine: Engine) -> nw.LazyFrame[Any]:
    where = ("day", "kind", "stage_order", "function_no", "mode", "from_stage", "from_function", "estimated")
    return (
        _finished(engine)
        .with_columns(duration=nw.col("left_at") - nw.col("entered_at"))
        .group_by(*where)
        .agg(duration=nw.col("duration").sum().cast(nw.Int64), visits=nw.len())
    )


def _stages(engine: Engine) -> nw.LazyFrame[Any]:
    visited = _finished(engine).with_columns(
        waited=nw.when(nw.col("mode") == int(Mode.WAITING)).then(nw.lit(1)).otherwise(nw.lit(0))
    )
    item = ("item_no", "day", "kind", "stage_order")
    apart = visited.group_by(*item, "function_no").agg(waited=nw.col("waited").max())
    whole = apart.group_by(*item).agg(waited=nw.col("waited").max())
    whole = whole.with_columns(function_no=nw.lit(None).cast(nw.Int16)).select(*item, "function_no", "waited")
    return (
        nw.concat([apart.select(*item, "function_no", "waited"), whole])
        .group_by("day", "kind", "stage_order", "function_no")
        .agg(items=nw.len(), waited=nw.col("waited").sum().cast(nw.Int64))
    )


def _returns(engine: Engine) -> nw.LazyFrame[Any]:
    """Return one row per time an item went back, and when it was again where it came from."""
    visits = engine.table("visits")
    back = visits.filter(nw.col("returned"), nw.col("from_stage") > nw.col("stage_order")).select(
        "item_no", "visit", "stage_order", "from_stage", "function_no", "entered_at"
    )
    later = visits.select(
        "item_no", later=nw.col("visit"), again=nw.col("stage_order"), at=nw.col("entered_at")
    )
    again = (
        back.join(later, on="item_no", how="inner")
        .filter(
            nw.col("later") > nw.col("visit"),
            nw.col("again").is_null() | (nw.col("again") >= nw.col("from_stage")),
        )
        .group_by("item_no", "visit")
        .agg(again_at=nw.col("at").min())
    )
    items = engine.table("items").select("item_no", "day", "kind", "outcome")
    return back.join(again, on=["item_no", "visit"], how="left").join(items, on="item_no", how="inner")


def _open(engine: Engine) -> nw.LazyFrame[Any]:
    items = engine.table("items").filter(nw.col("outcome").is_null()).select("item_no", "kind", "started_at")
    return (
        engine.table("visits")
        .filter(nw.col("left_at").is_null())
        .join(items, on="item_no", how="inner")
        .select(
            "item_no",
            "kind",
            "stage_order",
            "function_no",
            "mode",
            "from_function",
            "entered_at",
            "started_at",
        )
    )
