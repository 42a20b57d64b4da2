"""A pull request of Bitbucket Data Center with its activities and its commits, and a commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.commit import Commit, write_commit
from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules
from headrace.eventlog.references import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headrace.eventlog.model import Batch

_ACTIONS: dict[str, tuple[str, str | None]] = {
    "APPROVED": ("reviewed", "approved"),
    "REVIEWED": ("reviewed", "changes requested"),
    "COMMENTED": ("reviewed", "commented"),
    "UNAPPROVED": ("approval withdrawn", None),
    "MERGED": ("merged", None),
    "DECLINED": ("closed", "declined"),
    "REOPENED": ("reopened", None),
}
"""Bitbucket's action → the event and its value; a review that needs work is ``REVIEWED``."""

_STATES = {"merged": "merged", "closed": "declined", "reopened": "open"}


def write_pull_request(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add a pull request as a ``change``."""
    raw, repository = body["pull_request"], body["repository"]
    key, url, opened = f"{repository}#{raw['id']}", raw.get("url"), needed(raw, "createdDate")
    oid = batch.add_object("change", key, label=raw.get("title") or None, url=url)
    batch.add_event("opened", key, opened, [oid], url=url)
    batch.add_value(oid, "repository", repository)
    for attribute, end in (("branch", "fromRef"), ("base", "toRef")):
        name = (raw.get(end) or {}).get("displayId")
        if name:
            batch.add_value(oid, attribute, str(name), opened)
    if "draft" in raw:
        batch.add_value(oid, "draft", "yes" if raw["draft"] else "no", opened)
    author = ((raw.get("author") or {}).get("user") or {}).get("name")
    if author:
        batch.add_value(oid, "author_key", person(author), opened)
    _activities(batch, oid, key, body, author)
    for commit in body.get("commits") or ():
        told = {"commit": commit["id"]}
        at = needed(commit, "authorTimestamp")
        batch.add_event("authored", f"{key}.{commit['id']}", at, [oid], attributes=told)
    _mentions(batch, oid, body)


def _activities(batch: Batch, oid: str, key: str, body: Mapping[str, Any], author: str | None) -> None:
    raw = body["pull_request"]
    batch.add_value(oid, "status", "open", needed(raw, "createdDate"))
    ended = False
    for activity in sorted(body.get("activities") or (), key=lambda one: needed(one, "createdDate")):
        action, at = str(activity.get("action")), needed(activity, "createdDate")
        by = (activity.get("user") or {}).get("name")
        if action == "UPDATED" and activity.get("addedReviewers"):
            batch.add_event("review requested", f"{key}.{activity['id']}", at, [oid])
        if action not in _ACTIONS or (action == "COMMENTED" and by == author):
            continue
        event, value = _ACTIONS[action]
        batch.add_event(event, f"{key}.{activity['id']}", at, [oid], value=value, url=raw.get("url"))
        if event in _STATES:
            batch.add_value(oid, "status", _STATES[event], at)
            ended = event != "reopened"
    closed = moment(raw, "closedDate")
    if closed is not None and not ended and raw.get("state") in ("MERGED", "DECLINED"):
        event, value = _ACTIONS[raw["state"]]
        batch.add_event(event, key, closed, [oid], value=value, url=raw.get("url"))
        batch.add_value(oid, "status", _STATES[event], closed)


def _mentions(batch: Batch, oid: str, body: Mapping[str, Any]) -> None:
    raw = body["pull_request"]
    merges = [one["commit"]["id"] for one in body.get("activities") or () if one.get("commit")]
    became = raw.get("mergeCommit") or (merges[-1] if merges else None)
    if raw.get("state") == "MERGED":
        if became:
            batch.add_mention(oid, became, "became", rule=link_rules.MERGE_COMMIT, declared=True)
        for commit in body.get("commits") or ():
            if commit["id"] != became:
                batch.add_mention(oid, commit["id"], "contains", rule=link_rules.CHANGE_COMMIT, declared=True)
    branch = (raw.get("fromRef") or {}).get("displayId")
    text = "\n".join(str(part) for part in (raw.get("title"), raw.get("description"), branch) if part)
    for named in keys(text):
        batch.add_mention(oid, named, "names", rule=link_rules.KEY_IN_TEXT)


def write_server_commit(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add a commit."""
    raw = body["commit"]
    commit = Commit(
        sha=raw["id"],
        message=str(raw.get("message") or ""),
        parents=len(raw.get("parents") or ()),
        repository=body["repository"],
        url=None,
        authored=moment(raw, "authorTimestamp"),
        committed=moment(raw, "committerTimestamp") or needed(raw, "authorTimestamp"),
        author=str((raw.get("author") or {}).get("emailAddress") or ""),
        parent_ids=tuple(parent["id"] for parent in raw["parents"]) if "parents" in raw else None,
    )
    write_commit(batch, commit, person)
