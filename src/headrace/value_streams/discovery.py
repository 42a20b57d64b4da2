"""A first value stream definition, proposed from what was imported.

The proposal runs as it is and passes the checks of ``headrace.yaml``; every guess in it is commented, so
that a person can put it right. Nothing is asked here: :func:`questions` says what could be asked, with
what would be assumed, and :class:`Answers` takes what a person (or a flag) said.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headrace.errors import BadRequest, nearest
from headrace.value_streams.amendment import NEW_FILE, with_entry
from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.consistency import slug
from headrace.value_streams.draft import Draft, draft, in_order
from headrace.value_streams.draft_rules import DraftRule, rules_of
from headrace.value_streams.functions import Functions, functions_of
from headrace.value_streams.linked_work import nameable, plural, singular, with_linked
from headrace.value_streams.log_summary import Step
from headrace.value_streams.proposal_text import Outline, written
from headrace.value_streams.vocabulary import CARRIERS, FLOWING, KINDS, asks, plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from headrace.value_streams.definition import ValueStream
    from headrace.value_streams.log_summary import LogSummary, TypeSummary

_UNIT_WORDS = {"item": "item", "case": "case", "commit": "change"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said; everything may be left open.

    Args:
        value: what a customer gets, as a sentence: ``A new shop takes its first payment``.
        source: where the work is recorded: the name of a source.
        starts: the step at which the clock starts: ``status: Signal``.
        ends: the step from which on the customer can use it: ``status: Rolled out``.
        items: the object type that flows.
        name: short name of the stream, for commands and addresses.
    """

    value: str | None = None
    source: str | None = None
    starts: str | None = None
    ends: str | None = None
    items: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four questions; ``key`` is the answer's name in :class:`Answers`.

    ``default`` is what is assumed without an answer, ``because`` says why; ``choices`` may be empty.
    """

    key: str
    text: str
    default: str
    because: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value stream as an entry of ``headrace.yaml`` and as what it means.

    ``entry`` is the commented YAML for :func:`headrace.value_streams.amendment.with_entry`; ``remarks`` are
    sentences about what was guessed or left out.
    """

    name: str
    entry: str
    stream: ValueStream
    remarks: tuple[str, ...]


def questions(summary: LogSummary, answers: Answers | None = None) -> tuple[Question, ...]:
    """Return the four questions with what the log suggests, given what was answered already.

    Raises:
        BadRequest: when the log holds nothing that flows, or an answer names something that does not exist.
    """
    answers = answers or Answers()
    flowing = choose_items(summary, answers)
    ordered = in_order(flowing)
    guess = draft(flowing, answers.starts, answers.ends)
    begun = [rule.step for stage in guess.stages for rule in rules_of(stage)]
    first = max(begun, key=lambda step: step.first, default=None)
    last = max((rule.step for rule in guess.done), key=lambda step: step.last, default=None)
    names = tuple(_shown(step) for step in ordered)
    sources = tuple(sorted({source for one in summary.types if one.steps for source in one.sources}))
    return (
        Question(
            "value",
            "What does a customer get from this stream?",
            _default_value(flowing.name),
            "say it as the customer would",
            (),
        ),
        Question(
            "source",
            "Where is the work recorded?",
            flowing.sources[0] if flowing.sources else "",
            f"{flowing.objects:,} {plural(flowing.name)} with {flowing.events:,} events",
            sources,
        ),
        Question("starts", "When does the clock start?", _shown(first), _seen(first), names),
        Question("ends", "When can the customer use it?", _shown(last), _seen(last), names),
    )


def propose(summary: LogSummary, answers: Answers | None = None, taken: Collection[str] = ()) -> Proposal:
    """Propose a value stream.

    Args:
        summary: what the log holds.
        answers: what a person said.
        taken: names of value streams that exist already.

    Raises:
        BadRequest: when the log holds nothing that flows, or an answer names something that does not exist.
    """
    answers = answers or Answers()
    flowing = choose_items(summary, answers)
    drafted = draft(flowing, answers.starts, answers.ends)
    remarks: list[str] = []
    drafted, follows = with_linked(
        summary, flowing, drafted, keep_end=answers.ends is not None, remarks=remarks
    )
    drafted = _with_work(drafted, remarks)
    drafted = _with_end(flowing, drafted, remarks)
    functions = functions_of(flowing)
    drafted = functions.split(drafted)
    value = " ".join("".join(c if c.isprintable() else " " for c in answers.value or "").split())
    outline = Outline(
        name=_free(answers.name or _short(value or flowing.name), taken),
        value=value or _default_value(flowing.name),
        guessed_value=not value,
        unit=_unit(flowing.name),
        items=flowing.name,
        objects=flowing.objects,
        follows=follows,
        kind=_kind(flowing),
        scope_example=_scope_example(flowing),
        draft=drafted,
        functions=functions,
    )
    remarks += _remarks(outline, functions)
    entry = written(outline)
    # What is proposed must run: the same checks as for what a person writes.
    catalogue = parse_catalogue(with_entry(NEW_FILE, "value_streams", entry).encode(), "the proposal")
    return Proposal(outline.name, entry, catalogue.value_streams[outline.name], tuple(remarks))


