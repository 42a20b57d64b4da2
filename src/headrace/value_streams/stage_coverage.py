"""How much of a stream's items each stage and each tool tells of, and with what their record begins."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.definition import Mode
from headrace.value_streams.derivation import known_placement

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream


@dataclass(frozen=True, slots=True)
class StageCoverage:
    """How many items ever were in a stage by what was recorded, and how many of those that were done."""

    stage_order: int
    items: int
    done: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """Of the items that ended and that one source tells of, how many the next source in the order of work tells of."""

    from_source: str
    to_source: str
    items: int
    of: int


def stage_coverage(engine: Engine, stream: ValueStream) -> tuple[StageCoverage, ...]:
    """Return for every stage how many items ever were in it; what is only estimated does not count."""
    visited = (
        engine.table("visits")
        .filter(nw.col("mode") < int(Mode.DONE), ~nw.col("estimated"))
        .select("item_no", "stage_order")
        .unique()
    )
    done = nw.when(nw.col("outcome") == int(Mode.DONE)).then(nw.lit(1)).otherwise(nw.lit(0))
    ended = engine.table("items").select("item_no", done=done)
    counted = visited.join(ended, on="item_no", how="inner").group_by("stage_order")
    found = {
        row["stage_order"]: row
        for row in rows(counted.agg(items=nw.len(), done=nw.col("done").sum().cast(nw.Int64)))
    }
    none = {"items": 0, "done": 0}
    return tuple(
        StageCoverage(order, found.get(order, none)["items"], found.get(order, none)["done"])
        for order in range(len(stream.stages))
    )


def begun_midway(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    """Return ``item_no, stage_order`` of items whose record begins behind the first stage that has a rule."""
    recorded = [
        order for order, stage in enumerate(stream.stages) if stage.waiting or stage.working or stage.blocked
    ]
    real = engine.table("visits").filter(nw.col("mode") < int(Mode.DONE), ~nw.col("estimated"))
    first = real.group_by("item_no").agg(visit=nw.col("visit").min())
    began = real.join(first, on=["item_no", "visit"], how="inner").select("item_no", "stage_order")
    return began.filter(nw.col("stage_order") > (recorded[0] if recorded else 0))


def crossings(engine: Engine, stream: ValueStream) -> tuple[Crossing, ...]:
    """Return how many of the ended items are told of on both sides of each change of source along the stages."""
    order = _in_order(engine, stream)
    pairs = list(dict.fromkeys(pair for pair in itertools.pairwise(order) if pair[0] != pair[1]))
    if not pairs:
        return ()
    events = engine.table("events").select("event_no", "source")
    ended = engine.table("items").filter(~nw.col("outcome").is_null()).select("item_no")
    told = known_placement(engine, stream).matched().join(events, on="event_no", how="inner")
    told = engine.once(told.select("item_no", "source").unique().join(ended, on="item_no", how="semi"))
    counts = {row["source"]: row["n"] for row in rows(told.group_by("source").agg(n=nw.len()))}
    both = told.join(told.select("item_no", other=nw.col("source")), on="item_no", how="inner")
    shared = {
        (row["source"], row["other"]): row["n"]
        for row in rows(both.group_by("source", "other").agg(n=nw.len()))
    }
    return tuple(Crossing(*pair, shared.get(pair, 0), counts.get(pair[0], 0)) for pair in pairs)


def _in_order(engine: Engine, stream: ValueStream) -> list[str]:
    """Return, stage by stage, the source that tells most of each; stages that nothing tells of are passed over."""
    best: dict[int, tuple[int, str]] = {}
    for row in rows(engine.table("stage_sources")):
        best[row["stage_order"]] = max(best.get(row["stage_order"], (0, "")), (row["events"], row["source"]))
    return [best[order][1] for order in range(len(stream.stages)) if order in best]
