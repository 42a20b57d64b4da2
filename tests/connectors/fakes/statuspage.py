"""Statuspage's API and a public status page, as far as the connector asks them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.statuspage.connector import Statuspage
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-statuspage-key"  # noqa: S105 - a test's
_STATUSES = ("investigating", "identified", "monitoring", "resolved")


class FakeStatuspage(FakeTool):
    """Two pages with incidents, newest first; the clock moves by some minutes with every change."""

    connector = Statuspage

    def __init__(self, *, public: bool = False, page: int = 4) -> None:
        self.public, self.page = public, page
        self.incidents: dict[str, dict[str, Any]] = {}
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._made = 0
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url} if self.public else {"url": self.url, "token": TOKEN}

    def create(self, page: str, status: str = "investigating") -> str:
        """Publish an incident; return its id."""
        self._made += 1
        identity, stamp = f"i{self._made:04}", self._tick()
        self.incidents[identity] = {
            "id": identity, "page_id": page, "name": "Checkout is slow", "status": status, "impact": "minor",
            "created_at": stamp, "updated_at": stamp, "started_at": stamp, "resolved_at": None,
            "shortlink": f"https://stspg.example/{identity}", "postmortem_body": "Ada Planted tells why",
            "components": [{"id": "c", "name": "Checkout", "status": "degraded_performance"}],
            "incident_updates": [],
        }  # fmt: skip
        self._update(identity, status)
        return identity

    def put(self, identity: str, status: str) -> None:
        """Publish an update."""
        self._tick()
        self.incidents[identity] |= {"status": status, "updated_at": self._stamp()}
        if status == "resolved":
            self.incidents[identity]["resolved_at"] = self._stamp()
        self._update(identity, status)

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        what = chance.random()
        if what < 0.4 or not self.incidents:
            self.create(chance.choice(("p1", "p2")))
        elif what < 0.9:
            self.put(chance.choice(sorted(self.incidents)), chance.choice(_STATUSES))
        elif len(self.incidents) > 1:
            del self.incidents[chance.choice(sorted(self.incidents))]

    def answer(self, asked: Asked) -> Told:
        """Answer as Statuspage does."""
        if self.public:
            newest = list(self.incidents.values())[::-1]
            answers = {
                "api/v2/incidents.json": {"page": {"id": "p1"}, "incidents": newest[:50]},
                "api/v2/scheduled-maintenances.json": {"page": {"id": "p1"}, "scheduled_maintenances": []},
            }
            return Told(answers[asked.path]) if asked.path in answers else Told(None, 404)
        if asked.headers.get("authorization") != f"OAuth {TOKEN}":
            return Told({"error": "Could not authenticate"}, 401)
        if asked.path == "v1/pages":
            return Told([{"id": "p1"}, {"id": "p2"}])
        page = asked.path.split("/")[2]
        some = [one for one in self.incidents.values() if one["page_id"] == page][::-1]
        start = (int(asked.query["page"]) - 1) * self.page
        return Told(some[start : start + self.page])

    def _update(self, identity: str, status: str) -> None:
        updates = self.incidents[identity]["incident_updates"]
        updates.insert(0, {"id": f"u{identity}{len(updates)}", "status": status, "created_at": self._stamp(),
                           "display_at": self._stamp(), "body": "says Ada Planted"})  # fmt: skip

    def _tick(self) -> str:
        self.now += timedelta(minutes=7)
        return self._stamp()

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")


FAKES = {"Statuspage": FakeStatuspage}
