"""Visits to stages that no tool records, put in from what people say of them, and marked as estimated.

A stage with an estimate and no rules takes part in every timeline that passes it:

- before the first recorded stage, the item waits and is worked on before its recorded start, which so
  moves earlier;
- after the last recorded stage, a done item waits and is worked on after its recorded end, which so moves
  later (open and cancelled items never came so far);
- between recorded stages, the estimate is a part of the first finished wait that leads from a recorded
  stage before it to one after it. What does not fit into that wait is left out: work is taken before
  waiting, since people know better how long they work than how long things lie, and of several stages in
  one wait the earlier first. An item without such a wait skips the stage.

Lengths are fixed, zero lengths are left out, and no visit put in is ever *returned*: nobody recorded that.
The visits of an item still tile [started, ended].
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.engine import Engine
    from headrace.value_streams.coding import Coding
    from headrace.value_streams.definition import ValueStream

    Frame = nw.LazyFrame[Any]

_DAY = 86_400_000_000
_PLACES = 1024
"""More visits than can be put in beside one that is recorded."""

_VISIT = (
    "item_no", "place", "stage_order", "function_no", "mode", "entered_at", "left_at", "from_stage",
    "from_function", "worked_stage", "worked_function", "returned", "estimated", "start_unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Step:
    """One estimated stage: its number, its function's number, and how long it takes (µs)."""

    stage: int
    function: int
    wait: int
    work: int


@dataclass(frozen=True, slots=True)
class _Steps:
    """A stream's estimated stages, by where they lie among the recorded ones."""

    leading: tuple[_Step, ...]
    between: tuple[_Step, ...]
    trailing: tuple[_Step, ...]


def with_estimates(engine: Engine, stream: ValueStream, coding: Coding, visits: Frame) -> Frame:
    """Return the visits with those of the estimated stages put in.

    Args:
        visits: as :func:`.timeline.visits` returns them.

    Returns:
        The same columns; ``visit`` numbers all, ``from_stage`` and ``from_function`` are those of the visit
        before, and estimated work counts as work. Without an estimated stage it is ``visits`` itself.
    """
    steps = _steps(stream, coding)
    if not (steps.leading or steps.between or steps.trailing):
        return visits
    placed = engine.once(visits.with_columns(place=nw.col("visit").cast(nw.Int64) * _PLACES))
    put_in = []
    if steps.between:
        carved = engine.once(_carved(engine, placed, steps.between))
        put_in.append(carved)
        placed = _shortened(placed, carved)
    if steps.leading:
        first = placed.filter(nw.col("from_stage").is_null() & ~nw.col("start_unknown"))
        length = sum(step.wait + step.work for step in steps.leading)
        put_in.append(_beside(engine, first, steps.leading, nw.col("entered_at") - length))
    if steps.trailing:
        done = nw.col("mode") == int(Mode.DONE)
        put_in.append(_beside(engine, placed.filter(done), steps.trailing, nw.col("entered_at")))
        length = sum(step.wait + step.work for step in steps.trailing)
        later = nw.when(done).then(nw.lit(length)).otherwise(nw.lit(0))
        placed = placed.with_columns(
            entered_at=nw.col("entered_at") + later, left_at=nw.col("left_at") + later
        )
    return _numbered(nw.concat([frame.select(*_VISIT) for frame in (placed, *put_in)]), coding)


def _steps(stream: ValueStream, coding: Coding) -> _Steps:
    recorded = [
        order for order, stage in enumerate(stream.stages) if stage.waiting or stage.working or stage.blocked
    ]
    steps = [
        _Step(
            order,
            coding.functions.index(stage.function),
            round(stage.estimate.wait * _DAY),
            round(stage.estimate.work * _DAY),
        )
        for order, stage in enumerate(stream.stages)
        if stage.estimate and order not in recorded and isinstance(stage.function, str)
    ]
    if not recorded:
        return _Steps((), (), ())
    return _Steps(
        tuple(step for step in steps if step.stage < recorded[0]),
        tuple(step for step in steps if recorded[0] < step.stage < recorded[-1]),
        tuple(step for step in steps if step.stage > recorded[-1]),
    )


