"""Reads a git repository: commits, merges, tags as releases, and what messages say about other work.

No name and no e-mail address is kept; who wrote a commit is a key (see
:mod:`headrace.eventlog.persons`). Commits on no branch and in no tag, such as rejected pull requests,
are not read.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from headrace.connectors.git import history, program, services, tags
from headrace.connectors.git.ancestry import first_releases
from headrace.errors import BadRequest
from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch, object_id
from headrace.eventlog.persons import SECRET, pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.connectors.git.program import Repository
    from headrace.eventlog.reading import Reading

_COMMITS_PER_BATCH = 20_000
_COMMITS_PER_PROGRESS = 500
_BUNDLE = re.compile(rb"# v[23] git bundle\n")


class GitReader:
    """Reads a work tree, a bare repository or a bundle.

    Options: ``releases``, patterns of the tags that are releases, such as ``v*,!*-rc*`` (all tags when not
    given; ``!`` leaves out); ``repository``, the ``owner/name`` that numbers such as #12 belong to;
    ``services``, the paths of each service where the repository holds several (``checkout: apps/checkout,
    libs/money; pay: apps/pay``); ``person-key``, the workspace's secret for the keys of people.
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
            BadRequest: services are not written as they should be.
            SourceUnavailable: git is not on this machine.
        """
        with program.opened(path) as repository:
            yield from _History(repository, reading).batches()


class _History:
    """One repository while it is read: commits are numbered as they come."""

    def __init__(self, repository: Repository, reading: Reading) -> None:
        self.repository = repository
        self.reading = reading
        self.place = history.place_of(repository, reading.options.get("repository"))
        self.person = partial(pseudonym, secret=reading.options.get(SECRET, ""))
        try:
            self.services = services.parse(reading.options.get("services", ""))
        except ValueError as problem:
            raise BadRequest(str(problem), "Nothing was read.") from None
        self.committed: dict[str, int | None] = {}
        self.parents: list[tuple[str, ...]] = []
        self.undated = 0

    def batches(self) -> Iterator[Batch]:
        """Yield the commits, then the releases."""
        batch = Batch(self.reading.source)
        total = int(self.repository.text("rev-list", "--count", *program.EVERYTHING))
        for done, (commit, found) in enumerate(services.told(self.repository, self.services), start=1):
            self._commit(batch, commit)
            if found is not None:
                services.write(batch, object_id(batch.source, "commit", commit[0]), found)
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

    def _commit(self, batch: Batch, commit: history.Commit) -> None:
        self.committed[commit[0]] = tags.seconds(commit[3])
        self.parents.append(tuple(commit[1].split()))
        self.undated += not history.write_commit(batch, self.place, commit, self.person)

    def _releases(self) -> Batch:
        batch = Batch(self.reading.source)
        named = tags.read(self.repository, self.reading.options.get("releases", "*"), self.committed)
        self.reading.notes.extend(named.notes)
        for tag in named.releases:
            history.write_release(batch, self.place, tag)
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
