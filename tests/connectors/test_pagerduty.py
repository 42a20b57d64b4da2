"""PagerDuty's incidents become objects and events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Client
from headrace.connectors.pagerduty import connector as module
from headrace.connectors.pagerduty.connector import PagerDuty
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import to_text
from tests.connectors.devlake import tables
from tests.connectors.fakes.pagerduty import FakePagerDuty
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from pathlib import Path


def said(*bodies: Any) -> Said:
    """Parse incidents."""
    batch = Batch("s")
    tool = PagerDuty({"token": "t"})
    for body in bodies:
        tool.parse(Document("incident", "x", body), batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))


def entry(number: int, kind: str, minute: int) -> dict[str, Any]:
    """A log entry at a minute of one hour."""
    return {"id": f"R{number}", "type": f"{kind}_log_entry", "created_at": f"2025-03-02T09:{minute:02}:00Z"}


INCIDENT = {
    "id": "Q1", "incident_number": 7, "title": "Checkout fails since PAY-12", "status": "resolved",
    "created_at": "2025-03-02T09:00:00Z", "last_status_change_at": "2025-03-02T09:30:00Z", "urgency": "high",
    "html_url": "https://example.pagerduty.com/incidents/Q1", "service": {"summary": "Shop"},
    "priority": {"summary": "P1"}, "teams": [{"summary": "Operations"}],
    "assignments": [{"at": "2025-03-02T09:00:00Z", "assignee": {"id": "PADA"}}],
}  # fmt: skip


def test_log_entries_become_events_once_each() -> None:
    """An incident's log entries are its events; who is told of one escalation makes no second event of it."""
    entries = [
        entry(9, "resolve", 30), entry(8, "acknowledge", 20), entry(7, "unacknowledge", 15),
        entry(6, "delegate", 12), entry(5, "escalate", 10), entry(4, "escalate", 10), entry(3, "acknowledge", 5),
        entry(2, "assign", 0), entry(1, "trigger", 0),
    ]  # fmt: skip
    found = said(INCIDENT | {"log_entries": entries})
    oid = "s:incident:7"
    assert [(kind, value) for _, kind, value in found.timeline(oid)] == [
        ("opened", None), ("acknowledged", None), ("escalated", None), ("reassigned", None),
        ("status", "triggered"), ("acknowledged", None), ("resolved", None),
    ]  # fmt: skip
    assert [value for _, value in found.history(oid, "status")] == [
        "triggered", "acknowledged", "triggered", "acknowledged", "resolved",
    ]  # fmt: skip
    assert found.objects[oid] == ("incident", "7", INCIDENT["title"], INCIDENT["html_url"])
    assert [v for _, v in found.history(oid, "service")] == ["Shop"]
    assert [v for _, v in found.history(oid, "assignee_key")] == ["key of PADA"]
    assert ("PAY-12", "names", "key in text") in found.mentioned(oid)


def test_without_log_entries_only_what_the_incident_dates_is_told() -> None:
    """No acknowledgement is made up for an incident that was resolved and whose log entries are not there."""
    found = said(INCIDENT)
    assert [kind for _, kind, _ in found.timeline("s:incident:7")] == ["opened", "resolved"]


@pytest.mark.parametrize(
    "body", [None, [], {}, {"incident_number": 1}, INCIDENT | {"created_at": "yesterday"}]
)
def test_what_is_no_incident_is_refused_in_a_sentence(body: Any) -> None:
    """Whatever an answer holds, it is told as a sentence and nothing else is raised."""
    with pytest.raises(ValueError, match=r"\w+"):
        said(body)


def test_no_name_and_no_text_of_a_log_entry_is_kept() -> None:
    """The documents hold ids of users, not their names, and no notifications."""
    with FakePagerDuty() as tool:
        identity = tool.trigger("PSHOP")
        for kind in ("notify_log_entry", "acknowledge_log_entry"):
            tool.happen(identity, kind)
        client = Client(PagerDuty(tool.settings()).access())  # type: ignore[arg-type]
        pages = list(PagerDuty(tool.settings()).collect(client, "account", {}))
        client.close()
    kept = json.dumps([document.body for page in pages for document in page.documents])
    assert "PADA" in kept
    assert "Planted" not in kept
    assert "notify" not in kept


def test_more_changes_than_pagerduty_counts_are_read_in_shorter_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A window with more log entries than can be paged through is halved until all of it is read."""
    monkeypatch.setattr(module, "_LAST_OFFSET", 108)
    with FakePagerDuty() as tool:
        ids = [tool.trigger("PSHOP") for _ in range(40)]
        since = tool.entries[0]["created_at"]
        client = Client(PagerDuty(tool.settings()).access())  # type: ignore[arg-type]
        pages = list(PagerDuty(tool.settings()).collect(client, "account", {"since": since}))
        client.close()
    assert {document.key for page in pages for document in page.documents} == set(ids)
    assert pages[-1].cursor == {"since": tool.entries[-1]["created_at"]}


@pytest.mark.data
def test_incidents_agree_with_devlake(shared: Path) -> None:
    """Row for row: number, address, title, status, urgency, created, resolved and assignees are as DevLake has them."""
    devlake = tables(shared, "pagerduty")
    found = said(*(json.loads(row["data"]) for row in devlake["_raw_pagerduty_incidents"]))
    assert len(found.objects) == len(devlake["issues"]) == 3
    for row in devlake["issues"]:
        oid = f"s:incident:{row['issue_key']}"
        _, _, label, url = found.objects[oid]
        assert f"[#{row['issue_key']}] {label}" == row["description"]
        assert url == row["url"]
        assert found.history(oid, "status")[-1][1] == row["original_status"]
        assert found.history(oid, "urgency")[-1][1] == row["urgency"]
        events = {kind: to_text(at) for at, kind, _ in found.timeline(oid)}
        assert events["opened"] == row["created_date"].replace(".000+00:00", "Z")
        assert events.get("resolved", "") == row["resolution_date"].replace(".000+00:00", "Z")
        people = {one["assignee_id"] for one in devlake["issue_assignees"] if one["issue_id"] == row["id"]}
        assert {v for _, v in found.history(oid, "assignee_key")} == {f"key of {who}" for who in people}
