"""An API that answers lists as JSON, paging as such APIs do: by number, by address, or by a token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.http_json.connector import HttpJson
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-api-token"  # noqa: S105 - a test's
_HOW = {
    "number": {"page": "page"},
    "address": {"next": "paging.next"},
    "token": {"next": "paging.token", "page": "cursor"},
    "link": {"next": "link"},
}


class FakeList(FakeTool):
    """Orders, or the steps they took; the clock moves by some minutes with every change."""

    connector = HttpJson

    def __init__(
        self,
        how: str = "number",
        *,
        by_event: bool = False,
        since: bool = False,
        page: int = 4,
        parameter: str = "",
    ) -> None:
        self.how, self.by_event, self.since, self.page = how, by_event, since, page
        self.parameter = parameter
        self.orders: dict[int, dict[str, Any]] = {}
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._made = 0
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        told = {"url": self.url, "path": "v1/orders?shop=1", "items": "data.orders", "token": TOKEN}
        told |= {"key": "ref.number", "title": "what", "texts": "what", **_HOW[self.how]}
        told |= {"parameter": self.parameter} if self.parameter else {}
        if self.by_event:
            return told | {"event": "step", "time": "at", "value": "state"}
        more = {"changed": "changed", "since": "changed_since"} if self.since else {}
        return told | more | {"events": "created=opened, closed=done", "attributes": "status=state"}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        what = chance.random()
        some = sorted(self.orders)
        if what < 0.45 or not some:
            self._made += 1
            number = chance.randrange(8) if self.by_event else self._made
            stamp = self._tick()
            told = {"step": chance.choice(("status", "noted")), "at": stamp, "state": "new"}
            self.orders[self._made] = {"ref": {"number": number}, "what": "SHOP-1", "opened": stamp, "done": None,
                                       "changed": stamp, "buyer": "Ada", **told}  # fmt: skip
        elif what < 0.85 or self.since:
            self.orders[chance.choice(some)] |= {
                "state": "done",
                "done": self._tick(),
                "changed": self._stamp(),
            }
        else:
            del self.orders[chance.choice(some)]

    def answer(self, asked: Asked) -> Told:
        """Answer a page."""
        if self.parameter:
            known = asked.query.get(self.parameter) == TOKEN and "authorization" not in asked.headers
        else:
            known = asked.headers.get("authorization") == f"Bearer {TOKEN}"
        if not known:
            return Told({"message": "No."}, 401)
        assert asked.query["shop"] == "1"
        since = asked.query.get("changed_since", "")
        some = [one for one in self.orders.values() if one["changed"] >= since]
        place = (
            int(asked.query.get("page", 1)) - 1 if self.how == "number" else int(asked.query.get("cursor", 0))
        )
        shown = some[place * self.page : (place + 1) * self.page]
        more = len(some) > (place + 1) * self.page
        address = f"{self.url}/{asked.path}?shop=1&changed_since={since}&cursor={place + 1}"
        paging = {"next": address, "token": str(place + 1)} if more else {"next": None, "token": None}
        headers = {"Link": f'<{address}>; rel="next"'} if more else {}
        return Told({"data": {"orders": shown}, "paging": paging}, headers=headers)

    def _tick(self) -> str:
        self.now += timedelta(minutes=3)
        return self._stamp()

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")


FAKES = {
    "HTTP JSON by number": FakeList,
    "HTTP JSON by address, changes": lambda: FakeList("address", since=True),
}
