"""One build as a ``build`` with its jobs and approvals, and the commit it was made from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.connectors.azure_devops.pull import branch_of
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.eventlog.model import Batch

RESULTS = {
    "succeeded": "success",
    "partiallysucceeded": "success",
    "succeededwithissues": "success",
    "failed": "failure",
    "canceled": "cancelled",
    "abandoned": "cancelled",
    "skipped": "skipped",
}
"""Azure's words, in small letters, and ours."""

_SHA = re.compile(r"[0-9a-f]{40}")
_PULL = re.compile(r"refs/pull/(\d+)/merge")


def parse_build(raw: Mapping[str, Any], batch: Batch) -> None:
    """Add a build, its jobs and its links.

    Raises:
        ValueError: a time of it cannot be read.
    """
    key = f"build/{raw['id']}"
    name = (raw.get("definition") or {}).get("name") or "build"
    oid = batch.add_object(
        "build", key, label=f"{name} {raw.get('buildNumber') or raw['id']}", url=raw.get("page")
    )
    for attribute, value in _values(raw, str(name)):
        batch.add_value(oid, attribute, value)
    for event, stamp in (("queued", "queueTime"), ("started", "startTime")):
        if raw.get(stamp):
            batch.add_event(event, key, parse(raw[stamp])[0], [oid])
    finish(batch, oid, key, raw)
    commit = str(raw.get("sourceVersion") or "").lower()
    if _SHA.fullmatch(commit):
        batch.add_mention(oid, commit, "of", rule=link_rules.BUILT_COMMIT, declared=True)
    for reference in _changes(raw):
        batch.add_mention(oid, reference, "of", rule=link_rules.BUILT_CHANGE, declared=True)
    if raw.get("startedBy"):
        reference = f"build/{raw['startedBy']}"
        batch.add_mention(oid, reference, "started by", rule=link_rules.CAUSED_BUILD, declared=True)
    _jobs(raw, key, oid, batch)


def finish(batch: Batch, oid: str, key: str, raw: Mapping[str, Any]) -> None:
    """Add the end of a build, a job or a deployment, where it has one."""
    said = raw.get("result")
    value = RESULTS.get(str(said).lower())
    if raw.get("finishTime") and value:
        at = parse(raw["finishTime"])[0]
        batch.add_event("finished", key, at, [oid], value=value, attributes={"said": str(said)})


def _values(raw: Mapping[str, Any], name: str) -> list[tuple[str, str | tuple[str, ...]]]:
    repository = raw.get("repository") or {}
    # Of a repository of Azure's own the id alone is told beside the name; of others the id is the name.
    place = repository.get("id") if repository.get("type") not in ("TfsGit", "TfsVersionControl") else None
    if place is None and repository.get("name"):
        place = f"{raw.get('project')}/{repository['name']}" if raw.get("project") else repository["name"]
    found: list[tuple[str, Any]] = [
        ("repository", place),
        ("name", name),
        ("branch", branch_of(raw.get("sourceBranch"))),
        ("trigger", raw.get("reason")),
        ("labels", tuple(raw.get("tags") or ())),
    ]
    return [(attribute, value) for attribute, value in found if value]


def _changes(raw: Mapping[str, Any]) -> list[str]:
    """Return the key of the pull request that a build checks."""
    trigger, repository = raw.get("triggerInfo") or {}, raw.get("repository") or {}
    merged = _PULL.fullmatch(str(raw.get("sourceBranch")))
    number = trigger.get("pr.number") or (merged[1] if merged else None)
    if not number:
        return []
    if repository.get("type") == "GitHub" and repository.get("id"):
        return [f"{repository['id']}#{number}"]
    if repository.get("type") == "TfsGit" and repository.get("name"):
        return [f"{raw.get('project')}/{repository['name']}!{number}"]
    return []


def _jobs(raw: Mapping[str, Any], key: str, build: str, batch: Batch) -> None:
    records = {record["id"]: record for record in raw.get("records") or ()}
    for record in records.values():
        kind = record["type"]
        if kind not in ("Job", "Checkpoint.Approval"):
            continue
        own = f"{key}/{record['id']}"
        approval = kind != "Job"
        oid = batch.add_object("job", own, label="Approval" if approval else record.get("name"))
        batch.add_value(oid, "name", "Approval" if approval else record.get("name"))
        stage = _stage(record, records)
        if stage:
            batch.add_value(oid, "stage", stage)
        if approval:
            batch.add_value(oid, "kind", "approval")
        if record.get("startTime"):
            batch.add_event("started", own, parse(record["startTime"])[0], [oid])
        finish(batch, oid, own, record)
        batch.add_relation(oid, build, "part of", rule=link_rules.PART_OF_BUILD)


def _stage(record: Mapping[str, Any], records: Mapping[str, Mapping[str, Any]]) -> str | None:
    above: Mapping[str, Any] | None = record
    for _ in range(len(records)):
        above = records.get(str(above.get("parentId"))) if above else None
        if above is None:
            return None
        if above["type"] == "Stage":
            return str(above.get("name") or "") or None
    return None
