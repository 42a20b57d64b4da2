"""Which of the log's activities each rule of a value stream means.

A log has few activities (object type, event type, value) and many events, so rules are matched against
the dictionary of activities, and the engine then joins events by number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.errors import nearest
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headrace.value_streams.definition import Rule, ValueStream

Activity = tuple[int, str, str, str | None]
"""One row of the log's dictionary: number, object type, event type, value (``None`` when it sets none)."""


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule and where it puts an item.

    ``index`` counts all rules of the stream from 0 as they stand: each stage's waiting, working and
    blocked, then done, then cancelled. ``stage_order`` counts stages from 0; ``None`` for done and cancelled.
    """

    index: int
    stage_order: int | None
    stage: str | None
    mode: Mode
    rule: Rule

    @property
    def place(self) -> str:
        """Where the rule stands, for a sentence: ``stage Build``, ``done`` or ``cancelled``."""
        return f"stage {self.stage}" if self.stage is not None else self.mode.name.lower()


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """One activity that one rule means; the event must also satisfy ``conditions``.

    A condition is (attribute, pattern); :func:`means` tells whether a pattern means an attribute's value.
    """

    activity_no: int
    stage_order: int | None
    mode: Mode
    rule_index: int
    conditions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """What a stream's rules mean in one log."""

    rules: tuple[PlacedRule, ...]
    rows: tuple[MatchedRule, ...]
    unmatched: tuple[str, ...]
    """One sentence per rule that matches nothing, with the nearest activity that exists."""


def placed_rules(stream: ValueStream) -> tuple[PlacedRule, ...]:
    """Return every rule of the stream with its place, in the order of the definition."""
    return tuple(
        PlacedRule(index, order, stage, mode, rule)
        for index, (order, stage, mode, rule) in enumerate(_in_order(stream))
    )


def means(pattern: str, text: str) -> bool:
    """Tell whether a rule's text means ``text``: case is ignored, ``*`` stands for any run of characters."""
    expression = ".*".join(re.escape(part) for part in pattern.casefold().split("*"))
    return re.fullmatch(expression, text.casefold(), re.DOTALL) is not None


def match_rules(stream: ValueStream, activities: Iterable[Activity]) -> Matches:
    """Find the activities that each rule of ``stream`` means.

    Matching ignores case; ``*`` in an event type or value stands for any run of characters; a rule
    without a value means the event whatever it set. One activity may be meant by several rules.
    """
    known = list(activities)
    rules = placed_rules(stream)
    rows: list[MatchedRule] = []
    unmatched: list[str] = []
    for placed in rules:
        numbers = [activity[0] for activity in known if _is_meant(placed.rule, activity)]
        rows.extend(
            MatchedRule(number, placed.stage_order, placed.mode, placed.index, placed.rule.conditions)
            for number in numbers
        )
        if not numbers:
            unmatched.append(_nothing(placed, known))
    return Matches(rules, tuple(rows), tuple(unmatched))


def _in_order(stream: ValueStream) -> Iterator[tuple[int | None, str | None, Mode, Rule]]:
    for order, stage in enumerate(stream.stages):
        for mode, rules in (
            (Mode.WAITING, stage.waiting),
            (Mode.WORKING, stage.working),
            (Mode.BLOCKED, stage.blocked),
        ):
            for rule in rules:
                yield order, stage.name, mode, rule
    for mode, rules in ((Mode.DONE, stream.done), (Mode.CANCELLED, stream.cancelled)):
        for rule in rules:
            yield None, None, mode, rule


def _is_meant(rule: Rule, activity: Activity) -> bool:
    _, object_type, event_type, value = activity
    if rule.object_type.lower() != object_type.lower() or not means(rule.event_type, event_type):
        return False
    return rule.value is None or (value is not None and means(rule.value, value))


def _nothing(placed: PlacedRule, known: list[Activity]) -> str:
    rule = placed.rule
    written = [
        f"{object_type}.{event_type}" + (f"={value}" if rule.value is not None and value is not None else "")
        for _, object_type, event_type, value in known
    ]
    wanted = f"{rule.object_type}.{rule.event_type}" + ("" if rule.value is None else f"={rule.value}")
    by_lower = {text.lower(): text for text in written}
    suggestion = nearest(wanted.lower(), by_lower)
    for lower, text in by_lower.items():
        suggestion = suggestion.replace(f"mean {lower}?", f"mean {text}?")
    return f"{placed.place}: {rule} matches nothing in the log. {suggestion}".rstrip()
