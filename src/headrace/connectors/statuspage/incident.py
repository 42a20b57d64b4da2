"""One incident or maintenance of a status page, written into the event log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.naming import mention_named
from headrace.connectors.ground.times import moment, needed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.eventlog.model import Batch

_PLANNED = ("scheduled", "in_progress", "verifying", "completed")
_DONE = ("resolved", "completed")


def write_incident(raw: Any, batch: Batch) -> None:
    """Add an incident to ``batch``.

    Raises:
        ValueError: it is none, or one of its times cannot be read.
    """
    if not isinstance(raw, dict) or "id" not in raw or "status" not in raw:
        raise ValueError('this is no incident of a status page; those have "id" and "status".')
    key, created = str(raw["id"]), needed(raw, "created_at")
    planned = raw.get("impact") == "maintenance" or raw["status"] in _PLANNED
    oid = batch.add_object(
        "maintenance" if planned else "incident", key, label=raw.get("name") or None, url=raw.get("shortlink")
    )
    updates = sorted(
        ((_at(update), update) for update in raw.get("incident_updates") or ()), key=lambda pair: pair[0]
    )
    opened = moment(raw, "started_at") or (updates[0][0] if updates else created)
    batch.add_event("announced" if planned else "opened", key, opened, [oid])
    last = None
    for at, update in updates:
        status = str(update["status"])
        if status == last:
            continue
        name = f"{key}.{update['id']}"
        batch.add_value(oid, "status", status, at)
        batch.add_event("status", name, at, [oid], value=status, attributes={"from": last} if last else {})
        if status in _DONE:
            batch.add_event("resolved", name, at, [oid])
        elif last in _DONE and status != "postmortem":
            batch.add_event("reopened", name, at, [oid])
        last = status
    if raw["status"] not in (last, "postmortem"):
        batch.add_value(oid, "status", raw["status"], moment(raw, "updated_at") or created)
    resolved = moment(raw, "resolved_at")
    if resolved is not None and not any(update["status"] in _DONE for _, update in updates):
        batch.add_event("resolved", key, resolved, [oid])
    if raw.get("impact"):
        batch.add_value(oid, "severity", str(raw["impact"]), opened)
    components = tuple(
        dict.fromkeys(str(one["name"]) for one in raw.get("components") or () if one.get("name"))
    )
    if components:
        batch.add_value(oid, "service", components, opened)
    mention_named(batch, oid, [raw.get("name")])


def _at(update: Mapping[str, Any]) -> int:
    return moment(update, "display_at") or needed(update, "created_at")
