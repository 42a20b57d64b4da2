"""ServiceNow's Table API as far as the connector asks it: encoded queries over a few tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.servicenow.connector import ServiceNow
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-servicenow-password"  # noqa: S105 - a test's
_STATES = {
    "incident": {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed"},
    "problem": {"101": "New", "103": "Root Cause Analysis", "106": "Resolved", "107": "Closed"},
    "change_request": {"-5": "New", "-1": "Implement", "3": "Closed"},
}
_PREFIX = {"incident": "INC", "problem": "PRB", "change_request": "CHG"}
_GROUPS = {"g1": "Service Desk", "g2": "Network", "": ""}
_TERM = re.compile(r"(\w+?)(>=|>|=|IN)(.*)")


class FakeServiceNow(FakeTool):
    """Three tables with their audit; the clock moves by some minutes with every change."""

    connector = ServiceNow

    def __init__(self, *, page: int = 4, audit: bool = True) -> None:
        self.page, self.audit = page, audit
        self.tables: dict[str, dict[str, dict[str, str]]] = {
            **{table: {} for table in _STATES},
            "sys_audit": {},
            "sys_choice": {f"{t}{v}": {"sys_id": f"{t}{v}", "name": t, "element": "state", "value": v, "label": label}
                           for t, states in _STATES.items() for v, label in states.items()},
            "sys_user_group": {g: {"sys_id": g, "name": name} for g, name in _GROUPS.items() if g},
        }  # fmt: skip
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._made = 0
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "user": "reader"}

    def create(self, table: str, **fields: str) -> str:
        """Add a record; return its id."""
        self._made += 1
        identity, number = f"{table[:3]}{self._made:04}", f"{_PREFIX[table]}{self._made:07}"
        stamp = self._tick()
        self.tables[table][identity] = {
            "sys_id": identity, "number": number, "short_description": "Down since SHOP-3", "priority": "3",
            "state": next(iter(_STATES[table])), "assignment_group": "g1", "assigned_to": "u1",
            "sys_created_on": stamp, "sys_updated_on": stamp, "opened_at": stamp, **fields,
        }  # fmt: skip
        return identity

    def put(self, table: str, identity: str, field: str, value: str) -> None:
        """Change one field."""
        record, stamp = self.tables[table][identity], self._tick()
        entry = f"a{len(self.tables['sys_audit']):05}"
        self.tables["sys_audit"][entry] = {
            "sys_id": entry, "tablename": table, "documentkey": identity, "fieldname": field,
            "oldvalue": record[field], "newvalue": value, "sys_created_on": stamp,
        }  # fmt: skip
        record |= {field: value, "sys_updated_on": stamp}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        table = chance.choice(sorted(_STATES))
        some = chance.choice(sorted(self.tables[table])) if self.tables[table] else None
        what = chance.random()
        if some is None or what < 0.3:
            self.create(table)
        elif what < 0.8:
            self.put(table, some, "state", chance.choice(sorted(_STATES[table])))
        elif what < 0.93:
            self.put(table, some, "assignment_group", chance.choice(sorted(_GROUPS)))
        elif len(self.tables[table]) > 1:
            del self.tables[table][some]

    def answer(self, asked: Asked) -> Told:
        """Answer as ServiceNow does."""
        if not asked.headers.get("authorization", "").startswith("Basic "):
            return Told({"error": {"message": "User Not Authenticated"}, "status": "failure"}, 401)
        table = asked.path.removeprefix("api/now/table/")
        if table not in self.tables:
            return Told({"error": {"message": f"Invalid table {table}"}, "status": "failure"}, 400)
        if table == "sys_audit" and not self.audit:
            return Told({"error": {"message": "ACL"}, "status": "failure"}, 403)
        found = self._select(table, asked.query.get("sysparm_query", ""))
        offset, size = int(asked.query.get("sysparm_offset", 0)), int(asked.query["sysparm_limit"])
        assert size in (1, 50, 500, 1000)
        size = min(size, self.page * (1 if table in _STATES else 8))
        shown = found[offset : offset + size]
        fields = asked.query["sysparm_fields"].split(",")
        link = (
            {"Link": f'<{self.url}/{asked.path}?sysparm_offset={offset + size}>;rel="next"'}
            if len(found) > offset + size
            else {}
        )
        whole = asked.query.get("sysparm_display_value") == "all"
        return Told({"result": [self._row(table, row, fields, whole=whole) for row in shown]}, headers=link)

    def _select(self, table: str, query: str) -> list[dict[str, str]]:
        rows, order = list(self.tables[table].values()), []
        for term in query.split("^"):
            if term.startswith("ORDERBYDESC") or term == "":
                continue
            if term.startswith("ORDERBY"):
                order.append(term.removeprefix("ORDERBY"))
                continue
            found = _TERM.fullmatch(term)
            assert found, term
            field, how, value = found.groups()
            if field == "language":
                continue
            tests = {">=": lambda a, b: a >= b, ">": lambda a, b: a > b, "=": lambda a, b: a == b,
                     "IN": lambda a, b: a in b.split(",")}  # fmt: skip
            rows = [row for row in rows if tests[how](row.get(field, ""), value)]
        return sorted(rows, key=lambda row: [row[field] for field in order])

    def _row(self, table: str, row: dict[str, str], fields: list[str], *, whole: bool) -> dict[str, Any]:
        shown = {
            "state": _STATES.get(table, {}),
            "assignment_group": _GROUPS,
            "assigned_to": {"u1": "Ada Planted"},
        }
        told = {field: row[field] for field in fields if field in row}
        if not whole:
            return told
        return {
            field: {"value": value, "display_value": shown.get(field, {}).get(value, value)}
            for field, value in told.items()
        }

    def _tick(self) -> str:
        self.now += timedelta(minutes=3)
        return self.now.strftime("%Y-%m-%d %H:%M:%S")


FAKES = {"ServiceNow": FakeServiceNow, "ServiceNow without audit": lambda: FakeServiceNow(audit=False)}
