"""Every time an item was handed over, kept: from the last work in one function to the first work in the next.

What lies between the two is one hand-over, however many queues it is made of: a queue after a block is still the
hand-off, and so is a queue after a queue. Before anybody has worked on an item, and after it was in use, it comes from
the customer. Where an item goes on to a third function without having been worked on, two functions were handed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams.definition import Mode
from headrace.value_streams.weekdays import weekday_time

if TYPE_CHECKING:
    from headrace.engine import Engine

    Frame = nw.LazyFrame[Any]

CUSTOMER = -1
"""The sender of what nobody has worked on yet."""

NEVER = 2**63 - 1
"""The end of what is not over."""

OPEN = 2**31 - 1
"""The day on which an item ends that has not."""

_STAGES = 2**15
"""More stages than a stream has."""

_MODES = 8
"""More modes than there are: function and mode in one number, so that one look ahead or back tells both."""

_STOPS, _ENDS = 2, 4
"""How a hand-over ends in one number: whether its last visit was left, and two more where nothing comes after it."""

_HANDOVER = (
    "item_no", "sender", "receiver", "stage_order", "began", "ended", "since", "waited", "waited_weekdays", "end",
)  # fmt: skip

_WAIT, _WORK, _SPENT, _MORE = range(4)
"""What a visit makes: the wait and the work after it a hand-over, the work alone one, nothing by itself, or more."""


def make(engine: Engine) -> None:
    """Make the tables of hand-overs from ``visits`` and ``items``.

    ``handovers``: one row per hand-over: ``item_no, last_day`` (of the item's end; :data:`OPEN` while it is open),
    ``kind``, ``done`` (the item ended because it was done), ``sender`` (:data:`CUSTOMER` before any work),
    ``receiver``, ``stage_order`` (where it began), ``began, ended`` (µs UTC; :data:`NEVER` while it goes on),
    ``waited`` and ``waited_weekdays`` (µs of its waits that were left, all and from Monday to Friday), ``since``
    (when the wait began that goes on; null for none), ``over`` (it came to its end: it did not where the item was
    given up or still waits). Those whose sender is the receiver are waits between two pieces of work of one function.

    ``to_and_fro``: how often an item went from one function to another and straight back, per item and pair:
    ``item_no, day, kind, outcome, sender, receiver, times``; ``sender`` is where it was at first.
    """
    visits = engine.table("visits").filter(~nw.col("function_no").is_null())
    items = engine.table("items").select("item_no", "day", "kind", "outcome")
    # what ended last lies together: a window reads little else
    engine.save("handovers", _described(_handovers(engine, visits), items), sort_by=("last_day", "item_no"))
    engine.save("to_and_fro", _to_and_fro(visits).join(items, on="item_no", how="inner"))


def _handovers(engine: Engine, visits: Frame) -> Frame:
    """Return the hand-overs; nearly all are at most one wait and the work after it, and need no grouping."""
    placed = engine.once(_placed(visits).filter(nw.col("makes") != _SPENT))
    works = nw.col("makes") == _WORK
    entered, left = nw.col("entered_at"), nw.col("left_at")
    plain = placed.filter(nw.col("makes") != _MORE).select(
        "item_no", "sender", "stage_order",
        receiver="function_no",
        began=entered,
        ended=nw.when(works).then(entered).otherwise(left),
        since=nw.lit(None).cast(nw.Int64),
        waited=nw.when(works).then(nw.lit(0)).otherwise(left - entered),
        waited_weekdays=nw.when(works)
        .then(nw.lit(0))
        .otherwise(weekday_time(left) - weekday_time(entered)),
        end=nw.lit(1).cast(nw.Int64),
    )  # fmt: skip
    several = placed.filter(nw.col("makes") == _MORE)
    return nw.concat([frame.select(*_HANDOVER) for frame in (plain, _grouped(_in_turn(several)))])


def _placed(visits: Frame) -> Frame:
    """Say of each visit what it makes, and of what makes a hand-over by itself who handed the item over."""
    mode, function = nw.col("mode"), nw.col("function_no")
    state = function.cast(nw.Int64) * _MODES + mode
    told = visits.select(
        "item_no", "visit", "stage_order", "function_no", "mode", "entered_at", "left_at", "worked_function",
        state=state,
    ).with_columns(
        came=nw.col("state").shift(1).over("item_no", order_by="visit"),
        earlier=nw.col("state").shift(2).over("item_no", order_by="visit"),
        goes=nw.col("state").shift(-1).over("item_no", order_by="visit"),
    )  # fmt: skip
    came = nw.col("came")
    waits, works = mode == int(Mode.WAITING), mode == int(Mode.WORKING)
    first = came.is_null() | _at_work(came)
    before = nw.when(~came.is_null()).then((came / _MODES).floor()).otherwise(nw.lit(CUSTOMER))
    handed = nw.when(works).then(before).otherwise(nw.col("worked_function").fill_null(CUSTOMER))
    alone = waits & first & (nw.col("goes") == nw.col("state") + (int(Mode.WORKING) - int(Mode.WAITING)))
    after = (came == nw.col("state") - (int(Mode.WORKING) - int(Mode.WAITING))) & (
        nw.col("earlier").is_null() | _at_work(nw.col("earlier"))
    )
    makes = (
        nw.when(alone).then(nw.lit(_WAIT))
        # work that goes on in the same function is no hand-over
        .when(works & first & (before == function)).then(nw.lit(_SPENT))
        .when(works & first).then(nw.lit(_WORK))
        .when(works & after).then(nw.lit(_SPENT))
        .otherwise(nw.lit(_MORE))
    )  # fmt: skip
    return told.select(
        "item_no", "visit", "stage_order", "function_no", "mode", "entered_at", "left_at", "worked_function",
        sender=handed.cast(nw.Int16), last=nw.col("goes").is_null(), makes=makes,
    )  # fmt: skip


def _at_work(state: nw.Expr) -> nw.Expr:
    return state % _MODES == int(Mode.WORKING)


def _in_turn(visits: Frame) -> Frame:
    """Add after how many pieces of work each visit comes, and who hands over to work that several waits led to."""
    working = nw.col("mode") == int(Mode.WORKING)
    told = visits.drop("sender").with_columns(works=nw.when(working).then(nw.lit(1)).otherwise(nw.lit(0)))
    told = told.with_columns(
        work=nw.col("works").cum_sum().over("item_no", order_by="visit"),
        before=nw.col("worked_function").shift(1).over("item_no", order_by="visit"),
    )
    sender = nw.when(working).then(nw.col("before")).otherwise(nw.col("worked_function"))
    return told.with_columns(sender=sender.fill_null(CUSTOMER), work=nw.col("work") - nw.col("works"))


def _grouped(visits: Frame) -> Frame:
    """Return one row per item, function that hands over, and function that is handed, between two pieces of work."""
    entered, left, visit = nw.col("entered_at"), nw.col("left_at"), nw.col("visit").cast(nw.Int64)
    working, waits = nw.col("mode") == int(Mode.WORKING), nw.col("mode") == int(Mode.WAITING)
    over = nw.when(working | ~left.is_null()).then(nw.lit(1)).otherwise(nw.lit(0))
    stops = nw.when(nw.col("last") & ~working).then(nw.lit(2)).otherwise(nw.lit(0))
    found = (
        visits.select(
            "item_no", "work", "sender",
            receiver="function_no",
            began=entered,
            ended=nw.when(working).then(entered).otherwise(left.fill_null(NEVER)),
            first=visit * _STAGES + nw.col("stage_order"),
            end=visit * _ENDS + stops + over,
            waits=nw.when(waits).then(nw.lit(1)).otherwise(nw.lit(0)),
            waited=nw.when(waits).then(left - entered).fill_null(0),
            waited_weekdays=nw.when(waits).then(weekday_time(left) - weekday_time(entered)).fill_null(0),
            since=nw.when(waits & left.is_null()).then(entered),
        )
        .group_by("item_no", "work", "sender", "receiver")
        .agg(
            *(nw.col(name).min() for name in ("began", "first")),
            *(nw.col(name).max() for name in ("ended", "end", "waits", "since")),
            *(nw.col(name).sum().cast(nw.Int64) for name in ("waited", "waited_weekdays")),
        )
    )  # fmt: skip
    # a block in the same function hands nothing over
    kept = found.filter((nw.col("sender") != nw.col("receiver")) | (nw.col("waits") == 1))
    return kept.with_columns(
        stage_order=(nw.col("first") % _STAGES).cast(nw.Int16),
        sender=nw.col("sender").cast(nw.Int16),
        end=nw.col("end") % _ENDS,
    )


def _described(found: Frame, items: Frame) -> Frame:
    """Add what became of the item."""
    given_up = (nw.col("end") >= _STOPS) & (nw.col("outcome") == int(Mode.CANCELLED)).fill_null(value=False)
    return found.join(items, on="item_no", how="inner").select(
        *(name for name in _HANDOVER if name != "end"),
        "kind",
        last_day=nw.col("day").fill_null(OPEN).cast(nw.Int32),
        done=(nw.col("outcome") == int(Mode.DONE)).fill_null(value=False),
        over=(nw.col("end") % _STOPS == 1) & ~given_up,
    )


def _to_and_fro(visits: Frame) -> Frame:
    """Return how often an item went over and straight back; only items that were somewhere twice are looked at."""
    came = nw.col("from_function")
    moved = visits.filter(came.is_null() | (came != nw.col("function_no"))).select(
        "item_no", "visit", sender="function_no"
    )
    twice = moved.group_by("item_no", "sender").agg(times=nw.len()).filter(nw.col("times") > 1)
    moved = moved.join(twice.select("item_no").unique(), on="item_no", how="semi")
    # an item that was in use comes from no function, and may come back to where it had been
    came_from = moved.with_columns(came=nw.col("sender").shift(1).over("item_no", order_by="visit"))
    there = came_from.filter(nw.col("came").is_null() | (nw.col("came") != nw.col("sender"))).with_columns(
        receiver=nw.col("sender").shift(-1).over("item_no", order_by="visit"),
        back=nw.col("sender").shift(-2).over("item_no", order_by="visit"),
    )
    return (
        there.filter(nw.col("back") == nw.col("sender"))
        .group_by("item_no", "sender", "receiver")
        .agg(times=nw.len())
    )


def charged(engine: Engine, back: Frame) -> Frame:
    """Return who is charged with each return: whoever had last handed the item to the function that sends it back.

    Args:
        back: ``item_no, visit`` of each return, and ``from_function``, which sends it back.

    Returns:
        ``item_no, visit, sender, receiver`` of those where a hand-over tells.
    """
    visits = engine.table("visits").filter(~nw.col("function_no").is_null())
    visits = visits.join(back.select("item_no").unique(), on="item_no", how="semi").with_columns(
        before=nw.col("worked_function").shift(1).over("item_no", order_by="visit")
    )
    working = nw.col("mode") == int(Mode.WORKING)
    sender = nw.when(working).then(nw.col("before")).otherwise(nw.col("worked_function"))
    handed = visits.select(
        "item_no", earlier="visit", sender=sender.fill_null(CUSTOMER).cast(nw.Int16), receiver="function_no"
    ).filter(nw.col("sender") != nw.col("receiver"))
    last = (
        back.join(handed, on="item_no", how="inner")
        .filter(nw.col("earlier") < nw.col("visit"))
        .group_by("item_no", "visit", "from_function")
        .agg(earlier=nw.col("earlier").max())
    )
    found = last.join(handed, on=["item_no", "earlier"], how="inner")
    return found.filter(nw.col("receiver") == nw.col("from_function")).select(
        "item_no", "visit", "sender", "receiver"
    )
