"""A commit as tools that keep repositories tell it: written the same, whichever tool tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.connectors.ground.commit_message import take_apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.eventlog.model import Batch


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; times in µs UTC.

    Args:
        sha: the full id.
        parents: how many it has; more than one: it is a merge.
        repository: ``owner/name``, as far as it is known.
        authored: ``None`` when the tool does not say it.
        parent_ids: the full ids of its parents, none for a first commit; ``None`` when the tool does not say
            them. A deployment's commits are found by them.
        author: who, by address or account; empty when the tool does not say it.
    """

    sha: str
    message: str
    parents: int
    repository: str
    url: str | None
    authored: int | None
    committed: int
    author: str = ""
    parent_ids: tuple[str, ...] | None = None


def write_commit(batch: Batch, commit: Commit, person: Callable[[str], str]) -> str:
    """Add a commit with its events and what its message says about other work; return its id."""
    message = take_apart(commit.message)
    oid = batch.add_object("commit", commit.sha, label=message.subject or None, url=commit.url)
    batch.add_value(oid, "repository", commit.repository)
    if commit.parent_ids is not None:
        batch.add_value(oid, "parent", commit.parent_ids)
    if commit.author:
        batch.add_value(oid, "author_key", person(commit.author))
    if message.branch:
        batch.add_value(oid, "branch", message.branch)
    if commit.authored is not None:
        batch.add_event("authored", commit.sha, commit.authored, [oid])
    batch.add_event("committed", commit.sha, commit.committed, [oid])
    if commit.parents > 1:
        batch.add_event("merged", commit.sha, commit.committed, [oid])
    for named in message.named:
        placed = named.reference.startswith("!")
        reference = commit.repository + named.reference if placed else named.reference
        batch.add_mention(oid, reference, named.qualifier, rule=named.rule)
    return oid
