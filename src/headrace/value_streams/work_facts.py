"""What all tools together say about each item: when it was over, changed, merged and deployed, one row per item."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog import link_rules
from headrace.value_streams import membership
from headrace.value_streams.definition import Mode
from headrace.value_streams.derivation import known_placement

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

    Frame = nw.LazyFrame[Any]

CHANGES = ("change", "pull request", "merge request")
"""What proposals to change the code are called."""

_MADE = ("deployment", "release")
_WAY = (*CHANGES, "commit", "build", *_MADE)
_MENTIONS = (link_rules.NUMBER_IN_TEXT, link_rules.NUMBER_IN_MESSAGE)
_CREATED, _CLOSED = ("created", "opened"), ("closed", "resolved", "solved")


def work_facts(engine: Engine, stream: ValueStream) -> Frame:
    """Return one row per item whose start is known, with what each tool says about it; null: nothing.

    Columns, times in µs UTC: ``item_no``; ``outcome, ended_at`` as the stream sees it, ``waits_since`` (when it came
    to where it is now); of the item's own record ``created_at, first_at, closed_at, reopened_at, status_at``,
    ``done_at, dropped_at`` (meant by a rule for done or cancelled), ``silently`` (1: resolved with no change of
    status beside it), ``status_agrees`` (1: its last event says the status it has); of its changes ``changes,
    open_changes, merged_changes, first_merge, first_work``; of deployments and releases ``made, made_well,
    first_made``; ``days`` (1: some of these stamps are whole days).
    """
    items = engine.table("items").select("item_no", "outcome", "ended_at")
    now = engine.table("open_visits").group_by("item_no").agg(waits_since=nw.col("entered_at").max())
    frames = [now, *_own(engine), _ends(engine, stream), *_status(engine), *_linked(engine, stream)]
    whole = reduce(lambda a, b: a.join(b, on="item_no", how="left"), frames, items)
    return engine.once(whole.with_columns(days=nw.col("days").fill_null(0)))


def _events(engine: Engine, types: tuple[str, ...] | None = None) -> Frame:
    """Return ``object_no, at, day_only, happened, value``; of objects of these types where some are named."""
    activities = engine.table("activities")
    if types is not None:
        activities = activities.filter(nw.col("object_type").str.to_lowercase().is_in(list(types)))
    named = activities.select("activity_no", "value", happened=nw.col("event_type").str.to_lowercase())
    stamped = engine.table("happenings").select(
        "object_no", "activity_no", at=nw.col("occurred_at"), day_only=nw.col("date_only")
    )
    return stamped.join(named, on="activity_no", how="inner")


def _own(engine: Engine) -> list[Frame]:
    """Return when an item's own record says what, and whether it was resolved in silence."""
    mine = _events(engine).join(
        engine.table("items").select("item_no"), left_on="object_no", right_on="item_no", how="semi"
    )
    mine = engine.once(mine.rename({"object_no": "item_no"}))
    kind, at = nw.col("happened"), nw.col("at")
    told = mine.with_columns(
        created_at=nw.when(kind.is_in(list(_CREATED))).then(at),
        closed_at=nw.when(kind.is_in(list(_CLOSED))).then(at),
        reopened_at=nw.when(kind == "reopened").then(at),
        status_at=nw.when(kind == "status").then(at),
        first_at=at,
        days=nw.when(nw.col("day_only")).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    first = [nw.col(name).min() for name in ("created_at", "first_at")]
    last = [nw.col(name).max() for name in ("closed_at", "reopened_at", "status_at", "days")]
    return [told.group_by("item_no").agg(*first, *last), _silently(mine)]


def _silently(mine: Frame) -> Frame:
    """Return ``item_no, silently`` of items that were resolved: 1 where no change of status stands beside it."""
    hour = 3_600_000_000
    resolved = mine.filter(nw.col("happened").is_in(["resolved", "resolution"])).select("item_no", "at")
    moved = mine.filter(nw.col("happened").is_in(["status", "closed", "solved"]))
    beside = resolved.join(moved.select("item_no", moved_at=nw.col("at")), on="item_no", how="left")
    gap = nw.col("moved_at") - nw.col("at")
    known = nw.when((gap >= -hour) & (gap <= hour)).then(nw.lit(0)).otherwise(nw.lit(1))
    each = (
        beside.with_columns(silently=known).group_by("item_no", "at").agg(silently=nw.col("silently").min())
    )
    return each.group_by("item_no").agg(silently=nw.col("silently").max())


def _ends(engine: Engine, stream: ValueStream) -> Frame:
    """Return when the item's own record last said that it is done, and that it is cancelled."""
    placement = known_placement(engine, stream)
    modes = {Mode.DONE: "done_at", Mode.CANCELLED: "dropped_at"}
    of = {mode: [one.index for one in placement.matches.rules if one.mode is mode] for mode in modes}
    own = placement.matched().filter(nw.col("object_no") == nw.col("item_no"))
    meant = own.join(
        engine.table("events").select("event_no", at=nw.col("occurred_at")), on="event_no", how="inner"
    )
    for mode, name in modes.items():
        meant = meant.with_columns(
            nw.when(nw.col("rule_index").is_in(of[mode])).then(nw.col("at")).alias(name)
        )
    return meant.group_by("item_no").agg(*(nw.col(name).max() for name in modes.values()))


def _status(engine: Engine) -> list[Frame]:
    """Return of items with a status and events of it whether the last of them says what it is now."""
    values = engine.table("object_values").filter(nw.col("attribute") == "status", ~nw.col("value").is_null())
    newest = values.group_by("object_no").agg(since=nw.col("since").max())
    now = values.join(newest, on=["object_no", "since"], how="inner").select(
        "object_no", now=nw.col("value").str.to_lowercase()
    )
    told = _events(engine).filter(nw.col("happened") == "status").select("object_no", "at", "value")
    last = told.group_by("object_no").agg(at=nw.col("at").max())
    said = told.join(last, on=["object_no", "at"], how="inner").join(now, on="object_no", how="inner")
    same = nw.when(nw.col("value").str.to_lowercase() == nw.col("now")).then(nw.lit(1)).otherwise(nw.lit(0))
    found = said.with_columns(status_agrees=same).group_by("object_no").agg(nw.col("status_agrees").max())
    return [found.rename({"object_no": "item_no"})]


def _linked(engine: Engine, stream: ValueStream) -> list[Frame]:
    """Return what the changes, and the deployments and releases, linked to each item say together."""
    linked = engine.once(_reached(engine, stream))
    events = engine.once(_events(engine, _WAY))
    kind, at, value = nw.col("happened"), nw.col("at"), nw.col("value")
    changed = events.with_columns(
        opened=nw.when(kind.is_in(["opened", "created"])).then(at),
        merged=nw.when(kind == "merged").then(at),
        closed=nw.when(kind == "closed").then(at),
        again=nw.when(kind == "reopened").then(at),
        begun=nw.when(kind.is_in(["opened", "created", "authored", "committed"])).then(at),
        well=nw.when((kind == "succeeded") | (kind == "released") | (kind == "published")
                     | ((kind == "finished") & (value == "success"))).then(at),
        ill=nw.when((kind == "failed") | ((kind == "finished") & (value != "success"))).then(at),
    )  # fmt: skip
    each = changed.group_by("object_no").agg(
        nw.col("opened").min(), nw.col("merged").min(), nw.col("closed").max(), nw.col("again").max(),
        nw.col("begun").min(), nw.col("well").min(), nw.col("ill").min(),
    )  # fmt: skip
    told = engine.once(linked.join(each, on="object_no", how="inner"))
    return [_changes(told), _work(told), _deployments(told)]


def _reached(engine: Engine, stream: ValueStream) -> Frame:
    """Return ``item_no, object_no, object_type`` of changes, commits, deployments and releases of each item.

    An object that only names an item, without a word on what it does to it, is left out, and so is what caused it.
    """
    items = engine.table("items").select("item_no")
    types = engine.table("objects").filter(nw.col("deleted_at").is_null())
    present = {row["object_type"] for row in rows(types.select("object_type").unique())}
    way = tuple(one for name in _WAY for one in sorted(present) if one.lower() == name)
    reached = membership.reach(engine, stream.model_copy(update={"follows": way}), items)
    named = nw.col("rule").is_in(list(_MENTIONS))
    caused = nw.col("qualifier").str.to_lowercase().str.contains("caus", literal=True)
    weak = nw.when(named | caused).then(nw.lit(1)).otherwise(nw.lit(0))
    links = engine.table("links").select("from_no", "to_no", weak=weak)
    ends = {"item_no": "from_no", "object_no": "to_no"}
    back = {"item_no": "to_no", "object_no": "from_no"}
    direct = nw.concat(
        [links.select("weak", **{name: nw.col(of) for name, of in side.items()}) for side in (ends, back)]
    )
    weakest = direct.group_by("item_no", "object_no").agg(weak=nw.col("weak").min())
    only_named = weakest.filter(nw.col("weak") == 1)
    kept = reached.join(only_named, on=["item_no", "object_no"], how="anti")
    kinds = types.select("object_no", object_type=nw.col("object_type").str.to_lowercase())
    return kept.join(kinds, on="object_no", how="inner").filter(nw.col("object_type").is_in(list(_WAY)))


def _changes(told: Frame) -> Frame:
    still = nw.col("merged").is_null() & (
        nw.col("closed").is_null() | (nw.col("again") > nw.col("closed")).fill_null(value=False)
    )
    one, none = nw.lit(1), nw.lit(0)
    of = told.filter(nw.col("object_type").is_in(list(CHANGES)), ~nw.col("opened").is_null())
    of = of.with_columns(
        open_changes=nw.when(still).then(one).otherwise(none),
        merged_changes=nw.when(nw.col("merged").is_null()).then(none).otherwise(one),
    )
    return of.group_by("item_no").agg(
        nw.col("open_changes").sum().cast(nw.Int64),
        nw.col("merged_changes").sum().cast(nw.Int64),
        changes=nw.len(),
        first_merge=nw.col("merged").min(),
    )


def _work(told: Frame) -> Frame:
    """Return when the first change or commit of an item was begun; its own record is none of them."""
    of = told.filter(
        nw.col("object_no") != nw.col("item_no"), nw.col("object_type").is_in([*CHANGES, "commit"])
    )
    return of.group_by("item_no").agg(first_work=nw.col("begun").min())


def _deployments(told: Frame) -> Frame:
    of = told.filter(nw.col("object_type").is_in(list(_MADE)))
    ended = of.filter(~nw.col("well").is_null() | ~nw.col("ill").is_null())
    well = nw.when(nw.col("well").is_null()).then(nw.lit(0)).otherwise(nw.lit(1))
    return (
        ended.with_columns(well_made=well)
        .group_by("item_no")
        .agg(
            made=nw.len(), made_well=nw.col("well_made").sum().cast(nw.Int64), first_made=nw.col("well").min()
        )
    )
