"""OpenTelemetry spans of CI/CD over OTLP/HTTP, received as protobuf or JSON.

Spans that say something of a pipeline, a task or a deployment by the semantic conventions for CI/CD
(``cicd.*``, ``deployment.*``, ``vcs.*``) are kept, all others are passed over. A document gathers the spans of one
trace. A span with a time that cannot be is a document by itself, so that the others of its trace can be read.
Exporters send to ``/ingest/NAME/v1/traces``.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.receiving import SECRET_SETTING, NotUnderstood, Part, Receiver
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Document
    from headrace.eventlog.model import Batch

_KEPT = ("cicd.", "deployment.", "vcs.")
_PIPELINE, _TASK = "cicd.pipeline.run.id", "cicd.pipeline.task.run.id"
_COMMIT = "vcs.ref.head.revision"
_EARLIEST, _LATEST = parse("2000-01-01")[0], parse("2100-01-01")[0]
"""Spans are of runs that were watched; any other time (µs UTC) comes from a clock or a unit that is wrong."""

_RESULTS = {"success": "success", "failure": "failure", "error": "failure", "timeout": "failure",
            "cancellation": "cancelled", "skip": "skipped", "succeeded": "success", "failed": "failure"}  # fmt: skip
_ATTRIBUTES = {
    "cicd.pipeline.name": "name", "vcs.repository.name": "repository", "vcs.ref.head.name": "branch",
    "deployment.environment.name": "environment",
}  # fmt: skip


class Otlp(Receiver):
    """Traces of pipelines."""

    kind = "otlp"
    title = "OpenTelemetry"
    settings = (SECRET_SETTING,)

    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:
        """Take the spans of an export request that tell of pipelines."""
        protobuf = headers.get("content-type", "").startswith("application/x-protobuf")
        request = _from_protobuf(body) if protobuf else _from_json(body)
        try:
            return [Part("trace", _document(span), span["spanId"], span) for span in _spans(request)]
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as problem:
            raise NotUnderstood("The message is no OTLP export of traces.", "Nothing was kept.") from problem

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write the run of a pipeline, its tasks, and the deployments among them.

        Raises:
            ValueError: a span's time cannot be.
        """
        spans = sorted(
            document.body["parts"].values(), key=lambda span: (int(span["startTimeUnixNano"]), span["spanId"])
        )
        for problem in filter(None, map(_out_of_time, spans)):
            raise ValueError(problem)
        runs: dict[str, str] = {}
        for span in spans:
            said = span["attributes"]
            if _PIPELINE in said and _TASK not in said:
                runs[said[_PIPELINE]] = _write(
                    batch, "build", said[_PIPELINE], span, said.get("cicd.pipeline.result")
                )
        for span in spans:
            said = span["attributes"]
            if _TASK in said:
                key = f"{said.get(_PIPELINE, document.key)}/{said[_TASK]}"
                result = said.get("cicd.pipeline.task.run.result")
                oid = _write(batch, "job", key, span, result)
                _value(batch, oid, "name", said.get("cicd.pipeline.task.name"), span)
                _value(batch, oid, "stage", said.get("cicd.pipeline.task.type"), span)
                run = runs.get(str(said.get(_PIPELINE))) or (
                    next(iter(runs.values())) if len(runs) == 1 else None
                )
                if run:
                    batch.add_relation(oid, run, "part of", rule=link_rules.PARENT)
            if "deployment.environment.name" in said or "deployment.id" in said:
                key = said.get("deployment.id") or f"{document.key}/{span['spanId']}"
                _write(batch, "deployment", key, span, said.get("deployment.status") or _result(said))


def _document(span: Mapping[str, Any]) -> str:
    """Return the key of the document that a span belongs to."""
    trace, own = str(span["traceId"]), str(span["spanId"])
    return f"{trace}/{own}" if _out_of_time(span) else trace


