"""What a rule for functions would move: which events would count for another function than now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.errors import BadRequest
from headrace.eventlog.persons import is_key
from headrace.value_streams.definition import FunctionFrom
from headrace.value_streams.derivation import known_placement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.value_streams.definition import Stage, ValueStream

_RULE = re.compile(r"^\s*([^=]+?)\s*=\s*(.+?)\s*:\s*([^:]+?)\s*$")


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """Where an attribute's value fits the pattern, the function works; written ``team=payments*:Engineering``."""

    attribute: str
    pattern: str
    function: str

    @classmethod
    def parse(cls, text: str) -> FunctionRule:
        """Read a rule.

        Raises:
            BadRequest: it is not of that form, or its attribute holds persons.
        """
        match = _RULE.match(text)
        if not match:
            raise BadRequest(
                f'"{text}" is no rule for functions.',
                "It names an attribute, which values of it are meant, and the function.",
                ["Write it as in:   --rule 'team=payments*:Engineering'"],
            )
        if is_key(match[1]):
            raise BadRequest(
                f'"{match[1]}" holds persons, and persons are no functions.',
                remedies=["Take an attribute of groups: team, group, role, project, status or repository."],
            )
        return cls(*match.groups())


@dataclass(frozen=True, slots=True)
class Move:
    """How many events, of how many items, count for ``after`` that counted for ``before``; equal: they stay."""

    before: str
    after: str
    events: int
    items: int


def with_rules(stream: ValueStream, rules: Sequence[FunctionRule]) -> ValueStream:
    """Return a stream in which rules tell the function first, and what the stream says now where none fits.

    A stage that reads its function from another attribute keeps that one; so does a stage that is estimated only.

    Raises:
        BadRequest: the rules name several attributes, or one that no stage can read besides its own.
    """
    if len({rule.attribute for rule in rules}) > 1:
        raise BadRequest(
            "Rules of several attributes cannot be tried at once.",
            "A stage reads its function from one attribute.",
            ["Try them one after the other."],
        )
    changed = stream
    for rule in reversed(rules):
        stages = tuple(_with_rule(stage, rule) for stage in changed.stages)
        changed = changed.model_copy(update={"stages": stages})
    if rules and changed == stream:
        raise BadRequest(
            f'Every stage reads its function from another attribute than "{rules[0].attribute}", or has the rule.',
            "A stage reads its function from one attribute.",
            ["Name that attribute, or change what the stages say in headrace.yaml."],
        )
    return changed


def _with_rule(stage: Stage, rule: FunctionRule) -> Stage:
    now = stage.function
    if isinstance(now, FunctionFrom):
        if now.attribute != rule.attribute:
            return stage
        rest = {pattern: name for pattern, name in now.names.items() if pattern != rule.pattern}
        read = now.model_copy(update={"names": {rule.pattern: rule.function, **rest}})
    elif stage.waiting or stage.working or stage.blocked:
        names = {rule.pattern: rule.function, "*": now}
        read = FunctionFrom(attribute=rule.attribute, names=names, otherwise=now)
    else:
        return stage
    return stage.model_copy(update={"function": read})


def moves(engine: Engine, before: ValueStream, after: ValueStream) -> tuple[Move, ...]:
    """Compare the functions that two definitions of one stream give to the same events.

    Args:
        engine: in which ``before`` is derived.
        after: the same stream with other functions.

    Returns:
        One entry per function before and after, in the order of the work; nothing is written.
    """
    old, new = known_placement(engine, before), known_placement(engine, after)
    of = ["item_no", "object_no", "event_no"]
    both = old.functions().join(
        new.functions().select(*of, after_no=nw.col("function_no")), on=of, how="inner"
    )
    counted = both.group_by("function_no", "after_no").agg(
        events=nw.col("event_no").n_unique(), items=nw.col("item_no").n_unique()
    )
    found = [
        Move(
            old.coding.functions[row["function_no"]],
            new.coding.functions[row["after_no"]],
            row["events"],
            row["items"],
        )
        for row in rows(counted.sort("function_no", "after_no"))
    ]
    return tuple(found)
