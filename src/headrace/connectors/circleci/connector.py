"""CircleCI, read over its API v2: pipelines with their workflows, jobs and approvals.

A project lists its pipelines newest first and cannot say what has changed since. So the list is read down to
what is known; the pipelines behind it are then read oldest first, and those that had not finished, or were made
within the last day and may have been run again, once more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.circleci.workflow import parse_pipeline
from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.deploying import DEPLOYMENTS
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 20
_MOST_OPEN = 500
_RUN_AGAIN = int(timedelta(days=1).total_seconds()) * 1_000_000
_GOING_ON = ("running", "on_hold", "failing", "setup", "setup-pending", "pending")
_PIPELINE = ("id", "number", "project_slug", "state", "created_at")
_VCS = ("revision", "branch", "tag", "origin_repository_url", "target_repository_url", "review_url")
_WORKFLOW = ("id", "name", "status", "created_at", "stopped_at")
_JOB = ("id", "name", "type", "status", "started_at", "stopped_at", "dependencies", "job_number")


class CircleCI(Connector):
    """Workflows of CircleCI's projects; a scope is a project."""

    kind = "circleci"
    title = "CircleCI"
    settings = (
        Setting("url", "Address of the API?", default="https://circleci.com/api/v2"),
        Setting("token", "Personal API token?", secret=True),
        Setting("projects", "Slugs of the projects?", example="gh/example/shop, bb/example/pay"),
        DEPLOYMENTS,
        PRODUCTION,
    )

    def access(self) -> Access:
        """Return the token in CircleCI's own header."""
        token = self.given["token"]
        return Access(self.given["url"], {"Circle-Token": token}, secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return the named projects: CircleCI lists none."""
        return self.listed("projects")

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, and each project's pipelines."""
        client.get("me")
        yield Finding("Token", True, "It is valid.")
        for project in self.scopes(client):
            try:
                found = client.get(f"project/{project}/pipeline").body["items"]
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(f"Project {project}", False, f"Its pipelines will be missing: {problem.fact}")
                continue
            told = "Its pipelines can be read." if found else "It has no pipelines."
            yield Finding(f"Project {project}", True, told)

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield the pipelines of a project, those known first, then the new ones, oldest first."""
        known, unfinished = int(cursor.get("known", 0)), dict.fromkeys(cursor.get("open", ()))
        again = int(cursor.get("newest", 0)) - _RUN_AGAIN
        listed = {str(one["id"]): one for one in _listed(client, scope, known, again)}
        old = [one for key, one in listed.items() if key in unfinished or int(one["number"]) <= known]
        old += [client.get(f"pipeline/{key}").body for key in unfinished if key not in listed]
        new = [one for one in listed.values() if int(one["number"]) > known]
        for some in (sorted(old, key=_number), sorted(new, key=_number)):
            for start in range(0, len(some), _PER_PAGE):
                part = some[start : start + _PER_PAGE]
                documents = [_document(client, pipeline) for pipeline in part]
                for document in documents:
                    unfinished.pop(document.key, None)
                    if _goes_on(document.body):
                        unfinished[document.key] = None
                newest = max(_created(pipeline) for pipeline in part)
                cursor = {
                    "known": max([int(cursor.get("known", 0)), *(_number(pipeline) for pipeline in part)]),
                    "newest": max(int(cursor.get("newest", 0)), newest),
                    "open": list(unfinished)[-_MOST_OPEN:],
                }
                yield Page(documents, cursor)

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write the workflows of a pipeline as builds, with their jobs and approvals."""
        parse_pipeline(document.body, batch, self.listed("deployments"), self.listed("production"))


def _listed(client: Client, project: str, known: int, again: int) -> Iterator[dict[str, Any]]:
    """Yield pipelines, newest first, down to those that are known and too old to be run again."""
    for page in _items(client, f"project/{project}/pipeline"):
        for pipeline in page:
            if _number(pipeline) > known or _created(pipeline) >= again:
                yield pipeline
        if page and _number(page[-1]) <= known and _created(page[-1]) < again:
            return


def _items(client: Client, path: str) -> Iterator[list[dict[str, Any]]]:
    token: str | None = None
    while True:
        body = client.get(path, {"page-token": token} if token else None).body
        yield list(body["items"])
        token = body.get("next_page_token")
        if not token:
            return


def _document(client: Client, pipeline: dict[str, Any]) -> Document:
    body = {name: pipeline[name] for name in _PIPELINE if name in pipeline}
    body["vcs"] = {name: value for name, value in (pipeline.get("vcs") or {}).items() if name in _VCS}
    parameters = pipeline.get("trigger_parameters") or {}
    body["checkout"] = (parameters.get("git") or {}).get("checkout_sha")
    body["trigger"] = (pipeline.get("trigger") or {}).get("type")
    body["workflows"] = []
    for page in _items(client, f"pipeline/{pipeline['id']}/workflow"):
        for workflow in page:
            jobs = [job for some in _items(client, f"workflow/{workflow['id']}/job") for job in some]
            kept = {name: workflow[name] for name in _WORKFLOW if workflow.get(name) is not None}
            slim = [{name: job[name] for name in _JOB if job.get(name) is not None} for job in jobs]
            body["workflows"].append({**kept, "jobs": slim})
    return Document("pipeline", str(pipeline["id"]), body)


def _goes_on(body: dict[str, Any]) -> bool:
    states = [body.get("state"), *(workflow.get("status") for workflow in body["workflows"])]
    return any(state in _GOING_ON for state in states)


def _number(pipeline: dict[str, Any]) -> int:
    return int(pipeline["number"])


def _created(pipeline: dict[str, Any]) -> int:
    return parse(pipeline["created_at"])[0]


CONNECTOR = CircleCI
