"""Opsgenie's REST API as far as the connector asks it: incidents with timelines, alerts, services and teams."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.opsgenie.connector import Opsgenie
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-opsgenie-key"  # noqa: S105 - a test's
_ENTRIES = {
    "ResponderAlertAcked": None,
    "IncidentResolved": "resolved",
    "IncidentClosed": "closed",
    "IncidentReopened": "open",
}


class FakeOpsgenie(FakeTool):
    """Incidents and alerts; the clock moves by some minutes with every change."""

    connector = Opsgenie

    def __init__(self, *, page: int = 3, timelines: bool = True) -> None:
        self.page, self.timelines = page, timelines
        self.incidents: dict[str, dict[str, Any]] = {}
        self.alerts: dict[str, dict[str, Any]] = {}
        self.entries: dict[str, list[dict[str, Any]]] = {}
        self.clock = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._made = 0
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "read": "incidents, alerts"}

    def create(self, kind: str) -> str:
        """Open an incident or an alert; return its id."""
        self._made += 1
        identity, stamp = f"{kind}-{self._made:04}", self._tick()
        body = {
            "id": identity, "tinyId": str(self._made), "message": f"SHOP-{self._made} is slow", "status": "open",
            "tags": ["shop"], "createdAt": stamp, "updatedAt": stamp, "priority": "P2",
        }  # fmt: skip
        if kind == "alert":
            self.alerts[identity] = body | {"report": {}, "owner": "planted@example.org"}
        else:
            responders = [{"type": "team", "id": "t1"}, {"type": "user", "id": "u1"}]
            more = {"impactedServices": ["s1"], "responders": responders, "ownerTeam": "t1"}
            self.incidents[identity] = body | more | {"description": "told by Ada Planted"}
            self.entries[identity] = [self._entry("IncidentOpened", stamp)]
        return identity

    def happen(self, identity: str, kind: str) -> None:
        """Add an entry to an incident's timeline and what it does."""
        stamp = self._tick()
        self.incidents[identity] |= {
            "updatedAt": stamp,
            "status": _ENTRIES[kind] or self.incidents[identity]["status"],
        }
        self.entries[identity].append(self._entry(kind, stamp))

    def close_alert(self, identity: str) -> None:
        """Close an alert."""
        self.alerts[identity] |= {"updatedAt": self._tick(), "status": "closed"}
        self.alerts[identity]["report"] = {"closeTime": 60_000, "closedBy": "planted@example.org"}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        what = chance.random()
        if what < 0.3 or not self.incidents or not self.alerts:
            self.create(chance.choice(("incident", "alert")))
        elif what < 0.8:
            self.happen(chance.choice(sorted(self.incidents)), chance.choice(sorted(_ENTRIES)))
        elif what < 0.92:
            self.close_alert(chance.choice(sorted(self.alerts)))
        elif len(self.incidents) > 1:
            del self.incidents[chance.choice(sorted(self.incidents))]

    def answer(self, asked: Asked) -> Told:  # noqa: PLR0911 - one per endpoint
        """Answer as Opsgenie does."""
        if asked.headers.get("authorization") != f"GenieKey {TOKEN}":
            return Told({"message": "Could not authenticate", "took": 0.1, "requestId": "x"}, 401)
        if asked.path in ("v1/incidents", "v2/alerts"):
            everything = self.incidents if asked.path == "v1/incidents" else self.alerts
            return Told(self._page(asked, self._found(asked, list(everything.values()))))
        if asked.path == "v1/services":
            return Told(self._page(asked, [{"id": "s1", "name": "Shop"}]))
        if asked.path == "v2/teams":
            return Told({"message": "You are not authorized"}, 403)
        found = re.fullmatch(r"v2/incident-timelines/([\w-]+)/entries", asked.path)
        if not found or found[1] not in self.incidents:
            return Told({"message": "No incident exists"}, 404)
        if not self.timelines:
            return Told({"message": "Your plan does not include this"}, 402)
        start, entries = int(asked.query.get("offset", 0)), self.entries[found[1]]
        told: dict[str, Any] = {"entries": entries[start : start + 2]}
        if len(entries) > start + 2:
            told["nextOffset"] = str(start + 2)
        return Told({"data": told, "took": 0.1, "requestId": "x"})

    def _found(self, asked: Asked, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        assert asked.query["sort"] == "createdAt"
        assert asked.query["order"] == "asc"
        since = re.fullmatch(r"createdAt >= (\d+)", asked.query.get("query", "createdAt >= 0"))
        assert since, asked.query
        return [one for one in some if _ms(one["createdAt"]) >= int(since[1])]

    def _page(self, asked: Asked, some: list[dict[str, Any]]) -> dict[str, Any]:
        offset, size = int(asked.query.get("offset", 0)), min(self.page, int(asked.query["limit"]))
        following = (
            {"next": f"{self.url}/{asked.path}?offset={offset + size}"} if len(some) > offset + size else {}
        )
        return {"data": some[offset : offset + size], "paging": following, "took": 0.1, "requestId": "x"}

    def _entry(self, kind: str, stamp: str) -> dict[str, Any]:
        number = sum(map(len, self.entries.values()))
        told = {
            "description": {"content": "by Ada Planted"},
            "actor": {"name": "Ada Planted", "type": "user"},
        }
        return {"id": f"e{number:05}", "group": "incident", "type": kind, "eventTime": stamp, **told}

    def _tick(self) -> str:
        self.clock += timedelta(minutes=7)
        return self.clock.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _ms(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).timestamp() * 1000)


FAKES = {"Opsgenie": FakeOpsgenie}
