"""Single items as they are shown: each one's ladder, and the page of one item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headrace.engine import among, rows
from headrace.flow.ladder import timelines
from headrace.report.view import ItemStrip, LadderPart
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.engine import Engine
    from headrace.flow.ladder import Listed
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream


def strips(
    stream: ValueStream,
    functions: Sequence[str],
    timelines: Mapping[int, dict[str, Any]],
    names: Mapping[int, dict[str, Any]],
    order: Sequence[int],
    now: int,
) -> tuple[ItemStrip, ...]:
    """Return the items' own ladders, in ``order``.

    Args:
        timelines: as :func:`headrace.flow.ladder.timelines` gives them.
        names: each item's row of ``objects``.
        now: the data's time, until which unfinished items are drawn (µs UTC).
    """
    return tuple(_strip(stream, functions, timelines[no], names[no], now) for no in order)


def _strip(
    stream: ValueStream, functions: Sequence[str], timeline: dict[str, Any], name: dict[str, Any], now: int
) -> ItemStrip:
    started, ended = timeline["started_at"], timeline["ended_at"]
    if timeline["outcome"] is None:
        ended = None
    last = max(now, started) if ended is None else ended
    parts = tuple(
        LadderPart(
            stage=stream.stages[visit["stage_order"]].name,
            function=functions[visit["function_no"]],
            mode=Mode(visit["mode"]).name.lower(),
            start_days=(visit["entered_at"] - started) / DAY,
            end_days=((last if visit["left_at"] is None else visit["left_at"]) - started) / DAY,
            returned=visit["returned"],
            estimated=visit["estimated"],
        )
        for visit in timeline["visits"]
        if visit["mode"] < Mode.DONE
    )
    return ItemStrip(
        item_id=name["object_id"],
        key=name["key"],
        label=name["label"],
        kind=timeline["kind"],
        started_at=started,
        ended_at=ended,
        outcome="open" if timeline["outcome"] is None else Mode(timeline["outcome"]).name.lower(),
        total_days=(last - started) / DAY,
        parts=parts,
    )


def listed_strips(
    engine: Engine, stream: ValueStream, listed: Listed, around: Surroundings, *, part: bool
) -> tuple[ItemStrip, ...]:
    """Return the ladders of listed items, each with its days in the part asked about if ``part`` says so."""
    found = shown_strips(engine, stream, listed.item_nos, around)
    if not part:
        return found
    return tuple(
        replace(strip, part_days=None if span is None else span / DAY)
        for strip, span in zip(found, listed.parts, strict=True)
    )


def shown_strips(
    engine: Engine, stream: ValueStream, item_nos: Sequence[int], around: Surroundings
) -> tuple[ItemStrip, ...]:
    """Return the ladders of these items, in their order."""
    if not item_nos:
        return ()
    named = among(engine, engine.table("objects"), "object_no", item_nos)
    names = {row["object_no"]: row for row in rows(named)}
    found = timelines(engine, item_nos)
    return strips(stream, around.functions, found, names, item_nos, around.data_to)
