"""ServiceNow's records become objects and events."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Client
from headrace.connectors.servicenow.connector import ServiceNow
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors.fakes.servicenow import FakeServiceNow
from tests.connectors.readings import Said


def said(body: Any) -> Said:
    """Parse one record."""
    batch = Batch("s")
    tool = ServiceNow({"url": "http://localhost", "token": "t"})
    tool.parse(Document("record", "x", body), batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))


def record(table: str = "incident", **fields: Any) -> dict[str, Any]:
    """A record; a field given as a pair is its value and what is shown for it."""
    plain: dict[str, Any] = {
        "number": "INC0010001",
        "opened_at": "2026-03-02 09:00:00",
        "state": ("7", "Closed"),
    }
    shown = {
        name: {"value": text[0], "display_value": text[1]} if isinstance(text, tuple) else {"value": text}
        for name, text in {**plain, **fields}.items() if name not in ("audit", "labels")
    }  # fmt: skip
    return {**shown, "table": table, "audit": fields.get("audit"), "labels": fields.get("labels", {})}


def change(number: int, field: str, before: str, after: str) -> dict[str, str]:
    """A row of sys_audit at an hour of the day."""
    return {"sys_id": f"a{number}", "fieldname": field, "oldvalue": before, "newvalue": after,
            "sys_created_on": f"2026-03-02 {9 + number:02}:00:00"}  # fmt: skip


def test_the_audit_tells_every_state_and_group_over_time() -> None:
    """States, resolutions, a reopening and the groups that had an incident, each at its time, in the shown words."""
    labels = {
        "state": {"1": "New", "2": "In Progress", "6": "Resolved"},
        "assignment_group": {"g1": "Service Desk", "g2": "Network"},
    }
    audit = [
        change(1, "state", "1", "2"), change(2, "assignment_group", "g1", "g2"), change(3, "state", "2", "6"),
        change(4, "state", "6", "2"), change(5, "state", "2", "6"), change(6, "state", "6", "7"),
    ]  # fmt: skip
    found = said(record(audit=audit, labels=labels, assignment_group=("g2", "Network"), assigned_to="u1"))
    oid = "s:incident:INC0010001"
    assert [(kind, value) for _, kind, value in found.timeline(oid) if kind != "status"] == [
        ("opened", None), ("reassigned", "Network"), ("resolved", None), ("reopened", None), ("resolved", None),
        ("closed", None),
    ]  # fmt: skip
    states = ["New", "In Progress", "Resolved", "In Progress", "Resolved", "Closed"]
    assert [value for _, value in found.history(oid, "status")] == states
    assert [value for _, kind, value in found.timeline(oid) if kind == "status"] == states
    assert [value for _, value in found.history(oid, "team")] == ["Service Desk", "Network"]
    assert found.history(oid, "assignee_key")[0][1] == "key of u1"


def test_without_the_audit_nothing_is_made_up() -> None:
    """Only what the record dates itself is an event, and its state is known since its last change."""
    found = said(record(resolved_at="2026-03-02 11:00:00", sys_updated_on="2026-03-03 09:00:00"))
    oid = "s:incident:INC0010001"
    assert [kind for _, kind, _ in found.timeline(oid)] == ["opened", "resolved"]
    assert found.history(oid, "status") == [(parse("2026-03-03T09:00:00Z")[0], "Closed")]


def test_links_between_incident_problem_and_change() -> None:
    """An incident names its problem and the change that caused it; a change its configuration item; texts name keys."""
    incident = said(
        record(
            problem_id=("p1", "PRB0040001"), caused_by=("c1", "CHG0030001"), short_description="See SHOP-12"
        )
    )
    assert incident.mentioned("s:incident:INC0010001") == {
        ("PRB0040001", "caused by", "declared issue link"),
        ("CHG0030001", "caused by", "declared issue link"),
        ("SHOP-12", "names", "key in text"),
    }
    made = said(
        record(
            "change_request", number="CHG0030001", cmdb_ci=("x", "shop-db"), work_start="2026-03-02 10:00:00"
        )
    )
    oid = "s:change request:CHG0030001"
    assert made.history(oid, "configuration item")[0][1] == "shop-db"
    assert [kind for _, kind, _ in made.timeline(oid)] == ["opened", "started"]


@pytest.mark.parametrize("body", [None, {}, {"number": {}}, record(opened_at="soon"), record(opened_at="")])
def test_what_is_no_record_is_refused_in_a_sentence(body: Any) -> None:
    """Whatever an answer holds, it is told as a sentence and nothing else is raised."""
    with pytest.raises(ValueError, match=r"\w+"):
        said(body)


def test_the_name_of_who_has_a_record_is_not_kept() -> None:
    """Documents hold the person's id, not the name."""
    with FakeServiceNow() as tool:
        tool.create("incident")
        connector = ServiceNow(tool.settings())
        with closing(Client(connector.access())) as client:
            kept = json.dumps(
                [d.body for page in connector.collect(client, "incident", {}) for d in page.documents]
            )
    assert "u1" in kept
    assert "Planted" not in kept


def test_the_preflight_says_what_will_be_missing_and_checks_the_clock() -> None:
    """A forbidden audit is told; a table that can be read is, and that the account's time zone is UTC."""
    with FakeServiceNow(audit=False) as tool:
        tool.create("incident")
        connector = ServiceNow(tool.settings())
        with closing(Client(connector.access())) as client:
            found = {finding.what: finding.works for finding in connector.preflight(client)}
    assert found["Table incident"]
    assert found["Clock for incident"]
    assert not found["Table sys_audit"]
