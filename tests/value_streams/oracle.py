"""The timeline's rules in the plainest Python: what the set-based engine must agree with, item by item.

Nothing here is fast or clever. It is read beside DOMAIN.md and compared with what the product derives.

1.  An event of the item, or of an object it reaches, is a *match* when a rule means it: a time, a stage
    (or the end), a mode and a function. If several rules mean it, the most particular one decides: most
    conditions, then a value without ``*``, then any value, then an event type without ``*``, then as written.
2.  Matches are put in order of time; ties by stage order, the ends last; then waiting, working, blocked;
    then functions as they appear in the stages, those read from events after them in alphabetical order of
    what was read; cancelled before done.
3.  Each match puts the item into its (stage, mode, function) until the next. A match equal to the one
    before it changes nothing.
4.  The first of consecutive ends (done, cancelled) counts; the others change nothing.
5.  An end that stage matches follow was not the end: the item was reopened. From that end to the next
    match it waits for the stage it then enters (a visit of its own, also when that match is a wait).
6.  The last end, if no stage match follows, is a visit of no length; without it the item is open and its
    last visit is not left.
7.  A visit is *returned* when its stage lies before one already reached; an end reaches past the last
    stage, so everything after a reopening is returned.
8.  A visit was *last worked on* in the stage and function of the last work until then, itself included; an end
    since then takes that away: it is the customer who had the item last.
9.  An item whose first match is an end has no start: no visits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from headrace.value_streams.definition import FunctionFrom, Mode, Rule, Stage, ValueStream
from headrace.value_streams.rules import PlacedRule, placed_rules

ENDS = (Mode.DONE, Mode.CANCELLED)
NOT_RECORDED = "not recorded"
"""The function of an event that does not tell it, in a stage that reads it from the event."""


@dataclass(frozen=True)
class Seen:
    """One event, as a rule sees it: about an object of a type, of a type itself, with what it set."""

    occurred_at: int
    object_type: str
    event_type: str
    value: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """A moment from which the item is in a stage and mode; the end has the order after the last stage."""

    at: int
    stage_order: int
    mode: Mode
    stage: str | None
    function: str | None


@dataclass(frozen=True)
class Visit:
    """One stay of an item; ``left_at`` is ``None`` while it lasts; the end has no stage and no function.

    ``from_order`` is the stage of the visit before, ``None`` for the first; after an end it is the number
    of stages. ``worked_order`` is the stage in which it was last worked on, in the same way.
    """

    stage: str | None
    stage_order: int
    function: str | None
    mode: Mode
    entered_at: int
    left_at: int | None
    returned: bool
    from_order: int | None
    from_function: str | None
    worked_order: int | None
    worked_function: str | None


@dataclass(frozen=True)
class Timeline:
    """All visits of one item; ``outcome`` is done, cancelled, open, start unknown or not in the stream."""

    visits: tuple[Visit, ...]
    started_at: int | None
    ended_at: int | None
    outcome: str


def reached(
    item: str, follows: Sequence[str], linked: Mapping[str, Iterable[str]], types: Mapping[str, str]
) -> set[str]:
    """Return the objects whose events count for an item, itself included.

    Hop k goes from what was reached before to objects of type ``follows[k]``, whichever end of the link
    they are; no hop goes back to an earlier type. ``linked`` is what :func:`both_ways` returns.
    """
    found = {item}
    for wanted in follows:
        found |= {there for here in found for there in linked.get(here, ()) if types[there] == wanted}
    return found


def both_ways(links: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return, for each object, all that are linked with it."""
    linked: dict[str, set[str]] = {}
    for one, other in links:
        linked.setdefault(one, set()).add(other)
        linked.setdefault(other, set()).add(one)
    return linked


def timeline(stream: ValueStream, events: Sequence[Seen]) -> Timeline:
    """Derive the visits of one item from its events and those of the objects it reaches."""
    order = _functions_in_order(stream, events)
    matches = sorted(matched(stream, events), key=lambda m: _rank_in_time(m, order))
    if not matches:
        return Timeline((), None, None, "not in the stream")
    if matches[0].mode in ENDS:
        return Timeline((), None, None, "start unknown")
    visits = _visits(_with_reopenings(_changes(matches)), len(stream.stages))
    last = visits[-1]
    outcome = last.mode.name.lower() if last.mode in ENDS else "open"
    return Timeline(visits, visits[0].entered_at, last.left_at, outcome)


