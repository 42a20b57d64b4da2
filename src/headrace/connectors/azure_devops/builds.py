"""Reads the builds of a project, those queued since and those finished since, each with its timeline.

A build that runs again keeps its number and its place among the queued, but finishes anew; so both orders are
read. A build that Azure DevOps clears away when its time is over stays in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.paging import by_change
from headrace.eventlog.timestamps import parse, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client

_PER_PAGE = 100
_OVERLAP = 10 * 60 * 1_000_000
_VERSION = {"api-version": "7.0"}
_KEPT = (
    *("id", "buildNumber", "status", "result", "queueTime", "startTime", "finishTime", "sourceBranch"),
    *("sourceVersion", "reason", "tags", "triggerInfo", "keepForever", "retainedByRelease"),
)
_RECORD = ("id", "parentId", "type", "name", "startTime", "finishTime", "state", "result", "attempt")
_TYPES = ("Stage", "Phase", "Job", "Checkpoint", "Checkpoint.Approval")
_UNFINISHED = "inProgress,cancelling,postponed,notStarted"


def collect(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield builds, with the cursor behind them."""
    place = quote(project, safe="")
    if "queued" in cursor:
        unfinished = _List(client, place, "queueTime", {"statusFilter": _UNFINISHED})
        for builds in by_change(unfinished.page, 0, unfinished.stamp):
            yield [_document(client, place, build) for build in builds], cursor
    for order in ("queued", "finished"):
        listed = _List(client, place, "queueTime" if order == "queued" else "finishTime", {})
        since = max(0, int(cursor.get(order, 0)) - _OVERLAP)
        for builds in by_change(listed.page, since, listed.stamp):
            # What had finished before the first reading began is among the queued.
            cursor = {"finished": listed.began, **cursor}
            cursor[order] = max([int(cursor.get(order, 0)), *(listed.stamp(build) for build in builds)])
            yield [_document(client, place, build) for build in builds], cursor


class _List:
    """The builds of a project in the order of one of their times; ``began`` is the server's clock (µs UTC)."""

    def __init__(self, client: Client, place: str, field: str, where: Mapping[str, str]) -> None:
        self._client, self._path, self._field = client, f"{place}/_apis/build/builds", field
        self._asked = {"queryOrder": f"{field}Ascending", "$top": _PER_PAGE, **where, **_VERSION}
        self.began = 0

    def page(self, since: int, token: str | None) -> tuple[list[Any], str | None]:
        """Return builds from a time on, and the token of the next page."""
        asked = {"minTime": to_text(since)} if since else {}
        if token:
            asked["continuationToken"] = token
        answer = self._client.get(self._path, {**self._asked, **asked})
        if not self.began and answer.at:
            self.began = int(answer.at.timestamp() * 1_000_000)
        return answer.body["value"], answer.headers.get("x-ms-continuationtoken")

    def stamp(self, build: Mapping[str, Any]) -> int:
        """Return the time that the list is ordered by; 0 when it has none."""
        return parse(build[self._field])[0] if build.get(self._field) else 0


def _document(client: Client, place: str, build: Mapping[str, Any]) -> Document:
    body = {name: build[name] for name in _KEPT if build.get(name) is not None}
    body["definition"] = {name: (build.get("definition") or {}).get(name) for name in ("id", "name", "path")}
    body["project"] = (build.get("project") or {}).get("name")
    body["page"] = ((build.get("_links") or {}).get("web") or {}).get("href")
    repository = build.get("repository") or {}
    body["repository"] = {name: repository[name] for name in ("id", "name", "type") if repository.get(name)}
    body["startedBy"] = (build.get("triggeredByBuild") or {}).get("id")
    body["records"] = _records(client, place, build["id"])
    return Document("build", str(build["id"]), body)


def _records(client: Client, place: str, number: int) -> list[dict[str, Any]]:
    try:
        timeline = client.get(f"{place}/_apis/build/builds/{number}/timeline", _VERSION).body
    except Refused as problem:
        if problem.status != 404:
            raise
        timeline = None
    records = [record for record in (timeline or {}).get("records") or () if record.get("type") in _TYPES]
    slim = [{name: record[name] for name in _RECORD if record.get(name) is not None} for record in records]
    return sorted(slim, key=lambda record: str(record["id"]))