def _beside(engine: Engine, visits: Frame, steps: tuple[_Step, ...], start: nw.Expr) -> Frame:
    """Return the steps one after the other from ``start`` on, placed before each of ``visits``."""
    pieces = [
        (step, mode, length)
        for step in steps
        for mode, length in ((Mode.WAITING, step.wait), (Mode.WORKING, step.work))
        if length
    ]
    ends = list(accumulate(length for _, _, length in pieces))
    listed = engine.small(
        {
            "step": [step.stage for step, _, _ in pieces],
            "by": [step.function for step, _, _ in pieces],
            "how": [int(mode) for _, mode, _ in pieces],
            "begins": [end - length for end, (_, _, length) in zip(ends, pieces, strict=True)],
            "ends": ends,
            "nth": list(range(len(pieces))),
        },
        dict.fromkeys(("step", "by", "how", "begins", "ends", "nth"), "int"),
    )
    beside = visits.select("item_no", "place", start=start).join(listed, how="cross")
    return _visits(
        beside.with_columns(
            place=nw.col("place") - _PLACES // 2 + nw.col("nth"),
            entered_at=nw.col("start") + nw.col("begins"),
            left_at=nw.col("start") + nw.col("ends"),
        )
    )


def _carved(engine: Engine, visits: Frame, steps: tuple[_Step, ...]) -> Frame:
    """Return the steps as parts of the waits that they lie in, with the wait's ``host`` place."""
    lengths = _fitted(_hosts(engine, visits, steps))
    begins = nw.col("entered_at") + nw.col("until") - nw.col("waited") - nw.col("worked")
    place = nw.col("host") - _PLACES // 2 + nw.col("step") * 2
    waiting = lengths.with_columns(
        place=place, how=nw.lit(int(Mode.WAITING)), entered_at=begins, left_at=begins + nw.col("waited")
    )
    working = lengths.with_columns(
        place=place + 1,
        how=nw.lit(int(Mode.WORKING)),
        entered_at=begins + nw.col("waited"),
        left_at=nw.col("entered_at") + nw.col("until"),
    )
    kept = ("item_no", "host", "place", "step", "by", "how", "entered_at", "left_at")
    both = nw.concat([waiting.select(*kept), working.select(*kept)])
    return _visits(both.filter(nw.col("left_at") > nw.col("entered_at")), "host")


def _hosts(engine: Engine, visits: Frame, steps: Iterable[_Step]) -> Frame:
    """Return each item's step with the wait that it is a part of: ``host``, its time and what it may take."""
    listed = list(steps)
    known = engine.small(
        {
            "step": [step.stage for step in listed],
            "by": [step.function for step in listed],
            "wait": [step.wait for step in listed],
            "work": [step.work for step in listed],
        },
        dict.fromkeys(("step", "by", "wait", "work"), "int"),
    )
    waits = visits.filter(
        nw.col("mode") == int(Mode.WAITING),
        ~nw.col("left_at").is_null(),
        nw.col("from_stage") < nw.col("stage_order"),
    ).select(
        "item_no",
        "entered_at",
        "from_stage",
        "stage_order",
        host=nw.col("place"),
        length=nw.col("left_at") - nw.col("entered_at"),
    )
    passing = waits.join(known, how="cross").filter(
        nw.col("from_stage") < nw.col("step"), nw.col("step") < nw.col("stage_order")
    )
    first = passing.with_columns(first=nw.col("host").min().over("item_no", "step"))
    return first.filter(nw.col("host") == nw.col("first"))


def _fitted(hosts: Frame) -> Frame:
    """Add how long each step is waited for and worked on in its wait, and how far into the wait it ends."""
    work, wait = nw.col("work"), nw.col("wait")
    fitted = hosts.with_columns(room=nw.col("length") - _running("work") + work)
    fitted = fitted.with_columns(worked=_within(work, nw.col("room")))
    left = nw.col("length") - nw.col("worked").sum().over("item_no", "host")
    fitted = fitted.with_columns(room=left - _running("wait") + wait)
    fitted = fitted.with_columns(waited=_within(wait, nw.col("room")))
    spent = fitted.with_columns(spent=nw.col("waited") + nw.col("worked"))
    return spent.with_columns(until=_running("spent"))


