"""Jira's REST API as far as the connector asks it, Data Center or Cloud, over issues that tests change."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.jira.connector import Jira
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-jira-token"  # noqa: S105 - a test's
_JQL = re.compile(
    r'project = "(?P<project>\w+)"(?: AND updated >= (?P<since>\d+))? ORDER BY (?P<order>\w+) ASC'
)
_STATUSES = ("To Do", "Building", "Testing", "Done")
_CATEGORIES = dict(zip(_STATUSES, ("new", "indeterminate", "indeterminate", "done"), strict=True))


class FakeJira(FakeTool):
    """Projects SHOP and PAY; the clock moves by a minute with every change."""

    connector = Jira

    def __init__(self, *, cloud: bool = False, page: int = 5) -> None:
        self.cloud, self.page = cloud, page
        self.issues: dict[str, dict[str, Any]] = {}
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._ids = 10_000
        self._numbers = {"SHOP": 0, "PAY": 0}
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "projects": "SHOP,PAY"}

    def create(self, project: str) -> str:
        """Add an issue; return its id."""
        self._ids += 1
        identity, key = str(self._ids), self._next_key(project)
        self.issues[identity] = {
            "id": identity, "key": key, "self": f"{self.url}/rest/api/2/issue/{identity}",
            "fields": {"summary": f"Issue {identity}", "created": self._tick(), "updated": self._stamp(),
                       "status": self._status("To Do"), "issuetype": {"name": "Story"}, "labels": [],
                       "assignee": {"accountId": "someone@example.org"}},
            "changelog": {"histories": []},
        }  # fmt: skip
        return identity

    def move(self, identity: str, status: str) -> None:
        """Put an issue into a status."""
        before = self.issues[identity]["fields"]["status"]["name"]
        self._change(identity, "status", before, status)
        self.issues[identity]["fields"]["status"] = self._status(status)

    def take_to(self, identity: str, project: str) -> None:
        """Move an issue to another project: it keeps its id and gets another key."""
        key = self._next_key(project)
        self._change(identity, "Key", self.issues[identity]["key"], key)
        self.issues[identity]["key"] = key

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        what = chance.random()
        some = chance.choice(sorted(self.issues)) if self.issues else None
        if some is None or what < 0.3:
            self.create(chance.choice(("SHOP", "PAY")))
        elif what < 0.85:
            self.move(some, chance.choice(_STATUSES))
        elif what < 0.95:
            self.take_to(some, chance.choice(("SHOP", "PAY")))
        else:
            del self.issues[some]

    def answer(self, asked: Asked) -> Told:
        """Answer as Jira does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"message": "Client must be authenticated to access this resource."}, 401)
        answers = {
            "rest/api/2/serverInfo": {"deploymentType": "Cloud" if self.cloud else "Server"},
            "rest/api/2/myself": {"name": "reader"},
            "rest/api/2/project": [{"key": "PAY"}, {"key": "SHOP"}],
            "rest/api/2/status": [{"name": s, "statusCategory": {"key": c}} for s, c in _CATEGORIES.items()],
            "rest/api/2/field": [
                {"id": "customfield_1", "name": "Sprint"},
                {"id": "summary", "name": "Summary"},
            ],
        }
        if asked.path in answers:
            return Told(answers[asked.path])
        if asked.path in ("rest/api/2/search", "rest/api/3/search/jql"):
            return Told(self._search(asked))
        whole = re.fullmatch(r"rest/api/\d/issue/(\d+)(/changelog)?", asked.path)
        if whole and whole[1] in self.issues:
            issue = self.issues[whole[1]]
            if whole[2]:
                return Told({"values": issue["changelog"]["histories"], "isLast": True})
            return Told(issue)
        return Told({"errorMessages": ["There is nothing here."]}, 404)

    def _search(self, asked: Asked) -> dict[str, Any]:
        found = _JQL.fullmatch(asked.query["jql"])
        assert found, asked.query["jql"]
        since = int(found["since"] or 0)
        listed = [
            issue for issue in self.issues.values()
            if issue["key"].startswith(found["project"] + "-") and _milliseconds(issue) >= since
        ]  # fmt: skip
        listed.sort(
            key=lambda issue: (0 if found["order"] == "id" else _milliseconds(issue), int(issue["id"]))
        )
        start = int(asked.query.get("nextPageToken") or asked.query.get("startAt") or 0)
        size = min(self.page, int(asked.query["maxResults"]))
        page = deepcopy(listed[start : start + size])
        for issue in page:
            if "changelog" in asked.query.get("expand", ""):
                histories = issue["changelog"]["histories"]
                issue["changelog"] = {
                    "total": len(histories),
                    "histories": histories[-3:] if self.cloud else histories,
                }
            else:
                del issue["changelog"]
        answer: dict[str, Any] = {"issues": page, "names": {"customfield_1": "Sprint"}}
        if self.cloud:
            last = start + size >= len(listed)
            return answer | (
                {"isLast": True} if last else {"isLast": False, "nextPageToken": str(start + size)}
            )
        return answer | {"startAt": start, "total": len(listed)}

    def _next_key(self, project: str) -> str:
        self._numbers[project] += 1
        return f"{project}-{self._numbers[project]}"

    def _change(self, identity: str, field: str, before: str, after: str) -> None:
        issue = self.issues[identity]
        stamp = self._tick()
        issue["fields"]["updated"] = stamp
        histories = issue["changelog"]["histories"]
        histories.append(
            {"id": f"{identity}{len(histories)}", "created": stamp,
             "items": [{"field": field, "fromString": before, "toString": after}]}
        )  # fmt: skip

    def _status(self, name: str) -> dict[str, Any]:
        return {"name": name, "statusCategory": {"key": _CATEGORIES[name]}}

    def _tick(self) -> str:
        self.now += timedelta(minutes=1)
        return self._stamp()

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _milliseconds(issue: dict[str, Any]) -> int:
    return int(datetime.strptime(issue["fields"]["updated"], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp() * 1000)


FAKES = {"Jira Data Center": FakeJira, "Jira Cloud": lambda: FakeJira(cloud=True)}
