"""What happened to an issue or a pull request, as GitHub's timeline tells it, and what it was before that.

A record tells its labels, milestone and assignees as they are now; going back from there through the timeline
tells what they were at any time. Texts of comments and reviews are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headrace.connectors.github import attributes
from headrace.connectors.github.thread import key_of
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headrace.connectors.github.attributes import Entries, History, Value
    from headrace.connectors.github.thread import Thread

_PLAIN = {
    "reopened": "reopened",
    "renamed": "renamed",
    "transferred": "moved",
    "assigned": "assigned",
    "unassigned": "unassigned",
    "review_requested": "review requested",
    "review_request_removed": "review request removed",
    "review_dismissed": "review dismissed",
    "ready_for_review": "ready",
    "convert_to_draft": "draft",
    "converted_to_draft": "draft",
    "head_ref_force_pushed": "force pushed",
    "added_to_merge_queue": "added to merge queue",
    "removed_from_merge_queue": "removed from merge queue",
}
"""GitHub's event → ours, where that alone says it."""

_REVIEWED = {"approved": "approved", "changes_requested": "changes requested", "commented": "commented"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; ``at`` in µs UTC, ``key`` unique within the thread and the kind of event."""

    event: str
    key: str
    at: int
    value: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, what attributes were (since, value), and what the thread is linked to.

    ``values`` has what the timeline knows better than the record alone; ``assignee`` are logins.
    ``mentions`` are (reference, qualifier, rule).
    """

    happenings: tuple[Happening, ...]
    values: Mapping[str, Sequence[tuple[int, Any]]]
    mentions: tuple[tuple[str, str, str], ...]


def parse_timeline(
    raw: Mapping[str, Any], told: Sequence[Any], statuses: Sequence[Any], thread: Thread
) -> Timeline:
    """Read a timeline.

    Args:
        raw: the thread's record.
        told: entries as ``…/issues/NUMBER/timeline`` answers them, or ``…/events``; oldest first or not.
        statuses: changes of status in projects as GraphQL's ``ProjectV2ItemStatusChangedEvent`` tells them.
        thread: the thread, taken apart.

    Raises:
        ValueError: a time cannot be read; the text says which.
    """
    entries = _dated(thread.key, told)
    ended = {at for _, at, _ in thread.endings}
    happenings = {(one.event, one.key): one for one in _happenings(entries, thread)}
    moves = sorted(_moves(thread.key, entries, statuses), key=lambda move: move.at)
    for move in moves:
        happenings[move.event, move.key] = move
    assignees = raw.get("assignees") or [one for one in (raw.get("assignee"),) if one]
    words, opened = ("labeled", "unlabeled", "label"), thread.opened
    values: dict[str, History] = {
        "state": _state(thread, [one for one in happenings.values() if one.at not in ended]),
        "labels": attributes.listed(raw.get("labels"), "name", entries, words, opened),
        "milestone": attributes.milestone(raw, entries, opened),
        "assignee": attributes.listed(
            assignees, "login", entries, ("assigned", "unassigned", "assignee"), opened
        ),
        "status": [(move.at, move.value) for move in moves],
    }
    if thread.type == "change" and "draft" in raw:
        values["draft"] = attributes.draft(raw, entries, thread.opened)
    mentions = dict.fromkeys(_mentions(entries, thread))
    return Timeline(
        tuple(happenings.values()), {name: found for name, found in values.items() if found}, tuple(mentions)
    )


def _dated(key: str, told: Sequence[Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """Entries that have a time, oldest first; what is pending has none."""
    found: list[tuple[int, Mapping[str, Any]]] = []
    for entry in told:
        stamp = entry.get("submitted_at") or entry.get("created_at")
        if entry.get("event") == "committed" and not stamp:
            found.append((0, entry))  # it has the time of writing, not of pushing
        elif stamp:
            found.append((_time(key, str(stamp)), entry))
    return sorted(found, key=lambda row: row[0])


def _time(key: str, stamp: str) -> int:
    try:
        return parse(stamp)[0]
    except ValueError:
        raise ValueError(f'{key}: an event happened at "{stamp}", which is no time.') from None


def _happenings(entries: Entries, thread: Thread) -> Iterator[Happening]:
    dismissed = {
        entry["dismissed_review"].get("review_id"): entry["dismissed_review"].get("state")
        for _, entry in entries
        if entry.get("event") == "review_dismissed" and entry.get("dismissed_review")
    }
    closed = [at for at, entry in entries if entry.get("event") == "closed"]
    for at, entry in entries:
        event, key = entry.get("event"), str(entry.get("id") or at)
        if event in _PLAIN:
            yield Happening(_PLAIN[event], key, at)
        elif event in ("labeled", "unlabeled"):
            yield Happening(
                "labelled" if event == "labeled" else "unlabelled", key, at, entry["label"]["name"]
            )
        elif event in ("milestoned", "demilestoned"):
            name = "milestone" if event == "milestoned" else "milestone removed"
            yield Happening(name, key, at, entry["milestone"]["title"])
        elif event == "closed" and not (thread.endings and at == closed[-1]):
            # The last one is told by the record itself.
            yield Happening("closed", key, at, entry.get("state_reason"))
        elif event == "reviewed":
            said = str(entry.get("state")).lower()
            was = str(dismissed.get(entry.get("id"), said)).lower() if said == "dismissed" else said
            yield Happening("reviewed", key, at, _REVIEWED.get(was), {"said": said})


def _moves(key: str, entries: Entries, statuses: Sequence[Any]) -> Iterator[Happening]:
    """Changes of status: in projects, and between columns of the projects that GitHub had before."""
    for at, entry in entries:
        card = entry.get("project_card") or {}
        if entry.get("event") in ("added_to_project", "moved_columns_in_project") and card.get("column_name"):
            yield Happening(
                "status",
                str(entry.get("id") or at),
                at,
                card["column_name"],
                _from(card.get("previous_column_name")),
            )
    for entry in statuses:
        if entry.get("status"):
            told = _from(entry.get("previousStatus"))
            if entry.get("project"):
                told["project"] = str(entry["project"]["title"])
            yield Happening(
                "status", str(entry["id"]), _time(key, str(entry["createdAt"])), entry["status"], told
            )


def _from(before: str | None) -> dict[str, str]:
    return {"from": before} if before else {}


def _state(thread: Thread, happenings: Sequence[Happening]) -> History:
    found: dict[int, Value] = {thread.opened: "open"}
    for one in sorted(happenings, key=lambda one: one.at):
        if one.event in ("closed", "reopened"):
            found[one.at] = "closed" if one.event == "closed" else "open"
    for _, at, _ in thread.endings:
        found[at] = "closed"
    return sorted(found.items())


def _mentions(entries: Entries, thread: Thread) -> Iterator[tuple[str, str, str]]:
    for _, entry in entries:
        event = entry.get("event")
        if event == "committed" and entry.get("sha"):
            yield entry["sha"], "contains", link_rules.CHANGE_COMMIT
        elif event == "closed" and entry.get("commit_id"):
            yield entry["commit_id"], "closed by", link_rules.TRACKER_LINK
        elif event == "referenced" and entry.get("commit_id"):
            yield entry["commit_id"], "named by", link_rules.TRACKER_LINK
        elif event == "cross-referenced":
            key = key_of(((entry.get("source") or {}).get("issue") or {}).get("html_url"))
            if key and key != thread.key:
                yield key, "named by", link_rules.TRACKER_LINK
