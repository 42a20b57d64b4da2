"""Can this be trusted? Sources, links, rules and irregular items, as the data page and ``check`` show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog import deployments, link_rules
from headrace.eventlog.coverage import LinkCoverage, coverage
from headrace.report.phrases import text
from headrace.report.trust_view import OddityLine, RuleLine, SourceLine
from headrace.report.words import day
from headrace.value_streams.definition import Mode
from headrace.value_streams.derivation import known_placement, last_reading

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.eventlog.linking import Frame
    from headrace.value_streams.definition import ValueStream


def source_lines(engine: Engine) -> tuple[SourceLine, ...]:
    """Return what was read from each source, and when."""
    objects = {
        (row["source"], row["gone"]): row["n"]
        for row in rows(
            engine.table("objects")
            .with_columns(gone=~nw.col("deleted_at").is_null())
            .group_by("source", "gone")
            .agg(n=nw.len())
        )
    }
    events = {
        row["source"]: row
        for row in rows(
            engine.table("events")
            .filter(nw.col("deleted_at").is_null())
            .group_by("source")
            .agg(n=nw.len(), first=nw.col("occurred_at").min(), last=nw.col("occurred_at").max())
        )
    }
    none = {"n": 0, "first": None, "last": None}
    return tuple(
        SourceLine(
            source=row["source"],
            read_at=row["read_at"],
            objects=objects.get((row["source"], False), 0),
            events=events.get(row["source"], none)["n"],
            first_event=events.get(row["source"], none)["first"],
            last_event=events.get(row["source"], none)["last"],
            gone=objects.get((row["source"], True), 0),
            skipped=row["skipped"],
        )
        for row in sorted(rows(engine.table("sources")), key=lambda row: str(row["source"]))
    )


def link_lines(engine: Engine, resolved: Frame) -> tuple[LinkCoverage, ...]:
    """Return, per kind of link, how much is matched: references by name first, then links within a source."""
    there = engine.table("objects").filter(nw.col("deleted_at").is_null())
    types = there.select("object_no", "object_type")
    related = (
        engine.table("relations")
        .join(there.select("object_no"), left_on="to_no", right_on="object_no", how="semi")
        .join(types, left_on="from_no", right_on="object_no", how="inner")
        .group_by("rule", "object_type", "declared")
        .agg(n=nw.len())
    )
    within = [
        LinkCoverage(row["rule"], row["object_type"], row["declared"], row["n"], row["n"], 0, 0, (), ())
        for row in rows(related)
    ]
    within.sort(key=lambda line: (line.rule, line.from_type))
    return (*coverage(resolved), *within, *_copies(engine), *_deployments(engine))


def _copies(engine: Engine) -> list[LinkCoverage]:
    """Return how many commits were found to be copies of others."""
    derived = [link_rules.SAME_COMMIT, link_rules.SAME_PATCH]
    counted = engine.table("links").filter(nw.col("rule").is_in(derived)).group_by("rule").agg(n=nw.len())
    found = sorted(rows(counted), key=lambda row: str(row["rule"]))
    return [LinkCoverage(row["rule"], "commit", False, row["n"], row["n"], 0, 0, (), ()) for row in found]


def _deployments(engine: Engine) -> list[LinkCoverage]:
    """Return of how many deployments that succeeded it is known what they brought, and why not of the others."""
    try:
        brought = engine.table("brought")
    except KeyError:  # read before this was derived
        return []
    counts = {
        row["outcome"]: row
        for row in rows(brought.group_by("outcome").agg(n=nw.len(), first=nw.col("deployment_no").min()))
        if row["outcome"] != deployments.NOT_DONE
    }
    known = sum(counts.pop(name)["n"] for name in (deployments.KNOWN, deployments.CUT_OFF) if name in counts)
    unknown = sum(row["n"] for row in counts.values())
    if not known + unknown:
        return []
    numbers = [row["first"] for row in counts.values()]
    named = engine.table("objects").filter(nw.col("object_no").is_in(numbers)).select("object_no", "key")
    keys = {row["object_no"]: row["key"] for row in rows(named)}
    such = tuple(
        text(f"brought.{name.replace(' ', '_')}", {"key": keys[counts[name]["first"]]})
        for name in deployments.OUTCOMES
        if name in counts
    )
    rule = link_rules.BROUGHT_COMMIT
    return [LinkCoverage(rule, "deployment", False, known + unknown, known, unknown, 0, such, ())]


def rule_lines(engine: Engine, stream: ValueStream) -> tuple[RuleLine, ...]:
    """Return how many events and items each rule of a stream matched; 0 says that it matched nothing."""
    placement = known_placement(engine, stream)
    used = {
        row["rule_index"]: row
        for row in rows(
            placement.matched()
            .group_by("rule_index")
            .agg(events=nw.col("event_no").n_unique(), items=nw.col("item_no").n_unique())
        )
    }
    return tuple(
        RuleLine(
            stream=stream.id,
            stage=placed.stage or "",
            mode=placed.mode.name.lower(),
            rule=str(placed.rule),
            events=used[placed.index]["events"] if placed.index in used else 0,
            items=used[placed.index]["items"] if placed.index in used else 0,
        )
        for placed in placement.matches.rules
    )


def oddity_lines(engine: Engine, stream: ValueStream) -> tuple[OddityLine, ...]:
    """Return how many of a stream's items are irregular, in which way, and what is done about it."""
    visits = engine.table("visits")
    items = engine.table("items")
    known = _count(items)
    unknown = _count(engine.table("start_unknown"))
    last = len(stream.stages)
    stages_visited = (
        visits.filter(nw.col("mode") < int(Mode.DONE), ~nw.col("estimated"))
        .group_by("item_no")
        .agg(stages=nw.col("stage_order").n_unique())
    )
    done = items.filter(nw.col("outcome") == int(Mode.DONE)).select("item_no")
    skipping = stages_visited.filter(nw.col("stages") < _recorded(stream)).join(
        done, on="item_no", how="semi"
    )
    worked = (
        visits.filter(nw.col("mode") == int(Mode.WORKING), ~nw.col("estimated")).select("item_no").unique()
    )
    found = [
        ("start unknown", "left out of every average: only their end was recorded", unknown),
        (
            "reopened after the end",
            "the end does not count; until work goes on they wait for it",
            _items(visits.filter(nw.col("from_stage") == last)),
        ),
        (
            "went back to an earlier stage",
            "the time counts again, and they are shown as sent back",
            _items(visits.filter("returned")),
        ),
        (
            "finished without every stage",
            "a stage that was skipped counts as zero days in the averages",
            _count(skipping),
        ),
        (
            "finished without any work recorded",
            "all their time counts as waiting",
            _count(done.join(worked, on="item_no", how="anti")),
        ),
        (
            "have date-only stamps",
            "taken as 00:00 UTC of that day; on one day the order of the stages decides",
            _count(_date_only(engine, items)),
        ),
        _after_the_reading(engine, items),
    ]
    total = known + unknown
    return tuple(
        OddityLine(stream.id, what, rule, count, count / total if total else 0.0)
        for what, rule, count in found
    )


