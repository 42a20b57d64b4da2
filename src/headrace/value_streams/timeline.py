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
        item had been finished), ``returned``, ``estimated`` (false: see
        :mod:`.estimates`), ``start_unknown`` (the first matched event was an end).
    """
    return _decoded(_placed(_numbered(_changes(keys, coding)), coding), coding)


def _changes(keys: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    """Keep the events that change an item's state, with the state before and the furthest reached."""
    end = coding.first_end
    ordered = keys.with_columns(
        before=nw.col("state").shift(1).over("item_no", order_by="key"),
        furthest=nw.col("state").cum_max().over("item_no", order_by="key"),
    )
    moved = (nw.col("before") != nw.col("state")) & ~((nw.col("before") >= end) & (nw.col("state") >= end))
    return ordered.filter(nw.col("before").is_null() | moved)


def _numbered(changes: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    return changes.with_columns(
        left_at=nw.col("occurred_at").shift(-1).over("item_no", order_by="key"),
        after=nw.col("state").shift(-1).over("item_no", order_by="key"),
        visit=nw.col("key").cum_count().over("item_no", order_by="key"),
    )


def _placed(numbered: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    """Say where the item is and where it came from, as states: for an end that was none, where it goes next."""
    end = coding.first_end
    state, before, after = nw.col("state"), nw.col("before"), nw.col("after")
    reopened = (state >= end) & ~after.is_null()
    came = nw.when(before >= end).then(state).otherwise(before)
    return numbered.with_columns(
        here=nw.when(reopened).then(after).otherwise(state),
        came=nw.when(reopened & ~before.is_null()).then(nw.lit(end)).otherwise(came),
        reopened=reopened,
        final=(state >= end) & after.is_null(),
    )


def _decoded(placed: nw.LazyFrame[Any], coding: Coding) -> nw.LazyFrame[Any]:
    end, width, functions = coding.first_end, coding.width, len(coding.functions)
    here, came, final = nw.col("here"), nw.col("came"), nw.col("final")
    end_mode = nw.when(here == end).then(nw.lit(int(Mode.CANCELLED))).otherwise(nw.lit(int(Mode.DONE)))
    mode = nw.when(nw.col("reopened")).then(nw.lit(int(Mode.WAITING))).otherwise(here % width // functions)
    return placed.select(
        "item_no",
        nw.col("visit").cast(nw.Int32),
        nw.when(~final).then(here // width).cast(nw.Int16).alias("stage_order"),
        nw.when(~final).then(here % functions).cast(nw.Int16).alias("function_no"),
        nw.when(final).then(end_mode).otherwise(mode).cast(nw.Int8).alias("mode"),
        nw.col("occurred_at").alias("entered_at"),
        nw.when(final).then(nw.col("occurred_at")).otherwise(nw.col("left_at")).alias("left_at"),
        (came // width).cast(nw.Int16).alias("from_stage"),
        nw.when(came < end).then(came % functions).cast(nw.Int16).alias("from_function"),
        (~final & (here // width < nw.col("furthest") // width)).alias("returned"),
        nw.lit(False).alias("estimated"),
        (nw.col("before").is_null() & (nw.col("state") >= end)).alias("start_unknown"),
    )
