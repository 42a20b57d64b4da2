"""A GitLab merge request with what became of it: commits, drafts, reviews, its merge and what it closes.

Approvals and reviews have no list of their own with times: GitLab notes them below the request, in English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.connectors.gitlab.references import references
from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules
from headrace.eventlog.references import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.eventlog.model import Batch

_THIS = r"(?:this merge request )?as "
_NOTES: tuple[tuple[re.Pattern[str], str, str | None], ...] = (
    (re.compile(r"approved this merge request"), "reviewed", "approved"),
    (re.compile(r"requested changes"), "reviewed", "changes requested"),
    (re.compile(r"left review comments"), "reviewed", "commented"),
    (re.compile(r"unapproved this merge request"), "approval withdrawn", None),
    (re.compile(r"requested review from "), "review requested", None),
    (re.compile(rf"marked {_THIS}\*\*ready\*\*|unmarked {_THIS}a \*\*Work In Progress\*\*"), "ready", None),
    (re.compile(rf"marked {_THIS}(?:\*\*draft\*\*|a \*\*Work In Progress\*\*)"), "draft", None),
)
"""How a system note begins → the event, and its value."""

_BOT = re.compile(r"(?:project|group)_\d+_bot|ghost$")


def write_merge_request(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add a merge request as a ``change``."""
    raw = body["merge_request"]
    key = raw["references"]["full"]
    project = key.rpartition("!")[0]
    opened = needed(raw, "created_at")
    oid = batch.add_object("change", key, label=raw.get("title") or None, url=raw.get("web_url"))
    batch.add_event("opened", key, opened, [oid], url=raw.get("web_url"))
    batch.add_value(oid, "repository", project)
    for attribute, value in (
        ("branch", raw.get("source_branch")),
        ("base", raw.get("target_branch")),
        ("milestone", (raw.get("milestone") or {}).get("title")),
    ):
        if value:
            batch.add_value(oid, attribute, str(value), opened)
    if raw.get("labels"):
        batch.add_value(oid, "labels", [str(label) for label in raw["labels"]], opened)
    for role, account in (("author_key", raw.get("author")), ("assignee_key", raw.get("assignee"))):
        if account:
            batch.add_value(oid, role, person(account["username"]), opened)
    _states(batch, oid, key, body)
    _notes(batch, oid, key, body, opened)
    for commit in body.get("commits") or ():
        batch.add_event(
            "authored",
            f"{key}.{commit['id']}",
            needed(commit, "authored_date"),
            [oid],
            attributes={"commit": commit["id"]},
        )
    _mentions(batch, oid, project, body)


def _states(batch: Batch, oid: str, key: str, body: Mapping[str, Any]) -> None:
    raw = body["merge_request"]
    batch.add_value(oid, "status", "opened", needed(raw, "created_at"))
    last = "opened"
    for event in body.get("state_events") or ():
        if event.get("state") in ("closed", "reopened"):
            last, at = event["state"], needed(event, "created_at")
            batch.add_event(last, f"{key}.{event['id']}", at, [oid], url=raw.get("web_url"))
            batch.add_value(oid, "status", "closed" if last == "closed" else "opened", at)
    merged, closed = moment(raw, "merged_at"), moment(raw, "closed_at")
    if merged is not None:
        batch.add_event("merged", key, merged, [oid], url=raw.get("web_url"))
        batch.add_value(oid, "status", "merged", merged)
    elif raw.get("state") == "closed" and last != "closed" and closed is not None:
        batch.add_event("closed", f"{key}.closed", closed, [oid], url=raw.get("web_url"))
        batch.add_value(oid, "status", "closed", closed)


def _notes(batch: Batch, oid: str, key: str, body: Mapping[str, Any], opened: int) -> None:
    """Write what the notes below a request tell, and since when it was a draft."""
    raw = body["merge_request"]
    author = (raw.get("author") or {}).get("username")
    drafts: list[tuple[int, bool]] = []
    for note, event, value in _told(body.get("notes") or (), author):
        at = needed(note, "created_at")
        batch.add_event(event, f"{key}.{note['id']}", at, [oid], value=value, url=raw.get("web_url"))
        if event in ("ready", "draft"):
            drafts.append((at, event == "draft"))
    drafts.sort()
    if drafts or "draft" in raw:
        first = not drafts[0][1] if drafts else bool(raw["draft"])
        for at, draft in [(opened, first), *drafts]:
            batch.add_value(oid, "draft", "yes" if draft else "no", at)


def _told(
    notes: Sequence[Mapping[str, Any]], author: str | None
) -> Iterator[tuple[Mapping[str, Any], str, str | None]]:
    for note in notes:
        if note.get("system"):
            for pattern, event, value in _NOTES:
                if pattern.match(str(note.get("body"))):
                    yield note, event, value
                    break
            continue
        by = str((note.get("author") or {}).get("username"))
        if by != author and not _BOT.match(by):
            yield note, "reviewed", "commented"


def _mentions(batch: Batch, oid: str, project: str, body: Mapping[str, Any]) -> None:
    """Name the commit it became, its own commits, and what its texts refer to."""
    raw = body["merge_request"]
    squashed = raw.get("squash_commit_sha")
    if raw.get("merged_at"):
        # A fast-forward makes no commit of its own: the request's last one is it.
        became = raw.get("merge_commit_sha") or squashed or raw.get("sha")
        if became:
            batch.add_mention(oid, became, "became", rule=link_rules.MERGE_COMMIT, declared=True)
        landed = [squashed] if squashed else [commit["id"] for commit in body.get("commits") or ()]
        for sha in landed:
            if sha != became:
                batch.add_mention(oid, sha, "contains", rule=link_rules.CHANGE_COMMIT, declared=True)
    text = "\n".join(str(raw.get(part) or "") for part in ("title", "description"))
    for reference in references(text, project):
        rule = link_rules.CLOSES if reference.closes else link_rules.NUMBER_IN_TEXT
        batch.add_mention(oid, reference.full, "closes" if reference.closes else "names", rule=rule)
    for named in keys(f"{text}\n{raw.get('source_branch') or ''}"):
        batch.add_mention(oid, named, "names", rule=link_rules.KEY_IN_TEXT)
