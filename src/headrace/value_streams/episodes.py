"""When records that are no items began and ended: incidents until they were resolved, findings until they were fixed.

Connectors use the words of ``docs/reference/records.md``; a status counts by what its name usually says. An episode
begins with its first event. It ended with the first ending after it was last open: what was reopened had not ended.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.concern import links_of, values_of
from headrace.value_streams.vocabulary import Sense, sense_of

if TYPE_CHECKING:
    from headrace.engine import Engine


class Meaning(IntEnum):
    """What an event says about an episode."""

    OPEN = 0
    TAKEN_UP = 1
    ENDED = 2
    DROPPED = 3


_EVENTS = {
    "opened": Meaning.OPEN,
    "created": Meaning.OPEN,
    "found": Meaning.OPEN,
    "announced": Meaning.OPEN,
    "reopened": Meaning.OPEN,
    "acknowledged": Meaning.TAKEN_UP,
    "resolved": Meaning.ENDED,
    "closed": Meaning.ENDED,
    "solved": Meaning.ENDED,
    "fixed": Meaning.ENDED,
    "dismissed": Meaning.DROPPED,
}
_AFTERWARDS = ("postmortem", "post mortem", "post-mortem", "review")
"""What people still do when it is over."""

_NEVER = 2**62


def meaning_of(event_type: str, value: str | None) -> Meaning | None:
    """Return what an event says about an episode; ``None`` when it says nothing of its beginning or end."""
    if event_type.lower() != "status":
        return _EVENTS.get(event_type.lower())
    said = (value or "").strip().lower()
    if said in _AFTERWARDS:
        return None
    if said in ("acknowledged", "accepted"):
        return Meaning.TAKEN_UP
    sense = sense_of(said)
    return {Sense.DONE: Meaning.ENDED, Sense.CANCELLED: Meaning.DROPPED, Sense.ASIDE: None}.get(
        sense or Sense.WORKING, Meaning.OPEN
    )


def episodes(engine: Engine, object_type: str, objects: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return one row per record whose beginning is told.

    Columns: ``object_no, began_at, taken_up_at, ended_at`` (µs UTC; null for not yet), ``dropped`` (it ended without
    being mended), ``again`` (it had ended before, and was open again), ``cause_no`` (of what is named as its cause,
    the first by number), ``severity``.

    Args:
        objects: ``object_no`` of records of this type.
    """
    happened = _meant(engine, object_type).join(objects, on="object_no", how="semi")
    opened = happened.filter(nw.col("meaning") == Meaning.OPEN).group_by("object_no")
    last = opened.agg(last_open=nw.col("occurred_at").max())
    told = happened.join(last, on="object_no", how="left").with_columns(
        last_open=nw.col("last_open").fill_null(-_NEVER)
    )
    at, after = nw.col("occurred_at"), nw.col("occurred_at") >= nw.col("last_open")
    ending = nw.col("meaning").is_in([Meaning.ENDED, Meaning.DROPPED])
    found = (
        told.with_columns(
            taken_up_at=nw.when(nw.col("meaning") == Meaning.TAKEN_UP).then(at),
            mended_at=nw.when((nw.col("meaning") == Meaning.ENDED) & after).then(at),
            dropped_at=nw.when((nw.col("meaning") == Meaning.DROPPED) & after).then(at),
            before=nw.when(ending & ~after).then(at),
        )
        .group_by("object_no")
        .agg(
            began_at=nw.col("occurred_at").min(),
            taken_up_at=nw.col("taken_up_at").min(),
            mended_at=nw.col("mended_at").min(),
            dropped_at=nw.col("dropped_at").min(),
            before=nw.col("before").min(),
        )
    )
    mended, dropped = nw.col("mended_at").fill_null(_NEVER), nw.col("dropped_at").fill_null(_NEVER)
    ended = nw.when(mended <= dropped).then(nw.col("mended_at")).otherwise(nw.col("dropped_at"))
    found = found.select(
        "object_no",
        "began_at",
        "taken_up_at",
        ended_at=ended,
        dropped=dropped < mended,
        again=~nw.col("before").is_null(),
    )
    return found.join(_causes(engine, objects), on="object_no", how="left").join(
        _severities(engine, objects), on="object_no", how="left"
    )


def _meant(engine: Engine, object_type: str) -> nw.LazyFrame[Any]:
    """Return ``object_no, occurred_at, meaning`` of the events of this type that say anything."""
    listed = rows(
        engine.table("activities")
        .filter(nw.col("object_type") == object_type, nw.col("events") > 0)
        .select("activity_no", "event_type", "value")
    )
    meant = [
        (row["activity_no"], int(meaning))
        for row in listed
        if (meaning := meaning_of(row["event_type"], row["value"])) is not None
    ]
    table = engine.small(
        {"activity_no": [number for number, _ in meant], "meaning": [meaning for _, meaning in meant]},
        {"activity_no": "int", "meaning": "int"},
    )
    happenings = engine.table("happenings").select("object_no", "occurred_at", "activity_no")
    return happenings.join(table, on="activity_no", how="inner").select("object_no", "occurred_at", "meaning")


def _causes(engine: Engine, objects: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    caused = links_of(engine, objects).filter(nw.col("caused"))
    return caused.group_by("object_no").agg(cause_no=nw.col("other_no").min())


def _severities(engine: Engine, objects: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    named = values_of(engine, objects, ("severity",)).group_by("object_no")
    return named.agg(severity=nw.col("value").min())
