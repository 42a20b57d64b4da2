"""What GitLab builds and delivers: pipelines with their jobs, deployments, releases, and commits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.commit import Commit, write_commit
from headrace.connectors.ground.environments import is_production
from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.eventlog.model import Batch

_OUTCOMES = {
    "success": "success",
    "completed": "success",
    "failed": "failure",
    "canceled": "cancelled",
    "skipped": "skipped",
}
"""GitLab's status of something that ended → in our words; any other status has not ended."""

_REQUEST = re.compile(r"refs/merge-requests/(\d+)/")


def write_pipeline(batch: Batch, body: Mapping[str, Any]) -> None:
    """Add a pipeline as a ``build``, and its jobs."""
    raw, project = body["pipeline"], body["project"]
    key = f"pipeline {raw['id']}"
    label = raw.get("name") or f"{project} pipeline {raw.get('iid') or raw['id']}"
    oid = batch.add_object("build", key, label=label, url=raw.get("web_url"))
    for attribute, value in (
        ("repository", project),
        ("name", raw.get("name")),
        ("branch", raw.get("ref")),
        ("trigger", raw.get("source")),
        ("status", raw.get("status")),
    ):
        if value:
            batch.add_value(oid, attribute, str(value))
    _run(batch, oid, key, raw, moment(raw, "updated_at") if raw.get("status") == "skipped" else None)
    batch.add_mention(oid, raw["sha"], "of", rule=link_rules.BUILT_COMMIT, declared=True)
    request = _REQUEST.match(str(raw.get("ref")))
    if request:
        number = f"{project}!{request[1]}"
        batch.add_mention(oid, number, "of", rule=link_rules.BUILT_CHANGE, declared=True)
    for job in body.get("jobs") or ():
        _job(batch, oid, job)
    for bridge in body.get("bridges") or ():
        started = bridge.get("downstream_pipeline") or {}
        if started.get("id"):
            other = f"pipeline {started['id']}"
            batch.add_mention(oid, other, "started", rule=link_rules.CAUSED_BUILD, declared=True)


def _job(batch: Batch, build: str, job: Mapping[str, Any]) -> None:
    key = f"job {job['id']}"
    oid = batch.add_object("job", key, label=job.get("name"), url=job.get("web_url"))
    for attribute in ("name", "stage", "status"):
        if job.get(attribute):
            batch.add_value(oid, attribute, str(job[attribute]))
    _run(batch, oid, key, job)
    batch.add_relation(oid, build, "part of", rule=link_rules.PART_OF_BUILD)


def _run(batch: Batch, oid: str, key: str, raw: Mapping[str, Any], otherwise: int | None = None) -> None:
    """Write when a pipeline or a job was made, started and ended.

    Args:
        otherwise: when it ended, if it does not say so itself.
    """
    batch.add_event("queued", key, needed(raw, "created_at"), [oid], url=raw.get("web_url"))
    started, finished = moment(raw, "started_at"), moment(raw, "finished_at")
    finished = otherwise if finished is None else finished
    if started is not None:
        batch.add_event("started", key, started, [oid], url=raw.get("web_url"))
    status = str(raw.get("status"))
    if finished is not None and status in _OUTCOMES:
        said = {"said": status}
        batch.add_event(
            "finished", key, finished, [oid], value=_OUTCOMES[status], attributes=said, url=raw.get("web_url")
        )


def write_deployment(batch: Batch, body: Mapping[str, Any], production: Sequence[str]) -> None:
    """Add a deployment.

    Args:
        production: names or patterns of environments in use; empty: GitLab's tier decides.
    """
    raw = body["deployment"]
    environment = str((raw.get("environment") or {}).get("name") or "")
    job = raw.get("deployable") or {}
    key, url, status = f"deployment {raw['id']}", job.get("web_url"), str(raw.get("status"))
    oid = batch.add_object("deployment", key, label=f"{environment} {raw.get('ref')}", url=url)
    tier = body.get("tier")
    used = is_production(environment, production, None if tier is None else tier == "production")
    for attribute, value in (
        ("repository", body["project"]),
        ("environment", environment),
        ("production", "yes" if used else "no"),
        ("ref", raw.get("ref")),
        ("status", status),
    ):
        if value:
            batch.add_value(oid, attribute, str(value))
    batch.add_event("created", key, needed(raw, "created_at"), [oid], url=url)
    started = moment(job, "started_at")
    if started is not None:
        batch.add_event("started", key, started, [oid], url=url)
    finished = moment(job, "finished_at") if job else moment(raw, "updated_at")
    if finished is not None and status in _OUTCOMES:
        batch.add_event(
            "finished", key, finished, [oid], value=_OUTCOMES[status], attributes={"said": status}, url=url
        )
    batch.add_mention(oid, raw["sha"], "of", rule=link_rules.DEPLOYED_COMMIT, declared=True)
    pipeline = (job.get("pipeline") or {}).get("id")
    if pipeline:
        build = f"pipeline {pipeline}"
        batch.add_mention(oid, build, "made by", rule=link_rules.DEPLOYED_BY, declared=True)


def write_release(batch: Batch, body: Mapping[str, Any]) -> None:
    """Add a release; one that is still to come has no event yet."""
    raw, project = body["release"], body["project"]
    tag = str(raw["tag_name"])
    key = f"{project}@{tag}"
    url = (raw.get("_links") or {}).get("self")
    oid = batch.add_object("release", key, label=raw.get("name") or tag, url=url)
    batch.add_value(oid, "repository", project)
    batch.add_value(oid, "tag", tag)
    released = moment(raw, "released_at")
    if released is not None and not raw.get("upcoming_release"):
        batch.add_event("released", key, released, [oid], url=url)
    sha = (raw.get("commit") or {}).get("id")
    if sha:
        batch.add_mention(oid, sha, "of", rule=link_rules.RELEASED_COMMIT, declared=True)


def write_gitlab_commit(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add a commit."""
    raw = body["commit"]
    commit = Commit(
        sha=raw["id"],
        message=str(raw.get("message") or raw.get("title") or ""),
        parents=len(raw.get("parent_ids") or ()),
        repository=body["project"],
        url=raw.get("web_url"),
        authored=moment(raw, "authored_date"),
        committed=needed(raw, "committed_date"),
        author=str(raw.get("author_email") or ""),
        parent_ids=tuple(raw["parent_ids"]) if "parent_ids" in raw else None,
    )
    write_commit(batch, commit, person)
