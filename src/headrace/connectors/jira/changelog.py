"""Which value each field of an issue had, and when: its present state and its changelog, read together.

A changelog tells what a field was before and after each change. So its first change says what the field
was at the beginning, and a field without changes has always been what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Value = str | tuple[str, ...] | None
"""One value, several (labels), or none."""

_FIELDS = {
    "status": "status",
    "issuetype": "type",
    "priority": "priority",
    "resolution": "resolution",
    "labels": "labels",
    "component": "components",
    "fix version": "fixVersions",
    "sprint": "sprint",
    "story points": "story_points",
    "story point estimate": "story_points",
    "epic link": "epic",
    "assignee": "assignee",
    "flagged": "flagged",
    "impediment": "flagged",
    "key": "project",
}
_ONE_BY_ONE = ("components", "fixVersions")
"""Fields whose changelog tells each element that came or went, not the whole list."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field; ``at`` in µs UTC, ``key`` unique within the issue."""

    at: int
    key: str
    attribute: str
    before: str | None
    after: str | None
    before_id: str | None
    after_id: str | None


def changes(histories: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return the changes of the fields that matter here, in time order.

    Raises:
        ValueError: an entry has no time that can be read; the text says which, to follow the issue's key.
    """
    dated = [(_time(history), place, history) for place, history in enumerate(histories)]
    # Jira Cloud lists the newest first; of equal times the lower id came first.
    dated.sort(key=lambda row: (row[0], _number(row[2].get("id")), row[1]))
    found: list[Change] = []
    for order, (at, _, history) in enumerate(dated):
        for place, item in enumerate(history.get("items") or ()):
            attribute = _FIELDS.get(str(item.get("field")).lower())
            if attribute:
                key = f"{history.get('id', f'n{order}')}.{place}"
                found.append(_change(at, key, attribute, item))
            if attribute == "project":
                found.append(_change(at, key, "former_key", item))
    return found


def _time(history: Mapping[str, Any]) -> int:
    created = history.get("created")
    try:
        return parse(str(created))[0]
    except ValueError:
        raise ValueError(f'change {history.get("id")} was made "{created}", which is no time.') from None


def _number(text: object) -> int:
    return int(str(text)) if str(text).isdecimal() else 0


def _change(at: int, key: str, attribute: str, item: Mapping[str, Any]) -> Change:
    before, after, before_id, after_id = (
        str(item[name]) if item.get(name) not in (None, "") else None
        for name in ("fromString", "toString", "from", "to")
    )
    if attribute == "project":
        before, after = (text.rpartition("-")[0] if text else None for text in (before, after))
    if attribute == "assignee":
        before, after = before_id or before, after_id or after
    return Change(at, key, attribute, before, after, before_id, after_id)


def listed(attribute: str, text: str | None, ids: str | None) -> tuple[str, ...]:
    """Return the elements of a list that the changelog writes as one text."""
    if not text:
        return ()
    if attribute == "labels":
        return tuple(text.split())
    names = tuple(text.split(", "))
    return names if ids is None or len(ids.split(", ")) == len(names) else (text,)


def elements(attribute: str, change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a change of a list took out and what it put in."""
    if attribute in _ONE_BY_ONE:
        return (change.before,) if change.before else (), (change.after,) if change.after else ()
    before = listed(attribute, change.before, change.before_id)
    after = listed(attribute, change.after, change.after_id)
    return tuple(e for e in before if e not in after), tuple(e for e in after if e not in before)


def values(
    attribute: str, now: Value | Mapping[str, str], made: Iterable[Change], created: int
) -> list[tuple[int, Value]]:
    """Return an attribute's values over time, each with the time from which it held.

    Args:
        attribute: as in the log.
        now: its present value; for lists told element by element a mapping of id to name.
        made: the attribute's own changes, in time order.
        created: when the issue was made, µs UTC.
    """
    own = list(made)
    since = min([created, *(change.at for change in own[:1])])
    if not isinstance(now, str | tuple | None):
        return _one_by_one(now, own, since)
    if not own:
        return [(since, now)] if now else []
    whole = isinstance(now, tuple) or attribute in ("labels", "sprint")
    first = own[0]
    found: dict[int, Value] = {
        since: listed(attribute, first.before, first.before_id) if whole else first.before
    }
    for change in own:
        found[change.at] = listed(attribute, change.after, change.after_id) if whole else change.after
    return _without_empty_beginning(found)


def _one_by_one(now: Mapping[str, str], own: list[Change], since: int) -> list[tuple[int, Value]]:
    state = dict(now)
    for change in reversed(own):
        if change.after:
            state.pop(change.after_id or change.after, None)
        if change.before:
            # What has been renamed since is known by its present name.
            state[change.before_id or change.before] = now.get(change.before_id or "", change.before)
    found: dict[int, Value] = {since: tuple(state.values())}
    for change in own:
        if change.before:
            state.pop(change.before_id or change.before, None)
        if change.after:
            state[change.after_id or change.after] = now.get(change.after_id or "", change.after)
        found[change.at] = tuple(state.values())
    return _without_empty_beginning(found)


def _without_empty_beginning(found: Mapping[int, Value]) -> list[tuple[int, Value]]:
    """A field that was empty at first has no value yet; emptied later, it says so."""
    rows = sorted(found.items())
    return rows if rows[0][1] else rows[1:]
