"""Reads the pull requests of a project, each with the system's notes on it and its commits.

Azure DevOps lists them by when they were made and cannot say what has changed since. So the first reading walks
the whole list, which only grows at its beginning; afterwards all that are open are read again, and those closed
since the last reading began. Votes on a request that is already closed are noticed by a full reading only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.ground.contract import Document
from headrace.eventlog.timestamps import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Answer, Client

_PER_PAGE = 100
_OVERLAP = 10 * 60 * 1_000_000
_VERSION = {"api-version": "7.1-preview.1"}
_KEPT = (
    *("pullRequestId", "status", "creationDate", "closedDate", "title", "description", "isDraft"),
    *("sourceRefName", "targetRefName", "labels"),
)
_NOTES = (
    "CodeReviewVoteResult",
    "CodeReviewStatus",
    "CodeReviewReviewersUpdatedNumAdded",
    "CodeReviewIsDraft",
)


def collect(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield pull requests, with the cursor behind them."""
    interrupted = "skip" in cursor
    if interrupted or "closed" not in cursor:
        place = cursor
        for documents, place in _first(client, project, cursor):
            yield documents, place
        if not interrupted:
            return
        cursor = place
    since = to_text(max(0, int(cursor["closed"]) - _OVERLAP))
    asked: list[dict[str, Any]] = [{"status": "active"}]
    asked += [
        {"status": status, "minTime": since, "queryTimeRangeType": "closed"}
        for status in ("completed", "abandoned")
    ]
    began: int | None = None
    for criteria in asked:
        skip = 0
        while True:
            answer = _page(client, project, skip, criteria)
            began = _at(answer) if began is None else began
            skip += len(answer.body["value"])
            yield [_document(client, pull) for pull in answer.body["value"]], cursor
            if not answer.body["value"]:
                break
    yield [], {"closed": max(began or 0, int(cursor["closed"]))}


def _first(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    skip = int(cursor.get("skip", 0))
    while True:
        answer = _page(client, project, skip, {"status": "all"})
        if "closed" not in cursor:
            cursor = {"closed": _at(answer)}
        if not answer.body["value"]:
            yield [], {"closed": cursor["closed"]}
            return
        skip += len(answer.body["value"])
        yield [_document(client, pull) for pull in answer.body["value"]], {**cursor, "skip": skip}


def _page(client: Client, project: str, skip: int, criteria: Mapping[str, Any]) -> Answer:
    asked = {f"searchCriteria.{name}": value for name, value in criteria.items()}
    return client.get(
        f"{quote(project, safe='')}/_apis/git/pullrequests",
        {**asked, "$top": _PER_PAGE, "$skip": skip, **_VERSION},
    )


def _at(answer: Answer) -> int:
    """Return the server's clock (µs UTC); 0, which reads everything again, when it does not tell it."""
    return int(answer.at.timestamp() * 1_000_000) if answer.at else 0


def _document(client: Client, pull: Mapping[str, Any]) -> Document:
    """Return a request with its notes and commits, without what people wrote in comments."""
    repository = pull["repository"]
    base = f"{quote(repository['project']['name'], safe='')}/_apis/git/repositories/{repository['id']}"
    base = f"{base}/pullRequests/{pull['pullRequestId']}"
    threads = client.get(f"{base}/threads", _VERSION).body["value"]
    commits: list[str] = []
    asked: dict[str, Any] = {"$top": _PER_PAGE, **_VERSION}
    while True:
        answer = client.get(f"{base}/commits", asked)
        commits.extend(commit["commitId"] for commit in answer.body["value"])
        token = answer.headers.get("x-ms-continuationtoken")
        if not token:
            break
        asked = {**asked, "continuationToken": token}
    body = {name: pull[name] for name in _KEPT if name in pull}
    body["createdBy"] = _account(pull.get("createdBy"))
    body["mergeCommit"] = (pull.get("lastMergeCommit") or {}).get("commitId")
    body["repository"] = {"name": repository["name"], "project": {"name": repository["project"]["name"]}}
    body["notes"] = [note for thread in threads if (note := _note(thread))]
    body["commits"] = commits
    return Document("pull request", str(pull["pullRequestId"]), body)


def _note(thread: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the system noted; of a comment only that there was one, and when."""
    properties = {
        name: value.get("$value") if isinstance(value, dict) else value
        for name, value in (thread.get("properties") or {}).items()
    }
    kept = {"id": thread["id"], "at": thread["publishedDate"]}
    told = {name: properties[name] for name in _NOTES if name in properties}
    if told:
        return {**kept, **told}
    texts = [
        c for c in thread.get("comments") or () if c.get("commentType") == "text" and not c.get("isDeleted")
    ]
    if texts and "CodeReviewThreadType" not in properties and not thread.get("isDeleted"):
        return {**kept, "by": _account(texts[0].get("author"))}
    return None


def _account(person: Mapping[str, Any] | None) -> str | None:
    return (person or {}).get("uniqueName") or (person or {}).get("id")
