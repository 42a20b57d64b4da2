"""Which of an item's events put it where: rules, conditions and functions applied to the event log."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams import coding as codings
from headrace.value_streams.definition import FunctionFrom
from headrace.value_streams.rules import means

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.engine import Engine
    from headrace.value_streams.coding import Coding
    from headrace.value_streams.definition import Rule, ValueStream
    from headrace.value_streams.rules import MatchedRule, Matches

_RANKS = 4096
"""More rules than a stream can have."""


def coding_for(engine: Engine, stream: ValueStream) -> Coding:
    """Number the states that a stream can have in this log."""
    span = rows(
        engine.table("happenings").select(first=nw.col("occurred_at").min(), last=nw.col("occurred_at").max())
    )[0]
    read = {name: None for reader in _readers(stream) for name in _functions_read(engine, reader).values()}
    return codings.make(stream, list(read), span["first"] or 0, span["last"] or 0)


class Placement:
    """The events of a stream's items, each with the state it puts its item into.

    Args:
        engine: holds the event log.
        stream: whose rules decide.
        matches: the rules as activities of this log.
        reached: ``item_no, object_no``; ``None`` when every object with a matching event is an item.
    """

    def __init__(
        self, engine: Engine, stream: ValueStream, matches: Matches, reached: nw.LazyFrame[Any] | None
    ) -> None:
        self.engine = engine
        self.stream = stream
        self.matches = matches
        self.reached = reached
        self.coding = coding_for(engine, stream)

    def keys(self) -> nw.LazyFrame[Any]:
        """Return ``item_no, occurred_at, state, key``: one row per event that a rule means.

        ``key`` puts an item's events in order (see :mod:`.coding`).
        """
        chosen = self._chosen()
        if any(isinstance(stage.function, FunctionFrom) for stage in self.stream.stages):
            chosen = self._with_functions(chosen)
        key = (nw.col("occurred_at") - self.coding.base) * self.coding.size + nw.col("state")
        return chosen.select("item_no", "occurred_at", nw.col("state").cast(nw.Int32), key=key)

    def matched(self) -> nw.LazyFrame[Any]:
        """Return ``item_no, object_no, event_no, rule_index``: which rule meant which event."""
        return self._chosen().select("item_no", "object_no", "event_no", "rule_index")

    def _chosen(self) -> nw.LazyFrame[Any]:
        events = self._events()
        by_activity: dict[int, list[MatchedRule]] = {}
        for row in self.matches.rows:
            by_activity.setdefault(row.activity_no, []).append(row)
        plain: list[MatchedRule] = []
        conditional: list[tuple[int, MatchedRule]] = []
        for candidates in by_activity.values():
            ranked = sorted(candidates, key=self._rank)
            if not ranked[0].conditions:
                plain.append(ranked[0])
            else:
                stop = next((i for i, row in enumerate(ranked) if not row.conditions), len(ranked) - 1)
                conditional.extend(enumerate(ranked[: stop + 1]))
        frames = (
            [events.join(self._states(plain), on="activity_no", how="inner")]
            if plain or not conditional
            else []
        )
        if conditional:
            frames.append(self._first_satisfied(events, conditional))
        return nw.concat(frames) if len(frames) > 1 else frames[0]

    def _events(self) -> nw.LazyFrame[Any]:
        happenings = self.engine.table("happenings").select(
            "object_no", "occurred_at", "activity_no", "event_no"
        )
        if self.reached is None:
            return happenings.with_columns(item_no=nw.col("object_no"))
        return happenings.join(self.reached, on="object_no", how="inner")

    def _rank(self, row: MatchedRule) -> tuple[object, ...]:
        """Order rules that mean the same event: more conditions first, then the more exact, then as written."""
        rule: Rule = self.matches.rules[row.rule_index].rule
        exact = rule.value is not None and "*" not in rule.value
        return (-len(row.conditions), not exact, rule.value is None, "*" in rule.event_type, row.rule_index)

    def _state_of(self, row: MatchedRule) -> int:
        if row.stage_order is None:
            return self.coding.state(None, row.mode)
        function = self.stream.stages[row.stage_order].function
        fixed = None if isinstance(function, FunctionFrom) else function
        return self.coding.state(row.stage_order, row.mode, fixed)

    def _states(self, chosen: Iterable[MatchedRule]) -> nw.LazyFrame[Any]:
        listed = list(chosen)
        return self.engine.small(
            {
                "activity_no": [row.activity_no for row in listed],
                "state": [self._state_of(row) for row in listed],
                "rule_index": [row.rule_index for row in listed],
            },
            {"activity_no": "int", "state": "int", "rule_index": "int"},
        )

    def _first_satisfied(
        self, events: nw.LazyFrame[Any], ranked: list[tuple[int, MatchedRule]]
    ) -> nw.LazyFrame[Any]:
        """Return each event once, with the highest-ranking rule whose conditions it satisfies."""
        groups: dict[tuple[tuple[str, str], ...], list[tuple[int, MatchedRule]]] = {}
        for rank, row in ranked:
            groups.setdefault(row.conditions, []).append((rank, row))
        candidates = []
        for conditions, members in groups.items():
            ranks = self.engine.small(
                {"activity_no": [row.activity_no for _, row in members], "rank": [rank for rank, _ in members],
                 "rule_index": [row.rule_index for _, row in members]},
                {"activity_no": "int", "rank": "int", "rule_index": "int"},
            )  # fmt: skip
            frame = (
                events.select("event_no", "activity_no").unique().join(ranks, on="activity_no", how="inner")
            )
            for attribute, pattern in conditions:
                frame = frame.join(self._satisfying(attribute, pattern), on="event_no", how="semi")
            candidates.append(
                frame.select("event_no", "activity_no", pick=nw.col("rank") * _RANKS + nw.col("rule_index"))
            )
        best = nw.concat(candidates).group_by("event_no", "activity_no").agg(pick=nw.col("pick").min())
        best = best.with_columns(rule_index=nw.col("pick") % _RANKS).select(
            "event_no", "activity_no", "rule_index"
        )
        states = self.engine.small(
            {"rule_index": [row.rule_index for row in self._one_per_rule(ranked)],
             "state": [self._state_of(row) for row in self._one_per_rule(ranked)]},
            {"rule_index": "int", "state": "int"},
        )  # fmt: skip
        picked = best.join(states, on="rule_index", how="inner").select(
            "event_no", "activity_no", "state", "rule_index"
        )
        return events.join(picked, on=["event_no", "activity_no"], how="inner")

    def _one_per_rule(self, ranked: list[tuple[int, MatchedRule]]) -> list[MatchedRule]:
        return list({row.rule_index: row for _, row in ranked}.values())

    def _satisfying(self, attribute: str, pattern: str) -> nw.LazyFrame[Any]:
        attributes = self.engine.table("event_attributes").filter(nw.col("attribute") == attribute)
        known = rows(attributes.select("value").unique())
        meant = [row["value"] for row in known if means(pattern, row["value"])]
        return attributes.filter(nw.col("value").is_in(meant)).select("event_no").unique()

    def _with_functions(self, chosen: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the function that each event names to the states of stages that read theirs from events."""
        reading = {
            order: stage.function
            for order, stage in enumerate(self.stream.stages)
            if isinstance(stage.function, FunctionFrom)
        }
        width, names = self.coding.width, self.coding.functions
        chosen = chosen.with_columns(stage=nw.col("state") // width)
        missing = names.index(codings.NOT_RECORDED)
        parts = [chosen.filter(~nw.col("stage").is_in(list(reading)))]
        for reader in _readers(self.stream):
            orders = [order for order, function in reading.items() if function == reader]
            read = _functions_read(self.engine, reader)
            numbers = self.engine.small(
                {"value": list(read), "function_no": [names.index(name) for name in read.values()]},
                {"value": "text", "function_no": "int"},
            )
            named = (
                self.engine.table("event_attributes")
                .filter(nw.col("attribute") == reader.attribute)
                .join(numbers, on="value", how="inner")
                .group_by("event_no")
                .agg(function_no=nw.col("function_no").min())
            )
            part = chosen.filter(nw.col("stage").is_in(orders)).join(named, on="event_no", how="left")
            parts.append(
                part.with_columns(state=nw.col("state") + nw.col("function_no").fill_null(missing)).drop(
                    "function_no"
                )
            )
        aligned = [
            part.select("item_no", "object_no", "event_no", "occurred_at", "state", "rule_index")
            for part in parts
        ]
        return reduce(lambda a, b: nw.concat([a, b]), aligned)


def _readers(stream: ValueStream) -> list[FunctionFrom]:
    found: list[FunctionFrom] = []
    for stage in stream.stages:
        if isinstance(stage.function, FunctionFrom) and stage.function not in found:
            found.append(stage.function)
    return found


def _functions_read(engine: Engine, reader: FunctionFrom) -> dict[str, str]:
    """Return attribute value → function, for every value that occurs."""
    values = (
        engine.table("event_attributes")
        .filter(nw.col("attribute") == reader.attribute)
        .select("value")
        .unique()
    )
    return {
        value: next((name for pattern, name in reader.names.items() if means(pattern, value)), value)
        for value in sorted(row["value"] for row in rows(values))
    }
