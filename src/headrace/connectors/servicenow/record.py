"""One record of ServiceNow, written into the event log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.naming import mention_named
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headrace.eventlog.model import Batch

_TYPES = {"incident": "incident", "problem": "problem", "change_request": "change request"}
"""Table → type of object; any other table's records have the table's name."""

_TEXTS = ("number", "short_description", "correlation_id", "correlation_display")
_SHOWN = {
    "severity": "severity", "urgency": "urgency", "impact": "impact", "category": "category", "risk": "risk",
    "type": "type", "business_service": "service", "cmdb_ci": "configuration item", "close_code": "close code",
}  # fmt: skip
"""Field → attribute, as ServiceNow shows it now."""

_LINKS = {
    "problem_id": "caused by", "caused_by": "caused by", "rfc": "fixed by", "parent_incident": "part of",
    "parent": "part of", "first_reported_by_task": "found by",
}  # fmt: skip
_PARTS = ("parent_incident", "parent")
_TIMES = (
    *("opened_at", "resolved_at", "closed_at", "work_start", "work_end", "sys_created_on", "sys_updated_on"),
)
FIELDS = (
    *("sys_id", "state", "priority", "assignment_group", "assigned_to"),
    *(*_TEXTS, *_SHOWN, *_LINKS, *_TIMES),
)
"""Fields that are asked for; a table without one of them answers without it."""

_OPEN, _RESOLVED, _CLOSED = "open", "resolved", "closed"
_ENDS = {
    "incident": {"6": _RESOLVED, "7": _CLOSED, "8": _CLOSED},
    "problem": {"106": _RESOLVED, "107": _CLOSED},
    "change_request": {"3": _CLOSED, "4": _CLOSED},
}
"""Table → state → what it means, as ServiceNow delivers it."""

_WORDS = {
    "resolved": _RESOLVED, "closed": _CLOSED, "closed complete": _CLOSED, "closed incomplete": _CLOSED,
    "closed skipped": _CLOSED, "canceled": _CLOSED, "cancelled": _CLOSED,
}  # fmt: skip
"""What a state is shown as → what it means, for tables and states that an organisation added."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of one field; ``before`` and ``after`` as they are shown, empty for nothing."""

    identity: str
    at: int
    before: str
    after: str
    leads: tuple[str, str]
    """What the states before and after mean: open, resolved or closed."""


