"""A git repository read live: a copy is kept up to date, and its whole history is read whenever a branch or tag moved.

Documents: ``commit`` holds what git says of a commit, and the first release that contains it; ``release`` a tag.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headrace.connectors.git import history, mirror, program, services, tags
from headrace.connectors.git.ancestry import first_releases
from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.errors import BadConfiguration
from headrace.eventlog import link_rules
from headrace.eventlog.model import object_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from headrace.connectors.git.program import Repository
    from headrace.connectors.git.tags import Tag
    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Access, Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 1_000
_UNDER_WAY = {"under_way": True}
"""A cursor that is like no other: what was begun is read again, and what is gone is looked for."""


class Git(Connector):
    """Commits and releases of one repository."""

    kind = "git"
    title = "git"
    settings = (
        Setting("url", "Address of the repository, or a folder?", example="https://github.com/shop/web.git"),
        Setting("token", "Token for HTTPS (empty: none, or SSH)?", "", secret=True),
        Setting("repository", "What numbers such as #12 belong to (empty: by the address)?", "", example="shop/web"),
        Setting("releases", "Tags that are releases, by pattern (empty: all)?", "", example="v*, !*-rc*"),
        Setting("services", "Paths of services, where the repository holds several?", "",
                example="checkout: apps/checkout, libs/money; pay: apps/pay"),
        Setting("folder", "Folder for the copy (empty: among the user's caches)?", ""),
    )  # fmt: skip

    def __init__(self, settings: Mapping[str, str]) -> None:
        super().__init__(settings)
        if "@" in self.given["url"].rpartition("://")[2].partition("/")[0] and self.given["url"].startswith(
            "http"
        ):
            raise BadConfiguration(
                "The address of a git repository holds a name or a password.",
                "It would be shown and kept. Nothing was read.",
                ["Write the address without it, and the token as token: ${NAME}."],
            )

        try:
            self._services = services.parse(self.given["services"])
        except ValueError as problem:
            raise BadConfiguration(str(problem), "Nothing was read.", ["Mend it in headrace.yaml."]) from None

    def access(self) -> Access | None:
        """Return ``None``: git itself reaches the repository."""
        return None

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002 - not over HTTP
        """Return the one repository."""
        return [self.given["url"]]

    def preflight(self, client: Client) -> Iterator[Finding]:  # noqa: ARG002 - not over HTTP
        """Make or bring up to date the copy."""
        with self._fetched() as repository:
            number = repository.text("rev-list", "--count", *program.EVERYTHING).strip()
        yield Finding(self.given["url"], True, f"{int(number):,} commits can be read.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002 - not over HTTP
        """Yield the whole history, unless no branch and no tag has moved; what is as before changes nothing."""
        with self._fetched() as repository:
            refs = sha256(repository.text("show-ref", "--head", "--dereference").encode()).hexdigest()
            given = ("releases", "repository", *(("services",) if self._services else ()))
            now = {"refs": refs, **{name: self.given[name] for name in given}}
            if cursor == now:
                return
            place = history.place_of(replace(repository, name=scope), self.given["repository"] or None)
            where = {"name": place.name, "page": place.page}
            releases, first = self._released(repository)
            yield Page([_release(tag, where) for tag in releases], _UNDER_WAY, len(first) + len(releases))
            commits = services.told(repository, self._services)
            while some := list(islice(commits, _PER_PAGE)):
                documents = [_commit(one, where, first[one[0]], found) for one, found in some]
                yield Page(documents, _UNDER_WAY, len(first) + len(releases))
            yield Page([], now)

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:  # noqa: ARG002 - not over HTTP
        """Yield the commits and releases that the copy has: rewritten history is gone."""
        with program.opened(self._folder()) as repository:
            releases, first = self._released(repository)
        # A name that nothing has says that releases were looked for, when there is none left.
        yield [("release", ""), *(("release", tag.name) for tag in releases)]
        yield [("commit", sha) for sha in first]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write a commit or a release, as the reader of repositories does."""
        body = document.body
        place = history.Place(**body["place"])
        if document.kind == "release":
            name, label, at = body["tag"]
            history.write_release(batch, place, tags.Tag(name, label, at, ""))
            return
        history.write_commit(batch, place, tuple(body["commit"]), person)
        if "touched" in body:
            commit = object_id(batch.source, "commit", document.key)
            named, paths, further = body["touched"]
            services.write(batch, commit, services.Touched(tuple(named), tuple(paths), further))
        if body["release"] is not None:
            ends = ("commit", document.key), ("release", str(body["release"]))
            commit, release = (object_id(batch.source, kind, key) for kind, key in ends)
            batch.add_relation(commit, release, "is in", rule=link_rules.FIRST_RELEASE, declared=False)

    def _folder(self) -> Path:
        return Path(self.given["folder"]) if self.given["folder"] else mirror.place_for(self.given["url"])

    def _fetched(self) -> AbstractContextManager[Repository]:
        mirror.fetch(self.given["url"], self._folder(), self.given["token"])
        return program.opened(self._folder())

    def _released(self, repository: Repository) -> tuple[Sequence[Tag], dict[str, str | None]]:
        """Return the releases, and of every commit the first that contains it."""
        fields = repository.fields("log", "-z", "--format=tformat:%H%x00%P%x00%ct", *program.EVERYTHING)
        rows = list(zip(fields, fields, fields, strict=False))
        named = tags.read(
            repository, self.given["releases"] or "*", {sha: tags.seconds(at) for sha, _, at in rows}
        )
        number = {sha: n for n, (sha, _, _) in enumerate(rows)}
        parents = [[number[sha] for sha in shas.split()] for _, shas, _ in rows]
        first = first_releases(parents, [number[tag.sha] for tag in named.releases])
        names = [None if place is None else named.releases[place].name for place in first]
        return named.releases, dict(zip(number, names, strict=True))


def _release(tag: Tag, where: Mapping[str, str | None]) -> Document:
    return Document("release", tag.name, {"place": where, "tag": [tag.name, tag.label, tag.at]})


def _commit(
    one: history.Commit,
    where: Mapping[str, str | None],
    release: str | None,
    found: services.Touched | None,
) -> Document:
    body: dict[str, Any] = {"place": where, "commit": list(one), "release": release}
    if found is not None:
        body["touched"] = [list(found.services), list(found.paths), found.further]
    return Document("commit", one[0], body)


CONNECTOR = Git
