"""The current-state map's values, put together from the measures of flow."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.flow.load import growing, load_at
from headrace.flow.parts import days, stage_parts
from headrace.flow.returns import returns
from headrace.flow.time import flow_time
from headrace.report.maps import folding
from headrace.report.maps.outcome import outcome
from headrace.report.trust.gaps import untold
from headrace.report.view import (
    Block,
    Estimated,
    Lane,
    MapView,
    Return,
    ToolRun,
    Wall,
)
from headrace.value_streams.consistency import IN_USE, slug
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.load import Load
    from headrace.flow.parts import StageParts
    from headrace.flow.returns import Returns
    from headrace.flow.selection import Selection
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

FEW = 10
"""Below this many finished items there is no average: each item is shown instead."""


def current_map(engine: Engine, stream: ValueStream, selection: Selection, around: Surroundings) -> MapView:
    """Return the map of the items that finished in the selection's window; it has no ``strips`` yet.

    Args:
        engine: holds the stream's derived tables.
    """
    promise = stream.promise
    time = flow_time(engine, selection, promise.within if promise else None)
    parts = stage_parts(engine, selection, len(stream.stages))
    sent = returns(engine, selection)
    now = load_at(engine, selection, around.data_to)
    n = max(time.n, 1)
    blocks = _blocks(stream, parts, sent, now, around, n)
    total = _Total(parts, n)
    return MapView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        value=stream.value,
        unit=stream.unit,
        window=around.window,
        kind=selection.kind,
        kinds=around.kinds,
        detail="stages",
        n_finished=time.n,
        n_open=now.items,
        n_cancelled=_cancelled(engine, selection),
        flow_days=None if time.mean is None else Estimated(time.mean, time.low, time.high, time.n),
        half_within=time.half_within,
        p85_within=time.p85_within,
        work_days=total.working,
        wait_days=total.waiting,
        blocked_days=total.blocked,
        handoff_days=total.handoff,
        inside_days=total.inside,
        arrival_days=total.arrival,
        growing=_growing(engine, stream, selection, now, time.p85_within),
        promise_within=promise.within if promise else None,
        promise_share=promise.share if promise else None,
        promise_kept=time.within_promise,
        outcome=outcome(engine, stream, selection),
        lanes=_lanes(blocks),
        blocks=blocks,
        walls=_walls(stream, parts, blocks, now, around, n),
        returns=_returns(stream, sent, n),
        smaller_returns=(sent.smaller, sent.items_of_smaller / n),
        tools=_tools(engine, around),
        strips=(),
        data_to=around.data_to,
        sources=around.sources,
        start_unknown=_count(engine, "start_unknown"),
        made_up=around.made_up,
        missing=around.missing,
        remedy=around.remedy,
        all_time=around.all_time,
        unmatched=len(json.loads(rows(engine.table("coding"))[0]["unmatched"])),
        serves_objective=bool(stream.serves),
        untold=tuple(sorted(untold(engine))),
    )


def with_detail(view: MapView, detail: str) -> MapView:
    """Return the view as finely as asked: every stage, or only where functions hand over."""
    return folding.by_function(view) if detail == "functions" else view


class _Total:
    """Means over the whole stream, in days."""

    def __init__(self, parts: Sequence[StageParts], n: int) -> None:
        self.working = days(sum(part.working for part in parts), n)
        self.waiting = days(sum(part.waiting for part in parts), n)
        self.blocked = days(sum(part.blocked for part in parts), n)
        self.handoff = days(sum(part.handoff for part in parts), n)
        self.inside = days(sum(part.inside for part in parts), n)
        self.arrival = days(sum(part.arrival for part in parts), n)


def _blocks(
    stream: ValueStream,
    parts: Sequence[StageParts],
    sent: Returns,
    now: Load,
    around: Surroundings,
    n: int,
) -> tuple[Block, ...]:
    blocks = []
    for column, (stage, part) in enumerate(zip(stream.stages, parts, strict=True)):
        functions = _functions(stage.function, part, around)
        surveyed = stage.estimate.right_first_time if stage.estimate else None
        measured = (
            1 - sent.returned_to.get(column, 0) / part.items if part.items and not part.estimated else None
        )
        blocks.append(
            Block(
                key=slug(stage.name),
                stage=stage.name,
                function=functions[0][0],
                column=column,
                work_days=days(part.working, n),
                blocked_days=days(part.blocked, n),
                right_first_time=measured if surveyed is None else surveyed,
                surveyed=surveyed is not None,
                visited_share=part.items / n,
                items=part.items,
                working_now=now.working.get(column, 0),
                estimated=part.estimated,
                also_in=tuple((name, share) for name, share in functions[1:] if share >= 0.15),
            )
        )
    return tuple(blocks)


def _functions(declared: object, part: StageParts, around: Surroundings) -> list[tuple[str, float]]:
    """Return the functions that do a stage with their share of its items, the most frequent first."""
    if isinstance(declared, str):
        return [(declared, 1.0)]
    counted = sorted(part.functions.items(), key=lambda pair: (-pair[1], pair[0]))
    total = sum(part.functions.values()) or 1
    return [(around.functions[number], count / total) for number, count in counted] or [("not recorded", 0.0)]


def _lanes(blocks: Sequence[Block]) -> tuple[Lane, ...]:
    names = dict.fromkeys(block.function for block in blocks)
    return tuple(
        Lane(name, sum(block.work_days for block in blocks if block.function == name)) for name in names
    )


def _walls(
    stream: ValueStream,
    parts: Sequence[StageParts],
    blocks: Sequence[Block],
    now: Load,
    around: Surroundings,
    n: int,
) -> tuple[Wall, ...]:
    walls = []
    for block, part in zip(blocks, parts, strict=True):
        waiting = now.waiting.get(block.column, 0)
        if not part.waiting and not waiting:
            continue
        from_stage, from_function = _origin(stream, part, block.column, blocks, around)
        walls.append(
            Wall(
                key=block.key,
                column=block.column,
                from_function=from_function,
                to_function=block.function,
                from_stage=from_stage,
                to_stage=block.stage,
                wait_days=days(part.waiting, n),
                handoff_days=days(part.handoff, n),
                waiting_now=waiting,
                oldest_days=now.oldest_wait.get(block.column),
                items=part.waited,
                estimated=part.estimated,
            )
        )
    return tuple(walls)


def _origin(
    stream: ValueStream, part: StageParts, column: int, blocks: Sequence[Block], around: Surroundings
) -> tuple[str | None, str | None]:
    """Return the stage and function that had the item before most of the wait; ``None``: the customer.

    What comes back from a later stage is drawn as a return, so only the way forward counts here.
    """
    forward = {
        origin: waited
        for origin, waited in part.waits_from.items()
        if origin[0] is None or origin[0] <= column
    }
    if not forward:
        return None, None
    stage, function = max(forward, key=lambda origin: forward[origin])
    if stage is None or function is None:
        return None, None
    lanes = {block.function for block in blocks}
    name = around.functions[function]
    return stream.stages[stage].name, name if name in lanes else blocks[stage].function


def _returns(stream: ValueStream, sent: Returns, n: int) -> tuple[Return, ...]:
    last = len(stream.stages)
    names = [stage.name for stage in stream.stages] + [IN_USE]
    return tuple(
        Return(
            key=f"{slug(names[way.from_stage])}~{slug(names[way.to_stage])}",
            from_column=min(way.from_stage, last - 1),
            to_column=way.to_stage,
            from_stage=names[way.from_stage],
            to_stage=names[way.to_stage],
            share=way.items / n,
            items=way.items,
            days_each=way.days_each,
        )
        for way in sent.ways
    )


def _tools(engine: Engine, around: Surroundings) -> tuple[ToolRun, ...]:
    """Return runs of stages recorded in one tool; a stage belongs to the source with most of its events.

    ``matched`` is the share of that source's records which are linked to a record elsewhere; ``None`` where
    the items themselves are recorded.
    """
    linked = {
        row["source"]: (row["linked"] or 0) / row["objects"] for row in rows(engine.table("source_links"))
    }
    counts: dict[int, list[tuple[int, str]]] = {}
    for row in rows(engine.table("stage_sources")):
        counts.setdefault(row["stage_order"], []).append((row["events"], row["source"]))
    runs: list[ToolRun] = []
    for column in sorted(counts):
        source = max(counts[column])[1]
        tool = around.tools.get(source, source)
        if runs and runs[-1].tool == tool and runs[-1].last_column == column - 1:
            runs[-1] = replace(runs[-1], last_column=column)
        else:
            runs.append(ToolRun(tool, column, column, linked.get(source)))
    return tuple(runs)


def _growing(
    engine: Engine, stream: ValueStream, selection: Selection, now: Load, p85_within: float | None
) -> tuple[str, int, int] | None:
    """Return the queue that has grown since just before the window: its stage, waiting now, waiting then.

    Queues fill up when a record begins. So nothing is compared with a moment before which the record did not
    last as long as 85 % of the items take.
    """
    first = rows(engine.table("items").select(first=nw.col("started_at").min()))[0]["first"]
    if first is None or p85_within is None or first + p85_within * DAY > selection.start:
        return None
    grown = growing(load_at(engine, selection, selection.start - 1), now)
    return None if grown is None else (stream.stages[grown[0]].name, grown[1], grown[2])


def _cancelled(engine: Engine, selection: Selection) -> int:
    ended = engine.table("items").filter(nw.col("outcome") == int(Mode.CANCELLED))
    return int(rows(selection.in_window(ended).select(n=nw.len()))[0]["n"])


def _count(engine: Engine, table: str) -> int:
    return int(rows(engine.table(table).select(n=nw.len()))[0]["n"])
