"""A git repository's history: its commits and releases, where it is known, and how each is written into the log.

No name and no e-mail address is kept; who wrote a commit is a key (see :mod:`headrace.eventlog.persons`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from headrace.connectors.git import program, tags
from headrace.connectors.ground.commit_message import take_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headrace.connectors.git.program import Repository
    from headrace.connectors.git.tags import Tag
    from headrace.eventlog.model import Batch

_SECOND = 1_000_000
_FIELDS = ("%H", "%P", "%at", "%ct", "%aE", "%B")

Commit = tuple[str, ...]
"""Id, parents' ids, when it was written and when committed (seconds), the author's address, the message."""

_REMOTE_URL = re.compile(
    r"^(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[\w.-]+)(?::\d+)?/|(?:[\w.-]+@)?(?P<host2>[\w-]+\.[\w.-]+):)"
    r"(?P<place>[^?#]+?)(?:\.git)?/?$"
)
_SHOWN_ON = ("github.com", "gitlab.com", "codeberg.org")
"""Hosts whose pages for commits and tags have the addresses that are built here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the repository is known: ``owner/name`` and its page, when its origin tells."""

    name: str
    page: str | None

    def url(self, kind: str, name: str) -> str | None:
        """Return the address of a commit's or a release's page, where the host has one."""
        return f"{self.page}/{kind}/{quote(name)}" if self.page else None


def commits(repository: Repository) -> Iterator[Commit]:
    """Yield every commit of a branch or a tag, newest first."""
    fields = repository.fields("log", "-z", f"--format=tformat:{'%x00'.join(_FIELDS)}", *program.EVERYTHING)
    yield from zip(*[fields] * len(_FIELDS), strict=False)


def write_commit(batch: Batch, place: Place, commit: Commit, person: Callable[[str], str]) -> bool:
    """Add a commit; return whether it has all its dates.

    Args:
        person: returns the key under which an address is kept.
    """
    sha, parents, authored, committed, email, text = commit
    at = tags.seconds(committed)
    message = take_apart(text)
    oid = batch.add_object("commit", sha, label=message.subject or None, url=place.url("commit", sha))
    batch.add_value(oid, "repository", place.name)
    batch.add_value(oid, "parent", parents.split())
    if email:
        batch.add_value(oid, "author_key", person(email))
    if message.branch:
        batch.add_value(oid, "branch", message.branch)
    events = {"authored": tags.seconds(authored), "committed": at}
    if len(parents.split()) > 1:
        events["merged"] = at
    for event, when in events.items():
        if when is not None:
            batch.add_event(event, sha, when * _SECOND, [oid])
    for named in message.named:
        batch.add_mention(oid, named.reference, named.qualifier, rule=named.rule)
    return None not in events.values()


def write_release(batch: Batch, place: Place, tag: Tag) -> None:
    """Add a tag that is a release."""
    oid = batch.add_object("release", tag.name, label=tag.label, url=place.url("releases/tag", tag.name))
    batch.add_value(oid, "repository", place.name)
    batch.add_event("released", tag.name, tag.at * _SECOND, [oid])


def place_of(repository: Repository, given: str | None) -> Place:
    """Where the repository is known: as the user says, by its origin, or by its folder's name."""
    origin = _REMOTE_URL.match(
        repository.text("config", "--default", "", "--get", "remote.origin.url").strip()
    )
    page = None
    if origin:
        host, place = origin["host"] or origin["host2"], origin["place"]
        page = f"https://{host}/{place}" if host in _SHOWN_ON else None
        given = given or place
    return Place(
        given or Path(repository.name).absolute().name.removesuffix(".bundle").removesuffix(".git"), page
    )
