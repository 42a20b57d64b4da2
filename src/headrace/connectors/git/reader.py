"""Reads a git repository: commits, merges, tags as releases, and what messages say about other work.

No name and no e-mail address is kept; who wrote a commit is a key (see
:mod:`headrace.eventlog.persons`). Commits on no branch and in no tag, such as rejected pull requests,
are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from headrace.connectors.git import program, tags
from headrace.connectors.git.ancestry import first_releases
from headrace.connectors.ground.commit_message import take_apart
from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch, object_id
from headrace.eventlog.persons import SECRET, pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.connectors.git.program import Repository
    from headrace.eventlog.reading import Reading

_SECOND = 1_000_000
_COMMITS_PER_BATCH = 20_000
_COMMITS_PER_PROGRESS = 500
_BUNDLE = re.compile(rb"# v[23] git bundle\n")
_FIELDS = ("%H", "%P", "%at", "%ct", "%aE", "%B")
_REMOTE_URL = re.compile(
    r"^(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[\w.-]+)(?::\d+)?/|(?:[\w.-]+@)?(?P<host2>[\w-]+\.[\w.-]+):)"
    r"(?P<place>[^?#]+?)(?:\.git)?/?$"
)
_SHOWN_ON = ("github.com", "gitlab.com", "codeberg.org")
"""Hosts whose pages for commits and tags have the addresses that are built here."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the repository is known: ``owner/name`` and its page, when its origin tells."""

    name: str
    page: str | None

    def url(self, kind: str, name: str) -> str | None:
        """Return the address of a commit's or a release's page, where the host has one."""
        return f"{self.page}/{kind}/{quote(name)}" if self.page else None


class GitReader:
    """Reads a work tree, a bare repository or a bundle.

    Options: ``releases``, patterns of the tags that are releases, such as ``v*,!*-rc*`` (all tags when not
    given; ``!`` leaves out); ``repository``, the ``owner/name`` that numbers such as #12 belong to;
    ``person-key``, the workspace's secret for the keys of people.
    """

    name = "git"
    folders = True
    """Whether folders are read, and not only files."""

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether the path is a work tree, a bare repository or a bundle."""
        if path.is_dir():
            bare = all((path / part).exists() for part in ("HEAD", "objects", "refs"))
            return bare or (path / ".git").exists()
        return _BUNDLE.match(head) is not None

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the history in batches of commits, then the releases with their commits.

        Raises:
            BadInput: it is no repository, is shallow, empty, incomplete or damaged.
            SourceUnavailable: git is not on this machine.
        """
        with program.opened(path) as repository:
            yield from _History(repository, reading).batches()


class _History:
    """One repository while it is read: commits are numbered as they come."""

    def __init__(self, repository: Repository, reading: Reading) -> None:
        self.repository = repository
        self.reading = reading
        self.place = _place(repository, reading.options.get("repository"))
        self.secret = reading.options.get(SECRET, "")
        self.committed: dict[str, int | None] = {}
        self.parents: list[tuple[str, ...]] = []
        self.undated = 0

    def batches(self) -> Iterator[Batch]:
        """Yield the commits, then the releases."""
        batch = Batch(self.reading.source)
        total = int(self.repository.text("rev-list", "--count", *program.EVERYTHING))
        fields = self.repository.fields(
            "log", "-z", f"--format=tformat:{'%x00'.join(_FIELDS)}", *program.EVERYTHING
        )
        for done, commit in enumerate(zip(*[fields] * len(_FIELDS), strict=False), start=1):
            self._commit(batch, commit)
            if done % _COMMITS_PER_BATCH == 0:
                yield batch
                batch = Batch(self.reading.source)
            if done % _COMMITS_PER_PROGRESS == 0 or done == total:
                self.reading.on_progress(done, total)
        yield batch
        yield self._releases()
        if self.undated:
            self.reading.notes.append(
                f"{self.undated:,} commits carry no usable date; those events are missing."
            )

    def _commit(self, batch: Batch, fields: tuple[str, ...]) -> None:
        sha, parents, authored, committed, email, text = fields
        at = tags.seconds(committed)
        self.committed[sha] = at
        self.parents.append(tuple(parents.split()))
        message = take_apart(text)
        oid = batch.add_object(
            "commit", sha, label=message.subject or None, url=self.place.url("commit", sha)
        )
        batch.add_value(oid, "repository", self.place.name)
        if email:
            batch.add_value(oid, "author_key", pseudonym(email, self.secret))
        if message.branch:
            batch.add_value(oid, "branch", message.branch)
        events = {"authored": tags.seconds(authored), "committed": at}
        if len(self.parents[-1]) > 1:
            events["merged"] = at
        for event, when in events.items():
            if when is not None:
                batch.add_event(event, sha, when * _SECOND, [oid])
        self.undated += None in events.values()
        for named in message.named:
            batch.add_mention(oid, named.reference, named.qualifier, rule=named.rule)

    def _releases(self) -> Batch:
        batch = Batch(self.reading.source)
        named = tags.read(self.repository, self.reading.options.get("releases", "*"), self.committed)
        self.reading.notes.extend(named.notes)
        for tag in named.releases:
            oid = batch.add_object(
                "release", tag.name, label=tag.label, url=self.place.url("releases/tag", tag.name)
            )
            batch.add_value(oid, "repository", self.place.name)
            batch.add_event("released", tag.name, tag.at * _SECOND, [oid])
        number = {sha: n for n, sha in enumerate(self.committed)}
        parents = [[number[sha] for sha in shas] for shas in self.parents]
        first = first_releases(parents, [number[tag.sha] for tag in named.releases])
        source = self.reading.source
        for sha, place in zip(self.committed, first, strict=True):
            if place is not None:
                batch.add_relation(
                    object_id(source, "commit", sha),
                    object_id(source, "release", named.releases[place].name),
                    "is in",
                    rule=link_rules.FIRST_RELEASE,
                    declared=False,
                )
        return batch


def _place(repository: Repository, given: str | None) -> _Place:
    """Where the repository is known: as the user says, by its origin, or by its folder's name."""
    origin = _REMOTE_URL.match(
        repository.text("config", "--default", "", "--get", "remote.origin.url").strip()
    )
    page = None
    if origin:
        host, place = origin["host"] or origin["host2"], origin["place"]
        page = f"https://{host}/{place}" if host in _SHOWN_ON else None
        given = given or place
    return _Place(
        given or Path(repository.name).absolute().name.removesuffix(".bundle").removesuffix(".git"), page
    )
