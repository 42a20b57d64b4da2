"""What GitLab refuses stops nothing else, and a history that was rewritten is read again."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.http_client import Client
from tests.connectors.conformance import Reading, clean, patient
from tests.connectors.fake_tool import Asked, Told
from tests.connectors.fakes.gitlab import FakeGitLab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitLab]:
    """A GitLab with something of every kind in one project."""
    with FakeGitLab() as fake, patient(monkeypatch):
        for kind in ("issues", "merge_requests", "pipelines", "deployments", "releases"):
            fake.create(1, kind)
        yield fake


def refusing(path: str, status: int = 403) -> Callable[[int, Asked], Told | None]:
    """Refuse one list."""

    def fault(_number: int, asked: Asked) -> Told | None:
        return Told({"message": f"{status} refused"}, status) if asked.path.endswith(path) else None

    return fault


def kinds(log: dict[str, Any]) -> set[str]:
    """The types of the objects in a log."""
    return {oid.split(":")[1] for oid, *_ in log["objects"]}


def test_a_list_that_is_refused_does_not_stop_the_others(tool: FakeGitLab, tmp_path: Path) -> None:
    """Merge requests are missing and it is said; everything else of the project is there."""
    tool.fault = refusing("projects/1/merge_requests")
    reading = Reading(tool, tmp_path)
    scopes = {scope.name: scope for scope in reading.sync().sources[0].collected.scopes}
    assert "403" in (scopes["group/shop"].failure or "")
    assert scopes["group/pay"].failure is None
    assert kinds(reading.log()) == {"item", "build", "deployment", "release", "commit"}


@pytest.mark.parametrize("status", [403, 404])
def test_without_the_licence_there_are_no_epics_and_no_failure(
    tool: FakeGitLab, tmp_path: Path, status: int
) -> None:
    """GitLab refuses epics to most of its users; that is not worth a warning with every sync."""
    tool.fault = refusing("groups/group/epics", status)
    assert Reading(tool, tmp_path).sync().complete


@pytest.mark.parametrize("status", [400, 404])
def test_a_commit_that_is_gone_is_no_end_of_reading(tool: FakeGitLab, tmp_path: Path, status: int) -> None:
    """After a forced push the old commit may not be there: then the whole history is read again."""
    reading = Reading(tool, tmp_path / "a")
    reading.sync()
    tool.push(1)

    def fault(_number: int, asked: Asked) -> Told | None:
        ranged = ".." in asked.query.get("ref_name", "")
        return Told({"message": "ref_name is invalid"}, status) if ranged else None

    tool.fault = fault
    assert reading.sync().complete
    assert reading.log() == clean(tool, tmp_path / "clean")


def test_an_issue_that_went_while_it_was_read_is_left_out(tool: FakeGitLab, tmp_path: Path) -> None:
    """Its parts are not there, and neither is it: nothing has failed."""
    issue = tool.lists[1]["issues"][0]

    def fault(_number: int, asked: Asked) -> Told | None:
        gone = f"/issues/{issue['iid']}" in asked.path
        return Told({"message": "404 Not found"}, 404) if gone else None

    tool.fault = fault
    reading = Reading(tool, tmp_path)
    assert reading.sync().complete
    assert "item" not in kinds(reading.log())


def test_a_preflight_tells_what_will_be_missing(tool: FakeGitLab) -> None:
    """Every list of every project is tried, and what is refused is said with its reason."""
    tool.fault = refusing("projects/2/deployments")
    connector = FakeGitLab.connector(tool.settings())
    with closing(Client(connector.access())) as client:
        findings = {finding.what: finding for finding in connector.preflight(client)}
    assert not findings["Deployments of group/pay"].works
    assert "403" in findings["Deployments of group/pay"].meaning
    assert all(finding.works for what, finding in findings.items() if what != "Deployments of group/pay")
    assert {
        "Token",
        "Issues of group/shop",
        "Merge requests of group/pay",
        "group (epics)",
    } <= findings.keys()


def test_all_that_a_token_may_see_is_read_when_nothing_is_named(tool: FakeGitLab) -> None:
    """Without projects and groups, those of the account are the scopes."""
    connector = FakeGitLab.connector({"url": tool.url, "token": tool.settings()["token"]})
    tool.fault = lambda _number, asked: (
        Told([{"path_with_namespace": "group/shop"}]) if asked.path == "api/v4/projects" else None
    )
    with closing(Client(connector.access())) as client:
        assert connector.scopes(client) == ["group/shop"]
    assert tool.requests[-1].query["membership"] == "true"


def test_many_issues_are_not_listed_again_to_find_what_is_gone(tool: FakeGitLab) -> None:
    """Where GitLab does not count them any more, there are too many; only a full reading finds what is gone."""
    connector = FakeGitLab.connector(tool.settings())
    tool.fault = lambda _number, asked: Told([]) if asked.path.endswith("1/issues") else None
    with closing(Client(connector.access())) as client:
        named = {kind for page in connector.present(client, "group/shop") or () for kind, _ in page}
    assert named == {"merge_request", "release"}
