"""GitLab's issues, incidents and epics, as they move: opened, closed, labelled, put into a milestone or an iteration.

Their states over time come from GitLab's resource events; where it has none, what the issue itself dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.gitlab.references import references
from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules
from headrace.eventlog.references import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.eventlog.model import Batch

_LINKS = {"relates_to": "relates to", "blocks": "blocks", "is_blocked_by": "is blocked by"}
_ENDED = {"item": "closed", "incident": "resolved"}
_SECTIONS = {"milestone_events": ("milestone", "milestone"), "iteration_events": ("iteration", "sprint")}
"""Part of a document → what its events call it, and what the log calls it."""


def write_issue(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add an issue as an ``item``, or an incident as an ``incident``."""
    issue = body["issue"]
    key = issue["references"]["full"]
    kind = str(issue.get("issue_type") or "issue").lower()
    project = key.rpartition("#")[0]
    work = _Work(batch, "incident" if kind == "incident" else "item", key, issue)
    batch.add_value(work.oid, "repository", project)
    batch.add_value(work.oid, "type", kind)
    work.states(body.get("state_events") or ())
    work.labels(body.get("label_events") or ())
    for part, names in _SECTIONS.items():
        work.section(body.get(part) or (), *names)
    for attribute, value in _present(issue):
        batch.add_value(work.oid, attribute, value, work.opened)
    for role, account in (("author_key", issue.get("author")), ("assignee_key", _first(issue, "assignees"))):
        if account:
            batch.add_value(work.oid, role, person(account["username"]), work.opened)
    _links(batch, work.oid, issue, body.get("links") or ())
    text = f"{issue.get('title') or ''}\n{issue.get('description') or ''}"
    for reference in references(text, project):
        batch.add_mention(work.oid, reference.full, "names", rule=link_rules.NUMBER_IN_TEXT)
    for named in keys(text):
        batch.add_mention(work.oid, named, "names", rule=link_rules.KEY_IN_TEXT)


def write_epic(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add an epic as an ``item``."""
    epic = body["epic"]
    work = _Work(batch, "item", epic["references"]["full"], epic)
    batch.add_value(work.oid, "type", "epic")
    work.states(body.get("state_events") or ())
    work.labels(body.get("label_events") or ())
    if epic.get("author"):
        batch.add_value(work.oid, "author_key", person(epic["author"]["username"]), work.opened)


class _Work:
    """One issue or epic while it is written."""

    def __init__(self, batch: Batch, kind: str, key: str, raw: Mapping[str, Any]) -> None:
        self.batch, self.kind, self.key, self.raw = batch, kind, key, raw
        self.oid = batch.add_object(kind, key, label=raw.get("title") or None, url=raw.get("web_url"))
        self.opened = needed(raw, "created_at")
        batch.add_event("opened", key, self.opened, [self.oid], url=raw.get("web_url"))

    def states(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Write when it was closed and opened again, and the status that it had over time."""
        self.batch.add_value(self.oid, "status", "opened", self.opened)
        last = "opened"
        for event in events:
            if event.get("state") in ("closed", "reopened"):
                last = event["state"]
                self._state(last, needed(event, "created_at"), str(event["id"]))
        closed = moment(self.raw, "closed_at")
        if self.raw.get("state") == "closed" and last != "closed" and closed is not None:
            self._state("closed", closed, "closed")

    def _state(self, state: str, at: int, key: str) -> None:
        event = _ENDED[self.kind] if state == "closed" else state
        self.batch.add_event(event, f"{self.key}.{key}", at, [self.oid], url=self.raw.get("web_url"))
        self.batch.add_value(self.oid, "status", "closed" if state == "closed" else "opened", at)

    def labels(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Write which labels came and went, and those it had over time."""
        told = [event for event in events if (event.get("label") or {}).get("name")]
        now = [str(label) for label in self.raw.get("labels") or ()]
        for since, names in _over_time(now, told, self.opened):
            self.batch.add_value(self.oid, "labels", names, since)
        for event in told:
            kind = "labelled" if event["action"] == "add" else "unlabelled"
            self.batch.add_event(
                kind,
                f"{self.key}.{event['id']}",
                needed(event, "created_at"),
                [self.oid],
                value=event["label"]["name"],
            )

    def section(self, events: Sequence[Mapping[str, Any]], called: str, name: str) -> None:
        """Write the milestones or iterations it was in, one at a time."""
        now = _title(self.raw.get(called))
        told = [event for event in events if _title(event.get(called))]
        if now and not told:
            self.batch.add_value(self.oid, name, now, self.opened)
        for event in told:
            title, at = _title(event[called]), needed(event, "created_at")
            comes = event["action"] == "add"
            kind = name if comes else f"{name} removed"
            self.batch.add_event(kind, f"{self.key}.{event['id']}", at, [self.oid], value=title)
            self.batch.add_value(self.oid, name, title if comes else None, at)


def _over_time(
    now: Sequence[str], events: Sequence[Mapping[str, Any]], opened: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield the labels that something had from a time on, told back from those it has now."""
    names = list(now)
    for event in reversed(events):
        label = event["label"]["name"]
        names = [name for name in names if name != label]
        if event["action"] != "add":
            names.append(label)
    if names:
        yield opened, sorted(names)
    for event in events:
        label = event["label"]["name"]
        names = [name for name in names if name != label]
        if event["action"] == "add":
            names.append(label)
        yield needed(event, "created_at"), sorted(names)


def _present(issue: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is known only as it is now."""
    if issue.get("weight") is not None:
        yield "story_points", str(issue["weight"])
    severity = str(issue.get("severity") or "UNKNOWN").lower()
    if severity != "unknown":
        yield "severity", severity
    if _epic(issue):
        yield "epic", _epic(issue)
    if issue.get("health_status"):
        yield "health_status", str(issue["health_status"])


def _links(batch: Batch, oid: str, issue: Mapping[str, Any], links: Sequence[Mapping[str, Any]]) -> None:
    for other in links:
        words = _LINKS.get(str(other.get("link_type")), "relates to")
        full = other["references"]["full"]
        batch.add_mention(oid, full, words, rule=link_rules.DECLARED_LINK, declared=True)
    if _epic(issue):
        batch.add_mention(oid, _epic(issue), "is in the epic", rule=link_rules.EPIC, declared=True)


def _epic(issue: Mapping[str, Any]) -> str:
    """The epic as people write it: its address tells the group."""
    url = str((issue.get("epic") or {}).get("url") or "")
    group, found, number = url.partition("/-/epics/")
    return f"{group.removeprefix('/groups/')}&{number}" if found else ""


def _title(section: Any) -> str:
    """A milestone's title, or an iteration's, which may have days only."""
    if not isinstance(section, dict):
        return ""
    days = [str(section[name]) for name in ("start_date", "due_date") if section.get(name)]
    return str(section.get("title") or " to ".join(days))


def _first(issue: Mapping[str, Any], name: str) -> Any:
    several = issue.get(name) or ()
    return several[0] if several else issue.get(name.removesuffix("s"))
