"""GitLab, on gitlab.com or an own server, read over its REST API (v4); a scope is a project, or a group's epics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.gitlab.collecting import Place
from headrace.connectors.gitlab.delivery import (
    write_deployment,
    write_gitlab_commit,
    write_pipeline,
    write_release,
)
from headrace.connectors.gitlab.merge_request import write_merge_request
from headrace.connectors.gitlab.work import write_epic, write_issue
from headrace.connectors.ground.contract import Connector, Finding, Setting
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Document, Named, Page
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_EPICS = " (epics)"
_TRIED = 20
"""Projects that a preflight looks at."""

_LISTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("issue", "issues", "issues", {"scope": "all", "state": "all"}),
    ("merge_request", "merge_requests", "merge_requests", {"scope": "all", "state": "all"}),
    ("pipeline", "pipelines", "builds", {}),
    ("deployment", "deployments", "environments", {}),
)
"""Kind, path, the project's feature that it needs, and what is asked."""


class GitLab(Connector):
    """Issues, incidents, epics, merge requests, commits, pipelines, deployments and releases."""

    kind = "gitlab"
    title = "GitLab"
    settings = (
        Setting(
            "url", "Address of GitLab?", default="https://gitlab.com", example="https://gitlab.example.com"
        ),
        Setting("token", "Access token with the scope read_api?", secret=True),
        Setting("projects", "Paths of the projects?", default="", example="group/shop, group/pay"),
        Setting(
            "groups",
            "Paths of groups, all of whose projects are read (without both: all it is a member of)?",
            default="",
            example="group",
        ),
        PRODUCTION,
    )

    def access(self) -> Access:
        """Return a bearer token, which personal, project, group and OAuth tokens can all be."""
        return Access.signed_in(f"{self.given['url']}/api/v4", self.given["token"])

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the projects' paths, and the groups that may have epics."""
        projects, groups = self.listed("projects"), self.listed("groups")
        found = dict.fromkeys(projects)
        for group in groups:
            below = f"groups/{quote(group, safe='')}/projects"
            found.update(_paths(client, below, include_subgroups="true", with_shared="false"))
        if not projects and not groups:
            found.update(_paths(client, "projects", membership="true"))
        return sorted([*found, *(f"{group}{_EPICS}" for group in groups)])

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, and every list of some projects."""
        client.get("user")
        yield Finding("Token", True, "It is valid.")
        scopes = self.scopes(client)
        for scope in scopes[:_TRIED]:
            if scope.endswith(_EPICS):
                yield _tried(client, scope, f"{_group(scope)}/epics", "Epics need GitLab Premium.")
                continue
            try:
                project = client.get(f"projects/{quote(scope, safe='')}").body
            except Refused as problem:
                yield Finding(f"Project {scope}", False, f"All of it will be missing: {problem.fact}")
                continue
            for _, path, feature, asked in _LISTS:
                if _has(project, feature):
                    name = f"{path.replace('_', ' ').capitalize()} of {scope}"
                    yield _tried(client, name, f"projects/{project['id']}/{path}", "", **asked)
        if len(scopes) > _TRIED:
            yield Finding("Other projects", True, f"{len(scopes) - _TRIED} more were not tried.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield what has changed in a project, list by list; a list that is refused does not stop the others."""
        if scope.endswith(_EPICS):
            place = Place(client, _group(scope), scope.removesuffix(_EPICS), cursor)
            yield from _unless_not_licensed(place.changed("epic", "epics", state="all"))
            return
        project = client.get(f"projects/{quote(scope, safe='')}").body
        place = Place(client, f"projects/{project['id']}", project["path_with_namespace"], cursor)
        parts = [
            place.changed(kind, path, **asked)
            for kind, path, feature, asked in _LISTS
            if _has(project, feature)
        ]
        if _has(project, "releases"):
            parts.append(place.releases())
        if _has(project, "repository") and project.get("default_branch") and not project.get("empty_repo"):
            parts.append(place.commits(project["default_branch"]))
        refused: Refused | None = None
        for part in parts:
            try:
                yield from part
            except Refused as problem:
                if problem.ends_source:
                    raise
                refused = refused or problem
        if refused is not None:
            raise refused

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]] | None:
        """Yield the issues, merge requests and releases that are there, as long as those are not too many."""
        if scope.endswith(_EPICS):
            return None
        return self._present(client, scope)

    def _present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        project = client.get(f"projects/{quote(scope, safe='')}").body
        place = Place(client, f"projects/{project['id']}", scope, {})
        for kind, path, feature, asked in _LISTS[:2]:
            if _has(project, feature):
                yield from place.present(kind, path, **asked)
        if _has(project, "releases"):
            yield from place.present_releases()

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write one document, whatever its kind."""
        body = document.body
        match document.kind:
            case "issue":
                write_issue(batch, body, person)
            case "epic":
                write_epic(batch, body, person)
            case "merge_request":
                write_merge_request(batch, body, person)
            case "pipeline":
                write_pipeline(batch, body)
            case "deployment":
                write_deployment(batch, body, self.listed("production"))
            case "release":
                write_release(batch, body)
            case "commit":
                write_gitlab_commit(batch, body, person)


def _paths(client: Client, path: str, **asked: Any) -> dict[str, None]:
    """Return the paths of a list of projects; archived ones are still part of what happened."""
    pages = by_link(client, path, simple="true", order_by="id", sort="asc", per_page=100, **asked)
    return {project["path_with_namespace"]: None for page in pages for project in page}


def _group(scope: str) -> str:
    return f"groups/{quote(scope.removesuffix(_EPICS), safe='')}"


def _has(project: dict[str, Any], feature: str) -> bool:
    return bool(project.get(f"{feature}_access_level", "enabled") != "disabled")


def _tried(client: Client, name: str, path: str, otherwise: str, **asked: str) -> Finding:
    try:
        client.get(path, {**asked, "per_page": 1})
    except Refused as problem:
        return Finding(name, False, f"They will be missing: {problem.fact} {otherwise}".rstrip())
    return Finding(name, True, "They can be read.")


def _unless_not_licensed(pages: Iterator[Page]) -> Iterator[Page]:
    """Read epics where there are any: without the licence GitLab answers 403, before 2018 404."""
    try:
        yield from pages
    except Refused as problem:
        if problem.status not in (403, 404):
            raise


CONNECTOR = GitLab
