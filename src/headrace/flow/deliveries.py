"""The changes, deployments and incidents of a stream: when each was where, and which belongs to which.

Read from what was derived (``passing``, ``carried``, ``mended``; see :mod:`headrace.value_streams.passage`) and from
the log. Only deployments that succeeded in production count; one whose source tells neither ``production`` nor an
environment is taken to be in production, because its source has one place only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.eventlog import link_rules
from headrace.flow.spans import NEVER
from headrace.value_streams.concern import concerning, links_of, of_type, values_of
from headrace.value_streams.episodes import episodes
from headrace.value_streams.passage import BUILD, CHANGE, COMMIT, DEPLOYMENT, INCIDENT

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times
    from headrace.value_streams.definition import ValueStream

NONE = -1
"""In place of a record's number where there is none."""

_PRODUCTION = ("production", "prod", "live")
_OWN_COMMITS = (
    link_rules.CHANGE_COMMIT, link_rules.MERGE_COMMIT, link_rules.MERGE_OF_PULL, link_rules.SUBJECT_NUMBER,
)  # fmt: skip
_SUCCEEDED = ("succeeded", "deployed", "upgraded", "completed", "done", "released")
_WORDS = {
    CHANGE: {
        "opened": "opened", "created": "opened", "authored": "begun", "reviewed": "reviewed", "merged": "merged",
        "closed": "closed",
    },
    COMMIT: {"authored": "begun", "committed": "committed"},
    DEPLOYMENT: dict.fromkeys(_SUCCEEDED, "succeeded"),
}  # fmt: skip


@dataclass(frozen=True)
class Deployments:
    """Deployments that succeeded in production, of the whole log, in the order in which they first succeeded.

    Args:
        numbers: of their records.
        first: when each first succeeded, µs UTC.
        last: when it last did.
        own: whether it belongs to the stream's work.
        alone: whether nothing is linked to it from which it could be told what it carried.
    """

    numbers: Times
    first: Times
    last: Times
    own: Flags
    alone: Flags

    def at(self, numbers: Times) -> Times:
        """Return the places of records by number; :data:`NONE` where one is no deployment of these."""
        order = np.argsort(self.numbers)
        place = np.searchsorted(self.numbers[order], numbers)
        place = np.minimum(place, max(len(order) - 1, 0))
        found = order[place] if len(order) else np.full(len(numbers), NONE)
        known = self.numbers[found] == numbers if len(order) else np.zeros(len(numbers), dtype=np.bool_)
        return np.where(known, found, NONE)


@dataclass(frozen=True)
class Changes:
    """What carried the stream's work: its changes, or its commits where the log has no changes.

    Moments are µs UTC, :data:`.NEVER` where there is none: the first commit, opened, first reviewed, merged, closed
    without being merged, and the first success in production. ``by`` is the place of that deployment, ``left`` when
    all items that it is about had left.
    """

    numbers: Times
    begun: Times
    opened: Times
    reviewed: Times
    merged: Times
    closed: Times
    deployed: Times
    by: Times
    left: Times

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class Incidents:
    """Incidents of the whole log.

    Args:
        opened: µs UTC.
        ended: mended, µs UTC; :data:`.NEVER` while it is open or when it was dropped.
        dropped: whether it turned out to be none.
        own: whether it concerns the stream: caused by its deployments, linked to its work, or of its services.
        told: whether any record is declared as its cause.
        causes: pairs (place of the incident, place of the deployment) that are declared.
        mended: pairs (place of the incident, place of a deployment that carried what is about it).
    """

    opened: Times
    ended: Times
    dropped: Flags
    own: Flags
    told: Flags
    causes: tuple[Times, Times]
    mended: tuple[Times, Times]


@dataclass(frozen=True)
class Deliveries:
    """All that the measures of delivery read."""

    changes: Changes
    deployments: Deployments
    incidents: Incidents
    types: frozenset[str]
    """Which types of delivery the log has events of."""


def read_deliveries(engine: Engine, stream: ValueStream, selection: Selection) -> Deliveries:
    """Return the deliveries of the selected kind of the stream's work, whichever window they fall into."""
    passing = engine.table("passing")
    if selection.kind is not None:
        items = selection.of_kind(engine.table("items")).select("item_no")
        passing = passing.join(items, on="item_no", how="semi")
    types = _types(engine)
    items = engine.table("items").select("item_no", left=nw.col("ended_at").fill_null(NEVER))
    # asked for several times
    passing = engine.once(
        passing.join(items, on="item_no", how="left")
        .group_by("object_no", "object_type")
        .agg(left=nw.col("left").fill_null(NEVER).max())
    )
    deployments = _deployments(engine, passing)
    changes = _changes(engine, passing, deployments, types)
    return Deliveries(changes, deployments, _incidents(engine, stream, deployments, changes), types)


