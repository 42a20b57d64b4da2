"""PagerDuty's REST API as far as the connector asks it: incidents and log entries, newest entries first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.pagerduty.connector import PagerDuty
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-pagerduty-token"  # noqa: S105 - a test's
_SERVICES = ("PSHOP", "PPAY")
_ENTRIES = {
    "acknowledge_log_entry": "acknowledged",
    "resolve_log_entry": "resolved",
    "escalate_log_entry": None,
    "assign_log_entry": None,
    "notify_log_entry": None,
}


class FakePagerDuty(FakeTool):
    """Two services; the clock moves by some hours with every change. Nothing can be deleted there."""

    connector = PagerDuty

    def __init__(self, *, services: str = "", page: int = 3) -> None:
        self.services, self.page = services, page
        self.incidents: dict[str, dict[str, Any]] = {}
        self.entries: list[dict[str, Any]] = []
        self.clock = datetime(2025, 3, 2, 9, tzinfo=UTC)
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "services": self.services}

    def trigger(self, service: str) -> str:
        """Open an incident; return its id."""
        number = len(self.incidents) + 1
        identity = f"Q{number:04}"
        stamp = self._tick()
        self.incidents[identity] = {
            "id": identity, "type": "incident", "incident_number": number, "title": f"SHOP-{number} is slow",
            "created_at": stamp, "status": "triggered", "last_status_change_at": stamp, "urgency": "high",
            "html_url": f"https://example.pagerduty.com/incidents/{identity}", "teams": [], "priority": None,
            "service": self._service(service), "assignments": [{"at": stamp, "assignee": _USER}],
        }  # fmt: skip
        self._entry(identity, "trigger_log_entry", stamp)
        return identity

    def happen(self, identity: str, kind: str) -> None:
        """Add a log entry and what it does to the incident."""
        stamp = self._tick()
        if _ENTRIES[kind]:
            self.incidents[identity] |= {"status": _ENTRIES[kind], "last_status_change_at": stamp}
        self._entry(identity, kind, stamp)

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        if not self.incidents or chance.random() < 0.3:
            self.trigger(chance.choice(_SERVICES))
        else:
            self.happen(chance.choice(sorted(self.incidents)), chance.choice(sorted(_ENTRIES)))

    def answer(self, asked: Asked) -> Told:  # noqa: PLR0911 - one per endpoint
        """Answer as PagerDuty does."""
        if asked.headers.get("authorization") != f"Token token={TOKEN}":
            return Told({"error": {"message": "Your account is not authorized", "code": 2006}}, 401)
        if asked.path == "abilities":
            return Told({"abilities": ["teams"]})
        if asked.path == "incidents":
            return Told(self._page(asked, "incidents", self._listed(asked)))
        if asked.path == "log_entries":
            return Told(self._page(asked, "log_entries", self._window(asked, self.entries)[::-1]))
        kind, _, rest = asked.path.partition("/")
        identity, _, part = rest.partition("/")
        if kind == "services" and identity in _SERVICES:
            return Told({"service": self._service(identity)})
        if kind != "incidents" or identity not in self.incidents:
            return Told({"error": {"message": "Not Found", "code": 2100}}, 404)
        if part == "log_entries":
            own = [entry for entry in self.entries if entry["incident"]["id"] == identity]
            return Told(self._page(asked, "log_entries", own[::-1]))
        return Told({"incident": self.incidents[identity]})

    def _listed(self, asked: Asked) -> list[dict[str, Any]]:
        service = asked.query.get("service_ids[]")
        some = [one for one in self.incidents.values() if service in (None, one["service"]["id"])]
        if asked.query.get("date_range") != "all":
            some = self._window(asked, some)
        assert asked.query.get("sort_by", "created_at:asc") == "created_at:asc"
        return some

    def _window(self, asked: Asked, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        since, until = asked.query.get("since", ""), asked.query.get("until", "9")
        return [one for one in some if since <= one["created_at"] < until]

    def _page(self, asked: Asked, name: str, some: list[Any]) -> dict[str, Any]:
        offset, limit = int(asked.query.get("offset", 0)), int(asked.query.get("limit", 25))
        assert offset + limit <= 10_000, "PagerDuty counts no further"
        size = min(limit, self.page * (1 if name == "incidents" else 3))
        more = len(some) > offset + size
        return {name: some[offset : offset + size], "limit": size, "offset": offset, "more": more}

    def _entry(self, identity: str, kind: str, stamp: str) -> None:
        self.entries.append(
            {"id": f"R{len(self.entries):05}", "type": kind, "created_at": stamp, "agent": _USER,
             "summary": "Told by Ada Planted", "service": self.incidents[identity]["service"],
             "incident": {"id": identity, "type": "incident_reference"}}
        )  # fmt: skip

    def _service(self, identity: str) -> dict[str, Any]:
        return {"id": identity, "type": "service_reference", "summary": identity.title()}

    def _tick(self) -> str:
        self.clock += timedelta(hours=7)
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")


_USER = {"id": "PADA", "type": "user_reference", "summary": "Ada Planted"}

FAKES = {"PagerDuty": FakePagerDuty, "PagerDuty services": lambda: FakePagerDuty(services="PSHOP, PPAY")}
