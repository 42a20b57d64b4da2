"""One ticket of Zendesk, written into the event log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.times import needed
from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headrace.eventlog.model import Batch

FIELDS = (
    *("id", "subject", "status", "priority", "type", "via", "group_id", "assignee_id", "problem_id", "tags"),
    *("external_id", "created_at", "updated_at", "satisfaction_rating"),
)
"""Fields of a ticket that are kept; who asked, and what they wrote, are not among them."""

_DONE = ("solved", "closed")
_RATED = ("good", "bad")


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of one field; ``before`` is ``None`` for the value a ticket was created with."""

    identity: str
    at: int
    before: str | None
    after: str | None


def write_ticket(raw: Any, batch: Batch, person: Callable[[str], str]) -> None:
    """Add a ticket to ``batch``.

    Raises:
        ValueError: it is none, or one of its times cannot be read.
    """
    if not isinstance(raw, dict) or "id" not in raw or "status" not in raw:
        raise ValueError('this is no Zendesk ticket; those have "id" and "status".')
    key, created = str(raw["id"]), needed(raw, "created_at")
    oid = batch.add_object("ticket", key, label=raw.get("subject") or None)
    batch.add_event("created", key, created, [oid])
    groups = raw.get("groups") or {}
    _statuses(batch, oid, raw, created)
    for attribute, field in (("priority", "priority"), ("type", "type")):
        for since, value in _values(raw, field, created):
            batch.add_value(oid, attribute, value, since)
    for since, group in _values(raw, "group_id", created):
        batch.add_value(oid, "group", groups.get(group or "", group), since)
    for since, who in _values(raw, "assignee_id", created):
        batch.add_value(oid, "assignee_key", person(who) if who else None, since)
    for change in _changes(raw, "group_id"):
        if change.before and change.before != change.after:
            name = f"{key}.{change.identity}"
            after = groups.get(change.after or "", change.after)
            told = {"from": groups.get(change.before, change.before)}
            batch.add_event("reassigned", name, change.at, [oid], value=after, attributes=told)
    channel = (raw.get("via") or {}).get("channel")
    if channel:
        batch.add_value(oid, "channel", str(channel), created)
    tags = tuple(str(tag) for tag in raw.get("tags") or ())
    if tags:
        batch.add_value(oid, "labels", tags, created)
    _ratings(batch, oid, raw)
    _links(batch, oid, raw)


def _statuses(batch: Batch, oid: str, raw: Mapping[str, Any], created: int) -> None:
    """Write the statuses over time, and what they mean: solved, closed, reopened."""
    key, last = str(raw["id"]), None
    changes = [_Change("created", created, None, _first(raw, "status"))]
    changes += [change for change in _changes(raw, "status") if change.before is not None]
    for change in changes:
        if change.after is None or change.after == last:
            continue
        attributes: dict[str, str] = {"from": last} if last else {}
        name = f"{key}.{change.identity}"
        batch.add_value(oid, "status", change.after, change.at)
        batch.add_event("status", name, change.at, [oid], value=change.after, attributes=attributes)
        if change.after in _DONE:
            batch.add_event(change.after, name, change.at, [oid])
        elif last in _DONE:
            batch.add_event("reopened", name, change.at, [oid])
        last = change.after
    if last != raw["status"]:  # closed by an automation, or without audits
        at = needed(raw, "updated_at")
        batch.add_value(oid, "status", raw["status"], at)


def _first(raw: Mapping[str, Any], field: str) -> str | None:
    """Return the value a ticket was created with: as it was told then, otherwise as its first change tells."""
    for change in _changes(raw, field):
        return change.after if change.before is None else change.before
    return None if raw.get(field) is None or not raw.get("audits") else str(raw[field])


def _values(raw: Mapping[str, Any], field: str, created: int) -> Iterator[tuple[int, str | None]]:
    """Yield a field's values over time: (since, value)."""
    changes = list(_changes(raw, field))
    first = _first(raw, field) if changes else raw.get(field)
    if first is not None:
        yield created, str(first)
    for change in changes:
        if change.before is not None or change.at != created:
            yield change.at, change.after


def _changes(raw: Mapping[str, Any], field: str) -> Iterator[_Change]:
    """Yield a field's values as audits tell them, in time order; the first has no value before."""
    for audit in raw.get("audits") or ():
        at = needed(audit, "created_at")
        for number, event in enumerate(audit["events"]):
            if event.get("field_name") != field or event["type"] not in ("Create", "Change"):
                continue
            before = event.get("previous_value") if event["type"] == "Change" else None
            after = event.get("value")
            yield _Change(
                f"{audit['id']}.{number}",
                at,
                None if before is None and event["type"] == "Create" else str(before or ""),
                None if after in (None, "") else str(after),
            )


def _ratings(batch: Batch, oid: str, raw: Mapping[str, Any]) -> None:
    """Write each rating a customer gave; an offer to rate is none."""
    for audit in raw.get("audits") or ():
        scores = [
            event.get("score") if event["type"] == "SatisfactionRating" else event.get("value")
            for event in audit["events"]
            if event["type"] == "SatisfactionRating" or event.get("field_name") == "satisfaction_score"
        ]
        for score in dict.fromkeys(score for score in scores if score in _RATED):
            name = f"{raw['id']}.{audit['id']}.{score}"
            batch.add_event("rated", name, needed(audit, "created_at"), [oid], value=str(score))


def _links(batch: Batch, oid: str, raw: Mapping[str, Any]) -> None:
    for reference, rule in raw.get("named") or ():
        batch.add_mention(oid, reference, "names", rule=rule)
    for field, qualifier in (("problem_id", "caused by"), ("external_id", "names")):
        if raw.get(field):
            batch.add_mention(oid, str(raw[field]), qualifier, rule=link_rules.DECLARED_LINK, declared=True)
