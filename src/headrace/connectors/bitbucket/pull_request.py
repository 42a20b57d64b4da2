"""A Bitbucket pull request with its activity and its commits, as a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules
from headrace.eventlog.references import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headrace.eventlog.model import Batch

_ENDINGS = {"MERGED": "merged", "DECLINED": "closed", "SUPERSEDED": "closed"}


def write_pull_request(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add a pull request."""
    raw, repository = body["pull_request"], body["repository"]
    key = f"{repository}#{raw['id']}"
    url = ((raw.get("links") or {}).get("html") or {}).get("href")
    oid = batch.add_object("change", key, label=raw.get("title") or None, url=url)
    opened = needed(raw, "created_on")
    batch.add_event("opened", key, opened, [oid], url=url)
    batch.add_value(oid, "repository", repository)
    for attribute, end in (("branch", "source"), ("base", "destination")):
        name = ((raw.get(end) or {}).get("branch") or {}).get("name")
        if name:
            batch.add_value(oid, attribute, name, opened)
    if raw.get("author"):
        batch.add_value(oid, "author_key", person(raw["author"]["account_id"]), opened)
    _activity(batch, oid, key, body)
    for commit in body.get("commits") or ():
        at, sha = needed(commit, "date"), commit["hash"]
        batch.add_event("authored", f"{key}.{sha}", at, [oid], attributes={"commit": sha})
    _mentions(batch, oid, body)


def _activity(batch: Batch, oid: str, key: str, body: Mapping[str, Any]) -> None:
    """Write reviews, drafts and the end; what Bitbucket does not date has no event."""
    raw = body["pull_request"]
    author = (raw.get("author") or {}).get("account_id")
    for entry in body.get("activity") or ():
        for part, value in (("approval", "approved"), ("changes_requested", "changes requested")):
            if entry.get(part):
                at, by = needed(entry[part], "date"), (entry[part].get("user") or {}).get("account_id")
                batch.add_event("reviewed", f"{key}.{value}.{at}.{by}", at, [oid], value=value)
        comment = entry.get("comment")
        if comment and not comment.get("deleted") and (comment.get("user") or {}).get("account_id") != author:
            at = needed(comment, "created_on")
            batch.add_event("reviewed", f"{key}.{comment['id']}", at, [oid], value="commented")
    _states(batch, oid, key, body)


def _states(batch: Batch, oid: str, key: str, body: Mapping[str, Any]) -> None:
    raw = body["pull_request"]
    url = ((raw.get("links") or {}).get("html") or {}).get("href")
    updates = [entry["update"] for entry in body.get("activity") or () if entry.get("update")]
    updates.sort(key=lambda update: needed(update, "date"))
    opened = needed(raw, "created_on")
    batch.add_value(oid, "status", "open", opened)
    status, drafts = "OPEN", []
    for update in updates:
        at, now = needed(update, "date"), update.get("state")
        if now in _ENDINGS and now != status:
            batch.add_event(_ENDINGS[now], f"{key}.{at}", at, [oid], value=_reason(now), url=url)
            batch.add_value(oid, "status", now.lower(), at)
            status = now
        changes = update.get("changes") or {}
        draft = changes.get("draft")
        if isinstance(draft, dict) and draft.get("old") != draft.get("new"):
            drafts.append((at, bool(draft.get("new"))))
            batch.add_event("draft" if draft["new"] else "ready", f"{key}.draft.{at}", at, [oid])
        if (changes.get("reviewers") or {}).get("added"):
            batch.add_event("review requested", f"{key}.reviewers.{at}", at, [oid])
    if drafts or "draft" in raw:
        first = not drafts[0][1] if drafts else bool(raw["draft"])
        for since, is_draft in [(opened, first), *drafts]:
            batch.add_value(oid, "draft", "yes" if is_draft else "no", since)
    if status == "OPEN" and raw.get("state") in _ENDINGS:
        # The activity does not tell the end: the last change of an ended request is at, or after, its end.
        at = moment(raw, "closed_on") or needed(raw, "updated_on")
        batch.add_event(
            _ENDINGS[raw["state"]], f"{key}.{at}", at, [oid], value=_reason(raw["state"]), url=url
        )
        batch.add_value(oid, "status", raw["state"].lower(), at)


def _reason(state: str) -> str | None:
    return None if state == "MERGED" else state.lower()


def _mentions(batch: Batch, oid: str, body: Mapping[str, Any]) -> None:
    raw = body["pull_request"]
    became = (raw.get("merge_commit") or {}).get("hash")
    if raw.get("state") == "MERGED" and became:
        batch.add_mention(oid, became, "became", rule=link_rules.MERGE_COMMIT, declared=True)
        if raw.get("merge_strategy") != "squash":
            for commit in body.get("commits") or ():
                if not commit["hash"].startswith(became):
                    sha = commit["hash"]
                    batch.add_mention(oid, sha, "contains", rule=link_rules.CHANGE_COMMIT, declared=True)
    branch = ((raw.get("source") or {}).get("branch") or {}).get("name")
    text = "\n".join(str(part) for part in (raw.get("title"), raw.get("description"), branch) if part)
    for named in keys(text):
        batch.add_mention(oid, named, "names", rule=link_rules.KEY_IN_TEXT)