def write_record(raw: Any, batch: Batch, person: Callable[[str], str]) -> None:
    """Add a record to ``batch``.

    Raises:
        ValueError: it is none, or one of its times cannot be read.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("number"), dict) or not _value(raw, "number"):
        raise ValueError('this is no record of a ServiceNow task; those have a "number".')
    table, key = str(raw.get("table", "")), _value(raw, "number")
    oid = batch.add_object(_TYPES.get(table, table), key, label=_value(raw, "short_description") or None)
    opened = _time(raw, "opened_at") or _time(raw, "sys_created_on")
    if opened is None:
        raise ValueError(f"{key} does not say when it was opened.")
    batch.add_event("opened", key, opened, [oid])
    for field, attribute in _SHOWN.items():
        if _shown(raw, field):
            batch.add_value(oid, attribute, _shown(raw, field), opened)
    if _value(raw, "assigned_to"):
        batch.add_value(oid, "assignee_key", person(_value(raw, "assigned_to")), opened)
    states = list(_changes(raw, "state"))
    _states(batch, oid, raw, opened, states)
    _over_time(batch, oid, raw, "priority", ("priority", "priority"), opened)
    _over_time(batch, oid, raw, "assignment_group", ("team", "reassigned"), opened)
    for field, event in (("work_start", "started"), ("work_end", "finished")):
        at = _time(raw, field)
        if at is not None:
            batch.add_event(event, key, at, [oid])
    _links(batch, oid, raw)


def _states(batch: Batch, oid: str, raw: Mapping[str, Any], opened: int, changes: list[_Change]) -> None:
    """Write the states over time, and what they mean: resolved, closed, reopened."""
    key = _value(raw, "number")
    now = _shown(raw, "state")
    unchanged = now if raw.get("audit") is not None else ""
    first = changes[0].before if changes else unchanged
    if first:
        batch.add_value(oid, "status", first, opened)
        batch.add_event("status", f"{key}.opened", opened, [oid], value=first)
    for change in changes:
        batch.add_value(oid, "status", change.after, change.at)
        attributes = {"from": change.before} if change.before else {}
        batch.add_event(
            "status", f"{key}.{change.identity}", change.at, [oid], value=change.after, attributes=attributes
        )
        before, after = change.leads
        ends = "reopened" if after == _OPEN and before != _OPEN else after
        if ends != _OPEN and before != after:
            batch.add_event(ends, f"{key}.{change.identity}", change.at, [oid])
    if now and now != (changes[-1].after if changes else first):
        batch.add_value(oid, "status", now, _time(raw, "sys_updated_on") or opened)
    told = {change.leads[1] for change in changes}
    for field, event in (("resolved_at", _RESOLVED), ("closed_at", _CLOSED)):
        at = _time(raw, field)
        if at is not None and event not in told:
            batch.add_event(event, key, at, [oid], value=_shown(raw, "close_code") or None)


def _over_time(
    batch: Batch, oid: str, raw: Mapping[str, Any], field: str, names: tuple[str, str], opened: int
) -> None:
    """Write a field's values over time, and its changes after the first value as events."""
    attribute, event = names
    changes = list(_changes(raw, field))
    first = changes[0].before if changes else _shown(raw, field)
    if first:
        batch.add_value(oid, attribute, first, opened)
    for change in changes:
        batch.add_value(oid, attribute, change.after or None, change.at)
        if change.before:
            attributes = {"from": change.before}
            name = f"{_value(raw, 'number')}.{change.identity}"
            batch.add_event(event, name, change.at, [oid], value=change.after or None, attributes=attributes)


def _changes(raw: Mapping[str, Any], field: str) -> Iterator[_Change]:
    """Yield a field's recorded changes in time order, in the words that ServiceNow shows."""
    labels = dict((raw.get("labels") or {}).get(field) or {})
    labels[_value(raw, field)] = _shown(raw, field)
    ends = _ENDS.get(str(raw.get("table")), {})

    def meaning(value: str) -> str:
        return ends.get(value) or _WORDS.get(labels.get(value, value).lower(), _OPEN)

    for entry in raw.get("audit") or ():
        before, after = str(entry.get("oldvalue") or ""), str(entry.get("newvalue") or "")
        if entry["fieldname"] != field or before == after or not (before or after):
            continue
        if not before and field == "state":
            continue  # the state that a record is created with
        at = parse(entry["sys_created_on"])[0]
        leads = (meaning(before), meaning(after))
        yield _Change(entry["sys_id"], at, labels.get(before, before), labels.get(after, after), leads)


def _links(batch: Batch, oid: str, raw: Mapping[str, Any]) -> None:
    for field, qualifier in _LINKS.items():
        number = _shown(raw, field)
        if number:
            rule = link_rules.PARENT if field in _PARTS else link_rules.DECLARED_LINK
            batch.add_mention(oid, number, qualifier, rule=rule, declared=True)
    mention_named(batch, oid, [_value(raw, field) for field in _TEXTS if field != "number"])


def _value(raw: Mapping[str, Any], field: str) -> str:
    return str((raw.get(field) or {}).get("value") or "")


def _shown(raw: Mapping[str, Any], field: str) -> str:
    found = raw.get(field) or {}
    return str(found.get("display_value") or found.get("value") or "")


def _time(raw: Mapping[str, Any], field: str) -> int | None:
    text = _value(raw, field)
    if not text:
        return None
    try:
        return parse(text)[0]
    except ValueError:
        raise ValueError(f'{_value(raw, "number")}: "{field}" is "{text}", which is no time.') from None
