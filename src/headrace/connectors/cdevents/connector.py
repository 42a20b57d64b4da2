"""CDEvents (cdevents.dev, 0.1 to 0.5), received: as CloudEvents, structured, binary or in batches, or bare.

A document gathers all events about one subject. What a subject becomes is in ``_SUBJECTS``; what tells nothing
about the flow of work (environments, repositories, branches) becomes an object of its own name all the same, so
that no event is lost.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.receiving import SECRET_SETTING, NotUnderstood, Part, Receiver
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Document
    from headrace.eventlog.model import Batch

_SUBJECTS = {
    "pipelinerun": "build",
    "build": "build",
    "taskrun": "job",
    "service": "deployment",
    "testcaserun": "test run",
    "testsuiterun": "test suite run",
    "testoutput": "test output",
}
"""Subject → type of object, where that is called otherwise here."""

_EVENTS = {
    ("change", "created"): "opened",
    ("change", "abandoned"): "closed",
    ("incident", "detected"): "opened",
    ("incident", "reported"): "opened",
    ("build", "finished"): "finished",
}
"""(Subject, predicate) → type of event, where that is called otherwise here."""

_DEPLOYED = {"deployed", "upgraded", "rolledback"}
"""Of a service: each is a deployment that has finished."""

_OUTCOMES = {"success": "success", "failure": "failure", "failed": "failure", "error": "failure",
             "cancel": "cancelled", "cancelled": "cancelled", "canceled": "cancelled"}  # fmt: skip

_ATTRIBUTES = {
    "pipelineName": "name", "taskName": "name", "name": "name", "artifactId": "artifact", "ticketType": "type",
    "group": "group", "priority": "priority", "milestone": "milestone", "severity": "severity",
}  # fmt: skip


class CDEvents(Receiver):
    """Events of any tool that speaks CDEvents."""

    kind = "cdevents"
    title = "CDEvents"
    settings = (SECRET_SETTING,)

    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:
        """Take one event, or a batch of them."""
        try:
            value = json.loads(body)
        except ValueError as problem:
            raise NotUnderstood("The message is no JSON, or is cut off.", "Nothing was kept.") from problem
        events = value if isinstance(value, list) else [value]
        return [_part(event, headers if len(events) == 1 else {}) for event in events]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write a subject and everything that happened to it."""
        parts = sorted(
            document.body["parts"].values(), key=lambda event: (_at(event), event["context"]["id"])
        )
        subject, key = document.kind, document.key
        if subject == "service":
            _write_deployments(parts, key, batch)
            return
        newest = parts[-1]
        oid = batch.add_object(_SUBJECTS.get(subject, subject), key, label=_label(newest), url=_url(newest))
        for attribute, value, since in _values(parts):
            batch.add_value(oid, attribute, value, since)
        for event in parts:
            predicate = _predicate(event)
            outcome = _outcome(event) or (
                "success" if (subject, predicate) == ("build", "finished") else None
            )
            batch.add_event(
                _EVENTS.get((subject, predicate), predicate),
                event["context"]["id"],
                _at(event),
                [oid],
                value=outcome,
            )
            for reference, qualifier in _references(event):
                batch.add_mention(oid, reference, qualifier, rule=link_rules.DECLARED_LINK, declared=True)


def _part(event: Any, headers: Mapping[str, str]) -> Part:
    """Return an event with its CloudEvents envelope taken off."""
    if isinstance(event, dict) and "specversion" in event and "data" in event:
        event = event["data"]
    try:
        context, subject = event["context"], event["subject"]
        kind = str(context["type"]).split(".")[2]
        name = str(context.get("id") or headers.get("ce-id") or "")
        parse(str(context["timestamp"]))
        key = str(subject["id"])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
        raise NotUnderstood(
            "The message is no CDEvent: it needs a context with id, type and timestamp, and a subject with an id.",
            "Nothing was kept.",
            ["See cdevents.dev for the form, or send it to a source of kind events."],
        ) from problem
    if not name:
        raise NotUnderstood("The event has no id, so a repeated one could not be told.", "Nothing was kept.")
    source = subject.get("source") or context.get("source") or ""
    # a part carries the source that its subject is unique in
    return Part(kind, key if kind in _GLOBAL else f"{source}/{key}".strip("/"), name, event)


