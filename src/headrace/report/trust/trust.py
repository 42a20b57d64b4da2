"""Can this be trusted? What was read, and how much of what names other records was found, as lines to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog import deployments, link_rules
from headrace.eventlog.coverage import LinkCoverage, coverage
from headrace.report.trust.trust_view import SourceLine
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.eventlog.linking import Frame


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
