"""A finding of code scanning or of Dependabot, as a ``vulnerability``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.eventlog.model import Batch


def write_alert(batch: Batch, alert: Mapping[str, Any], repository: str, kind: str) -> str:
    """Add a finding; return its id.

    Args:
        kind: ``code-scanning`` or ``dependabot``.

    Raises:
        ValueError: a time cannot be read.
    """
    key = f"{repository}/security/{kind}/{alert['number']}"
    oid = batch.add_object("vulnerability", key, label=_label(alert), url=alert.get("html_url"))
    found = _time(alert["created_at"])
    for attribute, text in {"repository": repository, "scan": kind, **_says(alert)}.items():
        if text:
            batch.add_value(oid, attribute, str(text))
    batch.add_event("found", key, found, [oid])
    if alert.get("fixed_at"):
        batch.add_event("fixed", key, _time(alert["fixed_at"]), [oid])
    dismissed = alert.get("dismissed_at") or alert.get("auto_dismissed_at")
    if dismissed:
        reason = alert.get("dismissed_reason") or (None if alert.get("dismissed_at") else "automatically")
        batch.add_event("dismissed", key, _time(dismissed), [oid], value=reason)
    return oid


def _label(alert: Mapping[str, Any]) -> str | None:
    rule = alert.get("rule") or {}
    advisory = alert.get("security_advisory") or {}
    label = rule.get("description") or advisory.get("summary")
    return str(label) if label else None


def _says(alert: Mapping[str, Any]) -> dict[str, Any]:
    rule = alert.get("rule") or {}
    advisory = alert.get("security_advisory") or {}
    vulnerable = alert.get("security_vulnerability") or {}
    package = (vulnerable.get("package") or (alert.get("dependency") or {}).get("package") or {}).get("name")
    return {
        "severity": rule.get("security_severity_level") or rule.get("severity") or vulnerable.get("severity"),
        "rule": rule.get("id") or advisory.get("cve_id") or advisory.get("ghsa_id"),
        "tool": (alert.get("tool") or {}).get("name"),
        "package": package,
    }


def _time(text: object) -> int:
    try:
        return parse(str(text))[0]
    except ValueError:
        raise ValueError(f'a finding has the time "{text}", which is no time.') from None
