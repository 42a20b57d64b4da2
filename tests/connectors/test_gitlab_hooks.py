"""GitLab's webhooks: what happened to one thing is put together, in whatever order its deliveries come."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.gitlab.hooks import GitLabHooks
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.receiving import NotUnderstood
from headrace.connectors.ground.rereading import Rereading
from headrace.eventlog.store import Store
from tests.connectors.conformance import said_by

if TYPE_CHECKING:
    from pathlib import Path

RECEIVER = GitLabHooks({"token": "planted-secret"})
PROJECT = {"path_with_namespace": "g/p", "web_url": "https://gitlab.example.com/g/p"}


def received(deliveries: list[tuple[str, Any]], folder: Path) -> dict[str, Any]:
    """Return what the log says after deliveries (id, payload); every document must be understood."""
    with closing(Answers(folder / "answers.sqlite")) as answers:
        for delivery, payload in deliveries:
            headers = {"idempotency-key": delivery}
            answers.receive("received", 1, RECEIVER.understand(headers, json.dumps(payload).encode()))
        rereading = Rereading(RECEIVER, "s", "secret")
        store = Store(folder / "store")
        store.ingest(rereading.batches(answers, 0))
        assert rereading.unreadable == {}
    return said_by(store)


def request(action: str, at: str, **more: Any) -> dict[str, Any]:
    """A delivery about merge request 7."""
    own = {
        "id": 700, "iid": 7, "title": "Pay SHOP-9", "state": "opened", "action": action, "url": "https://gitlab.example.com/g/p/-/merge_requests/7",
        "created_at": "2026-01-01 10:00:00 UTC", "updated_at": at, "source_branch": "pay", "target_branch": "main",
    }  # fmt: skip
    user = {"id": 1, "name": "Ann Example", "username": "ann", "email": "ann@example.com"}
    return {"object_kind": "merge_request", "user": user, "project": PROJECT, "assignees": [user],
            "object_attributes": own | more.pop("own", {})} | more  # fmt: skip


REQUEST: list[tuple[str, Any]] = [
    ("a", request("open", "2026-01-01 10:00:00 UTC")),
    (
        "b",
        request("update", "2026-01-02 10:00:00 UTC", changes={"draft": {"previous": True, "current": False}}),
    ),
    ("c", request("approved", "2026-01-03 10:00:00 UTC")),
    ("d", request("merge", "2026-01-04 10:00:00 UTC", own={"state": "merged", "merge_commit_sha": "b" * 40})),
]
DEPLOYMENT: list[tuple[str, Any]] = [
    (status, {"object_kind": "deployment", "status": status, "status_changed_at": at, "deployment_id": 15,
              "environment": "live", "environment_tier": "production", "project": PROJECT, "ref": "main",
              "commit_url": f"https://gitlab.example.com/g/p/-/commit/{'c' * 40}"})
    for status, at in (("running", "2026-01-05 10:00:00 +0000"), ("success", "2026-01-05 10:05:00 +0000"))
]  # fmt: skip
PIPELINE = {
    "object_kind": "pipeline", "project": PROJECT,
    "object_attributes": {"id": 31, "iid": 3, "ref": "main", "sha": "d" * 40, "status": "failed", "source": "push",
                          "created_at": "2026-01-04 15:23:28 UTC", "finished_at": "2026-01-04 15:26:29 UTC"},
    "builds": [{"id": 380, "stage": "test", "name": "unit", "status": "failed", "created_at": "2026-01-04 15:23:28 UTC",
                "started_at": "2026-01-04 15:24:00 UTC", "finished_at": "2026-01-04 15:26:00 UTC",
                "user": {"username": "ann"}}],
}  # fmt: skip
ISSUE = {
    "object_kind": "issue", "project": PROJECT, "labels": [{"title": "doing"}],
    "object_attributes": {"id": 5, "iid": 9, "title": "Late", "state": "opened", "action": "update", "type": "Incident",
                          "created_at": "2026-01-01T10:00:00Z", "updated_at": "2026-01-02T10:00:00Z"},
    "changes": {"labels": {"previous": [], "current": [{"title": "doing"}]}},
}  # fmt: skip
RELEASE = {"object_kind": "release", "project": PROJECT, "tag": "v1", "name": "One", "action": "create",
           "released_at": "2026-01-06 10:00:00 UTC", "commit": {"id": "e" * 40}}  # fmt: skip


def test_a_merge_requests_story(tmp_path: Path) -> None:
    """Opened, ready, approved, merged: the same in whatever order the deliveries come; nobody is named."""
    logs = [received([*order], tmp_path / str(n)) for n, order in enumerate(list(permutations(REQUEST))[::7])]
    assert all(log == logs[0] for log in logs)
    told = [(kind, value) for _, kind, value, *_ in sorted(logs[0]["events"], key=lambda event: event[3])]
    assert told == [("opened", ""), ("ready", ""), ("reviewed", "approved"), ("merged", "")]
    assert ("s:change:g/p!7", "b" * 40, "became", "merge commit") in logs[0]["mentions"]
    assert "ann" not in json.dumps(logs[0])


def test_everything_else_that_is_kept(tmp_path: Path) -> None:
    """Pipelines with jobs, deployments, incidents with labels, releases: each with its events and values."""
    others = [("p", PIPELINE), ("i", ISSUE), ("r", RELEASE), *DEPLOYMENT]
    log = received(others, tmp_path)
    finished = {
        about[0].split(":")[1]: value for _, kind, value, _, about, _ in log["events"] if kind == "finished"
    }
    assert finished == {"build": "failure", "job": "failure", "deployment": "success"}
    kinds = {(about[0].split(":")[1], kind) for _, kind, _, _, about, _ in log["events"]}
    assert {("incident", "labelled"), ("release", "released"), ("deployment", "started")} <= kinds
    assert ("s:deployment:deployment 15", "production", "yes") in {value[:3] for value in log["values"]}
    assert {reference for _, reference, *_ in log["mentions"]} >= {"c" * 40, "d" * 40, "e" * 40}


def test_what_is_no_delivery_is_refused() -> None:
    """Anything without GitLab's form is told; what is not kept is passed over."""
    for body in (b"{", b"[]", b"{}", b'{"object_kind": "issue"}'):
        with pytest.raises(NotUnderstood):
            RECEIVER.understand({}, body)
    assert RECEIVER.understand({}, b'{"object_kind": "wiki_page"}') == []
