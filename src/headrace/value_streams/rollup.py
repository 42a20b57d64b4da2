"""What is summed from visits once, when they are derived, so that every picture answers at once.

The sums are by the day on which an item ended and its kind of work, so any window and any kind can be
added up from them. Means over items follow: sums and counts add, quantiles do not, so those are taken
from ``items``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams import handovers
from headrace.value_streams.definition import FunctionFrom, Mode
from headrace.value_streams.weekdays import weekday_time

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

DAY = 86_400_000_000
"""Microseconds in a day."""

SECOND = 1_000_000

BINS = 50
"""Lengths of visits are counted in steps of 2 %: bin 0 is below a second, bin n begins at e^((n−1)/50) seconds."""

_EARLIER = 2**61


def make(engine: Engine, stream: ValueStream) -> None:
    """Make every table of sums from ``visits``.

    ``items``: ``item_no, started_at, ended_at`` (null while open), ``outcome`` (a :class:`.Mode`, null while
    open), ``day`` (of the end), ``kind`` (at the start; null when unknown).
    ``item_values``: ``item_no, attribute, value`` as they were at the item's start.
    ``daily_parts``: sums of ``duration`` (µs; ``weekdays`` of it from Monday to Friday) and counts of visits of
    finished items; ``from_stage`` and ``from_function`` say where the item was last worked on, so what is waited
    since then is the hand-off's.
    ``daily_stages``: how many finished items visited a stage in a function, and how many did so and waited
    there; without a function for the stage as a whole, where each item counts once.
    ``daily_moves``: how many items entered and how many left a stage on a day, whether they finished or not.
    ``returns``: every time an item was sent back, when it was there again, from which function, and by whom that
    had been handed the item last (``sender, receiver``; null where nothing tells).
    ``daily_items``: how many items began on a day (``outcome`` null) or ended on it in each way, and when the
    first of those began.
    ``daily_spells``: how many visits of a length (see :data:`BINS`) were left on a day; ``gave_up`` for those
    that nobody ended because the item was given up; of waits, ``from_function`` had worked on the item last.
    ``open_visits``: where unfinished items are now.
    What was handed over: see :mod:`.handovers`.
    """
    items = engine.once(_items(engine.table("visits")))
    engine.save("item_values", _values_at_start(engine, items))
    # in order of their ends, a window's items lie together
    engine.save("items", _with_kind(engine, stream, items), sort_by=("ended_at",))
    engine.save("daily_items", _daily(engine))
    engine.save("daily_parts", _parts(engine))
    engine.save("daily_stages", _stages(engine, stream))
    engine.save("daily_moves", _moves(engine))
    engine.save("daily_spells", _spells(engine), sort_by=("day",))
    engine.save("returns", _returns(engine))
    engine.save("open_visits", _open(engine))
    handovers.make(engine)


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


def _values_at_start(engine: Engine, items: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Take each attribute's value at the item's start, or its first known one when it came later."""
    started = items.select("item_no", "started_at")
    values = engine.table("object_values").join(started, left_on="object_no", right_on="item_no", how="inner")
    early = nw.col("since") <= nw.col("started_at")
    values = values.with_columns(
        rank=nw.when(early).then(nw.col("since")).otherwise(-nw.col("since") - _EARLIER)
    )
    best = values.group_by("object_no", "attribute").agg(rank=nw.col("rank").max())
    return values.join(best, on=["object_no", "attribute", "rank"], how="inner").select(
        "attribute", "value", item_no=nw.col("object_no")
    )