def _running(column: str) -> nw.Expr:
    return nw.col(column).cum_sum().over("item_no", "host", order_by="step")


def _within(wanted: nw.Expr, room: nw.Expr) -> nw.Expr:
    """Return what is wanted, or as much of it as there is room for."""
    return nw.when(room >= wanted).then(wanted).otherwise(nw.when(room > 0).then(room).otherwise(nw.lit(0)))


def _shortened(visits: Frame, carved: Frame) -> Frame:
    """Let each wait begin where what was carved from it ends."""
    taken = carved.group_by("item_no", "host").agg(begins=nw.col("left_at").max())
    return visits.join(
        taken, left_on=["item_no", "place"], right_on=["item_no", "host"], how="left"
    ).with_columns(
        entered_at=nw.when(~nw.col("begins").is_null()).then(nw.col("begins")).otherwise(nw.col("entered_at"))
    )


def _visits(pieces: Frame, *also: str) -> Frame:
    return pieces.select(
        "item_no",
        "place",
        *also,
        nw.col("step").cast(nw.Int16).alias("stage_order"),
        nw.col("by").cast(nw.Int16).alias("function_no"),
        nw.col("how").cast(nw.Int8).alias("mode"),
        nw.col("entered_at").cast(nw.Int64),
        nw.col("left_at").cast(nw.Int64),
        nw.lit(None).cast(nw.Int16).alias("from_stage"),
        nw.lit(None).cast(nw.Int16).alias("from_function"),
        nw.col("step").cast(nw.Int16).alias("worked_stage"),
        nw.col("by").cast(nw.Int16).alias("worked_function"),
        nw.lit(False).alias("returned"),
        nw.lit(True).alias("estimated"),
        nw.lit(False).alias("start_unknown"),
    )


def _numbered(visits: Frame, coding: Coding) -> Frame:
    """Number all visits anew, and say of those put in, and of those after them, where the item came from."""
    last, functions = len(coding.stages), len(coding.functions)
    tells = (
        (nw.col("mode") == int(Mode.WORKING))
        | (nw.col("mode") >= int(Mode.DONE))
        | (nw.col("from_stage").fill_null(-1) == last)
    )
    told = nw.col("worked_stage") * functions + nw.col("worked_function").fill_null(0)
    ordered = visits.with_columns(worked=nw.when(tells).then(told)).with_columns(
        worked=nw.col("worked").fill_null(strategy="forward").over("item_no", order_by="place"),
        before_stage=nw.col("stage_order").shift(1).over("item_no", order_by="place"),
        before_function=nw.col("function_no").shift(1).over("item_no", order_by="place"),
        before_estimated=nw.col("estimated").shift(1).over("item_no", order_by="place").fill_null(False),
        visit=nw.col("place").cum_count().over("item_no", order_by="place"),
    )
    anew = nw.col("estimated") | nw.col("before_estimated")
    worked = nw.col("worked")
    worked_stage = (worked / functions).floor()
    return ordered.select(
        "item_no",
        nw.col("visit").cast(nw.Int32),
        "stage_order",
        "function_no",
        "mode",
        "entered_at",
        "left_at",
        nw.when(anew).then(nw.col("before_stage")).otherwise(nw.col("from_stage")).alias("from_stage"),
        nw.when(anew)
        .then(nw.col("before_function"))
        .otherwise(nw.col("from_function"))
        .alias("from_function"),
        worked_stage.cast(nw.Int16).alias("worked_stage"),
        nw.when(worked_stage < last)
        .then(worked - worked_stage * functions)
        .cast(nw.Int16)
        .alias("worked_function"),
        "returned",
        "estimated",
        "start_unknown",
    )