def choose_items(summary: LogSummary, answers: Answers) -> TypeSummary:
    """Return the type that flows: the likeliest by name among those with many events, or the one asked for.

    Raises:
        BadRequest: when there is none, or the one asked for does not exist.
    """
    usable = [one for one in summary.types if one.steps and nameable(one.name)]
    if answers.source is not None:
        known = sorted({source for one in usable for source in one.sources})
        usable = [one for one in usable if answers.source in one.sources]
        if not usable:
            raise BadRequest(
                f'No source is called "{answers.source}". {nearest(answers.source, known)}'.rstrip(),
                f"Sources with events there are: {', '.join(known) or 'none'}.",
            )
    if answers.items is not None:
        names = [one.name for one in usable]
        found = next((one for one in usable if one.name == answers.items), None)
        if found is None:
            suggestion = nearest(answers.items, names)
            raise BadRequest(
                f'No objects of the type "{answers.items}" have events. {suggestion}'.rstrip(),
                f"Types with events there are: {', '.join(names) or 'none'}.",
            )
        return found
    if not usable:
        raise BadRequest("Nothing in the log flows: no object has events.", "Import records first.")
    flowing = [one for one in usable if singular(one.name) not in CARRIERS] or usable
    most = max(one.events for one in flowing)
    return min(
        (one for one in flowing if one.events * 10 >= most), key=lambda one: (_rank(one.name), -one.events)
    )


def _rank(name: str) -> int:
    known = singular(name).rpartition(" ")[2]  # a purchase order is an order
    return FLOWING.index(known) if known in FLOWING else len(FLOWING)


def _with_work(drafted: Draft, remarks: list[str]) -> Draft:
    """Make sure that something counts as work, unless it is asked for: else all time is shown as work."""
    if any(stage.working for stage in drafted.stages):
        return drafted
    rules = [rule for stage in drafted.stages for rule in stage.waiting]
    if any(asks(rule.step.value or rule.step.event_type) for rule in rules):
        remarks.append("No event says when work begins, so all time is shown as waiting.")
        return drafted
    remarks.append("No event says when work begins, so all time is shown as work.")
    stages = tuple(replace(stage, waiting=(), working=stage.waiting) for stage in drafted.stages)
    return replace(drafted, stages=stages)


def _with_end(flowing: TypeSummary, drafted: Draft, remarks: list[str]) -> Draft:
    """Make sure that there is a rule for the end, even if nothing in the log says it."""
    if drafted.done:
        return drafted
    remarks.append("No event says when the work is done, so all items are shown as open.")
    from headrace.value_streams.log_summary import Step  # noqa: PLC0415

    return replace(
        drafted, done=(DraftRule(flowing.name, Step("done", None, 0, 0), note="not in the log yet"),)
    )


def _kind(flowing: TypeSummary) -> str | None:
    for wanted in KINDS:
        for name, attribute in flowing.attributes.items():
            few = attribute.complete and 2 <= len(attribute.values) <= 12
            if plain(name) == wanted and few and attribute.objects * 2 >= flowing.objects:
                return name
    return None


def _scope_example(flowing: TypeSummary) -> str | None:
    """Return a scope that would select a part of the items, as an example."""
    for wanted in ("project", "product", "component", "components", "repository", "team", *KINDS):
        for name, attribute in flowing.attributes.items():
            if plain(name) == wanted and len(attribute.values) > 1:
                value = attribute.values[0][0].replace("'", "''")
                shown = name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f'"{name}"'
                return f"{shown} = '{value}'"
    return None


def _remarks(outline: Outline, functions: Functions) -> list[str]:
    found = [functions.remark] if functions.remark else []
    if outline.draft.left_out:
        names = ", ".join(_shown(step) for step in outline.draft.left_out[:5])
        more = len(outline.draft.left_out) - 5
        found.append(f"Left out: {names}{f' and {more} more' if more > 0 else ''}.")
    return found


def _short(sentence: str) -> str:
    """Return the first words of a sentence, up to some forty letters, as a stream's short name.

    Without the article it begins with, and with what stands behind an apostrophe joined: ``shops``.
    """
    words: list[str] = []
    joined = re.sub(r"(?<=\w)['’`](?=\w)", "", sentence.strip())
    told = re.sub(r"^(?:an?|the|our|every|each|any)\s+(?=\S)", "", joined, flags=re.IGNORECASE)
    for word in slug(told).split("-"):
        if words and len("-".join(words)) + len(word) > 40:
            break
        words.append(word)
    return "-".join(words)


def _free(name: str, taken: Collection[str]) -> str:
    """Return a short name of plain letters, digits and hyphens that no other stream has."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "stream"
    number, free = 2, base
    while free in taken:
        free, number = f"{base}-{number}", number + 1
    return free


def _default_value(object_type: str) -> str:
    return f"A customer gets what the {_unit(object_type)} asks for"


def _unit(object_type: str) -> str:
    words = singular(object_type)
    return _UNIT_WORDS.get(words, words)


def _shown(step: Step | None) -> str:
    if step is None:
        return ""
    return step.event_type if step.value is None else f"{step.event_type}: {step.value}"


def _seen(step: Step | None) -> str:
    return "" if step is None else f"from {step.items:,} items"
