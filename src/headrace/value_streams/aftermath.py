"""What came of a stream's work: defects raised after it was done, commits taken back, builds that failed.

These are records beside the items, found by their links (see :mod:`.concern`), each as a moment and what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog import link_rules
from headrace.value_streams.concern import LINKED, concerning, links_of, of_type, told_of
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

DEFECTS = ("incident", "defect", "bug")
"""Types of records that are a defect by what they are."""

DEFECT_KINDS = (
    "bug",
    "defect",
    "fault",
    "error",
    "regression",
    "production bug",
    "incident",
    "fehler",
    "bogue",
    "erro",
)
"""What trackers call an item that is a defect, in its attribute ``type``."""

_FAILED, _SUCCEEDED = ("failure", "failed"), ("success", "succeeded")


def escaped(engine: Engine) -> nw.LazyFrame[Any]:
    """Return ``object_no, began_at`` of the defects that got through to the customer.

    A defect is an incident, or an item that its tracker calls one. It got through when it names the stream's work (an
    item, a change, a deployment) as its cause; or when it is linked to an item's work and began after that item was
    done.
    """
    defects = engine.once(_defects(engine))
    linked = engine.once(links_of(engine, defects).filter(nw.col("object_no") != nw.col("other_no")))
    caused = linked.filter(nw.col("caused")).join(
        told_of(engine), left_on="other_no", right_on="object_no", how="semi"
    )
    began = _beginnings(engine, defects)
    done = _told_of_done(engine).group_by("object_no").agg(done_at=nw.col("ended_at").min())
    after = (
        linked.join(done, left_on="other_no", right_on="object_no", how="inner")
        .join(began, on="object_no", how="inner")
        .filter(nw.col("began_at") >= nw.col("done_at"))
    )
    found = nw.concat([each.select("object_no") for each in (caused, after)]).unique()
    return found.join(began, on="object_no", how="inner").select("object_no", "began_at")


def defects_told(engine: Engine) -> tuple[int, bool]:
    """Return how many records are a defect, whoever's they are, and whether any of them is linked to another record."""
    defects = engine.once(_defects(engine))
    linked = links_of(engine, defects).filter(nw.col("object_no") != nw.col("other_no"))
    return int(rows(defects.select(n=nw.len()))[0]["n"]), bool(rows(linked.head(1)))


def commits(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    """Return ``object_no, at, reverted``: the stream's commits and those of its changes; was each taken back?"""
    found = concerning(engine, stream, "commit").filter(nw.col("way") == LINKED).select("object_no")
    reverting = (
        engine.table("links").filter(nw.col("rule") == link_rules.REVERTS).select("from_no", "to_no").unique()
    )
    # a commit that takes another back is no work of its own
    own = found.join(reverting, left_on="object_no", right_on="from_no", how="anti")
    taken = reverting.select(object_no=nw.col("to_no"), taken=nw.lit(1)).unique()
    dated = _beginnings(engine, own).join(taken, on="object_no", how="left")
    return dated.select("object_no", at=nw.col("began_at"), reverted=~nw.col("taken").is_null())


def build_runs(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    """Return ``object_no, at, failed``: each run of the stream's builds that succeeded or failed; no other counts."""
    listed = rows(
        engine.table("activities")
        .filter(nw.col("object_type") == "build", nw.col("events") > 0)
        .select("activity_no", "event_type", "value")
    )
    results = [
        (row["activity_no"], failed)
        for row in listed
        if (failed := _failed(row["event_type"], row["value"])) is not None
    ]
    meant = engine.small(
        {"activity_no": [number for number, _ in results], "failed": [failed for _, failed in results]},
        {"activity_no": "int", "failed": "flag"},
    )
    builds = concerning(engine, stream, "build").filter(nw.col("way") == LINKED).select("object_no")
    happened = engine.table("happenings").select("object_no", "occurred_at", "activity_no")
    return (
        happened.join(meant, on="activity_no", how="inner")
        .join(builds, on="object_no", how="semi")
        .select("object_no", "failed", at=nw.col("occurred_at"))
    )


def _failed(event_type: str, value: str | None) -> bool | None:
    said = (value or "").lower() if event_type == "finished" else event_type.lower()
    return True if said in _FAILED else False if said in _SUCCEEDED else None


def _defects(engine: Engine) -> nw.LazyFrame[Any]:
    called = engine.table("object_values").filter(
        nw.col("attribute") == "type", nw.col("value").str.to_lowercase().is_in(list(DEFECT_KINDS))
    )
    there = engine.table("objects").filter(nw.col("deleted_at").is_null()).select("object_no")
    named = called.select("object_no").join(there, on="object_no", how="semi")
    return nw.concat([*(of_type(engine, each) for each in DEFECTS), named]).unique()


def _beginnings(engine: Engine, objects: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    happened = engine.table("happenings").select("object_no", "occurred_at")
    happened = happened.join(objects, on="object_no", how="semi")
    return happened.group_by("object_no").agg(began_at=nw.col("occurred_at").min())


def _told_of_done(engine: Engine) -> nw.LazyFrame[Any]:
    """Return ``object_no, ended_at``: what tells about items that are done, with when they were."""
    done = engine.table("items").filter(nw.col("outcome") == int(Mode.DONE)).select("item_no", "ended_at")
    try:
        told = engine.table("reached").join(done, on="item_no", how="inner")
    except KeyError:
        return done.select("ended_at", object_no=nw.col("item_no"))
    return told.select("object_no", "ended_at")
