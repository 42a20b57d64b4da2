"""Zendesk's tickets become objects and events."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Client
from headrace.connectors.zendesk.connector import Zendesk
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from tests.connectors.fakes.zendesk import FakeZendesk
from tests.connectors.readings import Said


def said(body: Any) -> Said:
    """Parse one ticket."""
    batch = Batch("s")
    tool = Zendesk({"url": "http://localhost", "token": "t"})
    tool.parse(Document("ticket", "x", body), batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))


def audit(number: int, *events: dict[str, Any]) -> dict[str, Any]:
    """An audit at an hour of the day."""
    return {"id": number, "created_at": f"2026-03-02T{8 + number:02}:00:00Z", "events": list(events)}


def change(field: str, before: Any, after: Any) -> dict[str, Any]:
    """A change as an audit tells it."""
    return {"type": "Change", "field_name": field, "previous_value": before, "value": after}


TICKET = {
    "id": 12, "subject": "Checkout fails", "status": "closed", "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-05T09:00:00Z", "via": {"channel": "email"}, "group_id": 72, "assignee_id": 5,
    "groups": {"71": "Support", "72": "Billing"}, "problem_id": 7, "priority": "high",
    "named": [["SHOP-3", "key in text"]],
}  # fmt: skip


def test_audits_tell_every_status_and_group_over_time() -> None:
    """Statuses, what they mean, hand-overs between groups and a rating, each at its time."""
    audits = [
        audit(1, {"type": "Create", "field_name": "status", "value": "new"}),
        audit(2, change("status", "new", "open"), change("group_id", "71", "72")),
        audit(3, change("status", "open", "solved")),
        audit(4, change("status", "solved", "open")),
        audit(5, change("status", "open", "solved"), change("satisfaction_score", "unoffered", "offered")),
        audit(
            6,
            change("satisfaction_score", "offered", "good"),
            {"type": "SatisfactionRating", "score": "good"},
        ),
    ]
    found = said(TICKET | {"audits": audits})
    oid = "s:ticket:12"
    assert [(kind, value) for _, kind, value in found.timeline(oid) if kind != "status"] == [
        ("created", None), ("reassigned", "Billing"), ("solved", None), ("reopened", None), ("solved", None),
        ("rated", "good"),
    ]  # fmt: skip
    assert [v for _, v in found.history(oid, "status")] == [
        "new",
        "open",
        "solved",
        "open",
        "solved",
        "closed",
    ]
    assert [v for _, v in found.history(oid, "group")] == ["Support", "Billing"]
    assert [v for _, v in found.history(oid, "channel")] == ["email"]
    assert [v for _, v in found.history(oid, "assignee_key")] == ["key of 5"]
    assert found.mentioned(oid) == {
        ("SHOP-3", "names", "key in text"),
        ("7", "caused by", "declared issue link"),
    }


def test_without_audits_nothing_is_made_up() -> None:
    """Then only the creation is an event, and the present status is known since the last change."""
    found = said(TICKET)
    assert [kind for _, kind, _ in found.timeline("s:ticket:12")] == ["created"]
    assert [v for _, v in found.history("s:ticket:12", "status")] == ["closed"]


@pytest.mark.parametrize("body", [None, [], {}, {"id": 1}, TICKET | {"created_at": "soon"}])
def test_what_is_no_ticket_is_refused_in_a_sentence(body: Any) -> None:
    """Whatever an answer holds, it is told as a sentence and nothing else is raised."""
    with pytest.raises(ValueError, match=r"\w+"):
        said(body)


def test_texts_are_searched_and_not_kept() -> None:
    """Keys and numbers in what people wrote are kept; the texts are not, and neither is who asked."""
    with FakeZendesk() as tool:
        tool.create()
        connector = Zendesk(tool.settings())
        with closing(Client(connector.access())) as client:
            kept = [d.body for page in connector.collect(client, "tickets", {}) for d in page.documents]
    assert kept[0]["named"] == [["SHOP-3", "key in text"], ["example/shop#4", "number in text"]]
    assert "Planted" not in json.dumps(kept)
    assert "fails, see" not in json.dumps(kept)
    assert "requester_id" not in kept[0]
