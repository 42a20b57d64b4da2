"""Bitbucket Data Center and Server, read over their REST API (1.0); a scope is a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.bitbucket_server.collecting import Place
from headrace.connectors.bitbucket_server.pull_request import write_pull_request, write_server_commit
from headrace.connectors.ground.contract import Connector, Finding, Setting
from headrace.connectors.ground.http_client import Access, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Document, Named, Page
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_API = "rest/api/1.0"
_TRIED = 20
"""Repositories that a preflight looks at."""


class BitbucketServer(Connector):
    """Pull requests and commits."""

    kind = "bitbucket-server"
    title = "Bitbucket Data Center"
    settings = (
        Setting("url", "Address of Bitbucket?", example="https://bitbucket.example.com"),
        Setting("user", "User name (empty for an HTTP access token)?", default=""),
        Setting("token", "HTTP access token, or the user's password?", secret=True),
        Setting("repositories", "Repositories?", default="", example="SHOP/web, SHOP/api"),
        Setting(
            "projects",
            "Keys of projects, all of whose repositories are read (without both: all it may read)?",
            default="",
            example="SHOP",
        ),
    )

    def access(self) -> Access:
        """Return a bearer token, or Basic for a user."""
        return Access.signed_in(self.given["url"], self.given["token"], self.given["user"])

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the repositories as ``PROJECT/repository``."""
        named, projects = self.listed("repositories"), self.listed("projects")
        found = dict.fromkeys(named)
        paths = [f"{_API}/projects/{key}/repos" for key in projects]
        for path in paths or ([] if named else [f"{_API}/repos"]):
            start: int | None = 0
            while start is not None:
                answer = client.get(path, {"limit": 100, "start": start}).body
                found.update({f"{one['project']['key']}/{one['slug']}": None for one in answer["values"]})
                start = None if answer.get("isLastPage", True) else answer.get("nextPageStart")
        return sorted(found)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the lists of some repositories."""
        scopes = self.scopes(client)
        if not scopes:
            yield Finding("Repositories", False, "The token may read none.")
        for scope in scopes[:_TRIED]:
            place = Place(client, scope, {})
            try:
                client.get(f"{place.root}/pull-requests", {"limit": 1, "state": "ALL"})
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(f"Repository {scope}", False, f"All of it will be missing: {problem.fact}")
            else:
                yield Finding(f"Repository {scope}", True, "Its pull requests can be read.")
        if len(scopes) > _TRIED:
            yield Finding("Other repositories", True, f"{len(scopes) - _TRIED} more were not tried.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield what has changed in a repository."""
        place = Place(client, scope, cursor)
        yield from place.pull_requests()
        yield from place.commits()

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the pull requests that are there."""
        return Place(client, scope, {}).present()

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write one document, whatever its kind."""
        match document.kind:
            case "pull_request":
                write_pull_request(batch, document.body, person)
            case "commit":
                write_server_commit(batch, document.body, person)


CONNECTOR = BitbucketServer
