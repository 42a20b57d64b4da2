"""Messages that tools send: kept once, put together by what they are about, and only from those who may."""

from __future__ import annotations

import base64
import hmac
import json
import re
import tarfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from headrace.connectors.cdevents.connector import CDEvents
from headrace.connectors.events.connector import Events
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.receiving import NotSigned, NotUnderstood, Receiver
from headrace.connectors.ground.rereading import Rereading
from headrace.connectors.otlp.connector import Otlp
from headrace.eventlog.store import Store
from tests.connectors.conformance import said_by

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "planted-secret"  # noqa: S105 - a test's
RECEIVER = Events({"token": SECRET})


def kept(receiver: Receiver, messages: list[Any], folder: Path) -> dict[str, Any]:
    """Return what the log says after these messages, each received by itself."""
    with closing(Answers(folder / "answers.sqlite")) as answers:
        for message in messages:
            answers.receive("received", 1, receiver.understand({}, json.dumps(message).encode()))
        rereading = Rereading(receiver, "s", "secret")
        store = Store(folder / "store")
        store.ingest(rereading.batches(answers, 0))
        assert rereading.unreadable == {}
    return said_by(store)


def event(number: int, **more: Any) -> dict[str, Any]:
    """One event of deployment d1."""
    about = {"type": "deployment", "key": "d1", "attributes": {"environment": "prod", "author": "Ann"}}
    return {
        "type": "step",
        "at": f"2026-01-0{number}T10:00:00Z",
        "value": str(number),
        "object": about,
    } | more


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_order_and_repetition_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int]
) -> None:
    """However often and in whatever order messages come, the log says the same."""
    received = kept(RECEIVER, [event(number) for number in numbers], tmp_path_factory.mktemp("a"))
    plain = kept(RECEIVER, [event(number) for number in sorted(set(numbers))], tmp_path_factory.mktemp("b"))
    assert received == plain
    assert len(received["events"]) == len(set(numbers))


def test_an_event_becomes_what_it_says(tmp_path: Path) -> None:
    """Object, attributes with persons under keys, value, and what it is about."""
    log = kept(RECEIVER, [event(1, id="e1", about=["SHOP-12"], attributes={"reason": "late"})], tmp_path)
    assert log["objects"][0][0] == "s:deployment:d1"
    values = {(attribute, value) for _, attribute, value, _ in log["values"]}
    assert ("environment", "prod") in values
    assert not any("Ann" in value for _, value in values)
    assert {attribute for attribute, _ in values} == {"environment", "author_key"}
    assert log["events"][0][1:3] == ("step", "1")
    assert ("reason", "late") in log["events"][0][5]
    assert log["mentions"][0][1] == "SHOP-12"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1]", b'"text"', b"{}", json.dumps(event(1, strange=1)).encode(),
     json.dumps(event(1, at="soon")).encode(), json.dumps(event(1, object={"type": "x"})).encode(),
     json.dumps(event(1, about="SHOP-1")).encode(), json.dumps(event(1, value=3)).encode()],
)  # fmt: skip
def test_what_is_not_understood_is_told(body: bytes) -> None:
    """Every message that is none gets a sentence, and never a traceback."""
    with pytest.raises(NotUnderstood) as caught:
        RECEIVER.understand({}, body)
    assert caught.value.fact.endswith(".")


def test_only_who_knows_the_secret_may_write() -> None:
    """Bearer, GitLab's header and GitHub's signature prove it; anything else does not."""
    body = b"{}"
    signed = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    for headers in (
        {"authorization": f"Bearer {SECRET}"}, {"x-gitlab-token": SECRET}, {"x-hub-signature-256": signed},
    ):  # fmt: skip
        RECEIVER.check(headers, body)
    for headers in (
        {},
        {"authorization": "Bearer no"},
        {"x-hub-signature-256": "sha256=00"},
        {"x-gitlab-token": ""},
    ):
        with pytest.raises(NotSigned):
            RECEIVER.check(headers, body)
    with pytest.raises(NotSigned):
        RECEIVER.check({"x-hub-signature-256": signed}, b"{ }")


@pytest.mark.data
def test_every_conformance_event_is_taken(shared: Path, tmp_path: Path) -> None:
    """Each event of the CDEvents conformance set becomes exactly one event in the log, about one object."""
    archive = shared / "data" / "cdevents" / "cdevents_spec_conformance_and_schemas.tar.gz"
    with tarfile.open(archive) as tar:
        messages = [
            json.load(tar.extractfile(member))  # type: ignore[arg-type]
            for member in tar.getmembers()
            if re.fullmatch(r"conformance/\w+\.json", member.name)
        ]
    assert len(messages) > 40
    for number, message in enumerate(messages):
        message["context"]["id"] = f"e{number}"
    log = kept(CDEvents({"token": SECRET}), messages, tmp_path)
    assert len(log["events"]) == len(messages)
    assert all(len(about) == 1 for *_, about, _ in log["events"])
    types = {oid.split(":")[1] for oid, *_ in log["objects"]}
    assert {"change", "build", "job", "deployment", "incident", "ticket", "approval", "artifact"} <= types
    outcomes = {(kind, value) for _, kind, value, *_ in log["events"] if kind == "finished"}
    assert outcomes == {("finished", "success"), ("finished", "failure")}


