"""All value streams at a glance: their items, where they overlap, and what belongs to none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.flow.parts import days, stage_parts
from headrace.flow.time import flow_time
from headrace.report.absence import Absence, absence
from headrace.report.trust.gaps import BLOCKED, WAIT, WORK, untold
from headrace.report.view import Estimated, StreamLine, StreamsView, Window
from headrace.report.wording.phrases import text
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headrace.engine import Engine
    from headrace.errors import HeadraceError
    from headrace.flow.selection import Selection
    from headrace.value_streams.catalog import Catalogue
    from headrace.value_streams.definition import ValueStream


def nothing_read(catalogue: Catalogue) -> StreamsView:
    """Return the streams of a workspace into which nothing was imported yet."""
    none = Absence(text("absence.empty"), text("absence.empty.remedy"))
    lines = tuple(_empty(stream, none) for stream in catalogue.value_streams.values())
    return StreamsView(Window(0, 0), lines, (), 0, catalogue.made_up)


def broken(stream: ValueStream, problem: HeadraceError) -> StreamLine:
    """Return the line of a stream that cannot be derived, saying why."""
    return _empty(stream, Absence(problem.fact, " ".join(problem.remedies)))


def _empty(stream: ValueStream, why: Absence | None) -> StreamLine:
    return StreamLine(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        value=stream.value,
        parent=stream.parent,
        items=0,
        finished=0,
        open=0,
        cancelled=0,
        start_unknown=0,
        overlaps=(),
        flow_days=None,
        work_days=None,
        wait_days=None,
        problem=why.fact if why else None,
        remedy=why.remedy if why else "",
    )


def members(engine: Engine) -> np.ndarray:
    """Return the numbers of all items of a stream, also of those whose start is unknown, sorted."""
    known = columns(engine.table("items").select("item_no"))["item_no"]
    unknown = columns(engine.table("start_unknown"))["item_no"]
    return np.unique(np.concatenate([known, unknown]))


def line(engine: Engine, stream: ValueStream, selection: Selection) -> StreamLine:
    """Return one stream's line: what it has in all and in progress, and what finished in the window."""
    items = engine.table("items")
    known = {row["outcome"]: row["n"] for row in rows(items.group_by("outcome").agg(n=nw.len()))}
    ended = selection.in_window(items.filter(~nw.col("outcome").is_null()))
    outcomes = {row["outcome"]: row["n"] for row in rows(ended.group_by("outcome").agg(n=nw.len()))}
    unknown = rows(engine.table("start_unknown").select(n=nw.len()))[0]["n"]
    time = flow_time(engine, selection)
    parts = stage_parts(engine, selection, len(stream.stages))
    n = max(time.n, 1)
    missing = untold(engine)
    divided = time.n > 0 and WORK not in missing and not {WAIT, BLOCKED} <= missing
    why = absence(engine, stream)
    return replace(
        _empty(stream, why),
        window=None if why else Window(selection.start, selection.end),
        items=sum(known.values()) + unknown,
        finished=outcomes.get(int(Mode.DONE), 0),
        open=known.get(None, 0),
        cancelled=outcomes.get(int(Mode.CANCELLED), 0),
        start_unknown=unknown,
        flow_days=None if time.mean is None else Estimated(time.mean, time.low, time.high, time.n),
        work_days=days(sum(part.working for part in parts), n) if divided else None,
        wait_days=days(sum(part.waiting + part.blocked for part in parts), n) if divided else None,
    )


def with_overlaps(lines: Sequence[StreamLine], members: Mapping[str, np.ndarray]) -> tuple[StreamLine, ...]:
    """Fill in how many items each stream shares with each other one."""
    full = []
    for one in lines:
        mine = members.get(one.stream)
        shared = [
            (other, len(np.intersect1d(mine, theirs, assume_unique=True)))
            for other, theirs in members.items()
            if mine is not None and other != one.stream
        ]
        full.append(replace(one, overlaps=tuple((other, n) for other, n in shared if n)))
    return tuple(full)


def unassigned(
    log: Engine, streams: Iterable[ValueStream], members: Mapping[str, np.ndarray]
) -> tuple[tuple[str, int, int], ...]:
    """Return, for each object type that flows in some stream, how many are in none, and of how many."""
    types = {stream.items for stream in streams}
    counts = {
        row["object_type"]: row["n"]
        for row in rows(
            log.table("objects")
            .filter(nw.col("deleted_at").is_null(), nw.col("object_type").is_in(sorted(types)))
            .group_by("object_type")
            .agg(n=nw.len())
        )
    }
    found = []
    for object_type in sorted(types):
        ids = [members[s.id] for s in streams if s.items == object_type and s.id in members]
        inside = len(np.unique(np.concatenate(ids))) if ids else 0
        total = counts.get(object_type, 0)
        found.append((object_type, max(total - inside, 0), total))
    return tuple(found)
