"""One issue as Jira's REST API returns it, taken apart: its state now, its times, and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.connectors.jira.changelog import Change, changes
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.jira.changelog import Value

_SPRINT_TEXT = re.compile(r"\bname=(.*?),(?:startDate|endDate|completeDate|sequence|goal|id)=")
_SPRINT_PARTS = {"id", "name", "state"}


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; times in µs UTC. ``changes`` is ``None`` when the file holds no changelog for it."""

    key: str
    label: str | None
    url: str | None
    created: int
    created_date_only: bool
    updated: int | None
    resolved: int | None
    status: str | None
    category: str | None
    """Of the status: ``new``, ``indeterminate`` or ``done``, where Jira says it."""
    now: dict[str, Value | dict[str, str]]
    changes: list[Change] | None
    missing_changes: int
    links: tuple[tuple[str, str, str], ...]
    """Key, what is said about it, rule."""


def parse_issue(raw: Any, names: Mapping[str, str]) -> Issue:
    """Take one issue apart.

    Args:
        raw: the parsed JSON.
        names: what custom fields are called, in small letters → their ids; empty when the file does not say.

    Raises:
        ValueError: it is no issue, or one of its times cannot be read; the text says what, as a sentence.
    """
    try:
        return _issue(raw, names)
    except (AttributeError, KeyError, TypeError):
        raise ValueError(f"{raw['key']} is not shaped as Jira's issues are.") from None


def _issue(raw: Any, names: Mapping[str, str]) -> Issue:
    if (
        not isinstance(raw, dict)
        or not isinstance(raw.get("key"), str)
        or not isinstance(raw.get("fields"), dict)
    ):
        raise ValueError('this is no Jira issue; an issue has "key" and "fields".')
    key, fields = raw["key"], raw["fields"]
    created = _time(key, "created", fields.get("created"))
    if created is None:
        raise ValueError(f"{key} does not say when it was created.")
    own = {n.lower(): i for i, n in raw["names"].items()} if isinstance(raw.get("names"), dict) else {}
    fields = _with_named_fields(fields, {**names, **own})
    made, missing = _changelog(key, raw.get("changelog"))
    return Issue(
        key=key,
        label=str(fields["summary"]) if fields.get("summary") else None,
        url=_url(raw.get("self"), key),
        created=created[0],
        created_date_only=created[1],
        updated=_micros(_time(key, "updated", fields.get("updated"))),
        resolved=_micros(_time(key, "resolutiondate", fields.get("resolutiondate"))),
        status=_name(fields.get("status")),
        category=_category(fields.get("status")),
        now=_now(key, fields),
        changes=made,
        missing_changes=missing,
        links=tuple(_links(fields)),
    )


def _category(status: Any) -> str | None:
    category = status.get("statusCategory") if isinstance(status, dict) else None
    key = category.get("key") if isinstance(category, dict) else None
    return str(key) if key and key != "undefined" else None


def _with_named_fields(fields: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Fields with the custom ones that matter under plain names, as far as their names are known."""
    known = {
        "story_points": names.get("story points") or names.get("story point estimate"),
        "epic_link": names.get("epic link"),
    }
    return {**fields, **{plain: fields.get(field) for plain, field in known.items() if field}}


def _changelog(key: str, raw: Any) -> tuple[list[Change] | None, int]:
    if not isinstance(raw, dict) or not isinstance(raw.get("histories"), list):
        return None, 0
    histories = [history for history in raw["histories"] if isinstance(history, dict)]
    total = raw.get("total")
    missing = max(0, total - len(histories)) if isinstance(total, int) else 0
    try:
        return changes(histories), missing
    except ValueError as problem:
        raise ValueError(f"{key}: {problem}") from None


def _time(key: str, field: str, text: Any) -> tuple[int, bool] | None:
    if text in (None, ""):
        return None
    try:
        return parse(str(text))
    except ValueError:
        raise ValueError(f'{key}: "{field}" is "{text}", which is no time.') from None


def _micros(stamp: tuple[int, bool] | None) -> int | None:
    return stamp[0] if stamp else None


def _url(own: Any, key: str) -> str | None:
    base, found, _ = str(own or "").partition("/rest/")
    return f"{base}/browse/{key}" if found else None


def _name(field: Any) -> str | None:
    return str(field["name"]) if isinstance(field, dict) and field.get("name") else None


def _now(key: str, fields: Mapping[str, Any]) -> dict[str, Value | dict[str, str]]:
    epic = fields.get("epic")
    return {
        "project": key.rpartition("-")[0],
        "status": _name(fields.get("status")),
        "type": _name(fields.get("issuetype")),
        "priority": _name(fields.get("priority")),
        "resolution": _name(fields.get("resolution")),
        "labels": tuple(str(label) for label in fields.get("labels") or ()),
        "components": _named(fields.get("components")),
        "fixVersions": _named(fields.get("fixVersions")),
        "sprint": tuple(_sprints(fields)),
        "story_points": _points(fields.get("story_points")),
        "epic": epic.get("key") if isinstance(epic, dict) else fields.get("epic_link"),
        "assignee": _account(fields.get("assignee")),
    }


def _points(points: Any) -> str | None:
    """As the changelog writes them: 3 and not 3.0."""
    return f"{points:g}" if isinstance(points, int | float) else points or None


def _named(entries: Any) -> dict[str, str]:
    """Id → name of the entries of a list such as ``fixVersions``."""
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        name = _name(entry)
        if name:
            found[str(entry.get("id") or name)] = name
    return found


def _account(user: Any) -> str | None:
    if not isinstance(user, dict):
        return None
    return next((str(user[part]) for part in ("accountId", "key", "name") if user.get(part)), None)


def _sprints(fields: Mapping[str, Any]) -> Iterator[str]:
    """Names of sprints: as objects, or as the texts that older servers put into a custom field."""
    for name, value in fields.items():
        if name not in {"sprint", "closedSprints"} and not name.startswith("customfield_"):
            continue
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict) and entry.keys() >= _SPRINT_PARTS:
                yield str(entry["name"])
            elif isinstance(entry, str) and "sprint.Sprint@" in entry:
                match = _SPRINT_TEXT.search(entry)
                if match:
                    yield match[1]


def _links(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for link in fields.get("issuelinks") or ():
        kind = link.get("type") or {}
        for end, words in (("outwardIssue", "outward"), ("inwardIssue", "inward")):
            other = link.get(end)
            if isinstance(other, dict) and other.get("key"):
                yield (
                    str(other["key"]),
                    str(kind.get(words) or kind.get("name") or ""),
                    link_rules.DECLARED_LINK,
                )
    parent = fields.get("parent")
    if isinstance(parent, dict) and parent.get("key"):
        yield str(parent["key"]), "is part of", link_rules.PARENT
    for part in fields.get("subtasks") or ():
        if part.get("key"):
            yield str(part["key"]), "has part", link_rules.PARENT
    epic = fields.get("epic")
    key = epic.get("key") if isinstance(epic, dict) else fields.get("epic_link")
    if key:
        yield str(key), "is in the epic", link_rules.EPIC