_GLOBAL = {"artifact", "ticket", "incident"}
"""Subjects whose ids mean the same whoever tells them."""


def _at(event: Mapping[str, Any]) -> int:
    return parse(str(event["context"]["timestamp"]))[0]


def _predicate(event: Mapping[str, Any]) -> str:
    return str(event["context"]["type"]).split(".")[3]


def _content(event: Mapping[str, Any]) -> dict[str, Any]:
    content = event["subject"].get("content")
    return content if isinstance(content, dict) else {}


def _outcome(event: Mapping[str, Any]) -> str | None:
    content = _content(event)
    said = content.get("outcome") or content.get("decision") or content.get("resolution")
    return _OUTCOMES.get(str(said).lower(), str(said)) if said else None


def _label(event: Mapping[str, Any]) -> str | None:
    content = _content(event)
    said = content.get("summary") or content.get("description") or content.get("pipelineName")
    return str(said).splitlines()[0] if said else None


def _url(event: Mapping[str, Any]) -> str | None:
    content = _content(event)
    said = str(content.get("viewUrl") or content.get("uri") or content.get("approvalDetailsUrl") or "")
    return said if said.startswith(("https://", "http://")) else None


def _values(parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str | tuple[str, ...], int]]:
    """Yield each attribute from when it was first told so."""
    last: dict[str, str | tuple[str, ...]] = {}
    for event in parts:
        content = _content(event)
        said: dict[str, str | tuple[str, ...]] = {
            name: str(content[key]) for key, name in _ATTRIBUTES.items() if isinstance(content.get(key), str)
        }
        for key, name in (
            ("environment", "environment"),
            ("service", "service"),
            ("repository", "repository"),
        ):
            if isinstance(content.get(key), dict) and content[key].get("id"):
                said[name] = str(content[key]["id"])
        if isinstance(content.get("labels"), list):
            said["labels"] = tuple(str(label) for label in content["labels"])
        for name, value in said.items():
            if last.get(name) != value:
                last[name] = value
                yield name, value, _at(event)


def _references(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what else an event names: changes, runs that it is part of, artifacts, and linked subjects."""
    content = _content(event)
    for part, qualifier in (("change", "of"), ("pipelineRun", "part of"), ("testSuiteRun", "part of")):
        named = content.get(part)
        if isinstance(named, dict) and named.get("id"):
            source = (
                named.get("source") or event["subject"].get("source") or event["context"].get("source") or ""
            )
            yield f"{source}/{named['id']}".strip("/"), qualifier
    if content.get("artifactId"):
        yield str(content["artifactId"]), "of"


def _write_deployments(parts: Sequence[Mapping[str, Any]], service: str, batch: Batch) -> None:
    """Write each deployment of a service; other events are told of the service itself."""
    for event in parts:
        predicate, at, content = _predicate(event), _at(event), _content(event)
        name = event["context"]["id"]
        environment = str((content.get("environment") or {}).get("id") or "")
        if predicate not in _DEPLOYED:
            oid = batch.add_object("service", f"{service}@{environment}".strip("@"))
            batch.add_event(predicate, name, at, [oid])
            continue
        oid = batch.add_object("deployment", name, label=f"{service} to {environment}".removesuffix(" to "))
        batch.add_value(oid, "service", service, at)
        if environment:
            batch.add_value(oid, "environment", environment, at)
        batch.add_event("finished", name, at, [oid], value="success", attributes={"said": predicate})
        for reference, qualifier in _references(event):
            batch.add_mention(oid, reference, qualifier, rule=link_rules.DECLARED_LINK, declared=True)


CONNECTOR = CDEvents
