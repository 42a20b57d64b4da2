"""Zendesk, read over its REST API: tickets by the incremental export, each with its audits.

Documents of kind ``ticket`` hold the ticket's own fields, its group's name, and of every audit what says where
the ticket was. What people wrote is searched for keys and numbers while it is read; the texts are not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.naming import named
from headrace.connectors.zendesk.ticket import FIELDS, write_ticket
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 100
_SCOPE = "tickets"
_EXPORT = "api/v2/incremental/tickets/cursor.json"

_TOLD = ("status", "priority", "type", "group_id", "assignee_id", "satisfaction_score")
"""Fields whose changes are kept."""


class Zendesk(Connector):
    """Tickets; one scope."""

    kind = "zendesk"
    title = "Zendesk"
    settings = (
        Setting("url", "Address of Zendesk?", example="https://example.zendesk.com"),
        Setting(
            "user", "E-mail address of the token's account (empty: the token is an OAuth token)?", default=""
        ),
        Setting("token", "API token, or OAuth token?", secret=True),
        Setting(
            "since", "Read tickets changed since which day (empty: all)?", default="", example="2025-01-01"
        ),
    )

    def access(self) -> Access:
        """Return Basic for an account with an API token, a bearer token without one."""
        user = self.given["user"]
        return Access.signed_in(self.given["url"], self.given["token"], f"{user}/token" if user else "")

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return the only scope: all tickets."""
        return [_SCOPE]

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, the export, and the audits of one ticket."""
        client.get("api/v2/users/me.json")
        yield Finding("Token", True, "It is valid.")
        try:
            found = client.get(_EXPORT, {"start_time": self._begin(), "per_page": 1}).body["tickets"]
        except Refused as problem:
            yield Finding(
                "Export", False, f"Tickets will be missing; the account must be an admin: {problem.fact}"
            )
            return
        yield Finding("Export", True, "Tickets can be read." if found else "There are no tickets.")
        here = [ticket["id"] for ticket in found if ticket["status"] != "deleted"]
        if here:
            try:
                client.get(f"api/v2/tickets/{here[0]}/audits.json", {"page[size]": 1})
                yield Finding("Audits", True, "They can be read.")
            except Refused as problem:
                yield Finding("Audits", False, f"Changes of status will be missing: {problem.fact}")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Yield tickets as the export has them, oldest change first; it tells deleted ones too."""
        groups = _groups(client)
        after = cursor.get("after")
        while True:
            asked = {"cursor": after} if after else {"start_time": self._begin()}
            body = client.get(_EXPORT, asked | {"per_page": _PER_PAGE}).body
            gone = [("ticket", str(one["id"])) for one in body["tickets"] if one["status"] == "deleted"]
            documents = [
                found
                for one in body["tickets"]
                if one["status"] != "deleted" and (found := _document(client, one, groups)) is not None
            ]
            after = body.get("after_cursor") or after
            yield Page(documents, {"after": after} if after else {}, gone=gone)
            if body.get("end_of_stream", True):
                return

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write a ``ticket``."""
        write_ticket(document.body, batch, person)

    def _begin(self) -> int:
        day = self.given["since"]
        return parse(day)[0] // 1_000_000 if day else 0


def _groups(client: Client) -> dict[str, str]:
    """Return what groups are called, by id."""
    names: dict[str, str] = {}
    path: str | None = "api/v2/groups.json"
    asked: dict[str, Any] = {"page[size]": _PER_PAGE}
    while path:
        body = client.get(path, asked).body
        names |= {str(group["id"]): group["name"] for group in body["groups"]}
        path, asked = _next(body), {}
    return names


def _document(client: Client, ticket: dict[str, Any], groups: Mapping[str, str]) -> Document | None:
    """Return a ticket with its audits; ``None`` when it was deleted meanwhile: the export will say so."""
    audits = []
    path: str | None = f"api/v2/tickets/{ticket['id']}/audits.json"
    asked: dict[str, Any] = {"page[size]": _PER_PAGE}
    while path:
        try:
            body = client.get(path, asked).body
        except Refused as problem:
            if problem.status == 404:
                return None
            raise
        audits += body["audits"]
        path, asked = _next(body), {}
    kept = [_kept(audit) for audit in sorted(audits, key=lambda audit: audit["id"])]
    texts = [ticket.get("subject"), ticket.get("description"), *_texts(audits)]
    used = {str(ticket.get("group_id"))} | {
        str(event.get(side))
        for audit in kept
        for event in audit["events"]
        if event.get("field_name") == "group_id"
        for side in ("value", "previous_value")
    }
    own = {name: ticket[name] for name in FIELDS if name in ticket}
    more = {
        "audits": [audit for audit in kept if audit["events"]],
        "groups": {group: groups[group] for group in sorted(used & groups.keys())},
        "named": [list(one) for one in named(texts)],
    }
    return Document("ticket", str(ticket["id"]), own | more)


def _kept(audit: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of an audit: when it was, and changes of fields that say where a ticket is."""
    events = [
        {
            name: event[name]
            for name in ("type", "field_name", "value", "previous_value", "score")
            if name in event
        }
        for event in audit["events"]
        if event.get("field_name") in _TOLD or event["type"] == "SatisfactionRating"
    ]
    return {"id": audit["id"], "created_at": audit["created_at"], "events": events}


def _texts(audits: Sequence[Mapping[str, Any]]) -> Iterator[str | None]:
    for audit in audits:
        for event in audit["events"]:
            if event["type"] == "Comment":
                yield event.get("plain_body") or event.get("body")


def _next(body: Mapping[str, Any]) -> str | None:
    """Return the address of the next page of a list with a cursor."""
    more = (body.get("meta") or {}).get("has_more")
    found: str | None = (body.get("links") or {}).get("next") if more else None
    return found


CONNECTOR = Zendesk
