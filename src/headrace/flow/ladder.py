"""Single items: which ones stand behind a number, and each one's own timeline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import among, columns, rows
from headrace.value_streams.consistency import slug
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Times

_LIMB = 32
_OPEN = -1

_MODES = {"wait": Mode.WAITING, "work": Mode.WORKING, "blocked": Mode.BLOCKED}


@dataclass(frozen=True, slots=True)
class Behind:
    """What part of the items' time is asked about.

    ``what`` is ``all``, ``open``, ``cancelled``, ``wait``, ``work``, ``blocked`` (of ``stage``), ``return``
    (from ``from_stage`` back to ``stage``) or ``handoff`` (``between`` sender and receiver, by their names in
    addresses; without a sender before anybody worked). ``having`` keeps only items with this value of an attribute.
    """

    what: str = "all"
    stage: int | None = None
    from_stage: int | None = None
    between: tuple[str | None, str] | None = None
    having: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of items in order, how many there are in all, and the mean of the part asked about in µs.

    ``parts`` is that part of each item on the page, µs: of all its visits or returns together; ``None`` where it
    was sent back and never came again to where it had been sent back from. The mean is per item; of returns it
    is per return, as the map has it.
    """

    item_nos: tuple[int, ...]
    parts: tuple[int | None, ...]
    total: int
    mean: float | None


ORDERS = ("slowest", "ageing", "oldest", "newest")
"""``slowest`` by the part asked about; ``ageing`` the same with what is in progress first; the others by start."""


def listed(engine: Engine, selection: Selection, behind: Behind, order: str, page: slice) -> Listed:
    """List the items behind a number.

    Args:
        order: one of :data:`ORDERS`. Of all items, ``ageing`` lists those in progress as well.
        page: which of them.
    """
    found = _part(engine, selection, behind, with_open=order == "ageing")
    item_nos, part, times = (
        found[name].astype(np.int64, copy=False) for name in ("item_no", "part", "times")
    )
    ranks = {
        "slowest": (-part,),
        "ageing": (-found["open"].astype(np.int64), -part),
        "oldest": (found["started_at"],),
        "newest": (-found["started_at"],),
    }
    at = _first(page, *ranks[order], item_nos)
    ended = int(times.sum())
    return Listed(
        item_nos=tuple(item_nos[at].tolist()),
        parts=tuple(int(part[row]) if times[row] else None for row in at),
        total=len(item_nos),
        mean=_sum(part) / ended if ended else None,
    )


def _sum(spans: Times) -> int:
    """Return a sum of µs exactly, which one whole number of the machine may not hold."""
    return (int((spans >> _LIMB).sum()) << _LIMB) + int((spans & (2**_LIMB - 1)).sum())


def _first(page: slice, *ranks: Times) -> Times:
    """Return the places of a page in the order of these ranks, the first of which decides first."""
    n = len(ranks[0])
    if page.stop < n:
        # whatever is worse in the first rank than so many others is on a later page
        worst = np.partition(ranks[0], page.stop)[page.stop]
        kept = np.flatnonzero(ranks[0] <= worst)
    else:
        kept = np.arange(n)
    return kept[np.lexsort([rank[kept] for rank in reversed(ranks)])][page]


_Columns = dict[str, "np.ndarray[Any, np.dtype[Any]]"]


def _part(engine: Engine, selection: Selection, behind: Behind, *, with_open: bool = False) -> _Columns:
    """Return ``item_no, started_at, part, times, open``: how long the part asked about took in each item (µs).

    ``times`` is what counts once in its mean: the item, or each of its returns that came to an end. ``open`` is 1 for
    what is in progress.
    """
    items = _candidates(engine, selection, behind, with_open=with_open)
    still = nw.when(nw.col("outcome").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)).alias("open")
    if behind.what in ("all", "open", "cancelled"):
        # what is open is so at the data's time, whichever window is looked at
        last = nw.col("ended_at").fill_null(rows(engine.table("coding"))[0]["data_to"])
        once = nw.lit(1).cast(nw.Int64).alias("times")
        return columns(items.select("item_no", "started_at", once, still, part=last - nw.col("started_at")))
    found = columns(items.select("item_no", "started_at", still))
    if not len(found["item_no"]):
        return {**found, "part": found["item_no"], "times": found["item_no"]}
    # a window has few of all items: it says from when to when their visits can have been
    spans = _spans(engine, behind).filter(
        nw.col("entered_at") >= int(found["started_at"].min()),
        nw.col("entered_at") < selection.last_day * DAY,
    )
    return _summed(found, columns(spans.select("item_no", "span")), each=behind.what == "return")


