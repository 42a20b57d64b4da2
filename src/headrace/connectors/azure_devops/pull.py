"""One pull request as a ``change``: its state, what the system noted about it, its commits and what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.naming import named
from headrace.eventlog import link_rules, references
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headrace.eventlog.model import Batch

_VOTES = {
    10: ("approved", "approved"),
    5: ("approved", "approved with suggestions"),
    -5: ("changes requested", "waiting for the author"),
    -10: ("changes requested", "rejected"),
}
_BRANCH = "refs/heads/"


def parse_pull(raw: Mapping[str, Any], url: str, batch: Batch, person: Callable[[str], str]) -> None:
    """Add a pull request, its events and its links.

    Raises:
        ValueError: a time of it cannot be read.
    """
    project, repository = raw["repository"]["project"]["name"], raw["repository"]["name"]
    key = f"{project}/{repository}!{raw['pullRequestId']}"
    page = f"{url}/{project}/_git/{repository}/pullrequest/{raw['pullRequestId']}".replace(" ", "%20")
    oid = batch.add_object("change", key, label=raw.get("title"), url=page)
    opened = parse(raw["creationDate"])[0]
    author = raw.get("createdBy")
    for attribute, value in _values(raw, f"{project}/{repository}"):
        batch.add_value(oid, attribute, value, opened)
    if author:
        batch.add_value(oid, "author_key", person(author))
    batch.add_event("opened", key, opened, [oid])
    _endings(raw, key, oid, batch)
    for note in raw.get("notes") or ():
        _note(note, key, oid, batch, author)
    if raw["status"] == "completed" and raw.get("mergeCommit"):
        batch.add_mention(oid, raw["mergeCommit"], "became", rule=link_rules.MERGE_COMMIT, declared=True)
    for commit in raw.get("commits") or ():
        batch.add_mention(oid, commit, "has", rule=link_rules.CHANGE_COMMIT, declared=True)
    for reference, words, rule in _named(raw):
        batch.add_mention(oid, reference, words, rule=rule)


def branch_of(reference: str | None) -> str | None:
    """Return a branch's name without what Git writes before it."""
    return reference.removeprefix(_BRANCH) if reference else None


def _values(raw: Mapping[str, Any], repository: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    yield "repository", repository
    for attribute, name in (("branch", "sourceRefName"), ("base", "targetRefName")):
        branch = branch_of(raw.get(name))
        if branch:
            yield attribute, branch
    if "isDraft" in raw:
        yield "draft", "yes" if raw["isDraft"] else "no"
    labels = tuple(str(label["name"]) for label in raw.get("labels") or () if label.get("active", True))
    if labels:
        yield "labels", labels


def _endings(raw: Mapping[str, Any], key: str, oid: str, batch: Batch) -> None:
    closed = raw.get("closedDate")
    if closed and raw["status"] == "completed":
        batch.add_event("merged", key, parse(closed)[0], [oid])
    elif closed and raw["status"] == "abandoned":
        batch.add_event("closed", key, parse(closed)[0], [oid])


def _note(note: Mapping[str, Any], key: str, oid: str, batch: Batch, author: str | None) -> None:
    at, key = parse(note["at"])[0], f"{key}.{note['id']}"
    if "CodeReviewVoteResult" in note:
        vote = _VOTES.get(int(note["CodeReviewVoteResult"]))
        if vote:
            batch.add_event("reviewed", key, at, [oid], value=vote[0], attributes={"said": vote[1]})
    elif "CodeReviewStatus" in note:
        # The request itself tells how it ended; only that it went on after that is told nowhere else.
        if str(note["CodeReviewStatus"]).lower() == "active":
            batch.add_event("reopened", key, at, [oid])
    elif "CodeReviewIsDraft" in note:
        draft = str(note["CodeReviewIsDraft"]).lower() == "true"
        batch.add_event("drafted" if draft else "ready", key, at, [oid])
    elif "CodeReviewReviewersUpdatedNumAdded" in note:
        if int(note["CodeReviewReviewersUpdatedNumAdded"]) > 0:
            batch.add_event("review requested", key, at, [oid])
    elif note.get("by") != author:
        batch.add_event("reviewed", key, at, [oid], value="commented")


def _named(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What the request's texts name: a number alone is a work item, in whatever project."""
    texts = [raw.get("title"), raw.get("description"), branch_of(raw.get("sourceRefName"))]
    for text in texts:
        for number in references.numbers(text or ""):
            place, _, digits = number.reference.rpartition("#")
            if place in ("", "AB"):
                rule = link_rules.CLOSES if number.closes else link_rules.NUMBER_IN_TEXT
                yield f"AB#{digits}", "closes" if number.closes else "names", rule
    for reference, rule in named(texts):
        if not reference.startswith("AB#"):
            yield reference, "names", rule
