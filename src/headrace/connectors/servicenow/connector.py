"""ServiceNow, read over its Table API: incidents, problems and change requests with the history of their states.

Documents of kind ``record`` hold the record's fields with their values and what is shown for them, under
``audit`` the changes of its state, priority and group, and under ``labels`` what the values in there mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_change
from headrace.connectors.servicenow.history import History, next_offset
from headrace.connectors.servicenow.record import FIELDS, write_record
from headrace.eventlog.timestamps import parse, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 50
_IDS_PER_PAGE = 1000
_OVERLAP = 10 * 60 * 1_000_000
"""A record may be stored some minutes (µs) after the stamp it carries, when a long transaction ends."""


class ServiceNow(Connector):
    """Records of ServiceNow's tables; a scope is a table."""

    kind = "servicenow"
    title = "ServiceNow"
    settings = (
        Setting("url", "Address of ServiceNow?", example="https://example.service-now.com"),
        Setting("user", "Name of the account (empty: the token is an OAuth token)?", default=""),
        Setting("token", "The account's password, or the OAuth token?", secret=True),
        Setting("tables", "Tables to read?", default="incident, problem, change_request"),
        Setting(
            "where",
            "Which records, as an encoded query (empty: all)?",
            default="",
            example="category=software",
        ),
    )

    def access(self) -> Access:
        """Return Basic for an account, a bearer token without one."""
        return Access.signed_in(self.given["url"], self.given["token"], self.given["user"])

    def scopes(self, client: Client) -> Sequence[str]:  # noqa: ARG002
        """Return the tables' names."""
        return self.listed("tables")

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try each table, its history, and whether the account's clock is UTC."""
        for table in self.scopes(client):
            try:
                found = self._ask(client, table, "ORDERBYDESCsys_updated_on", "sys_id,sys_updated_on", 1)
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(f"Table {table}", False, f"Its records will be missing: {problem.fact}")
                continue
            told = "Its records can be read." if found else "It has no records."
            yield Finding(f"Table {table}", True, told)
            if found:
                yield self._clock(client, table, found[0])
        for what, missing in (
            ("sys_audit", "When states changed in between will be missing"),
            ("sys_choice", "States may be shown by their numbers"),
            ("sys_user_group", "Which group had a record before will be missing"),
        ):
            try:
                client.get(f"api/now/table/{what}", {"sysparm_limit": 1, "sysparm_fields": "sys_id"})
                yield Finding(f"Table {what}", True, "It can be read.")
            except Refused as problem:
                yield Finding(f"Table {what}", False, f"{missing}: {problem.fact}")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield a table's records, oldest change first."""
        since = cursor.get("since", "")
        begin = to_text(parse(since)[0] - _OVERLAP)[:19].replace("T", " ") if since else ""
        history = History(client, scope)

        def ask(changed: str, offset: int | None) -> tuple[list[Any], int | None]:
            query = [f"sys_updated_on>={changed}"] if changed else []
            return self._page(client, scope, [*query, "ORDERBYsys_updated_on", "ORDERBYsys_id"], offset or 0)

        for records in by_change(ask, begin, lambda record: record["sys_updated_on"]["value"]):
            documents = [
                Document("record", record["sys_id"]["value"], body)
                for record, body in zip(records, history.add_to(records), strict=True)
            ]
            if records:
                since = max(since, records[-1]["sys_updated_on"]["value"])
            yield Page(documents, {"since": since} if since else {})

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the ids of a table's records."""
        yield [("record", "")]
        last = ""
        while True:
            query = [f"sys_id>{last}"] if last else []
            found = self._ask(client, scope, "^".join([*query, "ORDERBYsys_id"]), "sys_id", _IDS_PER_PAGE)
            yield [("record", one["sys_id"]) for one in found]
            if not found:
                return
            last = found[-1]["sys_id"]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an ``incident``, ``problem`` or ``change request``, or an object of the table's name."""
        write_record(document.body, batch, person)

    def _page(
        self, client: Client, table: str, query: list[str], offset: int
    ) -> tuple[list[Any], int | None]:
        """Return a page of records and the place of the next one; records it may not read make a page shorter."""
        while True:
            answer = client.get(
                f"api/now/table/{table}",
                {
                    "sysparm_query": self._where("^".join(query)),
                    "sysparm_fields": ",".join(FIELDS),
                    "sysparm_display_value": "all",
                    "sysparm_exclude_reference_link": "true",
                    "sysparm_limit": _PER_PAGE,
                    "sysparm_offset": offset,
                },
            )
            records = [_nameless(record) for record in answer.body["result"]]
            following = next_offset(answer)
            if records or following is None:
                return records, following
            offset = following

    def _ask(self, client: Client, table: str, query: str, fields: str, limit: int) -> list[dict[str, Any]]:
        asked = {
            "sysparm_query": self._where(query),
            "sysparm_fields": fields,
            "sysparm_limit": limit,
            "sysparm_exclude_reference_link": "true",
        }
        found: list[dict[str, Any]] = client.get(f"api/now/table/{table}", asked).body["result"]
        return found

    def _where(self, query: str) -> str:
        return "^".join(part for part in (self.given["where"], query) if part)

    def _clock(self, client: Client, table: str, record: dict[str, str]) -> Finding:
        """Times in a query are read in the account's zone, times in an answer are UTC."""
        same = f"sys_id={record['sys_id']}^sys_updated_on={record['sys_updated_on']}"
        works = bool(self._ask(client, table, same, "sys_id", 1))
        meaning = (
            "It is UTC."
            if works
            else "Changes will be missed, because the account has another time zone: set it to GMT in its profile."
        )
        return Finding(f"Clock for {table}", works, meaning)


def _nameless(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record without the name of the person who has it."""
    if isinstance(record.get("assigned_to"), dict):
        record["assigned_to"] = {"value": record["assigned_to"].get("value")}
    return record


CONNECTOR = ServiceNow
