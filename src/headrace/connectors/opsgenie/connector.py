"""Opsgenie, read over its REST API: incidents with their timeline, and alerts.

Documents of kind ``incident`` hold the incident as Opsgenie answers it, its ``timeline`` without texts, and
under ``names`` what its services and teams are called; those of kind ``alert`` hold an alert.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_change
from headrace.connectors.opsgenie.incident import write_alert, write_incident
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 100
_OVERLAP = 10 * 60 * 1000
"""The search of a busy account is some minutes (ms) behind."""

_LISTS = {"incidents": ("incident", "v1/incidents"), "alerts": ("alert", "v2/alerts")}


class Opsgenie(Connector):
    """Incidents, and alerts where they are asked for; a scope is one of them."""

    kind = "opsgenie"
    title = "Opsgenie"
    settings = (
        Setting("url", "Address of Opsgenie's API?", default="https://api.opsgenie.com"),
        Setting("token", "API key of an integration (read access is enough)?", secret=True),
        Setting("read", "What to read: incidents, alerts, or both?", default="incidents"),
        Setting(
            "where", "Which ones, as a search (empty: all)?", default="", example="impactedServices: 695bce3d"
        ),
    )

    def access(self) -> Access:
        """Return the API key as Opsgenie wants it."""
        token = self.given["token"]
        return Access(self.given["url"], {"Authorization": f"GenieKey {token}"}, secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return what is read: ``incidents``, ``alerts``."""
        return [name for name in _LISTS if name in self.listed("read")]

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try each list, and the timeline of one incident."""
        for scope in self.scopes(client):
            kind, path = _LISTS[scope]
            try:
                found = client.get(path, self._asked(0) | {"limit": 1}).body["data"]
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(scope.title(), False, f"They will be missing: {problem.fact}")
                continue
            yield Finding(scope.title(), True, "They can be read." if found else "There are none.")
            if found and kind == "incident":
                works = _timeline(client, found[0]["id"]) is not None
                told = "They can be read." if works else "When incidents were resolved will be missing."
                yield Finding("Timelines of incidents", works, told)

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield what has changed since the last time.

        All of a list is gone through by its creation, which never changes; what the last time had changed
        before it began is passed over.
        """
        names = _names(client)
        if "created" in cursor:  # what this reading has passed may have changed since it was stopped
            cursor = yield from self._through(client, scope, cursor, names)
        yield from self._through(client, scope, {"since": cursor.get("since", 0)}, names)

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the ids of everything in a list."""
        kind, path = _LISTS[scope]
        yield [(kind, "")]
        for found in by_change(
            lambda stamp, offset: self._page(client, path, stamp, offset),
            0,
            lambda one: _ms(one["createdAt"]),
        ):
            yield [(kind, one["id"]) for one in found]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an ``incident`` or an ``alert``."""
        if document.kind == "alert":
            write_alert(document.body, batch)
        else:
            write_incident(document.body, batch, person)

    def _through(
        self, client: Client, scope: str, cursor: Cursor, names: Mapping[str, str]
    ) -> Generator[Page, None, Cursor]:
        """Yield what changed since the cursor's time; return the cursor behind that."""
        kind, path = _LISTS[scope]
        since, created = cursor["since"], cursor.get("created", 0)
        began = cursor.get("began") or self._now(client, path)
        for found in by_change(
            lambda stamp, offset: self._page(client, path, stamp, offset),
            created,
            lambda one: _ms(one["createdAt"]),
        ):
            changed = [one for one in found if _ms(one["updatedAt"]) >= since]
            created = _ms(found[-1]["createdAt"]) if found else created
            documents = [_document(client, kind, one, names) for one in changed]
            yield Page(documents, {"since": since, "began": began, "created": created})
        yield Page((), {"since": began})
        return {"since": began}

    def _now(self, client: Client, path: str) -> int:
        """Return Opsgenie's own time (ms since 1970), a little before an answer's.

        Raises:
            Refused: the answer does not say it.
        """
        answer = client.get(path, self._asked(0) | {"limit": 1})
        if answer.at is None:
            raise Refused("Opsgenie's answer has no date.", "Where to go on from cannot be told.")
        return int(answer.at.timestamp()) * 1000 - _OVERLAP

    def _asked(self, created: int) -> dict[str, Any]:
        """Return a search of what was created since (ms since 1970), the oldest first."""
        search = " AND ".join(
            part for part in (self.given["where"], f"createdAt >= {created}" if created else "") if part
        )
        asked = {"limit": _PER_PAGE, "sort": "createdAt", "order": "asc"}
        return asked | ({"query": search} if search else {})

    def _page(
        self, client: Client, path: str, created: int, offset: int | None
    ) -> tuple[list[Any], int | None]:
        place = offset or 0
        body = client.get(path, self._asked(created) | {"offset": place}).body
        following = place + len(body["data"]) if (body.get("paging") or {}).get("next") else None
        return body["data"], following


def _document(client: Client, kind: str, one: dict[str, Any], names: Mapping[str, str]) -> Document:
    kept = {name: one[name] for name in one if name not in ("description", "note", "extraProperties")}
    if kind == "alert":
        kept["report"] = {
            name: value for name, value in (one.get("report") or {}).items() if name.endswith("Time")
        }
        for personal in ("owner", "details"):
            kept.pop(personal, None)
    else:
        kept["timeline"] = _timeline(client, one["id"])
    used = [one.get("ownerTeam"), *one.get("impactedServices", ())]
    used += [each.get("id") for each in one.get("responders", ())]
    kept["names"] = {identity: names[identity] for identity in used if identity in names}
    return Document(kind, one["id"], kept)


def _timeline(client: Client, incident: str) -> list[dict[str, Any]] | None:
    """Return the entries of an incident's timeline; ``None`` when they may not be read."""
    entries: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"limit": _PER_PAGE, "order": "asc"}
    while True:
        try:
            told = client.get(f"v2/incident-timelines/{incident}/entries", asked).body["data"]
        except Refused as problem:
            if problem.status not in (402, 403, 404):
                raise
            return None
        entries += [
            {name: entry[name] for name in ("id", "type", "eventTime") if name in entry}
            for entry in told["entries"]
            if entry.get("group") != "custom"
        ]
        if not told.get("nextOffset"):
            return entries
        asked["offset"] = told["nextOffset"]


def _names(client: Client) -> dict[str, str]:
    """Return what services and teams are called, by id; empty when they may not be read."""
    names: dict[str, str] = {}
    for path in ("v1/services", "v2/teams"):
        place = 0
        while True:
            try:
                body = client.get(path, {"limit": _PER_PAGE, "offset": place}).body
            except Refused as problem:
                if problem.status not in (402, 403, 404):
                    raise
                break
            names |= {one["id"]: one["name"] for one in body["data"]}
            place += len(body["data"])
            if not (body.get("paging") or {}).get("next"):
                break
    return names


def _ms(stamp: str) -> int:
    return parse(stamp)[0] // 1000


CONNECTOR = Opsgenie
