"""Bitbucket Cloud, read over its REST API (2.0); a scope is a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.bitbucket.collecting import Place
from headrace.connectors.bitbucket.delivery import (
    write_bitbucket_commit,
    write_deployment,
    write_pipeline,
)
from headrace.connectors.bitbucket.pull_request import write_pull_request
from headrace.connectors.ground.contract import Connector, Finding, Setting
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Document, Page
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_TRIED = 20
"""Repositories that a preflight looks at."""


class Bitbucket(Connector):
    """Pull requests, pipelines, deployments and commits."""

    kind = "bitbucket"
    title = "Bitbucket"
    settings = (
        Setting("url", "Address of Bitbucket's API?", default="https://api.bitbucket.org/2.0"),
        Setting("user", "E-mail address of the API token's account (empty for an access token)?", default=""),
        Setting("token", "API token, or access token of a repository, project or workspace?", secret=True),
        Setting("repositories", "Repositories?", default="", example="workspace/shop, workspace/pay"),
        Setting(
            "workspaces", "Workspaces, all of whose repositories are read?", default="", example="workspace"
        ),
        PRODUCTION,
    )

    def access(self) -> Access:
        """Return Basic for an account's API token, a bearer token for an access token."""
        return Access.signed_in(self.given["url"], self.given["token"], self.given["user"])

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the repositories as ``workspace/repository``."""
        found = dict.fromkeys(self.listed("repositories"))
        for workspace in self.listed("workspaces"):
            asked = {"pagelen": 100, "sort": "created_on", "fields": "next,values.full_name"}
            answer = client.get(f"repositories/{workspace}", asked).body
            while True:
                found.update({one["full_name"]: None for one in answer["values"]})
                if not answer.get("next"):
                    break
                answer = client.get(answer["next"]).body
        return sorted(found)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try every list of some repositories."""
        scopes = self.scopes(client)
        if not scopes:
            yield Finding("Repositories", False, "None are named: set repositories, or workspaces.")
        for scope in scopes[:_TRIED]:
            for part, path in (
                ("Pull requests", "pullrequests"),
                ("Pipelines", "pipelines/"),
                ("Deployments", "deployments/"),
                ("Commits", "commits"),
            ):
                try:
                    client.get(f"repositories/{scope}/{path}", {"pagelen": 1})
                except Refused as problem:
                    if problem.ends_source:
                        raise
                    yield Finding(f"{part} of {scope}", False, f"They will be missing: {problem.fact}")
                else:
                    yield Finding(f"{part} of {scope}", True, "They can be read.")
        if len(scopes) > _TRIED:
            yield Finding("Other repositories", True, f"{len(scopes) - _TRIED} more were not tried.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield what has changed in a repository; a list that is refused does not stop the others."""
        repository = client.get(f"repositories/{scope}").body
        place = Place(client, repository["full_name"], cursor)
        parts = [place.pull_requests(), place.pipelines(), place.deployments()]
        branch = (repository.get("mainbranch") or {}).get("name")
        if branch:
            parts.append(place.commits(branch))
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

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write one document, whatever its kind."""
        match document.kind:
            case "pull_request":
                write_pull_request(batch, document.body, person)
            case "pipeline":
                write_pipeline(batch, document.body)
            case "deployment":
                write_deployment(batch, document.body, self.listed("production"))
            case "commit":
                write_bitbucket_commit(batch, document.body, person)


CONNECTOR = Bitbucket