def test_cloud_events_envelopes_are_taken_off(tmp_path: Path) -> None:
    """Structured, bare and in a batch, one event is the same event."""
    bare = {
        "context": {"id": "1", "type": "dev.cdevents.change.merged.0.2.0", "source": "/git",
                    "timestamp": "2026-01-01T10:00:00Z"},
        "subject": {"id": "c1", "content": {"repository": {"id": "o/r"}}},
    }  # fmt: skip
    structured = {"specversion": "1.0", "id": "1", "source": "/git", "type": "x", "data": bare}
    logs = [
        kept(CDEvents({"token": SECRET}), [form], tmp_path / str(n))
        for n, form in enumerate((bare, structured, [bare, bare]))
    ]
    assert logs[0] == logs[1] == logs[2]
    assert logs[0]["events"][0][1] == "merged"


_BEGAN = 1_767_225_600
"""The first second of 2026."""


def _span(identity: str, start: int, end: int, **attributes: str) -> dict[str, Any]:
    return {
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": identity, "name": "a span",
        "startTimeUnixNano": str((_BEGAN + start) * 10**9), "endTimeUnixNano": str((_BEGAN + end) * 10**9),
        "attributes": [
            {"key": name.replace("__", "."), "value": {"stringValue": text}} for name, text in attributes.items()
        ],
    }  # fmt: skip


RUN = _span("eee19b7ec3c1b174", 100, 200, cicd__pipeline__run__id="812", cicd__pipeline__result="success",
            vcs__ref__head__revision="a" * 40)  # fmt: skip
TASK = _span("eee19b7ec3c1b175", 110, 150, cicd__pipeline__task__run__id="7", cicd__pipeline__task__type="deploy",
             cicd__pipeline__task__run__result="error", deployment__environment__name="production")  # fmt: skip
OTHER = _span("eee19b7ec3c1b176", 120, 130, http__route="/pay")


def _export(*spans: dict[str, Any]) -> dict[str, Any]:
    return {"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [{"spans": list(spans)}]}]}


def test_spans_become_builds_jobs_and_deployments(tmp_path: Path) -> None:
    """A run with its commit, its task, and the deployment it made; a span of something else is passed over."""
    log = kept(Otlp({"token": SECRET}), [_export(TASK, OTHER), _export(RUN)], tmp_path)
    assert [oid.split(":")[1] for oid, *_ in log["objects"]] == ["build", "deployment", "job"]
    finished = {
        eid.split(".")[0].split(":")[-1]: value
        for eid, kind, value, *_ in log["events"]
        if kind == "finished"
    }
    assert finished == {"build": "success", "deployment": "failure", "job": "failure"}
    assert log["relations"][0][2] == "part of"
    assert ("s:build:812", "a" * 40, "of", "declared issue link") in log["mentions"]


@pytest.mark.parametrize(
    ("start", "end"),
    [("0", "1"), ("-5", "0"), (str(10**40), str(10**40)), (str(RUN["startTimeUnixNano"]), str(2**64 - 1)),
     (1767225600, 1767225700), (True, True)],
)  # fmt: skip
def test_a_time_that_cannot_be_is_left_out_with_its_reason(tmp_path: Path, start: Any, end: Any) -> None:
    """In seconds instead of nanoseconds, negative, without end: the span is told of, and its trace stays."""
    receiver = Otlp({"token": SECRET})
    absurd = TASK | {"startTimeUnixNano": start, "endTimeUnixNano": end}
    with closing(Answers(tmp_path / "answers.sqlite")) as answers:
        message = json.dumps(_export(absurd, RUN)).encode()
        assert answers.receive("received", 1, receiver.understand({}, message)) == 2
        rereading = Rereading(receiver, "s", "secret")
        store = Store(tmp_path / "store")
        store.ingest(rereading.batches(answers, 0))
        (fact,) = answers.unreadable()
    assert "which is no time" in fact
    assert [oid for oid, *_ in said_by(store)["objects"]] == ["s:build:812"]


@pytest.mark.parametrize(
    "odd", [{"startTimeUnixNano": "soon"}, {"startTimeUnixNano": None}, {"startTimeUnixNano": float("inf")},
            {"endTimeUnixNano": "1e9"}, {"traceId": 7}, {"spanId": {}}],
)  # fmt: skip
def test_what_is_no_span_is_refused(odd: dict[str, Any]) -> None:
    """Times and ids of another kind are told to the sender."""
    with pytest.raises(NotUnderstood):
        Otlp({"token": SECRET}).understand({}, json.dumps(_export(TASK | odd)).encode())


def test_protobuf_says_the_same_as_json() -> None:
    """Both encodings of one export leave the same log; a broken one is refused."""
    message = json_format.ParseDict(
        json.loads(json.dumps(_export(RUN, TASK)), object_hook=_ids_as_base64), ExportTraceServiceRequest()
    )
    receiver = Otlp({"token": SECRET})
    headers = {"content-type": "application/x-protobuf"}
    told = receiver.understand(headers, message.SerializeToString())
    assert told == receiver.understand({}, json.dumps(_export(RUN, TASK)).encode())
    with pytest.raises(NotUnderstood):
        receiver.understand(headers, b"\xff\xff\xff")


def _ids_as_base64(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: base64.b64encode(bytes.fromhex(text)).decode() if name in ("traceId", "spanId") else text
        for name, text in value.items()
    }
