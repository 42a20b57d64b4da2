"""Opsgenie's incidents and alerts become objects and events."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Client
from headrace.connectors.opsgenie.connector import Opsgenie
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors.devlake import tables
from tests.connectors.fakes.opsgenie import FakeOpsgenie
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from pathlib import Path


def said(*bodies: Any, kind: str = "incident") -> Said:
    """Parse incidents or alerts."""
    batch = Batch("s")
    tool = Opsgenie({"token": "t"})
    for body in bodies:
        tool.parse(Document(kind, "x", body), batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))


INCIDENT = {
    "id": "i", "tinyId": "3", "message": "Checkout fails since PAY-12", "status": "closed", "tags": ["shop"],
    "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T12:00:00Z", "priority": "P1",
    "links": {"web": "https://example.app.opsgenie.com/incident/detail/i"}, "impactedServices": ["s1"],
    "responders": [{"type": "team", "id": "t1"}, {"type": "user", "id": "u1"}], "ownerTeam": "",
    "names": {"s1": "Shop", "t1": "Operations"},
}  # fmt: skip


def entry(number: int, kind: str) -> dict[str, str]:
    """An entry of a timeline, at a minute of one hour."""
    return {"id": f"e{number}", "type": kind, "eventTime": f"2026-03-02T09:{number:02}:00Z"}


def test_the_timeline_tells_what_happened() -> None:
    """Entries become events, and the statuses are told over time; what Opsgenie has beside them is left out."""
    kinds = ["IncidentOpened", "ResponderAlertAcked", "IncidentResolved", "IncidentReopened", "IncidentResolved",
             "IncidentClosed", "StakeholderNotified"]  # fmt: skip
    found = said(INCIDENT | {"timeline": [entry(number, kind) for number, kind in enumerate(kinds)][::-1]})
    oid = "s:incident:3"
    assert [kind for _, kind, _ in found.timeline(oid)] == [
        "opened", "acknowledged", "resolved", "reopened", "resolved", "closed",
    ]  # fmt: skip
    assert [v for _, v in found.history(oid, "status")] == ["open", "resolved", "open", "resolved", "closed"]
    assert [v for _, v in found.history(oid, "service")] == ["Shop"]
    assert [v for _, v in found.history(oid, "team")] == ["Operations"]
    assert [v for _, v in found.history(oid, "assignee_key")] == ["key of u1"]
    assert ("PAY-12", "names", "key in text") in found.mentioned(oid)


def test_an_alert_tells_when_it_was_acknowledged_and_closed() -> None:
    """Opsgenie reports both as milliseconds since the alert was created."""
    report = {"ackTime": 60_000, "closeTime": 3_600_000}
    found = said(INCIDENT | {"report": report}, kind="alert")
    start = parse("2026-03-02T09:00:00Z")[0]
    assert [(at - start, kind) for at, kind, _ in found.timeline("s:alert:3")] == [
        (0, "opened"), (60_000_000, "acknowledged"), (3_600_000_000, "closed"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [None, [], {}, {"tinyId": "1"}, INCIDENT | {"createdAt": "soon"}])
def test_what_is_no_incident_is_refused_in_a_sentence(body: Any) -> None:
    """Whatever an answer holds, it is told as a sentence and nothing else is raised."""
    with pytest.raises(ValueError, match=r"\w+"):
        said(body)


@pytest.mark.parametrize("timelines", [True, False])
def test_no_name_and_no_text_is_kept(timelines: bool) -> None:
    """Descriptions, owners and the texts of timelines are left out; a timeline that may not be read is no error."""
    with FakeOpsgenie(timelines=timelines) as tool:
        tool.happen(tool.create("incident"), "IncidentResolved")
        tool.close_alert(tool.create("alert"))
        connector = Opsgenie(tool.settings())
        with closing(Client(connector.access())) as client:
            kept = [
                document.body
                for scope in connector.scopes(client)
                for page in connector.collect(client, scope, {})
                for document in page.documents
            ]
    assert len(kept) == 2
    assert "planted" not in json.dumps(kept).lower()
    assert (kept[0]["timeline"] is not None) == timelines


@pytest.mark.data
def test_incidents_agree_with_devlake(shared: Path) -> None:
    """Row for row: address, title, status, priority, created, resolved and responders are as DevLake has them."""
    devlake = tables(shared, "opsgenie")
    raw = [json.loads(row["data"]) for row in devlake["_raw_opsgenie_incidents"]]
    found = said(*raw)
    keys = {one["id"]: one["tinyId"] for one in raw}
    assert len(found.objects) == len(devlake["issues"]) == 2
    for row in devlake["issues"]:
        oid = f"s:incident:{keys[row['issue_key']]}"
        _, _, label, url = found.objects[oid]
        assert (label, url) == (row["title"], row["url"])
        assert found.history(oid, "status")[-1][1] == row["original_status"]
        assert found.history(oid, "priority")[-1][1] == row["priority"]
        events = {kind: at for at, kind, _ in found.timeline(oid)}
        assert events["opened"] == parse(row["created_date"])[0]
        resolved = row["resolution_date"]
        assert events.get("resolved") == (parse(resolved)[0] if resolved else None)
        mine = [one for one in devlake["issue_assignees"] if one["issue_id"] == row["id"]]
        assigned = {v for _, v in found.history(oid, "assignee_key")} | {
            v for _, v in found.history(oid, "team")
        }
        assert {str(one).removeprefix("key of ") for one in assigned} == {one["assignee_id"] for one in mine}
