"""Linear's GraphQL as far as the connector asks it, over two teams' issues that tests change."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.linear.connector import Linear
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "lin_api_planted"  # noqa: S105 - a test's
_STATES = {"Backlog": "backlog", "Doing": "started", "Done": "completed", "Dropped": "canceled"}
_TEAMS = ("ENG", "OPS")


class FakeLinear(FakeTool):
    """Teams ENG and OPS; the clock moves by a minute with every change."""

    connector = Linear

    def __init__(self, *, page: int = 4, entries: int = 2) -> None:
        self.page, self.entries = page, entries
        self.issues: dict[str, dict[str, Any]] = {}
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._ids = 0
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN}

    def create(self, team: str) -> str:
        """Add an issue; return its id."""
        self._ids += 1
        identity, stamp = f"issue-{self._ids:04d}", self._tick()
        self.issues[identity] = {
            "id": identity, "identifier": f"{team}-{self._ids}", "title": f"Issue {self._ids}",
            "url": f"{self.url}/{team}-{self._ids}", "createdAt": stamp, "updatedAt": stamp,
            "completedAt": None, "canceledAt": None, "archivedAt": None, "trashed": None, "priority": 0,
            "estimate": None, "state": _state("Backlog"), "team": {"key": team}, "cycle": None,
            "creator": {"id": "someone"}, "labels": {"nodes": []}, "relations": {"nodes": []},
            "attachments": {"nodes": []}, "history": [],
        }  # fmt: skip
        return identity

    def move(self, identity: str, state: str) -> None:
        """Put an issue into a state."""
        issue = self.issues[identity]
        change = {"fromState": issue["state"], "toState": _state(state)}
        stamp = self._changed(issue, change)
        issue["state"] = _state(state)
        issue["completedAt"] = stamp if state == "Done" else None
        issue["canceledAt"] = stamp if state == "Dropped" else None

    def take_to(self, identity: str, team: str) -> None:
        """Move an issue to another team: it keeps its id and gets another key."""
        issue = self.issues[identity]
        self._ids += 1
        self._changed(issue, {"fromTeam": issue["team"], "toTeam": {"key": team}})
        former = [*issue.get("previousIdentifiers", ()), issue["identifier"]]
        issue |= {"team": {"key": team}, "identifier": f"{team}-{self._ids}", "previousIdentifiers": former}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        what, some = chance.random(), chance.choice(sorted(self.issues)) if self.issues else None
        if some is None or what < 0.3:
            self.create(chance.choice(_TEAMS))
        elif what < 0.75:
            self.move(some, chance.choice(sorted(_STATES)))
        elif what < 0.85:
            self.take_to(some, chance.choice(_TEAMS))
        elif what < 0.95:
            trashed = not self.issues[some]["trashed"]
            stamp = self._changed(self.issues[some], {"trashed": trashed})
            self.issues[some] |= {"trashed": trashed or None, "archivedAt": stamp if trashed else None}
        else:
            del self.issues[some]

    def answer(self, asked: Asked) -> Told:
        """Answer as Linear does."""
        if asked.headers.get("authorization") != TOKEN:
            error = {"message": "Authentication required", "extensions": {"code": "AUTHENTICATION_ERROR"}}
            return Told({"errors": [error]}, 401)
        question, given = asked.body["query"], asked.body["variables"]
        if "viewer" in question:
            return Told({"data": {"viewer": {"id": "reader"}}})
        if "teams(" in question:
            more = {"hasNextPage": False, "endCursor": None}
            return Told({"data": {"teams": {"nodes": [{"key": key} for key in _TEAMS], "pageInfo": more}}})
        if "issue(id" in question:
            issue = self.issues.get(given["id"])
            if issue is None:
                error = {"message": "Entity not found: Issue", "extensions": {"code": "INPUT_ERROR"}}
                return Told({"errors": [error], "data": None})
            return Told({"data": {"issue": {"history": self._history(issue, given.get("after"))}}})
        return Told({"data": {"issues": self._issues(question, given)}})

    def _issues(self, question: str, given: dict[str, Any]) -> dict[str, Any]:
        chosen, since = given["filter"], given["filter"].get("updatedAt", {}).get("gte")
        order = "updatedAt" if "Ascending" in question else "createdAt"
        listed = sorted(
            (
                issue
                for issue in self.issues.values()
                if issue["team"]["key"] == chosen["team"]["key"]["eq"]
                and (since is None or _moment(issue["updatedAt"]) >= _moment(since))
            ),
            key=lambda issue: (issue[order], issue["id"]),
        )
        if given.get("after"):
            stamp, _, identity = given["after"].partition("|")
            listed = [one for one in listed if (one[order], one["id"]) > (stamp, identity)]
        size = min(self.page, given["first"])
        page = listed[:size]
        end = f"{page[-1][order]}|{page[-1]['id']}" if page else None
        nodes = [{**deepcopy(issue), "history": self._history(issue, None)} for issue in page]
        return {"nodes": nodes, "pageInfo": {"hasNextPage": len(listed) > size, "endCursor": end}}

    def _history(self, issue: dict[str, Any], after: str | None) -> dict[str, Any]:
        """Newest first, as Linear lists it; a place stands still when entries come."""
        entries = deepcopy(issue["history"][::-1])
        names = [entry["id"] for entry in entries]
        start = names.index(after) + 1 if after else 0
        page = entries[start : start + self.entries]
        end = page[-1]["id"] if page else None
        return {
            "nodes": page,
            "pageInfo": {"hasNextPage": start + self.entries < len(entries), "endCursor": end},
        }

    def _changed(self, issue: dict[str, Any], change: dict[str, Any]) -> str:
        stamp = self._tick()
        issue["updatedAt"] = stamp
        self._ids += 1
        issue["history"].append({"id": f"entry-{self._ids}", "createdAt": stamp, **change})
        return stamp

    def _tick(self) -> str:
        self.now += timedelta(minutes=1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.123Z")


def _state(name: str) -> dict[str, str]:
    return {"name": name, "type": _STATES[name]}


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


FAKES = {"Linear": FakeLinear}
