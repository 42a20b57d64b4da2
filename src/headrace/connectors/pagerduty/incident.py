"""One incident of PagerDuty, written into the event log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.naming import mention_named
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headrace.eventlog.model import Batch

_EVENTS = {
    "trigger_log_entry": ("opened", None),
    "acknowledge_log_entry": ("acknowledged", None),
    "unacknowledge_log_entry": ("status", "triggered"),
    "resolve_log_entry": ("resolved", None),
    "reopen_log_entry": ("reopened", None),
    "escalate_log_entry": ("escalated", None),
    "delegate_log_entry": ("reassigned", None),
    "snooze_log_entry": ("snoozed", None),
}
"""Log entry → event and its value. An assignment is told apart from the first one below."""

_STATUS = {
    "trigger_log_entry": "triggered",
    "acknowledge_log_entry": "acknowledged",
    "unacknowledge_log_entry": "triggered",
    "resolve_log_entry": "resolved",
    "reopen_log_entry": "triggered",
}


def write_incident(raw: Any, batch: Batch, person: Callable[[str], str]) -> None:
    """Add an incident to ``batch``.

    Raises:
        ValueError: it is none, or one of its times cannot be read.
    """
    if not isinstance(raw, dict) or "incident_number" not in raw or "created_at" not in raw:
        raise ValueError('this is no PagerDuty incident; those have "incident_number" and "created_at".')
    key = str(raw["incident_number"])
    oid = batch.add_object("incident", key, label=raw.get("title") or None, url=raw.get("html_url"))
    created = _time(key, raw["created_at"])
    entries = sorted(raw.get("log_entries") or (), key=lambda entry: _time(key, entry["created_at"]))
    for attribute, value in _values(raw):
        batch.add_value(oid, attribute, value, created)
    happened = [
        (_time(key, entry["created_at"]), entry["type"], str(entry["id"]), entry) for entry in entries
    ] or list(_without_entries(key, raw, created))
    _statuses(batch, oid, raw, created, happened)
    _events(batch, oid, key, created, happened)
    for at, who in _assigned(key, raw):
        batch.add_value(oid, "assignee_key", person(who), at)
    mention_named(batch, oid, [raw.get("title")])
    for outside in raw.get("external_references") or ():
        if outside.get("external_id"):
            batch.add_mention(
                oid, str(outside["external_id"]), "names", rule=link_rules.DECLARED_LINK, declared=True
            )


_Happened = tuple[int, str, str, "Mapping[str, Any]"]


def _statuses(
    batch: Batch, oid: str, raw: Mapping[str, Any], created: int, happened: list[_Happened]
) -> None:
    """Say which status the incident had since when; its present one is what the incident itself says."""
    moves = [(at, _STATUS[kind]) for at, kind, _, _ in happened if kind in _STATUS] or [
        (created, "triggered")
    ]
    last = None
    for at, status in moves:
        if status != last:
            batch.add_value(oid, "status", status, at)
        last = status
    changed = raw.get("last_status_change_at")
    if raw.get("status") and raw["status"] != last and changed:
        batch.add_value(oid, "status", raw["status"], max(_time("status", changed), moves[-1][0] + 1))


def _events(batch: Batch, oid: str, key: str, created: int, happened: list[_Happened]) -> None:
    batch.add_event("opened", key, created, [oid])
    assigned = None
    told: set[tuple[str, int]] = {("opened", created)}
    for at, kind, identity, _entry in happened:
        event, value = _EVENTS.get(kind, (None, None))
        if kind == "assign_log_entry":
            event, assigned = ("reassigned" if assigned not in (None, at) else None), at
        if event is None or event == "opened" or (event, at) in told:
            continue  # who is told of one escalation or assignment has an entry each
        told.add((event, at))
        batch.add_event(event, f"{key}.{identity}", at, [oid], value=value)


def _without_entries(key: str, raw: Mapping[str, Any], created: int) -> Iterator[_Happened]:
    """Yield what an incident dates itself, where its log entries are not there."""
    yield created, "trigger_log_entry", "opened", {}
    for number, one in enumerate(raw.get("acknowledgements") or ()):
        yield _time(key, one["at"]), "acknowledge_log_entry", f"acknowledged.{number}", {}
    if raw.get("status") == "resolved":
        ended = raw.get("resolved_at") or raw.get("last_status_change_at")
        if ended:
            yield _time(key, ended), "resolve_log_entry", "resolved", {}


def _values(raw: Mapping[str, Any]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    if raw.get("urgency"):
        yield "urgency", str(raw["urgency"])
    for attribute in ("priority", "service"):
        if (raw.get(attribute) or {}).get("summary"):
            yield attribute, str(raw[attribute]["summary"])
    teams = tuple(str(team["summary"]) for team in raw.get("teams") or () if team.get("summary"))
    if teams:
        yield "team", teams


def _assigned(key: str, raw: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for one in raw.get("assignments") or ():
        if (one.get("assignee") or {}).get("id"):
            yield _time(key, one["at"]), str(one["assignee"]["id"])


def _time(key: str, text: Any) -> int:
    try:
        return parse(str(text))[0]
    except ValueError:
        raise ValueError(f'{key}: "{text}" is no time.') from None
