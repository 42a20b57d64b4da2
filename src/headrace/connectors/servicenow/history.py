"""What changed in records, from ServiceNow's audit table, and what the values in there mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from headrace.connectors.ground.http_client import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headrace.connectors.ground.http_client import Answer, Client

_PER_PAGE = 500
_AUDITED = ("state", "priority", "assignment_group")
_CHOICES = ("state", "priority")


class History:
    """Adds the history to records of one table; asks for what values mean once each.

    An account that may not read one of these tables gets records without it.

    Args:
        client: asks ServiceNow.
        table: whose records they are.
    """

    def __init__(self, client: Client, table: str) -> None:
        self._client, self._table = client, table
        self._choices: dict[str, dict[str, str]] | None = None
        self._groups: dict[str, str] = {}

    def add_to(self, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return records with their table, their audit (``None``: it may not be read) and labels."""
        if not records:
            return []
        ids = [record["sys_id"]["value"] for record in records]
        asked = f"tablename={self._table}^documentkeyIN{','.join(ids)}^fieldnameIN{','.join(_AUDITED)}"
        changes = self._all(
            "sys_audit",
            f"{asked}^ORDERBYsys_created_on^ORDERBYsys_id",
            "sys_id,documentkey,fieldname,oldvalue,newvalue,sys_created_on",
        )
        own: dict[str, list[dict[str, str]]] = {one: [] for one in ids}
        for change in changes or ():
            own.get(change["documentkey"], []).append(change)
        self._learn(changes or ())
        return [
            record
            | {
                "table": self._table,
                "audit": None if changes is None else own[record["sys_id"]["value"]],
                "labels": self._labels(own[record["sys_id"]["value"]]),
            }
            for record in records
        ]

    def _learn(self, changes: Iterable[dict[str, str]]) -> None:
        """Ask for the names of choices, once, and of groups that are new."""
        if self._choices is None:
            self._choices = {name: {} for name in _CHOICES}
            asked = f"nameINtask,{self._table}^elementIN{','.join(_CHOICES)}^language=en^ORDERBYsys_id"
            found = self._all("sys_choice", asked, "name,element,value,label") or []
            for choice in sorted(found, key=lambda one: one["name"] == self._table):
                self._choices[choice["element"]][choice["value"]] = choice["label"]
        groups = {value for change in changes if change["fieldname"] == "assignment_group"
                  for value in (change["oldvalue"], change["newvalue"]) if value}  # fmt: skip
        new = sorted(groups - self._groups.keys())
        for start in range(0, len(new), 50):
            asked = f"sys_idIN{','.join(new[start : start + 50])}^ORDERBYsys_id"
            for group in self._all("sys_user_group", asked, "sys_id,name") or ():
                self._groups[group["sys_id"]] = group["name"]

    def _labels(self, changes: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
        """Return what the values in these changes mean, by field."""
        known = (self._choices or {}) | {"assignment_group": self._groups}
        labels: dict[str, dict[str, str]] = {}
        for change in changes:
            field = change["fieldname"]
            for value in (change["oldvalue"], change["newvalue"]):
                if value in known[field]:
                    labels.setdefault(field, {})[value] = known[field][value]
        return labels

    def _all(self, table: str, query: str, fields: str) -> list[dict[str, str]] | None:
        """Return all rows of a query; ``None`` when the table may not be read."""
        try:
            return list(self._rows(table, query, fields))
        except Refused as problem:
            if problem.status not in (403, 404):
                raise
            return None

    def _rows(self, table: str, query: str, fields: str) -> Iterator[dict[str, str]]:
        offset: int | None = 0
        while offset is not None:
            asked = {
                "sysparm_query": query,
                "sysparm_fields": fields,
                "sysparm_limit": _PER_PAGE,
                "sysparm_offset": offset,
                "sysparm_exclude_reference_link": "true",
            }
            answer = self._client.get(f"api/now/table/{table}", asked)
            yield from answer.body["result"]
            offset = next_offset(answer)


def next_offset(answer: Answer) -> int | None:
    """Return the place of the next page that an answer links, whatever host the link names."""
    asked = parse_qs(urlsplit(answer.next or "").query)
    return int(asked["sysparm_offset"][0]) if "sysparm_offset" in asked else None
