"""Messages over HTTP: answered once they are durable, refused with what to do, and soon in the log."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from headrace import messages
from headrace.connectors.ground.answers import Answers
from headrace.web.app import create_app
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "planted-secret"  # noqa: S105 - a test's
FILE = """\
version: 1
sources:
  hooks: {kind: events, token: "${HEADRACE_HOOKS_TOKEN}"}
  traces: {kind: otlp, token: "${HEADRACE_HOOKS_TOKEN}"}
  files: {path: records.csv}
"""
EVENT = {"type": "finished", "at": "2026-01-01T10:00:00Z", "object": {"type": "deployment", "key": "d1"}}
SIGNED = {"Authorization": f"Bearer {SECRET}"}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with one source that takes messages and one that does not."""
    monkeypatch.setenv("HEADRACE_HOOKS_TOKEN", SECRET)
    (tmp_path / "headrace.yaml").write_text(FILE, encoding="utf-8")
    return Workspace(tmp_path)


@pytest.fixture
def web(workspace: Workspace) -> Iterator[TestClient]:
    """The application over it."""
    with TestClient(create_app(workspace), base_url="http://127.0.0.1") as client:
        yield client


def test_a_message_is_kept_before_it_is_answered(web: TestClient, workspace: Workspace) -> None:
    """200 says that it is on disk: another process finds it; taken in, it is in the log; again, nothing is new."""
    answer = web.post("/ingest/hooks", json=EVENT, headers=SIGNED)
    assert (answer.status_code, answer.json()) == (200, {"kept": 1})
    answers = Answers(workspace.answers_folder / "hooks.sqlite")
    assert answers.count() == 1
    answers.close()
    workspace.take_in_messages()
    assert workspace.check().sources[0].events == 1
    assert web.post("/ingest/hooks", json=EVENT, headers=SIGNED).json() == {"kept": 0}
    packed = gzip.compress(json.dumps(EVENT | {"value": "success"}).encode())
    assert web.post(
        "/ingest/hooks", content=packed, headers=SIGNED | {"Content-Encoding": "gzip"}
    ).json() == {"kept": 1}
    workspace.take_in_messages()
    assert workspace.check().sources[0].events == 2


def test_where_nothing_has_come_nothing_is_read(
    web: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither headrace.yaml nor the kept messages are opened until a message comes or something is defined anew."""
    monkeypatch.setattr(messages, "_SETTLED", 0)
    looked: list[str] = []
    catalogue = Workspace.catalogue.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(Workspace, "catalogue", property(lambda self: looked.append("") or catalogue(self)))

    def looks() -> int:
        looked.clear()
        workspace.take_in_messages()
        return len(looked)

    assert looks() == 0
    web.post("/ingest/hooks", json=EVENT, headers=SIGNED)
    assert looks() == 1
    assert looks() == 1, "the log has changed"
    assert looks() == 0
    web.post("/ingest/hooks", json=EVENT | {"value": "late"}, headers=SIGNED)
    assert looks() == 1
    looks()
    assert looks() == 0
    workspace.file.write_text(FILE + "  more: {path: more.csv}\n", encoding="utf-8")
    assert looks() == 1
    assert looks() == 0
    assert workspace.check().sources[0].events == 2


def test_what_comes_at_once_after_a_look_is_not_overlooked(web: TestClient, workspace: Workspace) -> None:
    """Two messages within one stamp of the file: both are in the log after the next looks."""
    for number in range(4):
        web.post("/ingest/hooks", json=EVENT | {"value": str(number)}, headers=SIGNED)
        workspace.take_in_messages()
    assert workspace.check().sources[0].events == 4


def test_every_refusal_says_what_to_do(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unsigned, unknown, a file's source, not understood, too large: its status, a sentence, and no secret."""
    too_large = b" " * (17 * 1024 * 1024)
    cases = [
        (web.post("/ingest/hooks", json=EVENT), 401),
        (web.post("/ingest/hooks", json=EVENT, headers={"Authorization": "Bearer wrong"}), 401),
        (web.post("/ingest/nothing", json=EVENT, headers=SIGNED), 404),
        (web.post("/ingest/files", json=EVENT, headers=SIGNED), 404),
        (web.post("/ingest/hooks", content=b"{", headers=SIGNED), 422),
        (web.post("/ingest/hooks", content=b"no gzip", headers=SIGNED | {"Content-Encoding": "gzip"}), 422),
        (
            web.post(
                "/ingest/traces",
                content=gzip.compress(b"")[:-1],
                headers=SIGNED | {"Content-Encoding": "gzip", "Content-Type": "application/x-protobuf"},
            ),
            422,
        ),
        (web.post("/ingest/hooks", content=b"[" * 200_000, headers=SIGNED), 422),
        (web.post("/ingest/hooks", content=json.dumps(EVENT | {"id": "\ud800"}), headers=SIGNED), 422),
        (web.post("/ingest/traces/v1/traces", content=b"{", headers=SIGNED), 400),
        (web.post("/ingest/hooks", content=too_large, headers=SIGNED), 413),
        (
            web.post(
                "/ingest/hooks",
                content=gzip.compress(too_large),
                headers=SIGNED | {"Content-Encoding": "gzip"},
            ),
            413,
        ),
    ]
    monkeypatch.delenv("HEADRACE_HOOKS_TOKEN")
    cases.append((web.post("/ingest/hooks", json=EVENT, headers=SIGNED), 503))
    for number, (answer, status) in enumerate(cases):
        assert answer.status_code == status, number
        assert answer.json()["fact"]
        assert SECRET not in answer.text
