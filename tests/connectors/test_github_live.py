"""GitHub read live: what is asked for, what is not asked again, and what may not be read stops nothing else."""

from __future__ import annotations

import re
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.github import deliveries, threads
from headrace.connectors.github.connector import GitHub
from headrace.connectors.github.questions import query
from headrace.connectors.ground.http_client import Access, Client, Refused
from headrace.errors import BadConfiguration
from tests.connectors.conformance import Reading as Workspace
from tests.connectors.conformance import patient
from tests.connectors.fake_tool import Asked, Told
from tests.connectors.fakes.github import REPOSITORIES, TOKEN, FakeGitHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    """A fake with one of everything."""
    with FakeGitHub() as fake, patient(monkeypatch):
        one = fake.create(REPOSITORIES[0], pull=False)
        fake.happen(one, "project_v2_item_status_changed")
        pull = fake.create(REPOSITORIES[0], pull=True)
        fake.happen(pull, "reviewed", state="approved")
        fake.happen(pull, "merged")
        chance = Random(5)
        for _ in range(8):
            for make in (fake._build, fake._deploy, fake._release, fake._scan):
                make(REPOSITORIES[0], chance)
        fake._release(REPOSITORIES[0], Random(0))
        yield fake


def types(workspace: Workspace) -> set[str]:
    """Return the types of objects in the log."""
    return {oid.split(":")[1] for oid, *_ in workspace.log()["objects"]}


def test_everything_is_read(tool: FakeGitHub, tmp_path: Path) -> None:
    """All kinds of objects, and the status that only GraphQL tells."""
    workspace = Workspace(tool, tmp_path)
    assert workspace.sync().complete
    assert types(workspace) == {"item", "change", "build", "job", "deployment", "release", "vulnerability"}
    assert any(
        value == "Building"
        for _, kind, value, *_ in ((*e[:3],) for e in workspace.log()["events"])
        if kind == "status"
    )


def test_scans_that_may_not_be_read_leave_the_rest_alone(tool: FakeGitHub, tmp_path: Path) -> None:
    """403 for findings is no failure: many repositories have no scan."""
    tool.closed = ("code-scanning", "dependabot")
    workspace = Workspace(tool, tmp_path)
    assert workspace.sync().complete
    assert types(workspace) == {"item", "change", "build", "job", "deployment", "release"}


def test_a_part_that_may_not_be_read_is_told_and_stops_no_other(tool: FakeGitHub, tmp_path: Path) -> None:
    """403 for runs: all else is read, the summary says what is missing and how to go on without it."""
    tool.closed = ("actions",)
    workspace = Workspace(tool, tmp_path)
    found = workspace.sync().sources[0].collected
    failed = [scope for scope in found.scopes if scope.failure]
    assert failed
    assert "actions" in (failed[0].failure or "")
    assert "without: actions" in failed[0].remedies[0]
    assert types(workspace) == {"item", "change", "deployment", "release", "vulnerability"}


def test_too_much_asked_at_once_is_no_missing_permission(tool: FakeGitHub, tmp_path: Path) -> None:
    """GitHub's second limit is a 403 as well: nothing is left out as forbidden, and the next sync goes on."""
    told = Told({"message": "You have exceeded a secondary rate limit."}, 403)
    tool.fault = lambda _number, asked: told if "dependabot" in asked.path else None
    workspace = Workspace(tool, tmp_path)
    assert not workspace.sync().complete
    tool.fault = lambda _number, _asked: None
    assert workspace.sync().complete


def test_graphql_that_is_limited_is_asked_again(tool: FakeGitHub, tmp_path: Path) -> None:
    """It answers 200 with an error; that is no missing permission either."""
    limited = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    left = [3]

    def fault(_number: int, asked: Any) -> Told | None:
        left[0] -= asked.path == "graphql"
        return Told(limited) if asked.path == "graphql" and left[0] >= 0 else None

    tool.fault = fault
    workspace = Workspace(tool, tmp_path)
    assert workspace.sync().complete
    assert "deployment" in types(workspace)


