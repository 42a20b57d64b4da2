"""GitHub's webhooks: every example payload is taken, and what happened to one thing is put together."""

from __future__ import annotations

import gzip
import json
from contextlib import closing
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.github.hooks import _ABOUT, GitHubHooks
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.receiving import NotUnderstood
from headrace.connectors.ground.rereading import Rereading
from headrace.eventlog.store import Store
from tests.connectors.conformance import said_by

if TYPE_CHECKING:
    from pathlib import Path

RECEIVER = GitHubHooks({"token": "planted-secret"})


def received(deliveries: list[tuple[str, str, Any]], folder: Path) -> tuple[dict[str, Any], dict[Any, str]]:
    """Return what the log says after deliveries (event, delivery, payload), and what could not be understood."""
    with closing(Answers(folder / "answers.sqlite")) as answers:
        for event, delivery, payload in deliveries:
            headers = {"x-github-event": event, "x-github-delivery": delivery}
            answers.receive("received", 1, RECEIVER.understand(headers, json.dumps(payload).encode()))
        rereading = Rereading(RECEIVER, "s", "secret")
        store = Store(folder / "store")
        store.ingest(rereading.batches(answers, 0))
    return said_by(store), rereading.unreadable


def _pull(action: str, at: str, **more: Any) -> dict[str, Any]:
    pull = {
        "id": 5, "number": 12, "html_url": "https://github.com/o/r/pull/12", "title": "Pay", "state": "open",
        "created_at": "2026-01-01T10:00:00Z", "updated_at": at, "user": {"login": "ann"}, "labels": [],
        "draft": False, "merged_at": None, "closed_at": None, "merge_commit_sha": None,
        "head": {"ref": "SHOP-9-pay"}, "base": {"ref": "main"},
    }  # fmt: skip
    return {
        "action": action,
        "pull_request": pull | more.pop("pull", {}),
        "repository": {"full_name": "o/r"},
    } | more


MERGED = {"state": "closed", "merged_at": "2026-01-04T10:00:00Z", "closed_at": "2026-01-04T10:00:00Z",
          "merge_commit_sha": "a" * 40}  # fmt: skip
STORY: list[tuple[str, str, Any]] = [
    ("pull_request", "d1", _pull("opened", "2026-01-01T10:00:00Z")),
    ("pull_request", "d2", _pull("review_requested", "2026-01-02T10:00:00Z", requested_reviewer={"login": "bob"})),
    ("pull_request_review", "d3", _pull("submitted", "2026-01-03T10:00:00Z", review={
        "id": 7, "state": "approved", "submitted_at": "2026-01-03T10:00:00Z", "user": {"login": "bob"}})),
    ("pull_request", "d4", _pull("closed", "2026-01-04T10:00:00Z", pull=MERGED)),
]  # fmt: skip


def test_the_order_of_deliveries_does_not_matter(tmp_path: Path) -> None:
    """Opened, review asked for, reviewed, merged: the same story in whatever order its deliveries come."""
    logs = []
    for number, order in enumerate(list(permutations(STORY))[::5]):
        log, unreadable = received([*order, order[0]], tmp_path / str(number))
        assert unreadable == {}
        logs.append(log)
    assert all(log == logs[0] for log in logs)
    told = [(kind, value) for _, kind, value, *_ in sorted(logs[0]["events"], key=lambda event: event[3])]
    assert told == [("opened", ""), ("review requested", ""), ("reviewed", "approved"), ("merged", "")]
    assert {reference for _, reference, *_ in logs[0]["mentions"]} == {"a" * 40, "SHOP-9"}
    assert "bob" not in json.dumps(logs[0]["values"])


def test_what_is_no_delivery_is_refused() -> None:
    """A form instead of JSON, or a delivery without what it is about, is told; other events are passed over."""
    for body in (b"payload=%7B%7D", b"{}", b"[]"):
        with pytest.raises(NotUnderstood):
            RECEIVER.understand({"x-github-event": "issues"}, body)
    assert RECEIVER.understand({"x-github-event": "star"}, b"{}") == []


def _apart(payload: Any, name: str) -> Any:
    """Put an example into a repository of its own: nearly all are about the same issue, which one of them deletes."""
    return json.loads(json.dumps(payload).replace("Codertocat/Hello-World", f"Codertocat/{name}"))


@pytest.mark.data
def test_every_example_payload_is_taken(shared: Path, tmp_path: Path) -> None:
    """Each recorded payload of the events that are kept goes in; all of their documents are understood."""
    file = shared / "data" / "octokit" / "github_webhook_payload_examples.json.gz"
    with gzip.open(file) as packed:
        examples = json.load(packed)
    deliveries = [
        (event["name"], f"{event['name']}.{number}", _apart(payload, f"{event['name']}-{number}"))
        for event in examples
        for number, payload in enumerate(event["examples"])
        if event["name"] in _ABOUT
    ]
    assert len(deliveries) > 90
    log, unreadable = received(deliveries, tmp_path)
    assert unreadable == {}
    types = {oid.split(":")[1] for oid, *_ in log["objects"]}
    assert types == {"item", "change", "build", "job", "deployment", "release", "vulnerability"}
