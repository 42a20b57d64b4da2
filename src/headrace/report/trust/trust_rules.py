"""What the rules of a stream find: each rule's events and items, or why it has none, and each stage's share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.report.trust.trust_view import CrossingLine, RuleLine, StageLine
from headrace.report.wording.phrases import text
from headrace.report.words import grouped
from headrace.value_streams.definition import Mode
from headrace.value_streams.derivation import known_placement
from headrace.value_streams.rule_causes import causes
from headrace.value_streams.stage_coverage import crossings, stage_coverage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.engine import Engine
    from headrace.value_streams.definition import Rule, ValueStream
    from headrace.value_streams.rule_causes import Cause


def rule_lines(engine: Engine, stream: ValueStream) -> tuple[RuleLine, ...]:
    """Return how many events and items each rule of a stream matched; where it is none, why."""
    placement = known_placement(engine, stream)
    used = {
        row["rule_index"]: row
        for row in rows(
            placement.matched()
            .group_by("rule_index")
            .agg(events=nw.col("event_no").n_unique(), items=nw.col("item_no").n_unique())
        )
    }
    empty = tuple(placed for placed in placement.matches.rules if placed.index not in used)
    why = causes(engine, stream, empty)
    return tuple(
        RuleLine(
            stream=stream.id,
            stage=placed.stage or "",
            mode=placed.mode.name.lower(),
            rule=str(placed.rule),
            events=used[placed.index]["events"] if placed.index in used else 0,
            items=used[placed.index]["items"] if placed.index in used else 0,
            cause=_said(placed.rule, why[placed.index], stream) if placed.index in why else "",
        )
        for placed in placement.matches.rules
    )


def stage_lines(engine: Engine, stream: ValueStream, rules: tuple[RuleLine, ...]) -> tuple[StageLine, ...]:
    """Return how many of a stream's items ever were in each stage, and what would mend a stage with none."""
    items = engine.table("items")
    known = int(rows(items.select(n=nw.len()))[0]["n"])
    done = int(rows(items.filter(nw.col("outcome") == int(Mode.DONE)).select(n=nw.len()))[0]["n"])
    return tuple(
        StageLine(
            stream=stream.id,
            stage=stage.name,
            items=found.items,
            of=known,
            done=found.done,
            of_done=done,
            estimated=stage.estimate is not None,
            causes=() if found.items else _stage_causes(stage.name, rules),
        )
        for stage, found in zip(stream.stages, stage_coverage(engine, stream), strict=True)
    )


def crossing_lines(engine: Engine, stream: ValueStream, tools: Mapping[str, str]) -> tuple[CrossingLine, ...]:
    """Return how many items can be followed from each tool into the next, in the order of the stages."""
    return tuple(
        CrossingLine(
            stream=stream.id,
            from_tool=tools.get(one.from_source, one.from_source),
            to_tool=tools.get(one.to_source, one.to_source),
            items=one.items,
            of=one.of,
        )
        for one in crossings(engine, stream)
    )


def _stage_causes(stage: str, rules: tuple[RuleLine, ...]) -> tuple[str, ...]:
    """Return why each rule of a stage finds nothing; a stage without rules, or that is over at once, says so."""
    mine = [line for line in rules if line.stage == stage]
    if not mine:
        return (text("trust.stage.estimated"),)
    return tuple(f"{line.rule}: {line.cause}" for line in mine if line.cause) or (text("trust.stage.passed"),)


def _said(rule: Rule, cause: Cause, stream: ValueStream) -> str:
    slots = {
        "type": rule.object_type,
        "event": rule.event_type,
        "value": rule.value or "",
        "there": ", ".join(cause.there) or text("trust.nothing"),
        "events": grouped(cause.events),
        "conditions": "".join(f"[{name}={value}]" for name, value in rule.conditions),
        "item": stream.items,
        "meant": text("trust.meant", {"name": cause.suggestion}) if cause.suggestion else "",
    }
    return text(f"trust.cause.{cause.what}", slots, number=cause.events)
