"""GitHub and GitHub Enterprise, read over their REST and GraphQL APIs; a scope is a repository.

Documents: ``issue`` and ``pull`` hold the record with its whole timeline; ``run`` a run of Actions with its jobs;
``deployment``, ``release``; ``code-scanning`` and ``dependabot`` a finding.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from headrace.connectors.github.alert import write_alert
from headrace.connectors.github.alerts import KINDS, read_alerts
from headrace.connectors.github.deliveries import (
    present_releases,
    read_deployments,
    read_releases,
    read_runs,
)
from headrace.connectors.github.deployment import write_deployment
from headrace.connectors.github.pulls import TRIED
from headrace.connectors.github.questions import PER_PAGE, VERSION, query
from headrace.connectors.github.release import write_release
from headrace.connectors.github.run import write_run
from headrace.connectors.github.thread import parse_thread
from headrace.connectors.github.threads import present_threads, read_threads
from headrace.connectors.github.timeline import parse_timeline
from headrace.connectors.github.writer import write_thread
from headrace.connectors.ground.contract import Connector, Finding, Page, Setting
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_link
from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Document, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PARTS = ("actions", "deployments", "releases", "alerts")
_ALERTS = "alerts"
_NOT_ALLOWED = (403, 404)
_MOST_TRIED = 10

_PERMISSIONS = {
    "issues": ("Issues and pull requests", "issues?per_page=1&state=all", "Issues and Pull requests: read"),
    "actions": ("Runs of Actions", "actions/runs?per_page=1", "Actions: read"),
    "releases": ("Releases", "releases?per_page=1", "Contents: read"),
    "code-scanning": (
        "Findings of code scanning",
        "code-scanning/alerts?per_page=1",
        "Code scanning alerts: read",
    ),
    "dependabot": ("Findings of Dependabot", "dependabot/alerts?per_page=1", "Dependabot alerts: read"),
}
_OVER_GRAPHQL = {
    "deployments": ("Deployments", "deployments(first: 1) { totalCount }", "Deployments: read"),
    "projects": (
        "Status in projects",
        "projectsV2(first: 1) { totalCount }",
        "Projects: read, or scope read:project",
    ),
}


_ONE_FIELD = "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { FIELD } }"


class GitHub(Connector):
    """Issues, pull requests, runs of Actions, deployments, releases and findings of repositories."""

    kind = "github"
    title = "GitHub"
    settings = (
        Setting("url", "Address of the API?", "https://api.github.com", example="https://HOST/api/v3"),
        Setting("token", "Token that may read the repositories?", secret=True),
        Setting("repositories", "Repositories (empty: all of the organisation)?", "", example="shop/web, shop/pay"),
        Setting("organisation", "Organisation whose repositories are all read?", "", example="shop"),
        Setting("without", f"Parts to leave out, of {', '.join(_PARTS)}?", ""),
        Setting("since", "Day from which runs and deployments are read (empty: all)?", "", example="2025-01-01"),
        PRODUCTION,
    )  # fmt: skip

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        strange = sorted(set(self.listed("without")).difference(_PARTS))
        if strange:
            raise BadConfiguration(
                f'GitHub has no part "{strange[0]}" that can be left out.',
                "Nothing was read.",
                [f"Parts there are: {', '.join(_PARTS)}"],
            )
        if not self.given["repositories"] and not self.given["organisation"]:
            raise BadConfiguration(
                "A source of kind github needs repositories or an organisation.",
                "Nothing was read.",
                ["Write repositories: OWNER/NAME into headrace.yaml."],
            )

    def access(self) -> Access:
        """Return a bearer token."""
        token = self.given["token"]
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": VERSION,
        }
        return Access(self.given["url"], headers, secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the repositories: those named, and all of the organisation."""
        found = dict.fromkeys(self.listed("repositories"))
        if self.given["organisation"]:
            for page in by_link(client, f"orgs/{self.given['organisation']}/repos", per_page=PER_PAGE):
                found |= dict.fromkeys(sorted(repository["full_name"] for repository in page))
        return list(found)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, and each part of each repository (of the first ten)."""
        client.get("rate_limit")
        yield Finding("Token", True, "It is valid.")
        repositories = self.scopes(client)
        for repository in repositories[:_MOST_TRIED]:
            yield from self._tried(client, repository)
        left = len(repositories) - _MOST_TRIED
        if left > 0:
            yield Finding(f"{left} more repositories", True, "They were not tried one by one.")

    def _tried(self, client: Client, repository: str) -> Iterator[Finding]:
        without = set(self.listed("without"))
        for part, (what, path, permission) in _PERMISSIONS.items():
            if part not in without and not (part in KINDS and _ALERTS in without):
                yield _tried(
                    f"{what} of {repository}", permission, partial(client.get, f"repos/{repository}/{path}")
                )
        owner, _, name = repository.partition("/")
        for part, (what, field, permission) in _OVER_GRAPHQL.items():
            if part not in without:
                text = _ONE_FIELD.replace("FIELD", field)
                asked = partial(query, client, text, {"owner": owner, "name": name})
                yield _tried(f"{what} of {repository}", permission, asked)
        text = _ONE_FIELD.replace("FIELD", TRIED)
        try:
            query(client, text, {"owner": owner, "name": name})
        except Refused as problem:
            yield Finding(
                f"Many pull requests of {repository} at once",
                True,
                f"Not possible: each costs a request more. {problem.fact}",
            )

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield part after part; a part that the token may not read stops no other.

        Raises:
            Refused: at the end, for a part that may not be read and is not left out; findings alone may be
                missing, because many repositories have no scan.
        """
        refused: Refused | None = None
        for part, read in self._parts():
            try:
                for documents, state in read(client, scope, cursor.get(part, {})):
                    cursor = {**cursor, part: state}
                    yield Page(documents, cursor)
            except Refused as problem:
                if part == "threads" or problem.status not in _NOT_ALLOWED:
                    raise
                if part not in KINDS:
                    refused = refused or _left_out(problem, part)
        if refused:
            raise refused

    def _parts(self) -> Iterator[tuple[str, Callable[..., Iterator[tuple[list[Document], Cursor]]]]]:
        since, without = self.given["since"], set(self.listed("without"))
        yield "threads", read_threads
        if "actions" not in without:
            yield "actions", partial(read_runs, since=since)
        if "deployments" not in without:
            yield "deployments", partial(read_deployments, since=since)
        if "releases" not in without:
            yield "releases", read_releases
        if _ALERTS not in without:
            for kind in KINDS:
                yield kind, partial(read_alerts, kind=kind)

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the ids of a repository's issues, pull requests and releases."""
        yield from present_threads(client, scope)
        if "releases" not in self.listed("without"):
            yield from present_releases(client, scope)

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write a document's objects and events."""
        body = document.body
        if document.kind in ("issue", "pull"):
            thread = parse_thread(body["thread"])
            told = parse_timeline(body["thread"], body["timeline"], body.get("statuses", ()), thread)
            write_thread(batch, thread, person, told)
        elif document.kind == "run":
            write_run(batch, body["run"], body["jobs"], body["attempts"], body["repository"])
        elif document.kind == "deployment":
            deployment = body["deployment"]
            statuses = (deployment.get("statuses") or {}).get("nodes") or ()
            write_deployment(batch, deployment, statuses, body["repository"], self.listed("production"))
        elif document.kind == "release":
            write_release(batch, body["release"], body["repository"], body["commit"])
        else:
            write_alert(batch, body["alert"], body["repository"], document.kind)


def _tried(what: str, permission: str, ask: Callable[[], object]) -> Finding:
    try:
        ask()
    except Refused as problem:
        return Finding(what, False, f"They will be missing (the token needs {permission}): {problem.fact}")
    return Finding(what, True, "They can be read.")


def _left_out(problem: Refused, part: str) -> Refused:
    return Refused(
        problem.fact,
        f"Everything else of the repository was read; its {part} are missing or stay as they were.",
        (f"Give the token the permission, or leave the part out:   without: {part}",),
        problem.status,
    )


CONNECTOR = GitHub
