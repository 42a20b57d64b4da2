"""Writes Jira issues into the event log: an item with its values over time, its events, and its links.

Nobody is named: who had an issue is a key (see :mod:`headrace.eventlog.persons`). Where there is no
changelog, no transition is made up: only what the issue itself dates is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.jira.changelog import elements, values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headrace.connectors.jira.changelog import Change, Value
    from headrace.connectors.jira.issue import Issue
    from headrace.eventlog.model import Batch

_SINGLE = ("status", "resolution", "priority", "type")
"""Fields with one value whose change is an event of the same name."""

_LISTS = ("sprint", "fixVersions")
"""Fields with several values where each that comes or goes is an event."""


class Writer:
    """Writes issues into a batch.

    Args:
        batch: what is written to; another may be put in its place at any time.
        person: returns the key under which an account is kept.
        categories: status → its category (``new``, ``indeterminate``, ``done``), where Jira says it.
    """

    def __init__(self, batch: Batch, person: Callable[[str], str], categories: Mapping[str, str]) -> None:
        self.batch = batch
        self.person = person
        self.categories = categories
        self.issues = 0
        self.without_changelog = 0
        self.cut_changelogs = 0
        self.unexplained = 0

    def write(self, issue: Issue) -> None:
        """Add an issue."""
        self.issues += 1
        self.cut_changelogs += issue.missing_changes > 0
        oid = self.batch.add_object("item", issue.key, label=issue.label, url=issue.url)
        self.batch.add_event(
            "created", issue.key, issue.created, [oid], date_only=issue.created_date_only, url=issue.url
        )
        if issue.changes is None:
            self.without_changelog += 1
            self._state(oid, issue)
        else:
            self._history(oid, issue, issue.changes)
        if issue.resolved is not None:
            resolution = issue.now["resolution"]
            value = resolution if isinstance(resolution, str) else None
            self.batch.add_event("resolved", issue.key, issue.resolved, [oid], value=value, url=issue.url)
        for key, words, rule in issue.links:
            self.batch.add_mention(oid, key, words, rule=rule, declared=True)

    def _state(self, oid: str, issue: Issue) -> None:
        """Values of an issue without a changelog, each since it is known to hold."""
        known_since = {"status": issue.updated, "resolution": issue.resolved}
        for attribute, now in issue.now.items():
            since = known_since.get(attribute)
            value = tuple(now.values()) if isinstance(now, dict) else now
            if value:
                self._value(oid, attribute, value, issue.created if since is None else since)

    def _history(self, oid: str, issue: Issue, changes: list[Change]) -> None:
        for attribute, now in issue.now.items():
            own = [change for change in changes if change.attribute == attribute]
            for since, value in values(attribute, now, own, issue.created):
                self._value(oid, attribute, value, since)
        for change in changes:
            if change.attribute == "former_key" and change.before:
                self._value(oid, "former_key", change.before, change.at)
        moves = [change for change in changes if change.attribute == "status"]
        first = moves[0].before if moves else issue.status
        if first:
            began = min([issue.created, *(move.at for move in moves[:1])])
            self._status(oid, issue, f"{issue.key}.created", (began, None, first))
        self.unexplained += _broken(first, moves, issue.status)
        for change in changes:
            self._change(oid, issue, change)

    def _change(self, oid: str, issue: Issue, change: Change) -> None:
        """Add the events of one change; what did not change anything is none."""
        key, kind = f"{issue.key}.{change.key}", change.attribute
        if kind in _LISTS:
            gone, come = elements(kind, change)
            for name in gone:
                self._event(f"{kind} removed", f"{key}.{name}", change.at, oid, name)
            for name in come:
                self._event(kind, f"{key}.{name}", change.at, oid, name)
        elif kind == "flagged":
            self._event("flagged" if change.after else "unflagged", key, change.at, oid, None)
        elif kind == "assignee":
            self._assigned(oid, key, change)
        elif kind == "status" and change.after and change.after != change.before:
            self._status(oid, issue, key, (change.at, change.before, change.after))
        elif kind in _SINGLE and change.after != change.before:
            name = kind if change.after else f"{kind} removed"
            self._event(name, key, change.at, oid, change.after or change.before)

    def _status(self, oid: str, issue: Issue, key: str, move: tuple[int, str | None, str]) -> None:
        at, before, after = move
        says = {"from": before, "category": self.categories.get(after)}
        attributes = {name: text for name, text in says.items() if text}
        self.batch.add_event("status", key, at, [oid], value=after, attributes=attributes, url=issue.url)

    def _assigned(self, oid: str, key: str, change: Change) -> None:
        """Say that somebody got it, or nobody has it; not who, only whether it changed hands."""
        if change.before == change.after:
            return
        kind = "assigned" if change.after else "unassigned"
        attributes = {"from": "somebody" if change.before else "nobody"}
        self.batch.add_event(kind, key, change.at, [oid], attributes=attributes)

    def _event(self, kind: str, key: str, at: int, oid: str, value: str | None) -> None:
        self.batch.add_event(kind, key, at, [oid], value=value)

    def _value(self, oid: str, attribute: str, value: Value, since: int) -> None:
        if attribute == "assignee":
            attribute, value = "assignee_key", self.person(str(value)) if value else None
        self.batch.add_value(oid, attribute, value, since)

    def notes(self) -> list[str]:
        """What a person should know about the issues written."""
        notes = []
        if self.without_changelog:
            notes.append(
                f"{self.without_changelog:,} of {self.issues:,} issues came without a changelog: when they "
                "were created and resolved is known, what happened in between is not "
                "(expand=changelog adds it)."
            )
        if self.cut_changelogs:
            notes.append(
                f"{self.cut_changelogs:,} of {self.issues:,} changelogs are cut off by the server; "
                "earlier or later changes are missing."
            )
        if self.unexplained:
            notes.append(
                f"{self.unexplained:,} of {self.issues:,} issues have a status that no recorded change led "
                "to; only recorded changes are events."
            )
        return notes


def _broken(first: str | None, moves: list[Change], now: str | None) -> bool:
    """Whether the recorded moves do not lead from the first status to the present one without a gap."""
    before = [first, *(move.after for move in moves)]
    return before != [*(move.before for move in moves), now]