def _with_kind(engine: Engine, stream: ValueStream, items: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    if stream.kind is None:
        return items.with_columns(kind=nw.lit(None).cast(nw.String))
    kinds = (
        engine.table("item_values")
        .filter(nw.col("attribute") == stream.kind)
        .group_by("item_no")
        .agg(kind=nw.col("value").min())
    )
    return items.join(kinds, on="item_no", how="left")


def _done(engine: Engine) -> nw.LazyFrame[Any]:
    return engine.table("items").filter(nw.col("outcome") == int(Mode.DONE)).select("item_no", "day", "kind")


def _before_the_end(engine: Engine) -> nw.LazyFrame[Any]:
    return engine.table("visits").filter(nw.col("mode") < int(Mode.DONE))


def _handed_over(visits: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Let visits come from where the item was last worked on: a queue after a queue has no other sender."""
    return visits.with_columns(from_stage=nw.col("worked_stage"), from_function=nw.col("worked_function"))


def _parts(engine: Engine) -> nw.LazyFrame[Any]:
    where = ("day", "kind", "stage_order", "function_no", "mode", "from_stage", "from_function", "estimated")
    return (
        _handed_over(_before_the_end(engine))
        .join(_done(engine), on="item_no", how="inner")
        .with_columns(
            duration=nw.col("left_at") - nw.col("entered_at"),
            weekdays=weekday_time(nw.col("left_at")) - weekday_time(nw.col("entered_at")),
        )
        .group_by(*where)
        .agg(*(nw.col(name).sum().cast(nw.Int64) for name in ("duration", "weekdays")), visits=nw.len())
    )


def _stages(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    waited = nw.when(nw.col("mode") == int(Mode.WAITING)).then(nw.lit(1)).otherwise(nw.lit(0))
    apart = engine.once(
        _before_the_end(engine)
        .with_columns(waited=waited)
        .group_by("item_no", "stage_order", "function_no")
        .agg(waited=nw.col("waited").max())
        .join(_done(engine), on="item_no", how="inner")
    )
    daily = engine.once(_counted(apart))
    # where one function has the whole stage, its items are those of the stage; elsewhere each counts once
    several = [n for n, stage in enumerate(stream.stages) if isinstance(stage.function, FunctionFrom)]
    whole = [daily.filter(~nw.col("stage_order").is_in(several))] if several else [daily]
    if several:
        shared = apart.filter(nw.col("stage_order").is_in(several))
        shared = shared.group_by("item_no", "day", "kind", "stage_order").agg(waited=nw.col("waited").max())
        whole.append(_counted(shared.with_columns(function_no=nw.lit(None).cast(nw.Int16))))
    none = nw.lit(None).cast(nw.Int16).alias("function_no")
    return nw.concat(
        [daily, *(frame.select("day", "kind", "stage_order", none, "items", "waited") for frame in whole)]
    )


def _counted(visited: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Count items, and those that waited, per day, kind, stage and function."""
    return visited.group_by("day", "kind", "stage_order", "function_no").agg(
        items=nw.len(), waited=nw.col("waited").sum().cast(nw.Int64)
    )


def _moves(engine: Engine) -> nw.LazyFrame[Any]:
    """Return one row per day on which anything entered or left a stage, kind of work and stage."""
    kinds = engine.table("items").select("item_no", "kind")
    stays = engine.table("visits").filter(nw.col("mode") < int(Mode.DONE))
    stays = stays.select("item_no", "stage_order", "entered_at", "left_at")
    stays = stays.join(kinds, on="item_no", how="inner")
    where = ("day", "kind", "stage_order")
    one, none = nw.lit(1).cast(nw.Int64), nw.lit(0).cast(nw.Int64)
    entered = stays.select(
        "kind", "stage_order", entered=one, gone=none, day=nw.col("entered_at") // DAY
    ).select(*where, "entered", "gone")
    gone = (
        stays.filter(~nw.col("left_at").is_null())
        .select("kind", "stage_order", entered=none, gone=one, day=nw.col("left_at") // DAY)
        .select(*where, "entered", "gone")
    )
    counted = nw.concat([entered, gone]).group_by(*where)
    return counted.agg(
        entered=nw.col("entered").sum().cast(nw.Int64), gone=nw.col("gone").sum().cast(nw.Int64)
    )


def _daily(engine: Engine) -> nw.LazyFrame[Any]:
    """Return one row per day on which items began or ended, kind of work, and way in which they ended."""
    items = engine.table("items")
    where = ("day", "kind", "outcome")
    began = items.select(
        "kind", "started_at", outcome=nw.lit(None).cast(nw.Int8), day=nw.col("started_at") // DAY
    )
    ended = items.filter(~nw.col("day").is_null())
    both = nw.concat([frame.select(*where, "started_at") for frame in (began, ended)])
    return both.group_by(*where).agg(items=nw.len(), first=nw.col("started_at").min())


def _spells(engine: Engine) -> nw.LazyFrame[Any]:
    """Return one row per day on which visits were left, kind of work, place, sender and length."""
    ends = engine.table("items").select("item_no", "kind", "ended_at", "outcome")
    waited = nw.col("mode") == int(Mode.WAITING)
    dropped = (nw.col("outcome") == int(Mode.CANCELLED)) & (nw.col("left_at") == nw.col("ended_at"))
    where = ("day", "kind", "stage_order", "function_no", "mode", "from_function", "gave_up", "bin")
    return (
        _handed_over(_before_the_end(engine))
        .filter(~nw.col("left_at").is_null())
        .join(ends, on="item_no", how="inner")
        .select(
            "kind",
            "stage_order",
            "function_no",
            "mode",
            day=nw.col("left_at") // DAY,
            from_function=nw.when(waited).then(nw.col("from_function")),
            gave_up=dropped.fill_null(False),
            bin=_bin(nw.col("left_at") - nw.col("entered_at")),
        )
        .group_by(*where)
        .agg(visits=nw.len())
    )


def _bin(length: nw.Expr) -> nw.Expr:
    seconds = length / SECOND
    steps = (nw.when(seconds > 1).then(seconds).otherwise(nw.lit(1.0)).log() * BINS).floor()
    return nw.when(seconds >= 1).then(steps + 1).otherwise(nw.lit(0.0)).cast(nw.Int16)


def _returns(engine: Engine) -> nw.LazyFrame[Any]:
    """Return one row per time an item went back, and when it was again where it came from."""
    visits = engine.table("visits")
    back = visits.filter(nw.col("returned"), nw.col("from_stage") > nw.col("stage_order")).select(
        "item_no", "visit", "stage_order", "from_stage", "from_function", "function_no", "entered_at"
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
    by = handovers.charged(engine, back)
    for each in (again, by):
        back = back.join(each, on=["item_no", "visit"], how="left")
    return back.join(items, on="item_no", how="inner")


def _open(engine: Engine) -> nw.LazyFrame[Any]:
    items = engine.table("items").filter(nw.col("outcome").is_null()).select("item_no", "kind", "started_at")
    return (
        _handed_over(engine.table("visits").filter(nw.col("left_at").is_null()))
        .join(items, on="item_no", how="inner")
        .select(
            "item_no",
            "kind",
            "stage_order",
            "function_no",
            "mode",
            "from_stage",
            "from_function",
            "entered_at",
            "started_at",
        )
    )
