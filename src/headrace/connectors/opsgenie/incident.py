"""One incident or alert of Opsgenie, written into the event log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.naming import mention_named
from headrace.connectors.ground.times import moment, needed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headrace.eventlog.model import Batch

_EVENTS = {
    "ResponderAlertAcked": ("acknowledged", None),
    "IncidentResolved": ("resolved", "resolved"),
    "IncidentClosed": ("closed", "closed"),
    "IncidentReopened": ("reopened", "open"),
    "IncidentPriorityChanged": ("priority", None),
}
"""Entry of the timeline → event, and the status that the incident has from then on."""


def write_incident(raw: Any, batch: Batch, person: Callable[[str], str]) -> None:
    """Add an incident to ``batch``.

    Raises:
        ValueError: it is none, or one of its times cannot be read.
    """
    oid, key, created = _begin("incident", raw, batch)
    status = "open"
    batch.add_value(oid, "status", status, created)
    entries = sorted(raw.get("timeline") or (), key=lambda entry: needed(entry, "eventTime"))
    for entry in entries:
        event, after = _EVENTS.get(str(entry.get("type")), (None, None))
        if event is None:
            continue
        at = needed(entry, "eventTime")
        batch.add_event(event, f"{key}.{entry['id']}", at, [oid])
        if after:
            batch.add_value(oid, "status", after, at)
            status = after
    if raw["status"] != status:
        # Nothing tells when: it is so since the incident's last change at the latest.
        ended = moment(raw, "impactEndDate")
        if ended is not None and raw["status"] == "resolved":
            batch.add_event("resolved", key, ended, [oid])
        batch.add_value(oid, "status", raw["status"], moment(raw, "updatedAt") or created)
    names = raw.get("names") or {}
    _several(
        batch, oid, "service", [names.get(one, one) for one in raw.get("impactedServices") or ()], created
    )
    teams = [one["id"] for one in raw.get("responders") or () if one.get("type") == "team"]
    owner = [raw["ownerTeam"]] if raw.get("ownerTeam") else []
    _several(batch, oid, "team", [names.get(one, one) for one in dict.fromkeys([*owner, *teams])], created)
    people = [person(one["id"]) for one in raw.get("responders") or () if one.get("type") == "user"]
    _several(batch, oid, "assignee_key", people, created)


def write_alert(raw: Any, batch: Batch) -> None:
    """Add an alert to ``batch``.

    Raises:
        ValueError: it is none, or one of its times cannot be read.
    """
    oid, key, created = _begin("alert", raw, batch)
    batch.add_value(oid, "status", "open", created)
    report = raw.get("report") or {}
    for part, event in (("ackTime", "acknowledged"), ("closeTime", "closed")):
        if report.get(part):
            at = created + int(report[part]) * 1000
            batch.add_event(event, key, at, [oid])
            batch.add_value(oid, "status", event, at)
    if raw["status"] == "closed" and not report.get("closeTime"):
        batch.add_value(oid, "status", "closed", moment(raw, "updatedAt") or created)
    _several(batch, oid, "service", [str(raw["entity"])] if raw.get("entity") else [], created)


def _begin(kind: str, raw: Any, batch: Batch) -> tuple[str, str, int]:
    """Add what incidents and alerts have in common; return object, key, and when it was opened."""
    if not isinstance(raw, dict) or "tinyId" not in raw or "status" not in raw:
        raise ValueError(f'this is no Opsgenie {kind}; those have "tinyId" and "status".')
    key, created = str(raw["tinyId"]), needed(raw, "createdAt")
    url = (raw.get("links") or {}).get("web")
    oid = batch.add_object(kind, key, label=raw.get("message") or None, url=url)
    batch.add_event("opened", key, moment(raw, "impactStartDate") or created, [oid])
    if raw.get("priority"):
        batch.add_value(oid, "priority", str(raw["priority"]), created)
    _several(batch, oid, "labels", [str(tag) for tag in raw.get("tags") or ()], created)
    mention_named(batch, oid, [raw.get("message"), *_words(raw)])
    return oid, key, created


def _words(raw: Mapping[str, Any]) -> list[str]:
    return [str(tag) for tag in raw.get("tags") or ()]


def _several(batch: Batch, oid: str, attribute: str, values: list[str], since: int) -> None:
    if values:
        batch.add_value(oid, attribute, tuple(dict.fromkeys(values)), since)
