"""A Linear issue with its whole history, as an item: states, cycles, projects, teams and labels over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules
from headrace.eventlog.references import keys, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.eventlog.model import Batch

_CATEGORIES = {
    **dict.fromkeys(("triage", "backlog", "unstarted"), "new"),
    "started": "indeterminate",
    **dict.fromkeys(("completed", "canceled", "duplicate"), "done"),
}
"""Linear's type of a state → the category that the log knows."""

_PRIORITIES = {0: None, 1: "urgent", 2: "high", 3: "medium", 4: "low"}
_RELATIONS = {
    "blocks": "blocks",
    "duplicate": "is a duplicate of",
    "related": "relates to",
    "similar": "is like",
}


def write_issue(batch: Batch, issue: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add an issue."""
    _Issue(batch, issue, person).write()


class _Issue:
    """One issue while it is written."""

    def __init__(self, batch: Batch, raw: Mapping[str, Any], person: Callable[[str], str]) -> None:
        self.batch, self.raw, self.person = batch, raw, person
        self.key, self.url = str(raw["identifier"]), raw.get("url")
        self.oid = batch.add_object("item", self.key, label=raw.get("title") or None, url=self.url)
        self.created = needed(raw, "createdAt")
        self.history = sorted(raw["history"], key=lambda entry: needed(entry, "createdAt"))

    def write(self) -> None:
        """Write all of it."""
        self.batch.add_event("created", self.key, self.created, [self.oid], url=self.url)
        self._states()
        self._sprints()
        self._labels()
        self._assignments()
        for attribute, now, told in (
            ("status", _name(self.raw.get("state")), "State"),
            ("sprint", _cycle(self.raw.get("cycle")), "Cycle"),
            ("project", _name(self.raw.get("project")), "Project"),
            ("team", (self.raw.get("team") or {}).get("key"), "Team"),
            ("story_points", _points(self.raw.get("estimate")), "Estimate"),
            ("priority", _PRIORITIES.get(int(self.raw.get("priority") or 0)), "Priority"),
        ):
            self._values(attribute, now, told)
        milestone, creator = (
            _name(self.raw.get("projectMilestone")),
            (self.raw.get("creator") or {}).get("id"),
        )
        if milestone:
            self.batch.add_value(self.oid, "milestone", milestone, self.created)
        if creator:
            self.batch.add_value(self.oid, "author_key", self.person(creator), self.created)
        former = [str(key) for key in self.raw.get("previousIdentifiers") or ()]
        if former:
            self.batch.add_value(self.oid, "former_key", former, self.created)
        self._endings()
        self._links()

    def _values(self, attribute: str, now: str | None, told: str) -> None:
        """Write an attribute's values: its first one is what its first change says it was before."""
        own = list(self._changes(told))
        first = own[0][1] if own else now
        if first:
            self.batch.add_value(self.oid, attribute, first, self.created)
        for entry, _, after in own:
            self.batch.add_value(self.oid, attribute, after, needed(entry, "createdAt"))

    def _changes(self, told: str) -> Iterator[tuple[Mapping[str, Any], str | None, str | None]]:
        """Yield the entries that change a field, with its text before and after."""
        for entry in self.history:
            before, after = (_text(told, entry.get(f"{side}{told}")) for side in ("from", "to"))
            if before != after:
                yield entry, before, after

    def _states(self) -> None:
        moves = list(self._changes("State"))
        first = moves[0][0].get("fromState") if moves else self.raw.get("state")
        if first:
            self._status(f"{self.key}.created", self.created, None, first)
        for entry, before, _ in moves:
            if entry.get("toState"):
                at, key = needed(entry, "createdAt"), f"{self.key}.{entry['id']}"
                self._status(key, at, before, entry["toState"])
                was, now = (_category(entry.get(side)) for side in ("fromState", "toState"))
                if was == "done" and now != "done":
                    self.batch.add_event("reopened", key, at, [self.oid], url=self.url)

    def _status(self, key: str, at: int, before: str | None, state: Mapping[str, Any]) -> None:
        says = {"from": before, "category": _category(state)}
        told = {name: text for name, text in says.items() if text}
        self.batch.add_event("status", key, at, [self.oid], value=_name(state), attributes=told, url=self.url)

    def _sprints(self) -> None:
        for entry, before, after in self._changes("Cycle"):
            key, at = f"{self.key}.{entry['id']}", needed(entry, "createdAt")
            if before:
                self.batch.add_event("sprint removed", key, at, [self.oid], value=before)
            if after:
                self.batch.add_event("sprint", key, at, [self.oid], value=after)

    def _labels(self) -> None:
        names = {str(label["name"]) for label in self.raw.get("labels") or ()}
        told: list[tuple[int, str, set[str], set[str]]] = []
        for entry in self.history:
            come, gone = (
                {str(one["name"]) for one in entry.get(f"{side}Labels") or ()}
                for side in ("added", "removed")
            )
            if come or gone:
                told.append((needed(entry, "createdAt"), f"{self.key}.{entry['id']}", come, gone))
        for _, _, come, gone in reversed(told):
            names = (names - come) | gone
        if names:
            self.batch.add_value(self.oid, "labels", sorted(names), self.created)
        for at, key, come, gone in told:
            names = (names - gone) | come
            self.batch.add_value(self.oid, "labels", sorted(names), at)
            for kind, some in (("labelled", come), ("unlabelled", gone)):
                for name in sorted(some):
                    self.batch.add_event(kind, f"{key}.{name}", at, [self.oid], value=name)

    def _assignments(self) -> None:
        """Write that somebody got it or nobody has it, and under which key."""
        changes = list(self._changes("AssigneeId"))
        first = changes[0][1] if changes else (self.raw.get("assignee") or {}).get("id")
        if first:
            self.batch.add_value(self.oid, "assignee_key", self.person(first), self.created)
        for entry, before, after in changes:
            at = needed(entry, "createdAt")
            attributes = {"from": "somebody" if before else "nobody"}
            kind = "assigned" if after else "unassigned"
            self.batch.add_event(kind, f"{self.key}.{entry['id']}", at, [self.oid], attributes=attributes)
            self.batch.add_value(self.oid, "assignee_key", self.person(after) if after else None, at)

    def _endings(self) -> None:
        """Write when it was completed or given up, and when it was put away."""
        completed, canceled = moment(self.raw, "completedAt"), moment(self.raw, "canceledAt")
        state = _name(self.raw.get("state"))
        if completed is not None:
            self.batch.add_event("resolved", self.key, completed, [self.oid], value=state, url=self.url)
        if canceled is not None:
            self.batch.add_event("closed", self.key, canceled, [self.oid], value=state, url=self.url)
        archived = moment(self.raw, "archivedAt")
        if archived is not None:
            self.batch.add_event("archived", self.key, archived, [self.oid], url=self.url)

    def _links(self) -> None:
        mention = self.batch.add_mention
        for relation in self.raw.get("relations") or ():
            words = _RELATIONS.get(str(relation.get("type")), "relates to")
            other = relation["relatedIssue"]["identifier"]
            mention(self.oid, other, words, rule=link_rules.DECLARED_LINK, declared=True)
        if self.raw.get("parent"):
            parent = self.raw["parent"]["identifier"]
            mention(self.oid, parent, "is part of", rule=link_rules.PARENT, declared=True)
        for number in _attached(self.raw.get("attachments") or ()):
            mention(self.oid, number, "has the change", rule=link_rules.TRACKER_LINK, declared=True)
        for key in keys(str(self.raw.get("title") or "")):
            mention(self.oid, key, "names", rule=link_rules.KEY_IN_TEXT)


def _attached(attachments: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the pull and merge requests whose addresses are attached, as people write them."""
    for attachment in attachments:
        url = str(attachment.get("url") or "")
        project, found, number = url.partition("/-/merge_requests/")
        if found:
            yield f"{'/'.join(project.split('/')[3:])}!{number.partition('/')[0].partition('#')[0]}"
        else:
            yield from (number.reference for number in numbers(url))


def _text(told: str, value: Any) -> str | None:
    match told:
        case "Cycle":
            return _cycle(value)
        case "Estimate":
            return _points(value)
        case "Priority":
            return _PRIORITIES.get(int(value or 0))
        case "Team":
            return (value or {}).get("key")
        case "AssigneeId":
            return str(value) if value else None
        case _:
            return _name(value)


def _name(one: Any) -> str | None:
    return str(one["name"]) if isinstance(one, dict) and one.get("name") else None


def _cycle(cycle: Any) -> str | None:
    """A cycle's name, or its number: most have no name."""
    if not isinstance(cycle, dict):
        return None
    return _name(cycle) or f"Cycle {cycle['number']:g}"


def _points(estimate: Any) -> str | None:
    return None if estimate is None else f"{estimate:g}"


def _category(state: Any) -> str | None:
    return _CATEGORIES.get(str(state.get("type"))) if isinstance(state, dict) else None