def _types(engine: Engine) -> frozenset[str]:
    listed = engine.table("activities").filter(nw.col("events") > 0).select("object_type").unique()
    return frozenset(row["object_type"] for row in rows(listed))


def _moments(engine: Engine, object_type: str) -> nw.LazyFrame[Any]:
    """Return ``object_no, what, first, last``: when each thing that we know a word for happened."""
    listed = engine.table("activities").filter(nw.col("object_type") == object_type, nw.col("events") > 0)
    meant = [
        (row["activity_no"], said)
        for row in rows(listed.select("activity_no", "event_type", "value"))
        if (said := _said(object_type, row["event_type"].lower(), (row["value"] or "").lower()))
    ]
    table = engine.small(
        {"activity_no": [number for number, _ in meant], "what": [said for _, said in meant]},
        {"activity_no": "int", "what": "text"},
    )
    happened = engine.table("happenings").select("object_no", "occurred_at", "activity_no")
    return (
        happened.join(table, on="activity_no", how="inner")
        .group_by("object_no", "what")
        .agg(first=nw.col("occurred_at").min(), last=nw.col("occurred_at").max())
    )


def _said(object_type: str, event: str, value: str) -> str | None:
    if object_type == DEPLOYMENT and event == "finished":
        return "succeeded" if value == "success" else None
    return _WORDS[object_type].get(event)


def in_production(engine: Engine) -> nw.LazyFrame[Any]:
    """Return ``object_no`` of the deployments to production, whether they succeeded or not."""
    there = of_type(engine, DEPLOYMENT)
    places = values_of(engine, there, ("production", "environment")).with_columns(
        value=nw.col("value").str.to_lowercase()
    )
    told = nw.col("attribute") == "production"
    named = places.with_columns(
        told=nw.when(told).then(nw.col("value")), environment=nw.when(~told).then(nw.col("value"))
    )
    named = named.group_by("object_no").agg(
        told=nw.col("told").max(), environment=nw.col("environment").max()
    )
    somewhere = nw.col("environment").is_null() | nw.col("environment").is_in(list(_PRODUCTION))
    production = (
        nw.when(~nw.col("told").is_null()).then(nw.col("told").is_in(["yes", "true"])).otherwise(somewhere)
    )
    placed = there.join(named, on="object_no", how="left").with_columns(production=production)
    return placed.filter(nw.col("production")).select("object_no")


def _deployments(engine: Engine, passing: nw.LazyFrame[Any]) -> Deployments:
    there = engine.once(in_production(engine))
    of_work = engine.table("objects").filter(nw.col("object_type").is_in([CHANGE, COMMIT, BUILD]))
    links = links_of(engine, there).join(
        of_work.select(other_no=nw.col("object_no")), on="other_no", how="semi"
    )
    linked = links.select("object_no").unique().with_columns(linked=nw.lit(1))
    own = passing.filter(nw.col("object_type") == DEPLOYMENT).select("object_no").with_columns(own=nw.lit(1))
    found = _moments(engine, DEPLOYMENT).join(there, on="object_no", how="semi")
    found = found.join(linked, on="object_no", how="left").join(own, on="object_no", how="left")
    got = columns(
        found.select(
            "object_no", "first", "last", own=~nw.col("own").is_null(), linked=~nw.col("linked").is_null()
        ).sort("first", "object_no")
    )
    own_flags = got["own"].astype(np.bool_)
    return Deployments(
        _times(got["object_no"]), _times(got["first"]), _times(got["last"]), own_flags,
        ~got["linked"].astype(np.bool_) & ~own_flags,
    )  # fmt: skip


def _changes(
    engine: Engine, passing: nw.LazyFrame[Any], deployments: Deployments, types: frozenset[str]
) -> Changes:
    carrier = CHANGE if CHANGE in types else COMMIT
    passing = passing.filter(nw.col("object_type") == carrier)
    there = columns(passing.select("object_no", "left").sort("object_no"))
    own, numbers = passing.select("object_no"), _times(there["object_no"])
    found = columns(_moments(engine, carrier).join(own, on="object_no", how="semi"))
    when = {
        what: _placed(numbers, found, found["what"] == what)
        for what in ("begun", "opened", "reviewed", "merged", "closed")
    }
    begun = when["begun"]
    if carrier == CHANGE:
        begun = np.minimum(begun, _first_commits(engine, own, numbers))
    by, deployed = _first_deployments(engine, numbers, deployments)
    closed = np.where(when["merged"] == NEVER, when["closed"], NEVER)
    return Changes(
        numbers, begun, when["opened"], when["reviewed"], when["merged"], closed, deployed, by,
        left=_times(there["left"]),
    )  # fmt: skip


