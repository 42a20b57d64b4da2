"""PagerDuty, read over its REST API (version 2): incidents with their log entries.

Documents of kind ``incident`` hold the incident as PagerDuty answers it, with ``log_entries``; notifications,
names and the texts of log entries are left out before anything is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_change
from headrace.connectors.pagerduty.incident import write_incident
from headrace.eventlog.timestamps import DAY, parse, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Answer, Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 100
_LAST_OFFSET = 10_000
"""PagerDuty counts no further in one list."""
_INCIDENTS_WINDOW = 150 * DAY
"""PagerDuty lists incidents of at most six months at once."""
_ENTRIES_WINDOW = 30 * DAY
_OVERLAP = 10 * 60 * 1_000_000
"""Log entries of the last minutes (µs) may appear late."""
_ALL = "account"


class PagerDuty(Connector):
    """Incidents; a scope is a service, or the whole account."""

    kind = "pagerduty"
    title = "PagerDuty"
    settings = (
        Setting("url", "Address of PagerDuty's API?", default="https://api.pagerduty.com"),
        Setting("token", "API token (read-only is enough)?", secret=True),
        Setting(
            "services",
            "Ids of the services (empty: all of the account)?",
            default="",
            example="PIKL83L, PAB12CD",
        ),
    )

    def access(self) -> Access:
        """Return the token as PagerDuty wants it, and the version of the API."""
        headers = {
            "Authorization": f"Token token={self.given['token']}",
            "Accept": "application/vnd.pagerduty+json;version=2",
        }
        return Access(self.given["url"], headers, secrets=(self.given["token"],))

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return the services' ids; without any, the account."""
        return self.listed("services") or [_ALL]

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, each service, and whether log entries can be read."""
        client.get("abilities")
        yield Finding("Token", True, "It is valid.")
        for scope in self.scopes(client):
            name = "Account" if scope == _ALL else f"Service {scope}"
            try:
                if scope != _ALL:
                    client.get(f"services/{scope}")
                found = client.get("incidents", self._of(scope) | {"date_range": "all", "limit": 1}).body
                told = "Its incidents can be read." if found["incidents"] else "It has no incidents."
                yield Finding(name, True, told)
            except Refused as problem:
                yield Finding(name, False, f"Its incidents will be missing: {problem.fact}")
        try:
            client.get("log_entries", {"limit": 1})
            yield Finding("Log entries", True, "They can be read.")
        except Refused as problem:
            yield Finding("Log entries", False, f"Changes of incidents will not be noticed: {problem.fact}")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield all incidents by their creation, then those with log entries since that began."""
        since = cursor.get("since")
        if since is None:
            began = cursor.get("began") or to_text(_now(client.get("abilities")))
            yield from self._all(client, scope, began, cursor.get("created"))
            since = began
            yield Page((), {"since": since})
        yield from self._changed(client, scope, since)

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an ``incident``."""
        write_incident(document.body, batch, person)

    def _of(self, scope: str) -> dict[str, Any]:
        return {} if scope == _ALL else {"service_ids[]": scope}

    def _all(self, client: Client, scope: str, began: str, created: str | None) -> Iterator[Page]:
        """Yield every incident, the oldest first, in windows of creation."""
        order = self._of(scope) | {"sort_by": "created_at:asc", "limit": _PER_PAGE}
        if created is None:
            oldest = client.get("incidents", order | {"date_range": "all", "limit": 1}).body["incidents"]
            if not oldest:
                return
            created = oldest[0]["created_at"]
        start, end = _micros(created), _micros(began) + DAY

        def ask(since: int, offset: int | None) -> tuple[list[Any], int | None]:
            window = {"since": to_text(since), "until": to_text(start + _INCIDENTS_WINDOW)}
            body = client.get("incidents", order | window | {"offset": offset or 0}).body
            return body["incidents"], _next(body)

        while start < end:
            for incidents in by_change(ask, start, lambda one: _micros(one["created_at"])):
                if incidents:
                    created = incidents[-1]["created_at"]
                documents = [self._document(client, incident) for incident in incidents]
                yield Page(documents, {"began": began, "created": created})
            start += _INCIDENTS_WINDOW

    def _changed(self, client: Client, scope: str, since: str) -> Iterator[Page]:
        """Yield the incidents that log entries tell of, window by window up to now."""
        known = _micros(since)
        start, width, now = known - _OVERLAP, _ENTRIES_WINDOW, _now(client.get("abilities"))
        while True:
            until = start + width if start + width < now else None
            newest = yield from self._window(client, scope, (start, until), known)
            if newest is None:
                width = ((until or now) - start) // 2
            elif until is None:
                yield Page((), {"since": to_text(max(known, newest))})
                return
            else:
                start = until
                known = max(known, until)
                yield Page((), {"since": to_text(known)})

    def _window(
        self, client: Client, scope: str, window: tuple[int, int | None], known: int
    ) -> Generator[Page, None, int | None]:
        """Yield the incidents of one window of log entries; return its newest stamp, ``None`` if it has too many.

        Entries come by place, newest first: what is added while they are read moves others to a later
        place, so that some come twice and none is missed.
        """
        asked: dict[str, Any] = {"since": to_text(window[0]), "limit": _PER_PAGE}
        if window[1] is not None:
            asked["until"] = to_text(window[1])
        read: set[str] = set()
        newest = window[0]
        offset: int | None = 0
        while offset is not None and offset + _PER_PAGE <= _LAST_OFFSET:
            body = client.get("log_entries", asked | {"offset": offset}).body
            newest = max([newest, *(_micros(entry["created_at"]) for entry in body["log_entries"])])
            told = [one for one in _told(body["log_entries"], scope) if one not in read]
            read.update(told)
            found = [client.get(f"incidents/{one}").body["incident"] for one in told]
            documents = [self._document(client, one) for one in found if _in(one, scope)]
            yield Page(documents, {"since": to_text(known)})
            offset = _next(body)
        return newest if offset is None else None

    def _document(self, client: Client, incident: dict[str, Any]) -> Document:
        entries: dict[str, Any] = {}
        offset: int | None = 0
        while offset is not None:
            path = f"incidents/{incident['id']}/log_entries"
            body = client.get(path, {"limit": _PER_PAGE, "offset": offset}).body
            entries |= {entry["id"]: _kept(entry) for entry in body["log_entries"] if _counts(entry)}
            offset = _next(body)
        return Document(
            "incident", incident["id"], _nameless(incident) | {"log_entries": [*entries.values()]}
        )


def _next(body: dict[str, Any]) -> int | None:
    """Return the place of the next page, which may be smaller than was asked for."""
    return int(body["offset"]) + int(body["limit"]) if body.get("more") else None


def _told(entries: Sequence[dict[str, Any]], scope: str) -> list[str]:
    """Return the ids of the incidents that log entries tell of, each once."""
    services = ((entry, (entry.get("service") or {}).get("id")) for entry in entries)
    return list(
        dict.fromkeys(
            entry["incident"]["id"]
            for entry, service in services
            if entry.get("incident") and (scope == _ALL or service in (None, scope))
        )
    )


def _in(incident: dict[str, Any], scope: str) -> bool:
    return scope == _ALL or (incident.get("service") or {}).get("id") == scope


def _counts(entry: dict[str, Any]) -> bool:
    return bool(entry["type"] not in ("notify_log_entry", "annotate_log_entry"))


def _kept(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a log entry."""
    kept: dict[str, Any] = {name: entry[name] for name in ("id", "type", "created_at") if name in entry}
    for name in ("assignees", "agent"):
        if entry.get(name):
            kept[name] = _nameless(entry[name])
    return kept


def _nameless(value: Any) -> Any:
    """Return a value with nothing of persons but their ids."""
    if isinstance(value, list):
        return [_nameless(one) for one in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("type", "")).startswith("user"):
        return {"id": value["id"], "type": value["type"]}
    return {name: _nameless(one) for name, one in value.items()}


def _micros(stamp: str) -> int:
    return parse(stamp)[0]


def _now(answer: Answer) -> int:
    """Return PagerDuty's own time (µs), from the Date header of an answer.

    Raises:
        Refused: the header is missing.
    """
    if answer.at is None:
        raise Refused("PagerDuty's answer has no date.", "Where to go on from cannot be told.")
    return int(answer.at.timestamp()) * 1_000_000


CONNECTOR = PagerDuty
