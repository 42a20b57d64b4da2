"""One vulnerability or hotspot as a ``vulnerability``: when it was found, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.eventlog.model import Batch

_FIXED = ("FIXED", "REMOVED")
_DISMISSED = {
    "FALSE-POSITIVE": "false positive",
    "FALSE_POSITIVE": "false positive",
    "WONTFIX": "accepted",
    "ACCEPTED": "accepted",
    "ACKNOWLEDGED": "accepted",
    "SAFE": "safe",
}
"""SonarQube's resolutions that leave the code as it is, and ours."""

_ENDED = ("RESOLVED", "CLOSED", "REVIEWED", *_FIXED, *_DISMISSED)
_HOTSPOT = "SECURITY_HOTSPOT"


def parse_finding(raw: Mapping[str, Any], url: str, batch: Batch) -> None:
    """Add a vulnerability or a hotspot.

    Raises:
        ValueError: a time of it cannot be read.
    """
    key, project, hotspot = str(raw["key"]), str(raw["project"]), raw.get("type") == _HOTSPOT
    place, name = ("security_hotspots", "hotspots") if hotspot else ("project/issues", "open")
    page = f"{url}/{place}?id={quote(project, safe='')}&{name}={quote(key, safe='')}"
    oid = batch.add_object("vulnerability", key, label=raw.get("message"), url=page)
    found = parse(raw["creationDate"])[0]
    values = {
        "project": project,
        "severity": raw.get("severity") or raw.get("vulnerabilityProbability"),
        "rule": raw.get("rule") or raw.get("ruleKey"),
        "category": raw.get("securityCategory"),
        "type": "hotspot" if hotspot else str(raw.get("type") or "").lower().replace("_", " "),
    }
    for attribute, value in values.items():
        if value:
            batch.add_value(oid, attribute, str(value))
    batch.add_event("found", key, found, [oid])
    status = raw.get("issueStatus") or raw.get("status")
    if status:
        batch.add_value(oid, "status", str(status), found if status == "OPEN" else _updated(raw))
    endings = list(_told(raw)) or list(_dated(raw))
    for place_, (at, kind, value) in enumerate(endings):
        batch.add_event(kind, f"{key}.{place_}", at, [oid], value=value)


def _told(raw: Mapping[str, Any]) -> Iterator[tuple[int, str, str | None]]:
    """What the changelog tells: fixed, dismissed, reopened."""
    entries = sorted(raw.get("changelog") or (), key=lambda entry: parse(entry["at"])[0])
    for entry in entries:
        at, diffs = parse(entry["at"])[0], entry["diffs"]
        changed = [diffs[name] for name in ("resolution", "issueStatus", "status") if name in diffs]
        after = [str(one.get("newValue") or "") for one in changed]
        before = [str(one.get("oldValue") or "") for one in changed]
        dismissed = next((one for one in after if one in _DISMISSED), None)
        if dismissed:
            yield at, "dismissed", _DISMISSED[dismissed]
        elif any(one in _FIXED for one in after) or "CLOSED" in after:
            if "RESOLVED" not in before:  # what a person has resolved is closed by the next analysis
                yield at, "fixed", None
        elif any(one in _ENDED for one in before) and not any(one in _ENDED for one in after):
            yield at, "reopened", None


def _dated(raw: Mapping[str, Any]) -> Iterator[tuple[int, str, str | None]]:
    """How it ended, where no changelog tells it."""
    if raw.get("status") not in ("RESOLVED", "CLOSED", "REVIEWED"):
        return
    resolution = str(raw.get("resolution") or "")
    at = parse(raw["closeDate"])[0] if raw.get("closeDate") else _updated(raw)
    if resolution in _DISMISSED:
        yield at, "dismissed", _DISMISSED[resolution]
    elif resolution in _FIXED:
        yield at, "fixed", None


def _updated(raw: Mapping[str, Any]) -> int:
    return parse(raw.get("updateDate") or raw["creationDate"])[0]
