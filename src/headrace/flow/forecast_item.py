"""Will this one be done in time: the chance of a single item, from those that were where it is when as old as it is.

Of all items that were in the same stage at the same age, how many were done within what is left of the promise, and
how many of those never finished count for as long as they were watched (a landmark estimate: Kaplan–Meier of the
time from that age on; van Houwelingen 2007). What has come that far already is no longer a quick item, so this says
more than the flow time of all. Where fewer than twenty were ever there at that age, all that were in progress at that
age stand in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.spans import NEVER
from headrace.flow.survival import survival
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Spans
    from headrace.flow.survival import Survival

ENOUGH = 20
"""Items to compare with, below which a wider circle is asked."""

FEWEST = 5
"""Items below which no chance is said."""

_YEAR = 365 * DAY


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance with its 95 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """How much longer an item is likely to take.

    ``basis`` says what it is compared with: ``stage`` (the same stage at the same age), ``age`` (any stage at that
    age), ``start`` (from the start on) or ``few`` (nothing can be said). ``n`` items were compared, ``finished`` of
    them done since. ``half``, ``p85`` and ``p95`` are the days from now by which so many of them were done, ``None``
    where that is not reached. ``kept`` is the chance to be done within what is left of the promise; ``None`` without
    one.
    """

    basis: str
    n: int
    finished: int
    half: float | None
    p85: float | None
    p95: float | None
    kept: Chance | None


def start_outlook(spans: Spans, moment: int, promise: float | None) -> Outlook:
    """Return the outlook of an item that starts at ``moment`` (µs UTC); ``promise`` in days, ``None`` without one."""
    known = spans.known_at(moment)
    recent = known.starts >= moment - _YEAR
    kept = recent if int((known.done & recent).sum()) >= ENOUGH else np.ones(len(known), dtype=np.bool_)
    remaining = (np.minimum(known.ends[kept], moment) - known.starts[kept]) / DAY
    return _outlook("start", survival(remaining, known.done[kept]), promise)


def open_outlook(
    engine: Engine, selection: Selection, stage: int, started_at: int, moment: int, promise: float | None
) -> Outlook:
    """Return the outlook of an item that is in progress at ``moment``.

    Args:
        stage: where it is, by its order in the stream.
        started_at: when it began (µs UTC).
        promise: days from its start within which it should be done; ``None`` without one.
    """
    age = max(moment - started_at, 0)
    left = None if promise is None else promise - age / DAY
    for basis, there in (("stage", nw.col("stage_order") == stage), ("age", None)):
        curve = _since(engine, selection, age, moment, there)
        if curve.n >= (ENOUGH if basis == "stage" else FEWEST):
            return _outlook(basis, curve, left)
    return _outlook("few", curve, left)


def _since(engine: Engine, selection: Selection, age: int, moment: int, there: Any) -> Survival:
    """Return how long those took from ``age`` on that had it before ``moment`` and were ``there`` then."""
    items = selection.of_kind(engine.table("items")).select(
        "item_no", "kind", "started_at", "ended_at", "outcome"
    )
    past = items.filter(nw.col("started_at") + age < moment)
    past = past.filter(nw.col("ended_at").is_null() | (nw.col("ended_at") - nw.col("started_at") > age))
    if there is not None:
        stays = engine.table("visits").filter(nw.col("mode") < int(Mode.DONE), there)
        past = past.join(stays.select("item_no", "entered_at", "left_at"), on="item_no", how="inner").filter(
            nw.col("entered_at") - nw.col("started_at") <= age,
            nw.col("left_at").is_null() | (nw.col("left_at") - nw.col("started_at") > age),
        )
    found = columns(
        past.select(
            "started_at",
            ended_at=nw.col("ended_at").fill_null(NEVER),
            done=(nw.col("outcome").fill_null(-1) == int(Mode.DONE)),
        )
    )
    started, ended = found["started_at"].astype(np.int64), found["ended_at"].astype(np.int64)
    done = found["done"].astype(np.bool_) & (ended <= moment)
    recent = started + age >= moment - _YEAR
    kept = recent if int((done & recent).sum()) >= ENOUGH else np.ones(len(started), dtype=np.bool_)
    remaining = (np.minimum(ended, moment) - started - age) / DAY
    return survival(remaining[kept], done[kept])


def _outlook(basis: str, curve: Survival, left: float | None) -> Outlook:
    if curve.n < FEWEST:
        return Outlook("few", curve.n, curve.finished, None, None, None, None)
    half, p85, p95 = (curve.quantile(share).days for share in (0.5, 0.85, 0.95))
    kept = None if left is None else _within(curve, left)
    return Outlook(basis, curve.n, curve.finished, half, p85, p95, kept)


def _within(curve: Survival, days: float) -> Chance | None:
    """Return the chance to be done within so many days; ``None`` where none was watched for that long."""
    if days <= 0:
        return Chance(0.0, 0.0, 0.0)
    place = int(np.searchsorted(curve.ages, days, side="right"))
    if place == 0:
        # none was done by then; of n that were not, the rule of three bounds the chance
        return Chance(0.0, 0.0, min(3 / curve.n, 1.0))
    if place == len(curve.ages) and curve.unfinished[-1] > 0 and days > curve.ages[-1]:
        return None
    at = place - 1
    return Chance(*(float(1 - each[at]) for each in (curve.unfinished, curve.high, curve.low)))
