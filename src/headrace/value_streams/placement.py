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
    read = {
        name: None
        for reader in _readers(stream)
        for name in (*_functions_read(engine, stream, reader).values(), reader.otherwise)
        if name is not None
    }
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
        chosen = self._placed()
        key = (nw.col("occurred_at") - self.coding.base) * self.coding.size + nw.col("state")
        return chosen.select("item_no", "occurred_at", nw.col("state").cast(nw.Int32), key=key)

    def functions(self) -> nw.LazyFrame[Any]:
        """Return ``item_no, object_no, event_no, function_no``: which function each event that is no end tells."""
        placed = self._placed().filter(nw.col("state") < self.coding.first_end)
        number = nw.col("state") % len(self.coding.functions)
        return placed.select("item_no", "object_no", "event_no", function_no=number)

    def matched(self) -> nw.LazyFrame[Any]:
        """Return ``item_no, object_no, event_no, rule_index``: which rule meant which event."""
        return self._chosen().select("item_no", "object_no", "event_no", "rule_index")

    def _placed(self) -> nw.LazyFrame[Any]:
        chosen = self._chosen()
        if any(isinstance(stage.function, FunctionFrom) for stage in self.stream.stages):
            chosen = self._with_functions(chosen)
        return chosen

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
        parts = [chosen.filter(~nw.col("stage").is_in(list(reading)))]
        for reader in _readers(self.stream):
            orders = [order for order, function in reading.items() if function == reader]
            part = chosen.filter(nw.col("stage").is_in(orders))
            missing = names.index(reader.otherwise or codings.NOT_RECORDED)
            parts.append(self._told(part, reader).with_columns(
                state=nw.col("state") + nw.col("function_no").fill_null(missing)
            ))  # fmt: skip
        aligned = [
            part.select("item_no", "object_no", "event_no", "occurred_at", "state", "rule_index")
            for part in parts
        ]
        return reduce(lambda a, b: nw.concat([a, b]), aligned)

    def _told(self, part: nw.LazyFrame[Any], reader: FunctionFrom) -> nw.LazyFrame[Any]:
        """Add ``function_no`` as the event, its object or the item tells it; null where none of them does."""
        read, names = _functions_read(self.engine, self.stream, reader), self.coding.functions
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
        told = part.join(named, on="event_no", how="left")
        values = self.engine.table("object_values").filter(nw.col("attribute") == reader.attribute)
        if not rows(values.head(1)):
            return told
        for of in dict.fromkeys(("object_no", "object_no" if self.reached is None else "item_no")):
            held = _held(part, values, of).join(numbers, on="value", how="inner")
            held = held.group_by(of, "event_no").agg(held_no=nw.col("function_no").min())
            told = told.join(held, on=[of, "event_no"], how="left").with_columns(
                function_no=nw.coalesce("function_no", "held_no")
            )
            told = told.drop("held_no")
        return told


def _held(part: nw.LazyFrame[Any], values: nw.LazyFrame[Any], of: str) -> nw.LazyFrame[Any]:
    """Return ``of, event_no, value``: what an object's attribute was when each of these events happened."""
    values = values.select("since", "value", nw.col("object_no").alias(of))
    asked = part.select(of, "event_no", "occurred_at").unique()
    then = values.join(asked, on=of, how="inner").filter(nw.col("since") <= nw.col("occurred_at"))
    last = then.group_by(of, "event_no").agg(since=nw.col("since").max())
    return last.join(values, on=[of, "since"], how="inner").select(of, "event_no", "value")


def _readers(stream: ValueStream) -> list[FunctionFrom]:
    found: list[FunctionFrom] = []
    for stage in stream.stages:
        if isinstance(stage.function, FunctionFrom) and stage.function not in found:
            found.append(stage.function)
    return found


def _functions_read(engine: Engine, stream: ValueStream, reader: FunctionFrom) -> dict[str, str]:
    """Return attribute value → function, for every value that events or the stream's objects have."""
    told = engine.table("event_attributes").filter(nw.col("attribute") == reader.attribute).select("value")
    objects = engine.table("objects").filter(nw.col("object_type").is_in([stream.items, *stream.follows]))
    held = (
        engine.table("object_values")
        .filter(nw.col("attribute") == reader.attribute, ~nw.col("value").is_null())
        .join(objects.select("object_no"), on="object_no", how="semi")
    )
    values = nw.concat([told, held.select("value")]).unique()
    return {
        value: next((name for pattern, name in reader.names.items() if means(pattern, value)), value)
        for value in sorted(row["value"] for row in rows(values))
    }
