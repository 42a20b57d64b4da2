"""A proposed value stream as commented YAML, for a person to read and change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from headrace.value_streams.consistency import slug
from headrace.value_streams.draft_rules import rule_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.value_streams.draft import Draft
    from headrace.value_streams.draft_rules import DraftRule, DraftStage
    from headrace.value_streams.functions import Functions

_MANY = re.compile(
    r"^((?:(?:the|our|all|most|new|small|large)\s+)*[^\W\d]+s)\s+((?:get|have|see|know|can|receive|take|find|use|are|pay"
    r"|buy|sell|learn|start|reach|do not|don['’]t)\s+.+)$",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(r"^((?:an?|the|each|every|our|any)\s+.+?)\s+(\w+[^s\W]s\s+.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a proposal says, before it is text."""

    name: str
    value: str
    guessed_value: bool
    unit: str
    items: str
    objects: int
    follows: tuple[str, ...]
    kind: str | None
    scope_example: str | None
    draft: Draft
    functions: Functions


def written(outline: Outline) -> str:
    """Return the entry for ``value_streams``, not indented, with comments on every guess."""
    return "\n".join(_lines(outline)) + "\n"


def customer_and_value(sentence: str) -> tuple[str, str]:
    """Divide ``A new shop takes its first payment`` into ``a new shop`` and ``takes its first payment``."""
    words = sentence.strip().rstrip(".")
    match = _MANY.match(words) or _CUSTOMER.match(words)
    if not match:
        return "a customer", sentence.strip().rstrip(".")
    customer = match[1]
    return customer[0].lower() + customer[1:], match[2]


def _lines(outline: Outline) -> Iterator[str]:
    customer, value = customer_and_value(outline.value)
    change = "   # change: say it in the customer's words" if outline.guessed_value else ""
    objects = f"{outline.objects:,} object{'' if outline.objects == 1 else 's'} of the type {_comment(outline.items)}"
    yield f"# Proposed from {objects}. Every line may be changed."
    yield f"{outline.name}:"
    yield f"  name: {_text(outline.value)}{change}"
    yield f"  customer: {_text(customer)}"
    yield f"  value: {_text(value)}"
    yield f"  unit: {_text(outline.unit)}"
    yield f"  items: {_text(outline.items)}   # the type of object that flows"
    if outline.scope_example:
        yield "  # Only a part of them? For example:"
        yield f"  # scope: {_comment(_text(outline.scope_example))}"
    if outline.follows:
        listed = ", ".join(_text(name, in_list=True) for name in outline.follows)
        yield f"  follows: [{listed}]   # linked objects whose events count too"
    if outline.kind:
        yield f"  kind: {_text(outline.kind)}   # the attribute that tells the kind of work"
    yield "  # A promise to the customer, if there is one:"
    yield "  # promise: {within: 14d, for: 85%}"
    yield from _stages(outline)
    yield "  done:   # the customer can use it"
    yield from _rules(outline.draft.done, "    ", set())
    seen = {rule_text(rule).casefold() for rule in outline.draft.done}
    cancelled = [rule for rule in outline.draft.cancelled if rule_text(rule).casefold() not in seen]
    if cancelled:
        yield "  cancelled:"
        yield from _rules(tuple(cancelled), "    ", seen)
    if outline.draft.left_out:
        yield "  # Left out, rare or outside; an item stays where it was when they happen:"
        for step in outline.draft.left_out[:15]:
            yield f"  #   {_comment(outline.items)}.{_comment(step.name)} ({_counted(step.items)})"


def _stages(outline: Outline) -> Iterator[str]:
    yield "  stages:   # in the order of the work"
    seen = {rule_text(rule).casefold() for rule in (*outline.draft.done, *outline.draft.cancelled)}
    names: set[str] = set()
    fixed = outline.functions.fixed(outline.draft.stages)
    for stage, (function, how) in zip(outline.draft.stages, fixed, strict=True):
        yield f"    - name: {_text(_own_name(stage, names))}"
        if stage.function is not None:
            yield f"      function: {_text(stage.function)}"
        elif outline.functions.attribute is None:
            yield f"      function: {_text(function)}   # {how}"
        else:
            yield from _read_function(outline.functions)
        for mode, rules in (
            ("waiting", stage.waiting),
            ("working", stage.working),
            ("blocked", stage.blocked),
        ):
            fresh = [rule for rule in rules if rule_text(rule).casefold() not in seen]
            if fresh:
                yield f"      {mode}:"
                yield from _rules(tuple(fresh), "        ", seen)


def _read_function(functions: Functions) -> Iterator[str]:
    yield "      function:   # as each event says"
    yield f"        attribute: {_text(functions.attribute or '')}"
    if functions.names:
        yield "        names:"
        for pattern, name in functions.names:
            yield f"          {_text(pattern)}: {_text(name)}"


def _rules(rules: tuple[DraftRule, ...], pad: str, seen: set[str]) -> Iterator[str]:
    for rule in rules:
        text = rule_text(rule)
        if text.casefold() in seen:
            continue
        seen.add(text.casefold())
        note = rule.note or _counted(rule.step.items)
        yield f"{pad}- {_text(text)}   # {_comment(note)}"


def _own_name(stage: DraftStage, taken: set[str]) -> str:
    words = " ".join(_plain_line(stage.name.replace("_", " ")).split()) or "Stage"
    name = base = words[0].upper() + words[1:]
    number = 2
    while slug(name) in taken:
        name, number = f"{base} {number}", number + 1
    taken.add(slug(name))
    return name


def _text(value: str, *, in_list: bool = False) -> str:
    """Return a text as YAML, quoted only where it must be; a list in brackets needs it more often."""
    dumped = yaml.safe_dump(
        [value] if in_list else value, allow_unicode=True, width=10_000, default_flow_style=True
    )
    text = str(dumped).removesuffix("\n").removesuffix("\n...").strip()
    return text[1:-1] if in_list else text


def _counted(items: int) -> str:
    return "1 item" if items == 1 else f"{items:,} items"


def _comment(text: str) -> str:
    return " ".join(_plain_line(text).split())


def _plain_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