def _out_of_time(span: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a span's times, as a sentence."""
    for name in ("startTimeUnixNano", "endTimeUnixNano"):
        nanoseconds = int(span[name])
        unended = name == "endTimeUnixNano" and not nanoseconds
        if not unended and not _EARLIEST <= nanoseconds // 1000 < _LATEST:
            return f"{name} is {nanoseconds}, which is no time (in nanoseconds since 1970) between 2000 and 2100."
    return None


def _result(said: Mapping[str, str]) -> str | None:
    return said.get("cicd.pipeline.task.run.result") or said.get("cicd.pipeline.result")


def _write(batch: Batch, kind: str, key: str, span: Mapping[str, Any], result: str | None) -> str:
    said = span["attributes"]
    url = said.get("cicd.pipeline.run.url.full") or said.get("cicd.pipeline.task.run.url.full")
    oid = batch.add_object(kind, key, label=span["name"], url=url)
    begun, ended = (int(span[name]) // 1000 for name in ("startTimeUnixNano", "endTimeUnixNano"))
    for name, attribute in _ATTRIBUTES.items():
        _value(batch, oid, attribute, said.get(name), span)
    batch.add_event("started", f"{kind}.{key}.started", begun, [oid])
    if ended:
        told = {"said": result} if result else None
        value = _RESULTS.get(result, result) if result else None
        batch.add_event("finished", f"{kind}.{key}.finished", ended, [oid], value=value, attributes=told)
    if said.get(_COMMIT):
        batch.add_mention(oid, said[_COMMIT], "of", rule=link_rules.DECLARED_LINK, declared=True)
    return oid


def _value(batch: Batch, oid: str, attribute: str, value: str | None, span: Mapping[str, Any]) -> None:
    if value:
        batch.add_value(oid, attribute, value, int(span["startTimeUnixNano"]) // 1000)


def _spans(request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each span that tells of pipelines: its ids, times and texts, with the resource's among its attributes."""
    for resource in request.get("resourceSpans", ()):
        common = _texts(resource.get("resource", {}).get("attributes", ()))
        for scope in resource.get("scopeSpans", ()):
            for span in scope.get("spans", ()):
                own = _texts(span.get("attributes", ()))
                if not any(name.startswith(_KEPT[:2]) for name in own):
                    continue
                attributes = {
                    name: text for name, text in {**common, **own}.items() if name.startswith(_KEPT)
                }
                if not (isinstance(span["traceId"], str) and isinstance(span["spanId"], str)):
                    raise TypeError("ids are texts")
                yield {
                    "traceId": span["traceId"], "spanId": span["spanId"], "name": str(span.get("name", "")),
                    "startTimeUnixNano": str(int(span["startTimeUnixNano"])),
                    "endTimeUnixNano": str(int(span.get("endTimeUnixNano") or 0)), "attributes": attributes,
                }  # fmt: skip


def _texts(attributes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    found = {}
    for one in attributes:
        for form in ("stringValue", "intValue", "boolValue", "doubleValue"):
            if form in one.get("value", {}):
                found[one["key"]] = str(one["value"][form])
    return found


def _from_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as problem:
        raise NotUnderstood("The message is no JSON, or is cut off.", "Nothing was kept.") from problem


def _from_protobuf(body: bytes) -> Any:
    """Return an export request as its JSON form; ids are written in hexadecimal there."""
    # Imported here: it takes a while, and few sources need it.
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415
    from google.protobuf.message import DecodeError  # noqa: PLC0415
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest  # noqa: PLC0415

    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as problem:
        raise NotUnderstood(
            "The message is no OTLP export of traces, or is cut off.", "Nothing was kept."
        ) from problem
    plain = MessageToDict(request)
    for resource in plain.get("resourceSpans", ()):
        for scope in resource.get("scopeSpans", ()):
            for span in scope.get("spans", ()):
                for name in ("traceId", "spanId"):
                    span[name] = base64.b64decode(span[name]).hex()
    return plain


CONNECTOR = Otlp
