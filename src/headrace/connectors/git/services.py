"""Which parts of a repository belong to which service, and which of them each commit touched.

A repository may hold several services, each below paths of its own. Of the files that a commit changed only this
is kept: the services whose paths they lie below, and the first parts of the paths. A merge touched what it
brought into its first parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.connectors.git import history, program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headrace.connectors.git.history import Commit
    from headrace.connectors.git.program import Repository
    from headrace.eventlog.model import Batch

_PARTS = 2
_MOST = 16
"""Paths that are kept of a commit; of one that touched more, their number is kept beside them."""

Services = dict[str, tuple[str, ...]]
"""The paths of each service, without a slash at either end."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a commit touched.

    Args:
        services: by name.
        paths: the folders of the files, at most two levels deep, in order; files of the top folder as they are.
        further: how many more paths there are than those.
    """

    services: tuple[str, ...]
    paths: tuple[str, ...]
    further: int = 0


def parse(text: str) -> Services:
    """Read services as they are written: ``checkout: apps/checkout, libs/money; pay: apps/pay``.

    Raises:
        ValueError: it is not written like that; the text says what is wrong.
    """
    found: Services = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, _, listed = part.partition(":")
        paths = tuple(filter(None, (path.strip().strip("/") for path in listed.split(","))))
        if not name.strip() or not paths:
            raise ValueError(
                f'"{part}" is no service with its paths, as in   checkout: apps/checkout, libs/money'
            )
        found[name.strip()] = paths
    return found


def told(repository: Repository, services: Services) -> Iterator[tuple[Commit, Touched | None]]:
    """Yield every commit with what it touched; with ``None`` where no services are told, which is quicker."""
    if not services:
        yield from ((commit, None) for commit in history.commits(repository))
        return
    # The same commits in the same order. A name of a file is no end of a list unless it is the next commit's id.
    fields = repository.fields(
        "log", "-z", "--format=tformat:%H", "--name-only", "--no-renames", "--diff-merges=first-parent",
        *program.EVERYTHING,
    )  # fmt: skip
    commits = history.commits(repository)
    commit = next(commits, None)
    next(fields, None)
    while commit is not None:
        following = next(commits, None)
        yield commit, touched(_until(fields, following[0] if following else None), services)
        commit = following


def _until(fields: Iterator[str], end: str | None) -> Iterator[str]:
    for place, field in enumerate(fields):
        if field == end:
            return
        yield field.removeprefix("\n") if not place else field


def touched(files: Iterable[str], services: Mapping[str, tuple[str, ...]]) -> Touched:
    """Return what changes of these files touched."""
    found: set[str] = set()
    folders: set[str] = set()
    below = [(f"{path}/", name) for name, paths in services.items() for path in paths]
    for file in files:
        found.update(name for path, name in below if f"{file}/".startswith(path))
        parts = file.split("/")
        folders.add("/".join(parts[:_PARTS] if len(parts) > _PARTS else parts[:-1] or parts))
    paths = sorted(folders)
    return Touched(tuple(sorted(found)), tuple(paths[:_MOST]), max(0, len(paths) - _MOST))


def write(batch: Batch, commit: str, found: Touched) -> None:
    """Add what a commit touched; an empty ``touches`` says that it is of no service."""
    batch.add_value(commit, "touches", found.services)
    batch.add_value(commit, "path", found.paths)
    if found.further:
        batch.add_value(commit, "further paths", str(found.further))
