"""Zendesk's REST API as far as the connector asks it: the incremental export with its cursor, audits, groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.zendesk.connector import Zendesk
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-zendesk-token"  # noqa: S105 - a test's
_STATUSES = ("new", "open", "pending", "solved", "closed")
_GROUPS = {"71": "Support", "72": "Billing"}


class FakeZendesk(FakeTool):
    """Tickets; the clock moves by some minutes with every change, so that none is too young for the export."""

    connector = Zendesk

    def __init__(self, *, page: int = 4) -> None:
        self.page = page
        self.tickets: dict[int, dict[str, Any]] = {}
        self.audits: dict[int, list[dict[str, Any]]] = {}
        self.stamps: dict[int, int] = {}
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN}

    def create(self) -> int:
        """Add a ticket; return its id."""
        identity = len(self.tickets) + 1
        stamp = self._tick()
        self.tickets[identity] = {
            "id": identity, "subject": "Checkout fails", "description": "since SHOP-3, says Ada Planted",
            "status": "new", "priority": None, "type": "problem", "group_id": 71, "assignee_id": None,
            "via": {"channel": "web"}, "tags": ["shop"], "created_at": stamp, "updated_at": stamp,
            "requester_id": 9, "satisfaction_rating": None,
        }  # fmt: skip
        self.audits[identity] = []
        self._audit(
            identity,
            {"type": "Create", "field_name": "status", "value": "new"},
            {"type": "Create", "field_name": "group_id", "value": "71"},
            {"type": "Comment", "body": "It fails, see example/shop#4", "public": True},
        )
        return identity

    def put(self, identity: int, field: str, value: Any) -> None:
        """Change one field."""
        before = self.tickets[identity][field]
        self.tickets[identity] |= {field: value, "updated_at": self._tick()}
        told = {
            "field_name": field,
            "previous_value": None if before is None else str(before),
            "value": str(value),
        }
        self._audit(identity, {"type": "Change", **told})

    def rate(self, identity: int, score: str) -> None:
        """Let the customer rate a ticket."""
        self.tickets[identity] |= {"satisfaction_rating": {"score": score}, "updated_at": self._tick()}
        self._audit(identity, {"type": "SatisfactionRating", "score": score})

    def delete(self, identity: int) -> None:
        """Delete a ticket; the export goes on telling of it."""
        self.tickets[identity] |= {"status": "deleted", "updated_at": self._tick()}
        self._moved(identity)

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        here = [number for number, ticket in self.tickets.items() if ticket["status"] != "deleted"]
        what = chance.random()
        if not here or what < 0.3:
            self.create()
        elif what < 0.75:
            self.put(chance.choice(here), "status", chance.choice(_STATUSES))
        elif what < 0.85:
            self.put(chance.choice(here), "group_id", int(chance.choice(sorted(_GROUPS))))
        elif what < 0.93:
            self.rate(chance.choice(here), chance.choice(("good", "bad")))
        else:
            self.delete(chance.choice(here))

    def answer(self, asked: Asked) -> Told:
        """Answer as Zendesk does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"error": "Couldn't authenticate you"}, 401)
        if asked.path == "api/v2/users/me.json":
            return Told({"user": {"id": 1, "role": "admin"}})
        if asked.path == "api/v2/groups.json":
            groups = [{"id": int(group), "name": name} for group, name in _GROUPS.items()]
            return Told({"groups": groups, "meta": {"has_more": False}, "links": {}})
        if asked.path == "api/v2/incremental/tickets/cursor.json":
            return Told(self._export(asked))
        parts = asked.path.split("/")
        identity = int(parts[3]) if parts[2] == "tickets" else 0
        if identity not in self.tickets or self.tickets[identity]["status"] == "deleted":
            return Told({"error": "RecordNotFound", "description": "Not found"}, 404)
        audits, start = self.audits[identity], int(asked.query.get("page[after]", 0))
        more = len(audits) > start + 2
        following = f"{self.url}/{asked.path}?page[size]=2&page[after]={start + 2}" if more else None
        return Told(
            {"audits": audits[start : start + 2], "meta": {"has_more": more}, "links": {"next": following}}
        )

    def _export(self, asked: Asked) -> dict[str, Any]:
        after = int(asked.query.get("cursor") or 0)
        listed = sorted((stamp, identity) for identity, stamp in self.stamps.items() if stamp > after)
        shown = listed[: self.page]
        tickets = [
            self.tickets[identity] | ({"generated_timestamp": stamp} if stamp else {})
            for stamp, identity in shown
        ]
        cursor = str(shown[-1][0]) if shown else asked.query.get("cursor")
        return {"tickets": tickets, "after_cursor": cursor, "end_of_stream": len(listed) <= self.page}

    def _audit(self, identity: int, *events: dict[str, Any]) -> None:
        number = sum(map(len, self.audits.values())) + 1
        self.audits[identity].append(
            {
                "id": number,
                "created_at": self._stamp(),
                "author_id": 9,
                "events": [{"id": 1, **e} for e in events],
            }
        )
        self._moved(identity)

    def _moved(self, identity: int) -> None:
        self.stamps[identity] = int(self.now.timestamp())

    def _tick(self) -> str:
        self.now += timedelta(minutes=3)
        return self._stamp()

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")


FAKES = {"Zendesk": FakeZendesk}