def _spans(engine: Engine, behind: Behind) -> nw.LazyFrame[Any]:
    """Return ``item_no, entered_at, span`` of every visit or return asked about: µs, −1 where it did not end."""
    if behind.what == "return":
        there = engine.table("returns").filter(
            nw.col("stage_order") == behind.stage, nw.col("from_stage") == behind.from_stage
        )
    elif behind.between:
        there = _handed(engine, behind.between)
    else:
        there = engine.table("visits").filter(
            nw.col("stage_order") == behind.stage, nw.col("mode") == int(_MODES[behind.what])
        )
    last = nw.col("again_at" if behind.what == "return" else "left_at")
    return there.select("item_no", "entered_at", span=(last - nw.col("entered_at")).fill_null(_OPEN))


def _summed(items: _Columns, spans: _Columns, *, each: bool) -> _Columns:
    """Return the items that have any of these spans, with their sum and how often they count: once, or ``each``."""
    numbers = items["item_no"].astype(np.int64, copy=False)
    first, last = int(numbers.min()), int(numbers.max())
    ours = (spans["item_no"] >= first) & (spans["item_no"] <= last)
    at, span = spans["item_no"][ours] - first, spans["span"][ours]
    ended = span != _OPEN
    # items are numbered without great gaps; no item's time has more µs than these sums hold exactly
    part, times, visits = (
        np.bincount(which, weights, minlength=last - first + 1)[numbers - first].astype(np.int64)
        for which, weights in ((at[ended], span[ended]), (at[ended], None), (at, None))
    )
    there = visits > 0
    found = {**items, "part": part, "times": times if each else there.astype(np.int64)}
    return {name: column[there] for name, column in found.items()}


def _handed(engine: Engine, between: tuple[str | None, str]) -> nw.LazyFrame[Any]:
    """Return the waits between two functions, named as in addresses."""
    names = json.loads(rows(engine.table("coding"))[0]["functions"])
    keys = [slug(name) for name in names]
    sender, receiver = ([at for at, key in enumerate(keys) if key == each] for each in between)
    worked = nw.col("worked_function")
    came = worked.is_null() if between[0] is None else worked.is_in(sender)
    return engine.table("visits").filter(
        nw.col("mode") == int(Mode.WAITING), nw.col("function_no").is_in(receiver), came
    )


def _candidates(
    engine: Engine, selection: Selection, behind: Behind, *, with_open: bool
) -> nw.LazyFrame[Any]:
    found = _among_all(engine, selection, behind, with_open=with_open)
    if behind.having is None:
        return found
    attribute, value = behind.having
    told = engine.table("item_values").filter(nw.col("attribute") == attribute, nw.col("value") == value)
    return found.join(told.select("item_no"), on="item_no", how="semi")


def _among_all(engine: Engine, selection: Selection, behind: Behind, *, with_open: bool) -> nw.LazyFrame[Any]:
    items = engine.table("items")
    unfinished = selection.of_kind(items.filter(nw.col("outcome").is_null()))
    if behind.what == "open":
        return unfinished
    if behind.what == "all" and with_open:
        return nw.concat([unfinished, selection.finished(engine)])
    if behind.what == "cancelled":
        return selection.in_window(items.filter(nw.col("outcome") == int(Mode.CANCELLED)))
    return selection.finished(engine)


def timelines(engine: Engine, item_nos: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return each item's row of ``items`` with its ``visits`` in order, by item number."""
    items = rows(among(engine, engine.table("items"), "item_no", item_nos))
    found = {row["item_no"]: {**row, "visits": []} for row in items}
    visits = among(engine, engine.table("visits"), "item_no", item_nos)
    for row in rows(visits.sort("item_no", "visit")):
        found[row["item_no"]]["visits"].append(row)
    return found