def _recorded(stream: ValueStream) -> int:
    return sum(bool(stage.waiting or stage.working or stage.blocked) for stage in stream.stages)


def _date_only(engine: Engine, items: Frame) -> Frame:
    stamped = engine.table("happenings").filter("date_only").select(item_no=nw.col("object_no")).unique()
    return items.join(stamped, on="item_no", how="semi")


def _after_the_reading(engine: Engine, items: Frame) -> tuple[str, str, int]:
    """Return how many items have stamps of the future, with one of them as an example."""
    late = engine.table("happenings").filter(nw.col("occurred_at") > last_reading(engine))
    latest = (
        late.select("occurred_at", item_no="object_no")
        .group_by("item_no")
        .agg(at=nw.col("occurred_at").max())
    )
    found = items.select("item_no").join(latest, on="item_no", how="inner")
    keys = engine.table("objects").select("key", item_no=nw.col("object_no"))
    first = rows(
        found.join(keys, on="item_no", how="inner").sort("at", "key", descending=[True, False]).head(1)
    )
    example = f"{first[0]['key']} on {day(first[0]['at'])}, for example; " if first else ""
    return (
        "have events later than they were read",
        f"{example}what is now does not follow them",
        _count(found),
    )


def _items(visits: Frame) -> int:
    return _count(visits.select("item_no").unique())


def _count(frame: Frame) -> int:
    return int(rows(frame.select(n=nw.len()))[0]["n"])
