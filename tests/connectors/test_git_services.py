"""Which services of a repository a commit touched, as far as its paths tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.connectors.git import services
from headrace.connectors.git.connector import Git
from headrace.connectors.git.reader import GitReader
from headrace.connectors.git.services import Touched, touched
from headrace.errors import BadConfiguration, BadRequest
from tests.connectors.conformance import Reading as Workspace
from tests.connectors.readings import said
from tests.connectors.repositories import git

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = "checkout: apps/checkout, /libs/money/; pay: apps/pay,libs/money"
SERVICES = {"checkout": ("apps/checkout", "libs/money"), "pay": ("apps/pay", "libs/money")}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Commits of one service, of both, of none, of no file at all, and a merge of the last branch."""
    folder = tmp_path / "shop"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")

    def commit(message: str, *files: str) -> None:
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(message)
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--allow-empty", "-m", message)

    commit("one", "apps/checkout/deep/down/a.py", "readme")
    commit("both", "libs/money/b.py")
    commit("none", "apps/checkouts/c.py", "\nodd name")
    commit("empty")
    git(folder, "checkout", "--quiet", "-b", "branch")
    commit("aside", "apps/pay/d.py")
    git(folder, "checkout", "--quiet", "main")
    commit("meanwhile", "docs/e.md")
    git(folder, "merge", "--quiet", "--no-ff", "-m", "merge", "branch")
    return folder


def test_services_are_read_as_they_are_written() -> None:
    """Slashes at the ends and spaces mean nothing; what is no service with paths is refused with an example."""
    assert services.parse(WRITTEN) == SERVICES
    assert services.parse(" ; ") == {}
    for wrong in ("checkout", "checkout:", ": apps", "checkout: ,"):
        with pytest.raises(ValueError, match="apps/checkout"):
            services.parse(wrong)
    with pytest.raises(BadConfiguration, match="no service"):
        Git({"url": "x", "services": "checkout"})


def test_commits_tell_which_services_they_touch(repository: Path) -> None:
    """Whole folders count, an empty commit touches nothing, and a merge touches what it brought in."""
    found = said(GitReader(), repository, options={"services": WRITTEN})
    told = {
        label: (
            {value for _, value in found.history(oid, "touches")},
            {v for _, v in found.history(oid, "path")},
        )
        for oid, (kind, _, label, _) in found.objects.items()
        if kind == "commit"
    }
    assert told == {
        "one": ({"checkout"}, {"apps/checkout", "readme"}),
        "both": ({"checkout", "pay"}, {"libs/money"}),
        "none": ({None}, {"apps/checkouts", "\nodd name"}),
        "empty": ({None}, {None}),
        "aside": ({"pay"}, {"apps/pay"}),
        "meanwhile": ({None}, {"docs"}),
        "merge": ({"pay"}, {"apps/pay"}),
    }


def test_without_services_nothing_is_told_of_files(repository: Path) -> None:
    """Files are looked at only where somebody asked for it."""
    found = said(GitReader(), repository)
    assert not [oid for oid in found.objects if found.history(oid, "touches") or found.history(oid, "path")]
    with pytest.raises(BadRequest, match="no service"):
        said(GitReader(), repository, options={"services": "nothing"})


def test_a_commit_of_many_folders_says_how_many_are_left_out() -> None:
    """Sixteen paths are kept, and the number of the others; services are found in all of them."""
    files = [f"area-{number:02}/part/file" for number in range(20)]
    found = touched(files, {"last": ("area-19",)})
    assert found == Touched(("last",), tuple(f"area-{number:02}/part" for number in range(16)), 4)


class _Repository:
    """A repository as a tool whose services can be told anew."""

    connector = Git

    def __init__(self, folder: Path, copy: Path) -> None:
        self.folder, self.copy, self.services = folder, copy, ""

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads it."""
        return {"url": str(self.folder), "folder": str(self.copy), "services": self.services}


def test_services_that_are_named_later_are_told_by_the_next_sync(repository: Path, tmp_path: Path) -> None:
    """No branch has moved; the services alone are new, and are taken back when they are not named any more."""
    tool = _Repository(repository, tmp_path / "copy.git")
    reading = Workspace(tool, tmp_path / "workspace")
    assert reading.sync().complete
    before = reading.log()
    tool.services = WRITTEN
    assert reading.sync().complete
    assert "touches" in str(reading.log())
    tool.services = ""
    assert reading.sync().complete
    assert reading.log() == before