def test_a_large_repository_is_not_listed_for_what_has_gone(
    tool: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a full reading notices a deleted issue there; until then it stays."""
    monkeypatch.setattr(threads, "_MOST_LISTED", 1)
    workspace = Workspace(tool, tmp_path)
    workspace.sync()
    tool.threads = {identity: one for identity, one in tool.threads.items() if one["pull"]}
    workspace.sync()
    assert "item" in types(workspace)
    workspace.sync(full=True)
    assert "item" not in types(workspace)


def test_a_repository_that_is_not_there_stops_no_other(tool: FakeGitHub, tmp_path: Path) -> None:
    """404 for one repository: the other is read."""
    tool.fault = lambda _number, asked: (
        Told({"message": "Not Found"}, 404) if "shop/pay" in asked.path else None
    )
    workspace = Workspace(tool, tmp_path)
    found = workspace.sync().sources[0].collected
    assert [scope.name for scope in found.scopes if scope.failure] == ["shop/pay"]
    assert "change" in types(workspace)


def test_releases_that_have_not_changed_are_not_sent_again(tool: FakeGitHub, tmp_path: Path) -> None:
    """A condition goes with each page of releases, and the tags are not asked for again."""
    workspace = Workspace(tool, tmp_path)
    workspace.sync()
    tool.requests.clear()
    workspace.sync()
    asked = [
        one for one in tool.requests if one.path.endswith("/releases") and "if-none-match" in one.headers
    ]
    assert asked
    assert not [one for one in tool.requests if one.path.endswith("/tags")]


def test_the_last_of_a_kind_is_missed_when_it_goes(tool: FakeGitHub, tmp_path: Path) -> None:
    """All issues and releases are deleted: none stays in the log."""
    workspace = Workspace(tool, tmp_path)
    workspace.sync()
    tool.releases.clear()
    tool.threads = {identity: one for identity, one in tool.threads.items() if one["pull"]}
    workspace.sync()
    assert types(workspace) == {"change", "build", "job", "deployment", "vulnerability"}


def test_runs_that_are_done_are_not_asked_for_again(tool: FakeGitHub, tmp_path: Path) -> None:
    """Jobs are asked for only of runs that have changed lately or are not finished."""
    for run in tool.runs.values():
        run.update(status="completed", conclusion="success")
    workspace = Workspace(tool, tmp_path)
    workspace.sync()
    old = {run["id"] for run in tool.runs.values()}
    for _ in range(30):
        tool._tick()
    tool._build(REPOSITORIES[0], Random(99))
    tool.runs[max(tool.runs)].update(updated_at=tool._tick())
    workspace.sync()
    tool.requests.clear()
    workspace.sync()
    asked = {int(one.path.split("/")[5]) for one in tool.requests if one.path.endswith("/jobs")}
    assert asked
    assert len(asked & old) < len(old)


def test_the_preflight_says_what_will_be_missing(tool: FakeGitHub) -> None:
    """Every part is tried; what may not be read names the permission."""
    tool.closed = ("dependabot",)
    connector = GitHub(tool.settings())
    with closing(Client(connector.access(), wait=lambda _seconds: None)) as client:
        found = list(connector.preflight(client))
    assert [one.what for one in found if not one.works] == [
        f"Findings of Dependabot of {r}" for r in REPOSITORIES
    ]
    assert all("Dependabot alerts: read" in one.meaning for one in found if not one.works)
    assert TOKEN not in repr(found)


def test_an_organisation_is_all_its_repositories(tool: FakeGitHub) -> None:
    """Without named repositories, the organisation's list is the scope."""
    connector = GitHub({"url": tool.url, "token": TOKEN, "organisation": "shop"})
    with closing(Client(connector.access())) as client:
        assert list(connector.scopes(client)) == sorted(REPOSITORIES)


@pytest.mark.parametrize("settings", [{}, {"repositories": "a/b", "without": "jobs"}])
def test_what_is_configured_wrongly_is_said(settings: dict[str, str]) -> None:
    """Neither repositories nor an organisation; a part that there is not."""
    with pytest.raises(BadConfiguration):
        GitHub({"token": "t", **settings})


def test_graphql_of_an_enterprise_server_has_its_own_address(tool: FakeGitHub) -> None:
    """Beside …/api/v3 it is …/api/graphql; what it answers with an error is refused with a status."""
    asked: list[str] = []

    def fault(_number: int, request: Any) -> Told:
        asked.append(request.path)
        return Told({"data": None, "errors": [{"type": "FORBIDDEN", "message": f"no {TOKEN}"}]})

    tool.fault = fault
    with (
        closing(Client(Access(f"{tool.url}/api/v3", secrets=(TOKEN,)))) as client,
        pytest.raises(Refused) as refused,
    ):
        query(client, "{ viewer { login } }", {})
    assert asked == ["api/graphql"]
    assert refused.value.status == 403
    assert TOKEN not in refused.value.fact


def test_runs_are_read_back_to_where_nothing_changes_any_more() -> None:
    """31 days before the last change known, further when a run was unfinished then, and 70 days at most."""
    floor = deliveries._floor
    days = (deliveries._REPEATABLE, deliveries._LONGEST)
    assert floor({}, "2025-06-30T00:00:00Z", *days) == "2025-05-30T00:00:00Z"
    assert floor({"open": "2025-05-01T00:00:00Z"}, "2025-06-30T00:00:00Z", *days) == "2025-05-01T00:00:00Z"
    assert floor({"open": "2020-05-01T00:00:00Z"}, "2025-06-30T00:00:00Z", *days) == "2025-04-21T00:00:00Z"


def test_pull_requests_are_asked_for_together(tool: FakeGitHub, tmp_path: Path) -> None:
    """What only they have costs one request for many of them; where GraphQL is refused, each is asked for."""
    for _ in range(30):
        pull = tool.create(REPOSITORIES[1], pull=True)
        tool.happen(pull, "merged")
    together = Workspace(tool, tmp_path / "together")
    assert together.sync().complete
    assert not _single(tool)
    tool.requests.clear()

    def refuse(_number: int, asked: Asked) -> Told | None:
        text = (asked.body or {}).get("query", "") if asked.path == "graphql" else ""
        return (
            Told({"errors": [{"type": "FORBIDDEN", "message": "no"}]})
            if "pullRequest(number" in text
            else None
        )

    tool.fault = refuse
    apart = Workspace(tool, tmp_path / "apart")
    assert apart.sync().complete
    assert len(set(_single(tool))) == sum(bool(thread["pull"]) for thread in tool.threads.values())
    assert apart.log() == together.log()


def test_the_preflight_says_when_pull_requests_are_read_one_by_one(tool: FakeGitHub) -> None:
    """An older GitHub Enterprise or a token without the scope: nothing will be missing, and it will take longer."""
    tool.closed = ("graphql",)
    connector = GitHub(tool.settings())
    with closing(Client(connector.access(), wait=lambda _seconds: None)) as client:
        found = [one for one in connector.preflight(client) if "at once" in one.what]
    assert len(found) == len(REPOSITORIES)
    assert all(one.works and "a request more" in one.meaning for one in found)


def _single(tool: FakeGitHub) -> list[str]:
    """Return the requests for one pull request."""
    return [asked.path for asked in tool.requests if re.fullmatch(r"repos/.+/pulls/\d+", asked.path)]