def _placed(numbers: Times, found: dict[str, Any], which: Flags) -> Times:
    """Return the first moment of each number, as far as ``which`` rows tell it."""
    moments = np.full(len(numbers), NEVER)
    np.minimum.at(
        moments, np.searchsorted(numbers, _times(found["object_no"][which])), _times(found["first"][which])
    )
    return moments


def _first_commits(engine: Engine, own: nw.LazyFrame[Any], numbers: Times) -> Times:
    """Return when the first commit of each change was authored, by the commits that are its own."""
    links = engine.table("links").filter(nw.col("rule").is_in(list(_OWN_COMMITS)))
    links = links.select("from_no", "to_no")
    both = nw.concat([links, links.select(from_no=nw.col("to_no"), to_no=nw.col("from_no"))])
    authored = _moments(engine, COMMIT).filter(nw.col("what") == "begun").select("object_no", "first")
    pairs = both.join(own, left_on="from_no", right_on="object_no", how="semi").join(
        authored, left_on="to_no", right_on="object_no", how="inner"
    )
    got = columns(pairs.group_by("from_no").agg(first=nw.col("first").min()))
    moments = np.full(len(numbers), NEVER)
    moments[np.searchsorted(numbers, _times(got["from_no"]))] = _times(got["first"])
    return moments


def _first_deployments(engine: Engine, numbers: Times, deployments: Deployments) -> tuple[Times, Times]:
    """Return for each change the place of the first deployment that carried it, and when that succeeded."""
    got = columns(engine.table("carried").select("carrier_no", "deployment_no"))
    carriers, places = _times(got["carrier_no"]), deployments.at(_times(got["deployment_no"]))
    known = (places != NONE) & np.isin(carriers, numbers)
    first = np.full(len(numbers), len(deployments.numbers))
    # deployments stand in order of time, so the lowest place is the first
    np.minimum.at(first, np.searchsorted(numbers, carriers[known]), places[known])
    some = first < len(deployments.numbers)
    deployed = np.full(len(numbers), NEVER)
    deployed[some] = deployments.first[first[some]]
    return np.where(some, first, NONE), deployed


def _incidents(engine: Engine, stream: ValueStream, deployments: Deployments, changes: Changes) -> Incidents:
    there = engine.once(of_type(engine, INCIDENT))
    found = columns(
        episodes(engine, INCIDENT, there)
        .select("object_no", "began_at", nw.col("ended_at").fill_null(NEVER), "dropped")
        .sort("object_no")
    )
    numbers, dropped = _times(found["object_no"]), found["dropped"].astype(np.bool_)
    got = columns(
        links_of(engine, there)
        .filter(nw.col("caused"))
        .select("object_no", "other_no")
        .sort("object_no", "other_no")
    )
    of, causes = _times(got["object_no"]), _times(got["other_no"])
    caused = deployments.at(causes)
    carried = _change_places(changes, causes)
    by = np.where(carried == NONE, NONE, changes.by[carried] if len(changes) else NONE)
    caused = np.where(caused == NONE, by, caused)
    pairs = _pairs(numbers, of, caused)
    concerned = columns(concerning(engine, stream, INCIDENT).select("object_no"))
    own = np.isin(numbers, _times(concerned["object_no"]))
    if len(pairs[0]):
        own[pairs[0][deployments.own[pairs[1]]]] = True
    mended = columns(engine.table("mended").sort("incident_no", "deployment_no"))
    return Incidents(
        opened=_times(found["began_at"]),
        ended=np.where(dropped, NEVER, _times(found["ended_at"])),
        dropped=dropped,
        own=own & ~dropped,
        told=np.isin(numbers, of),
        causes=pairs,
        mended=_pairs(
            numbers, _times(mended["incident_no"]), deployments.at(_times(mended["deployment_no"]))
        ),
    )


def _change_places(changes: Changes, numbers: Times) -> Times:
    place = np.minimum(np.searchsorted(changes.numbers, numbers), max(len(changes) - 1, 0))
    if not len(changes):
        return np.full(len(numbers), NONE)
    return np.where(changes.numbers[place] == numbers, place, NONE)


def _pairs(numbers: Times, of: Times, places: Times) -> tuple[Times, Times]:
    """Return places of incidents beside places of deployments, where both are known."""
    known = (places != NONE) & np.isin(of, numbers)
    return np.searchsorted(numbers, of[known]), places[known]


def _times(values: Any) -> Times:
    found: Times = np.asarray(values).astype(np.int64, copy=False)
    return found
