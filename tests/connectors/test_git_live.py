"""A git repository read live: the log is what the reader of repositories makes of it, whatever happened before."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from headrace.connectors.git import mirror
from headrace.connectors.git.connector import Git
from headrace.connectors.git.reader import GitReader
from headrace.errors import BadConfiguration, SourceUnavailable
from headrace.eventlog.persons import SECRET
from headrace.eventlog.reading import Reading
from headrace.eventlog.store import Store
from headrace.sync import preflight
from tests.connectors.conformance import Reading as Workspace
from tests.connectors.conformance import check_kills, said_by
from tests.connectors.fake_tool import FakeTool, Told
from tests.connectors.repositories import git

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.connectors.fake_tool import Asked

TOKEN = "planted-git-token"  # noqa: S105 - a test's


class Origin:
    """A repository whose branches and tags come, go and are rewritten."""

    connector = Git

    def __init__(self, folder: Path) -> None:
        self.path, self.copy = folder / "shop.git", folder / "copy.git"
        self.path.mkdir(parents=True)
        git(self.path, "init", "--quiet", "--bare", "--initial-branch=main")
        self.tree = git(self.path, "mktree").strip()
        self.number = 0
        self.commit("main")

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this repository."""
        return {"url": str(self.path), "folder": str(self.copy), "token": TOKEN, "repository": "shop/web"}

    def heads(self, kind: str = "heads") -> list[str]:
        """Return the names of branches or tags."""
        return git(self.path, "for-each-ref", "--format=%(refname:strip=2)", f"refs/{kind}").split()

    def commit(self, branch: str, *, onto: str | None = None) -> None:
        """Add a commit to a branch, or begin the branch anew on another one."""
        self.number += 1
        parents = [part for one in [onto or branch] if one in self.heads() for part in ("-p", one)]
        text = f"SHOP-{self.number}: a change".encode()
        sha = git(self.path, "commit-tree", self.tree, *parents, "-F", "-", text=text).strip()
        git(self.path, "update-ref", f"refs/heads/{branch}", sha)

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a repository between two readings."""
        what, branch, some = chance.random(), chance.choice(["main", "next", "old"]), self.heads("tags")
        if what < 0.5:
            self.commit(branch)
        elif what < 0.6:
            self.commit(branch, onto="main~1" if branch == "main" else "main")
        elif what < 0.8 or not some:
            git(self.path, "tag", "--force", f"v{chance.randrange(5)}", chance.choice(self.heads()))
        else:
            git(self.path, "tag", "--delete", chance.choice(some))


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """A repository with something in it."""
    made, chance = Origin(tmp_path / "origin"), Random(2)
    for _ in range(10):
        made.change_anything(chance)
    return made


def by_reader(origin: Origin, folder: Path) -> dict[str, Any]:
    """Return what the log is after the repository's own folder was imported."""
    reading = Reading("tool", options={SECRET: "secret", "repository": "shop/web"})
    store = Store(folder)
    store.ingest(list(GitReader().read(origin.path, reading)))
    return said_by(store)


def test_going_on_is_what_the_reader_reads(origin: Origin, tmp_path: Path) -> None:
    """After new, rewritten and deleted branches and tags, the log is that of a fresh import."""
    workspace, chance = Workspace(origin, tmp_path / "w"), Random(4)
    for turn in range(4):
        assert workspace.sync(full=turn == 2).complete
        assert workspace.log() == by_reader(origin, tmp_path / f"r{turn}")
        for _ in range(4):
            origin.change_anything(chance)


def test_nothing_new_is_not_read_again(origin: Origin, tmp_path: Path) -> None:
    """Where no branch and no tag has moved, no commit is read; a full reading changes nothing."""
    workspace = Workspace(origin, tmp_path)
    workspace.sync()
    (scope,) = workspace.sync().sources[0].collected.scopes
    assert (scope.read, scope.changed, scope.gone) == (0, 0, 0)
    changes = workspace.sync(full=True).sources[0].changes
    assert changes is not None
    assert not changes.changed_anything


def test_killed_anywhere(origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many kills at random points: the log is that of a fresh import."""
    check_kills(origin, tmp_path, Random(6), monkeypatch, kills=8)


def test_a_repository_that_is_not_there_is_said_and_what_was_read_stays(
    origin: Origin, tmp_path: Path
) -> None:
    """One sentence with git's own words; the log keeps what it has."""
    workspace = Workspace(origin, tmp_path)
    workspace.sync()
    before = workspace.log()
    origin.path.rename(origin.path.with_name("elsewhere"))
    synced = workspace.sync()
    assert not synced.complete
    assert "git says" in str(synced.sources[0].collected)
    assert workspace.log() == before


def test_the_preflight_counts_commits(origin: Origin) -> None:
    """It says how many can be read."""
    (found,) = preflight(Git(origin.settings()))
    assert found.works
    assert "commits can be read" in found.meaning


class Refusing(FakeTool):
    """A server that lets nobody in and says what it was sent."""

    def answer(self, asked: Asked) -> Told:
        """Refuse."""
        return Told({"message": asked.headers.get("authorization", "")}, 403)


def test_the_token_goes_to_the_server_and_nowhere_else(tmp_path: Path) -> None:
    """It is sent as a header of HTTP, and is in no error and no file of the copy."""
    with Refusing() as server, pytest.raises(SourceUnavailable) as refused:
        mirror.fetch(f"{server.url}/shop/web.git", tmp_path / "copy", TOKEN)
    assert server.requests[-1].headers["authorization"].startswith("Basic ")
    assert TOKEN not in refused.value.fact + refused.value.meaning
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_password_in_the_address_is_refused() -> None:
    """It would be shown and kept."""
    with pytest.raises(BadConfiguration) as refused:
        Git({"url": "https://me:secret@example.org/shop.git"})
    assert "secret" not in refused.value.fact


def test_copies_of_different_repositories_are_in_different_folders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each address has a folder of its own, among the user's caches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = (mirror.place_for(f"https://example.org/{name}.git") for name in ("a", "b"))
    assert first != second
    assert first.is_relative_to(tmp_path)
