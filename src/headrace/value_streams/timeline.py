"""Events + definition → visits: the narrow waist. Everything after this reads visits only.

For each item, its matched events in time order (ties: stage order, then waiting, working, blocked, then
the ends); each puts the item into a state until the next; neighbours in the same state are one visit.

- The timeline begins at the first event that puts the item into a stage and ends at the last done or
  cancelled. An item whose first matched event is an end has an unknown start and no visits.
- An end followed by more work was not the end: from there until the work the item *waits* for the stage
  it re-enters, and that visit is marked as returned.
- Of several ends in a row the first counts; in the same instant, cancelled before done.
- The end itself is a visit of zero length whose mode is done or cancelled.

The visits of an item tile [started, ended] without gap or overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams.coding import MODES
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.value_streams.coding import Coding


def visits(keys: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    """Return the visits of every item that has at least one matched event.

    Args:
        keys: ``item_no, occurred_at, state, key``, in any order, repeats allowed (see :mod:`.coding`).
        coding: what states and keys mean.

    Returns:
        ``item_no, visit`` (from 1), ``stage_order, function_no`` (null for an end), ``mode``
        (:class:`.definition.Mode`), ``entered_at, left_at`` (µs UTC, ``left_at`` null while open),
        ``from_stage, from_function`` (null for the first; ``from_stage`` is the number of stages when the
        item had been finished), ``worked_stage, worked_function`` (where it was last worked on until then,
        this visit included; null where nobody has yet; ``worked_stage`` is the number of stages, with no
        function, when it had been finished since), ``returned``, ``estimated`` (false: see
        :mod:`.estimates`), ``start_unknown`` (the first matched event was an end).
    """
    return _decoded(_placed(_numbered(_changes(keys, coding), coding), coding), coding)


def _changes(keys: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    """Keep the events that change an item's state, with the state before."""
    end = coding.first_end
    before, state = nw.col("before"), nw.col("state")
    ordered = keys.with_columns(before=state.shift(1).over("item_no", order_by="key"))
    return ordered.filter(before.is_null() | ((before != state) & ((before < end) | (state < end))))


def _numbered(changes: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    """Add the change after each, its number, and until then the furthest state and the last of work or an end."""
    state, functions = nw.col("state"), len(coding.functions)
    mode = _whole(state, functions) - _whole(state, coding.width) * MODES
    told = changes.with_columns(
        worked=nw.when((state >= coding.first_end) | (mode == int(Mode.WORKING))).then(state)
    )
    return told.with_columns(
        left_at=nw.col("occurred_at").shift(-1).over("item_no", order_by="key"),
        after=nw.col("state").shift(-1).over("item_no", order_by="key"),
        visit=nw.col("key").cum_count().over("item_no", order_by="key"),
        furthest=nw.col("state").cum_max().over("item_no", order_by="key"),
        worked=nw.col("worked").fill_null(strategy="forward").over("item_no", order_by="key"),
    )


def _placed(numbered: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    """Say where the item is and where it came from, as states.

    An end that was none is where the item goes next; an end that stays one is nowhere (null).
    """
    end = coding.first_end
    state, before, after = nw.col("state"), nw.col("before"), nw.col("after")
    reopened = (state >= end) & ~after.is_null() & ~before.is_null()
    came = nw.when(reopened).then(nw.lit(end)).otherwise(before)
    return numbered.with_columns(
        here=nw.when(state < end).then(state).otherwise(after),
        came=nw.when(before >= end).then(state).otherwise(came),
    )


def _decoded(placed: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    end, width, functions = coding.first_end, coding.width, len(coding.functions)
    state, here, came, worked = nw.col("state"), nw.col("here"), nw.col("came"), nw.col("worked")
    ended = (
        nw.when(here.is_null()).then(int(Mode.CANCELLED) + end - state).otherwise(nw.lit(int(Mode.WAITING)))
    )
    mode = _whole(here, functions) - _whole(here, width) * MODES
    left = nw.when(here.is_null()).then(nw.col("occurred_at")).otherwise(nw.col("left_at"))
    return placed.select(
        "item_no",
        nw.col("visit").cast(nw.Int32),
        _whole(here, width).cast(nw.Int16).alias("stage_order"),
        _rest(here, functions).cast(nw.Int16).alias("function_no"),
        nw.when(state < end).then(mode).otherwise(ended).cast(nw.Int8).alias("mode"),
        nw.col("occurred_at").alias("entered_at"),
        left.alias("left_at"),
        _whole(came, width).cast(nw.Int16).alias("from_stage"),
        nw.when(came < end).then(_rest(came, functions)).cast(nw.Int16).alias("from_function"),
        nw.when(worked < end)
        .then(_whole(worked, width))
        .when(~worked.is_null())
        .then(nw.lit(len(coding.stages)))
        .cast(nw.Int16)
        .alias("worked_stage"),
        nw.when(worked < end).then(_rest(worked, functions)).cast(nw.Int16).alias("worked_function"),
        ((_whole(here, width) + 1) * width <= nw.col("furthest")).fill_null(value=False).alias("returned"),
        nw.lit(False).alias("estimated"),
        (nw.col("before").is_null() & (state >= end)).alias("start_unknown"),
    )


def _whole(state: nw.Expr, size: int) -> nw.Expr:
    """Divide and round down; ``//`` would care for negative numbers and zero as well, at several times the cost."""
    return (state / size).floor()


def _rest(state: nw.Expr, size: int) -> nw.Expr:
    return state - _whole(state, size) * size