def matched(stream: ValueStream, events: Iterable[Seen]) -> list[Match]:
    """Return the match of every event that a rule means, in the order of the events."""
    rules = placed_rules(stream)
    matches = []
    for event in events:
        meant = [placed for placed in rules if _means(placed.rule, event)]
        if not meant:
            continue
        chosen = min(meant, key=_particular)
        if chosen.stage_order is None:
            matches.append(Match(event.occurred_at, len(stream.stages), chosen.mode, None, None))
        else:
            function = _function(stream.stages[chosen.stage_order], event)
            matches.append(Match(event.occurred_at, chosen.stage_order, chosen.mode, chosen.stage, function))
    return matches


def _particular(placed: PlacedRule) -> tuple[int, bool, bool, bool, int]:
    rule = placed.rule
    exact = rule.value is not None and "*" not in rule.value
    return -len(rule.conditions), not exact, rule.value is None, "*" in rule.event_type, placed.index


def _rank_in_time(match: Match, functions: Sequence[str]) -> tuple[int, int, int, int]:
    if match.function is None:
        return match.at, match.stage_order, -match.mode, 0
    return match.at, match.stage_order, match.mode, functions.index(match.function)


def _functions_in_order(stream: ValueStream, events: Iterable[Seen]) -> list[str]:
    named = [stage.function for stage in stream.stages if isinstance(stage.function, str)]
    told = {
        (value, stage)
        for event in events
        for stage, source in enumerate(stream.stages)
        if isinstance(source.function, FunctionFrom)
        and (value := event.attributes.get(source.function.attribute)) is not None
    }
    read = [
        _named(source, value)
        for value, stage in sorted(told)
        if not isinstance(source := stream.stages[stage].function, str)
    ]
    return [*named, *read, NOT_RECORDED]


def _changes(matches: Sequence[Match]) -> list[Match]:
    """Keep the matches that change where the item is: rules 3 and 4."""
    kept: list[Match] = []
    for match in matches:
        before = kept[-1] if kept else None
        if before and match.mode in ENDS and before.mode in ENDS:
            continue
        if before and _where(match) == _where(before):
            continue
        kept.append(match)
    return kept


def _with_reopenings(matches: Sequence[Match]) -> list[tuple[Match, bool]]:
    """Turn each end that is not the last match into waiting for what follows: rule 5.

    The flag tells that an end lies at that moment.
    """
    kept: list[tuple[Match, bool]] = []
    for position, match in enumerate(matches):
        following = matches[position + 1] if position + 1 < len(matches) else None
        if match.mode in ENDS and following:
            wait = Match(match.at, following.stage_order, Mode.WAITING, following.stage, following.function)
            kept.append((wait, True))
        else:
            kept.append((match, False))
    return kept


def _visits(moments: Sequence[tuple[Match, bool]], stages: int) -> tuple[Visit, ...]:
    visits: list[Visit] = []
    highest = -1
    worked: tuple[int | None, str | None] = (None, None)
    for position, (match, reopened) in enumerate(moments):
        if reopened:
            highest = stages
        if reopened or match.mode in ENDS:
            worked = (stages, None)
        elif match.mode is Mode.WORKING:
            worked = (match.stage_order, match.function)
        last = position + 1 == len(moments)
        left = moments[position + 1][0].at if not last else match.at if match.mode in ENDS else None
        before = visits[-1] if visits else None
        visits.append(
            Visit(
                stage=match.stage,
                stage_order=match.stage_order,
                function=match.function,
                mode=match.mode,
                entered_at=match.at,
                left_at=left,
                returned=match.mode not in ENDS and match.stage_order < highest,
                from_order=None if before is None else stages if reopened else before.stage_order,
                from_function=before.function if before and not reopened else None,
                worked_order=worked[0],
                worked_function=worked[1],
            )
        )
        highest = max(highest, match.stage_order)
    return tuple(visits)


def _where(match: Match) -> tuple[int, Mode, str | None]:
    return match.stage_order, match.mode, match.function


def _function(stage: Stage, event: Seen) -> str:
    source = stage.function
    if isinstance(source, str):
        return source
    value = event.attributes.get(source.attribute)
    return NOT_RECORDED if value is None else _named(source, value)


def _named(source: FunctionFrom, value: str) -> str:
    return next((name for pattern, name in source.names.items() if _alike(pattern, value)), value)


def _means(rule: Rule, event: Seen) -> bool:
    if rule.object_type.casefold() != event.object_type.casefold():
        return False
    if not _alike(rule.event_type, event.event_type):
        return False
    if rule.value is not None and (event.value is None or not _alike(rule.value, event.value)):
        return False
    told = event.attributes
    return all(name in told and _alike(wanted, told[name]) for name, wanted in rule.conditions)


@cache
def _alike(pattern: str, text: str) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None
