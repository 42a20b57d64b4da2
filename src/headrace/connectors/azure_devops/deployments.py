"""Reads what pipelines deployed to the environments of a project, newest first, down to what is known.

What had not finished when it was last read is known by its id, and read again until it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.ground.contract import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client

_PER_PAGE = 100
_VERSION = {"api-version": "7.1-preview.1"}
_KEPT = ("id", "stageName", "jobName", "result", "queueTime", "startTime", "finishTime")


def collect(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield deployments, with the cursor behind them: environment → the newest id read, or the oldest unfinished."""
    base = f"{quote(project, safe='')}/_apis/distributedtask/environments"
    for environment in [one for page in _pages(client, base) for one in page]:
        key = str(environment["id"])
        floor, unfinished, newest = int(cursor.get(key, 0)), [], int(cursor.get(key, 0))
        for records in _pages(client, f"{base}/{key}/environmentdeploymentrecords"):
            ids = [int(record["id"]) for record in records]
            newest = max([newest, *ids])
            unfinished += [int(record["id"]) for record in records if not record.get("finishTime")]
            yield [_document(record, environment) for record in records], cursor
            if ids and min(ids) <= floor:
                break
        # Everything from the oldest unfinished one on is read again the next time.
        cursor = {**cursor, key: min([newest, *(number - 1 for number in unfinished)])}
        yield [], cursor


def _pages(client: Client, path: str) -> Iterator[list[Any]]:
    asked: dict[str, Any] = {"$top": _PER_PAGE, "top": _PER_PAGE, **_VERSION}
    while True:
        answer = client.get(path, asked)
        yield answer.body["value"]
        token = answer.headers.get("x-ms-continuationtoken")
        if not token:
            return
        asked = {**asked, "continuationToken": token}


def _document(record: Mapping[str, Any], environment: Mapping[str, Any]) -> Document:
    body = {name: record[name] for name in _KEPT if record.get(name) is not None}
    body["environment"] = {"id": environment["id"], "name": environment["name"]}
    body["pipeline"] = (record.get("definition") or {}).get("name")
    body["build"] = (
        (record.get("owner") or {}).get("id") if record.get("planType", "Build") == "Build" else None
    )
    return Document("deployment", f"{environment['id']}/{record['id']}", body)
