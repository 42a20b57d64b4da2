"""Linear's issues become items whose history is what Linear recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.linear.connector import Linear
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.documents import parsed

if TYPE_CHECKING:
    from tests.connectors.readings import Said

BACKLOG, DOING = {"name": "Backlog", "type": "backlog"}, {"name": "Doing", "type": "started"}
DONE = {"name": "Done", "type": "completed"}


def at(number: int) -> int:
    """µs UTC of a day of a month."""
    return parse(day(number))[0]


def day(number: int) -> str:
    """A day of a month as Linear writes it."""
    return f"2026-01-{number:02d}T10:00:00.000Z"


def entry(number: int, **changes: Any) -> dict[str, Any]:
    """A history entry, one per day."""
    return {"id": f"h{number}", "createdAt": day(number), **changes}


def read(*history: dict[str, Any], **more: Any) -> Said:
    """Parse one issue ENG-4."""
    issue = {
        "id": "i", "identifier": "ENG-4", "title": "Take payments", "url": "https://linear.example.org/ENG-4",
        "createdAt": day(1), "updatedAt": day(9), "state": BACKLOG, "team": {"key": "ENG"}, "labels": [],
        "relations": [], "attachments": [], "history": list(history),
    } | more  # fmt: skip
    return parsed(Linear({"token": "lin_api_x"}), [Document("issue", "i", issue)])


OID = "s:item:ENG-4"


def test_states_are_told_with_where_they_came_from_and_what_they_mean() -> None:
    """The first status stands at creation, each move is an event, and going back from done is a reopening."""
    said = read(
        entry(4, fromState=DONE, toState=DOING),
        entry(2, fromState=BACKLOG, toState=DOING),
        entry(3, fromState=DOING, toState=DONE),
        state=DOING,
    )
    assert said.timeline(OID) == [
        (at(1), "created", None), (at(1), "status", "Backlog"), (at(2), "status", "Doing"),
        (at(3), "status", "Done"), (at(4), "status", "Doing"), (at(4), "reopened", None),
    ]  # fmt: skip
    assert said.attributes("s:status:ENG-4.h3") == {"from": "Doing", "category": "done"}
    assert said.history(OID, "status") == [
        (at(1), "Backlog"),
        (at(2), "Doing"),
        (at(3), "Done"),
        (at(4), "Doing"),
    ]


def test_an_issue_without_history_has_always_been_what_it_is() -> None:
    """No change is made up."""
    said = read(priority=2, estimate=3.0, cycle={"number": 7.0, "name": None}, project={"name": "Shop"})
    assert [(kind, value) for _, kind, value in said.timeline(OID)] == [
        ("created", None),
        ("status", "Backlog"),
    ]
    told = {
        name: said.history(OID, name) for name in ("priority", "story_points", "sprint", "project", "team")
    }
    assert told == {
        "priority": [(at(1), "high")], "story_points": [(at(1), "3")], "sprint": [(at(1), "Cycle 7")],
        "project": [(at(1), "Shop")], "team": [(at(1), "ENG")],
    }  # fmt: skip


def test_cycles_labels_and_who_had_it_change_over_time() -> None:
    """A cycle comes and goes, labels add up, and of people only whether it changed hands."""
    said = read(
        entry(2, toCycle={"number": 7, "name": "Winter"}, addedLabels=[{"name": "bug"}], toAssigneeId="u1"),
        entry(
            3, fromCycle={"number": 7, "name": "Winter"}, removedLabels=[{"name": "bug"}], fromAssigneeId="u1"
        ),
    )
    assert {(moment, kind, value) for moment, kind, value in said.timeline(OID)} >= {
        (at(2), "sprint", "Winter"), (at(3), "sprint removed", "Winter"), (at(2), "labelled", "bug"),
        (at(3), "unlabelled", "bug"), (at(2), "assigned", None), (at(3), "unassigned", None),
    }  # fmt: skip
    assert said.history(OID, "labels") == [(at(2), "bug"), (at(3), None)]
    assert said.history(OID, "assignee_key") == [(at(2), "key of u1"), (at(3), None)]


@pytest.mark.parametrize(
    ("field", "event"), [("completedAt", "resolved"), ("canceledAt", "closed"), ("archivedAt", "archived")]
)
def test_how_it_ended(field: str, event: str) -> None:
    """Completed is resolved, cancelled is closed, and put away is archived."""
    assert (at(5), event) in [(moment, kind) for moment, kind, _ in read(**{field: day(5)}).timeline(OID)]


def test_links_to_issues_and_to_changes() -> None:
    """Relations and parents are declared; attached requests are named as their tools write them."""
    said = read(
        parent={"identifier": "ENG-1"},
        relations=[{"type": "blocks", "relatedIssue": {"identifier": "OPS-2"}}],
        attachments=[
            {"url": "https://github.com/org/shop/pull/12"},
            {"url": "https://gitlab.example.org/group/sub/shop/-/merge_requests/3#note_1"},
            {"url": "https://example.org/picture.png"},
        ],
        title="Like OPS-9",
    )
    assert said.mentioned(OID) == {
        ("ENG-1", "is part of", link_rules.PARENT),
        ("OPS-2", "blocks", link_rules.DECLARED_LINK),
        ("org/shop#12", "has the change", link_rules.TRACKER_LINK),
        ("group/sub/shop!3", "has the change", link_rules.TRACKER_LINK),
        ("OPS-9", "names", link_rules.KEY_IN_TEXT),
    }


def test_an_issue_that_moved_is_known_by_its_former_keys() -> None:
    """What names the old key means this issue."""
    assert read(previousIdentifiers=["OLD-1", "OPS-3"]).history(OID, "former_key") == [
        (at(1), "OLD-1"),
        (at(1), "OPS-3"),
    ]


def test_a_time_that_is_none_is_said_in_a_sentence() -> None:
    """An issue that cannot be read tells which field it was."""
    with pytest.raises(ValueError, match=r'"createdAt" is missing\.'):
        read(createdAt=None)


@pytest.mark.parametrize(("token", "shown"), [("lin_api_x", "lin_api_x"), ("oauth", "Bearer oauth")])
def test_a_key_is_sent_as_it_is_and_a_token_as_a_bearers(token: str, shown: str) -> None:
    """Linear tells API keys and OAuth tokens apart by that."""
    access = Linear({"token": token}).access()
    assert access.headers["Authorization"] == shown
    assert access.secrets == (token,)
