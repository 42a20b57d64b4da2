"""What linked objects say about an item: commits that work has begun, a release that it is in use."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from headrace.value_streams.draft_rules import DraftRule, DraftStage
from headrace.value_streams.vocabulary import function_for, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.value_streams.draft import Draft
    from headrace.value_streams.log_summary import LogSummary, Step, TypeSummary

_LINKED_ENOUGH = 0.2
_RELEASED_ENOUGH = 0.6
_WORK_EVENTS = {
    "change": "opened",
    "pull request": "opened",
    "merge request": "opened",
    "commit": "committed",
}
_END_EVENTS = {"release": ("released", "published"), "deployment": ("succeeded", "deployed", "finished")}


def with_linked(
    summary: LogSummary, flowing: TypeSummary, drafted: Draft, *, keep_end: bool, remarks: list[str]
) -> tuple[Draft, tuple[str, ...]]:
    """Add the events of linked objects where enough items are linked to them.

    Args:
        summary: of the log.
        flowing: the type that flows.
        drafted: its stages so far.
        keep_end: a person has said what the end is, so no release may become it.
        remarks: sentences about what was not added are appended here.

    Returns:
        the draft with rules of linked objects, and the types to follow in the order of the work.
    """
    share = _reachable(summary, flowing)
    follows: list[str] = []
    for name, reached in share.items():
        linked = summary.type(name)
        event = _event(linked, (_WORK_EVENTS.get(singular(name), ""),))
        if linked is None or event is None or reached < _LINKED_ENOUGH:
            continue
        follows.append(name)
        note = f"{reached:.0%} of {plural(flowing.name)} are linked to one"
        drafted = _with_work_rule(drafted, DraftRule(name, event, note=note))
    for name, reached in share.items():
        linked = summary.type(name)
        event = _event(linked, _END_EVENTS.get(singular(name), ()))
        if linked is None or event is None or keep_end:
            continue
        if reached < _RELEASED_ENOUGH:
            whole = plural(flowing.name)
            remarks.append(
                f"Only about {reached:.0%} of {whole} are linked to a {name}: it does not end them."
            )
            continue
        follows.append(name)
        drafted = _with_release(
            drafted, DraftRule(name, event, note=f"about {reached:.0%} are linked to one")
        )
    return drafted, _path(summary, flowing.name, follows)


def _reachable(summary: LogSummary, flowing: TypeSummary) -> dict[str, float]:
    """Return about which share of items is linked to each type, directly or by way of one other type."""
    direct = {
        one.name: summary.linked_share(flowing.name, one.name)
        for one in summary.types
        if one.name != flowing.name and nameable(one.name)
    }
    share = dict(direct)
    for middle, first in direct.items():
        for name in direct:
            if name != middle and singular(name) in _END_EVENTS and singular(middle) in _WORK_EVENTS:
                share[name] = max(share[name], first * summary.linked_share(middle, name))
    return {name: reached for name, reached in share.items() if reached > 0}


def _path(summary: LogSummary, items: str, follows: list[str]) -> tuple[str, ...]:
    """Return the linked types to follow, with the commits or changes by way of which a release is reached."""
    path = list(follows)
    for name in follows:
        if singular(name) in _END_EVENTS and not summary.linked_share(items, name):
            ways = [one.name for one in summary.types if singular(one.name) in _WORK_EVENTS]
            best = max(
                ways, key=lambda way: summary.linked_share(items, way) * summary.linked_share(way, name)
            )
            if best not in path:
                path.insert(path.index(name), best)
    return tuple(path)


def _event(linked: TypeSummary | None, names: Iterable[str]) -> Step | None:
    steps = (*linked.steps, *linked.others) if linked else ()
    return next((step for name in names for step in steps if plain(step.event_type) == name), None)


def _with_work_rule(drafted: Draft, rule: DraftRule) -> Draft:
    """Let a linked object's event say that work has begun, in the stage where things are built."""
    stages = list(drafted.stages)
    working = [i for i, stage in enumerate(stages) if stage.working]
    building = [i for i in working if function_for(stages[i].name) == "Engineering"]
    at = (building or working or [len(stages) - 1])[0]
    stages[at] = replace(stages[at], working=(*stages[at].working, rule))
    return replace(drafted, stages=tuple(stages))


def _with_release(drafted: Draft, rule: DraftRule) -> Draft:
    """Let a release end the item; what ended it before waits for the release."""
    if drafted.done and drafted.done[0].object_type == rule.object_type:
        return drafted
    release = DraftStage("Release", waiting=drafted.done)
    stages = (*drafted.stages, release) if drafted.done else drafted.stages
    return replace(drafted, stages=stages, done=(rule,))


def nameable(object_type: str) -> bool:
    """Tell whether a rule can name the type."""
    return (
        object_type == object_type.strip() != ""
        and object_type.isprintable()
        and not re.search(r"[.=\[\]]", object_type)
    )


def singular(name: str) -> str:
    """Return a type's name for one object, as people say it: ``Purchase_Orders`` → ``purchase order``."""
    words = plain(name)
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


def plural(object_type: str) -> str:
    """Return a type's name for several objects."""
    return object_type if object_type.endswith("s") else f"{object_type}s"
