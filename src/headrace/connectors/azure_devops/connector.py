"""Azure DevOps, Services or Server, read over its REST API: work items, pull requests, builds and deployments.

A scope is a project. Its four parts are read one after the other, each with its own place in the cursor; a part
that the token may not read stops no other part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.azure_devops import builds, deployments, pulls, work_items
from headrace.connectors.azure_devops.build import parse_build
from headrace.connectors.azure_devops.deployment import parse_deployment
from headrace.connectors.azure_devops.pull import parse_pull
from headrace.connectors.azure_devops.work_item import parse_work_item
from headrace.connectors.ground.clearing import Place
from headrace.connectors.ground.contract import Connector, Finding, Page, Setting
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused
from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Document, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PARTS = {
    "work items": work_items.collect,
    "pull requests": pulls.collect,
    "builds": builds.collect,
    "deployments": deployments.collect,
}
_PROBES = {
    "work items": ("wit/workitemtypes", "7.0"),
    "pull requests": ("git/pullrequests", "7.1-preview.1"),
    "builds": ("build/builds", "7.0"),
    "deployments": ("distributedtask/environments", "7.1-preview.1"),
}
"""What is asked for, once for a project, to see whether a part can be read."""

_PROJECTS_PER_PAGE = 100


class AzureDevOps(Connector):
    """Work items, pull requests, builds and deployments of Azure DevOps; a scope is a project."""

    kind = "azure-devops"
    title = "Azure DevOps"
    settings = (
        Setting("url", "Address of the organization or collection?", example="https://dev.azure.com/example"),
        Setting("token", "Personal access token?", secret=True),
        Setting(
            "projects", "Names of the projects (empty: all it may read)?", default="", example="Shop, Pay"
        ),
        Setting("read", "What is to be read?", default=", ".join(_PARTS)),
        PRODUCTION,
    )

    def access(self) -> Access:
        """Return Basic with the token as the password; the user is empty."""
        token = self.given["token"]
        return Access(self.given["url"], auth=("", token), secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the projects' names."""
        named = self.listed("projects")
        if named:
            return named
        found: list[str] = []
        while True:
            asked = {"$top": _PROJECTS_PER_PAGE, "$skip": len(found), "api-version": "7.0"}
            page = client.get("_apis/projects", asked).body["value"]
            found.extend(str(project["name"]) for project in page)
            if len(page) < _PROJECTS_PER_PAGE:
                return sorted(set(found))

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try each part of each project."""
        client.get("_apis/connectionData")
        yield Finding("Token", True, "It is valid.")
        for project in self.scopes(client):
            for name, _ in self._parts():
                path, version = _PROBES[name]
                asked = {"$top": 1, "api-version": version}
                try:
                    found = client.get(f"{quote(project, safe='')}/_apis/{path}", asked).body["value"]
                except Refused as problem:
                    if problem.ends_source:
                        raise
                    yield Finding(f"{project}: {name}", False, f"They will be missing: {problem.fact}")
                    continue
                told = "They can be read." if found else "There are none."
                yield Finding(f"{project}: {name}", True, told)

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield work items, pull requests, builds and deployments, each from where they were."""
        refused: Refused | None = None
        for name, collect in self._parts():
            try:
                for documents, place in collect(client, scope, dict(cursor.get(name, {}))):
                    cursor = {**cursor, name: place}
                    yield Page(documents, cursor)
            except Refused as problem:
                if problem.ends_source:
                    raise
                refused = refused or problem
        if refused is not None:
            raise refused

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]] | None:
        """Yield the ids of a project's work items; the rest is kept when Azure DevOps clears it away."""
        if "work items" not in dict(self._parts()):
            return None
        return work_items.present(client, scope)

    def place(self, document: Document) -> Place | None:
        """Return a build's id in its pipeline, a deployment's in its environment; the rest is never cleared away."""
        told = document.body
        if document.kind == "build":
            kept = told.get("keepForever") or told.get("retainedByRelease")
            return Place(
                f"build {(told.get('definition') or {}).get('id')}", None if kept else int(told["id"])
            )
        if document.kind == "deployment":
            return Place(f"deployment {told['environment']['id']}", int(told["id"]))
        return None

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write a work item, a pull request, a build with its jobs, or a deployment."""
        url = self.given["url"]
        if document.kind == "work item":
            parse_work_item(document.body, url, batch, person)
        elif document.kind == "pull request":
            parse_pull(document.body, url, batch, person)
        elif document.kind == "build":
            parse_build(document.body, batch)
        else:
            parse_deployment(document.body, batch, self.listed("production"))

    def _parts(self) -> list[tuple[str, Any]]:
        wanted = self.listed("read")
        strange = [name for name in wanted if name not in _PARTS]
        if strange:
            raise BadConfiguration(
                f'Azure DevOps has no "{strange[0]}" that could be read.',
                "Nothing was read.",
                [f"Write some of: {', '.join(_PARTS)}"],
            )
        return [(name, collect) for name, collect in _PARTS.items() if name in wanted]


CONNECTOR = AzureDevOps
