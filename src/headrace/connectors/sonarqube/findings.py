"""Reads the vulnerabilities and hotspots of a project.

The first reading goes by creation, oldest first, which has no limit; after that the latest updates are read
down to where the last reading began. An update is dated by the analysis that found it, which may have been sent
in hours later; so readings overlap by a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.paging import by_change
from headrace.eventlog.timestamps import parse, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Answer, Client

_PER_PAGE = 500
_MOST = 10_000
"""SonarQube shows no more of any list."""

_OVERLAP = 24 * 3600 * 1_000_000
_ISSUE = (
    *("key", "rule", "severity", "project", "status", "issueStatus", "resolution", "message", "type"),
    *("creationDate", "updateDate", "closeDate"),
)
_HOTSPOT = (
    *("key", "ruleKey", "vulnerabilityProbability", "securityCategory", "project", "status", "resolution"),
    *("message", "creationDate", "updateDate"),
)
_DIFFS = ("status", "resolution", "issueStatus")


def collect(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield vulnerabilities, with the cursor behind them: ``created`` while the first reading goes on."""
    interrupted = "created" in cursor
    if interrupted or "updated" not in cursor:
        for documents, place in _first(client, project, cursor):
            yield documents, place
            cursor = place
        cursor = {"updated": cursor["updated"]}
        yield [], cursor
        if not interrupted:
            return
    began, number, floor = 0, 1, int(cursor["updated"]) - _OVERLAP
    while number * _PER_PAGE <= _MOST:
        answer = _ask(client, project, {"s": "UPDATE_DATE", "asc": "false", "p": number})
        began = began or _clock(answer)
        issues = answer.body["issues"]
        yield [_issue(client, issue) for issue in issues], cursor
        if not issues or parse(issues[-1]["updateDate"])[0] < floor or _is_last(answer, number):
            yield [], {"updated": max(began, int(cursor["updated"]))}
            return
        number += 1
    # More has changed than SonarQube shows: everything is read again from the beginning.
    yield [], {}
    yield from collect(client, project, {})


def hotspots(client: Client, project: str) -> Iterator[list[Document]]:
    """Yield all hotspots of a project, those that have been reviewed among them."""
    number = 1
    while number * _PER_PAGE <= _MOST:
        asked = {"project": project, "projectKey": project, "ps": _PER_PAGE, "p": number}
        try:
            answer = client.get("api/hotspots/search", asked)
        except Refused as problem:
            if problem.status == 404 and number == 1:
                return  # before SonarQube 8.1 there are none
            raise
        found = [{name: one[name] for name in _HOTSPOT if one.get(name)} for one in answer.body["hotspots"]]
        yield [Document("hotspot", str(one["key"]), {**one, "type": "SECURITY_HOTSPOT"}) for one in found]
        if not found or _is_last(answer, number):
            return
        number += 1


def _first(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    def ask(since: int, number: int | None) -> tuple[list[Any], int | None]:
        nonlocal cursor
        asked: dict[str, Any] = {"s": "CREATION_DATE", "asc": "true", "p": number or 1}
        if since:
            asked["createdAfter"] = _stamp(since)
        answer = _ask(client, project, asked)
        if "updated" not in cursor:
            cursor = {"updated": _clock(answer)}
        return answer.body["issues"], None if _is_last(answer, number or 1) else (number or 1) + 1

    for issues in by_change(
        ask, int(cursor.get("created", 0)), lambda issue: parse(issue["creationDate"])[0]
    ):
        if issues:
            cursor = {**cursor, "created": parse(issues[-1]["creationDate"])[0]}
        yield [_issue(client, issue) for issue in issues], cursor


def _ask(client: Client, project: str, asked: Mapping[str, Any]) -> Answer:
    # The one name is understood by newer servers, the other by older ones and the cloud.
    where = {"components": project, "componentKeys": project, "types": "VULNERABILITY", "ps": _PER_PAGE}
    return client.get("api/issues/search", {**where, **asked})


def _issue(client: Client, issue: Mapping[str, Any]) -> Document:
    """Return an issue; one that is not simply open with what happened to it, but not who did it."""
    body: dict[str, Any] = {name: issue[name] for name in _ISSUE if issue.get(name)}
    if issue.get("status") != "OPEN":
        told = client.get("api/issues/changelog", {"issue": issue["key"]}).body.get("changelog") or ()
        body["changelog"] = [
            {
                "at": entry["creationDate"],
                "diffs": {d["key"]: d for d in entry.get("diffs") or () if d["key"] in _DIFFS},
            }
            for entry in told
        ]
    return Document("issue", str(issue["key"]), body)


def _is_last(answer: Answer, number: int) -> bool:
    paging = answer.body.get("paging") or {}
    total = int(paging.get("total") or answer.body.get("total") or 0)
    return number * int(paging.get("pageSize") or _PER_PAGE) >= total


def _clock(answer: Answer) -> int:
    """Return the server's clock (µs UTC); 0, which reads all updates again, when it does not tell it."""
    return int(answer.at.timestamp() * 1_000_000) if answer.at else 0


def _stamp(micros: int) -> str:
    return to_text(micros - micros % 1_000_000).replace("Z", "+0000")
