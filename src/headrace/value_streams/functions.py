"""Which functions a proposal names: read from groups where events have them, else guessed from names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headrace.value_streams.draft_rules import DraftRule, DraftStage
from headrace.value_streams.vocabulary import GROUPS, LINES, function_for, plain

if TYPE_CHECKING:
    from headrace.value_streams.draft import Draft
    from headrace.value_streams.log_summary import GroupAttribute, TypeSummary

_MOST = 12
_LINE = re.compile(r"\b(2nd|3rd)$", re.IGNORECASE)
_UNIT = re.compile(r"\b(department|team|desk|group|unit|section|division)\b", re.IGNORECASE)
_NAMED_AFTER_SUPPORT = ("ticket", "incident", "problem", "case", "request")


@dataclass(frozen=True, slots=True)
class Functions:
    """How a proposal finds the function of each stage.

    Args:
        attribute: of the event, that tells the function; ``None``: guessed from the stages' names.
        names: pattern of the attribute's value → function; empty: the value is the function.
        fallback: the function of a stage whose name says nothing and that has none before it.
        remark: what a person should know about it.
    """

    attribute: str | None
    names: tuple[tuple[str, str], ...]
    fallback: str
    remark: str

    def split(self, drafted: Draft) -> Draft:
        """Give each support line a stage of its own where one stage holds all work: else none hands over."""
        working = [index for index, stage in enumerate(drafted.stages) if stage.working]
        if not self.names or len(working) != 1:
            return drafted
        shared = drafted.stages[working[0]]
        lines = [_line(shared, name, "" if p == "*" else f"[{self.attribute}={p}]") for p, name in self.names]
        lines.sort(key=lambda stage: stage.name)
        stages = (*drafted.stages[: working[0]], *lines, *drafted.stages[working[0] + 1 :])
        return replace(drafted, stages=stages)

    def fixed(self, stages: tuple[DraftStage, ...]) -> tuple[tuple[str, str], ...]:
        """Return a function for each stage and how it was guessed: by its name, else that of the one before."""
        named: list[tuple[str, str]] = []
        for stage in stages:
            if by_name := function_for(stage.name):
                named.append((by_name, "a guess from the name"))
            elif named:
                named.append((named[-1][0], "the name says nothing: as the stage before"))
            else:
                named.append((self.fallback, "the name says nothing: correct it"))
        return tuple(named)


def functions_of(flowing: TypeSummary) -> Functions:
    """Look for an attribute of events that tells the function, with at most twelve values on most events."""
    fallback = "Support" if plain(flowing.name) in _NAMED_AFTER_SUPPORT else "Operations"
    events = sum(step.events for step in flowing.steps)
    for wanted in GROUPS:
        for group in flowing.groups:
            if plain(group.name) != wanted or group.events < 0.6 * events or not _says_groups(group):
                continue
            if 2 <= group.distinct <= _MOST:
                remark = f'Functions are read from the events\' "{group.name}" ({group.distinct} values).'
                return Functions(group.name, (), fallback, remark)
            if _has_lines(group):
                remark = f'Functions are the support lines that the names in "{group.name}" end with.'
                return Functions(group.name, tuple(LINES.items()), fallback, remark)
    return Functions(None, (), fallback, "Functions are guessed from the stages' names: correct them.")


def _says_groups(group: GroupAttribute) -> bool:
    """Tell whether an attribute is about groups: a resource is usually a person, and nobody is shown."""
    if not plain(group.name).endswith("resource"):
        return True
    named = sum(events for value, events in group.values if _UNIT.search(value))
    return named >= 0.5 * group.events


def _has_lines(group: GroupAttribute) -> bool:
    lined = sum(events for value, events in group.values if _LINE.search(value))
    return lined >= 0.05 * sum(events for _, events in group.values)


def _line(stage: DraftStage, name: str, condition: str) -> DraftStage:
    def conditional(rules: tuple[DraftRule, ...]) -> tuple[DraftRule, ...]:
        return tuple(replace(rule, condition=condition) for rule in rules)

    return DraftStage(
        name,
        conditional(stage.waiting),
        conditional(stage.working),
        conditional(stage.blocked),
        function=name,
    )
