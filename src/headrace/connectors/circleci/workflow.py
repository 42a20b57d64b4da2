"""One pipeline: each of its workflows as a ``build``, with jobs and approvals, and the commit it was made from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.deploying import Part, write_named
from headrace.connectors.ground.remote import repository_of
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.eventlog.model import Batch

_RESULTS = {
    "success": "success",
    "failed": "failure",
    "error": "failure",
    "unauthorized": "failure",
    "infrastructure_fail": "failure",
    "timedout": "failure",
    "terminated-unknown": "failure",
    "canceled": "cancelled",
    "not_run": "skipped",
}
"""CircleCI's words for workflows and jobs that have ended, and ours."""

_REQUEST = re.compile(r"https?://[^/]+/(?P<place>[^/]+/[^/]+)/pull/(?P<number>\d+)$")
_PAGE = "https://app.circleci.com/pipelines"


def parse_pipeline(
    raw: Mapping[str, Any], batch: Batch, deployments: Sequence[str], production: Sequence[str]
) -> None:
    """Add the workflows of a pipeline.

    Args:
        deployments: names or patterns of the workflows and jobs that deploy.
        production: names or patterns of environments in use.

    Raises:
        ValueError: a time of it cannot be read.
    """
    vcs = raw.get("vcs") or {}
    commit = vcs.get("revision") or raw.get("checkout")
    values = {
        "repository": repository_of(
            str(vcs.get("target_repository_url") or vcs.get("origin_repository_url") or "")
        )
        or str(raw["project_slug"]).partition("/")[2],
        "branch": vcs.get("branch"),
        "tag": vcs.get("tag"),
        "trigger": raw.get("trigger"),
    }
    request = _REQUEST.match(str(vcs.get("review_url")))
    for workflow in raw.get("workflows") or ():
        key, name = str(workflow["id"]), str(workflow["name"])
        page = f"{_PAGE}/{raw['project_slug']}/{raw['number']}/workflows/{key}"
        oid = batch.add_object("build", key, label=f"{name} #{raw['number']}", url=page)
        for attribute, value in {**values, "name": name}.items():
            if value:
                batch.add_value(oid, attribute, str(value))
        commits = [str(commit).lower()] if commit else []
        for sha in commits:
            batch.add_mention(oid, sha, "of", rule=link_rules.BUILT_COMMIT, declared=True)
        if request:
            reference = f"{request['place']}#{request['number']}"
            batch.add_mention(oid, reference, "of", rule=link_rules.BUILT_CHANGE, declared=True)
        started, ended = _time(workflow.get("created_at")), _time(workflow.get("stopped_at"))
        parts = [_ended(batch, oid, Part(key, name, started, ended, None, workflow.get("status"), commits))]
        parts += _jobs(workflow, key, oid, batch, commits)
        for part in parts:
            write_named(batch, oid, part, deployments, production)


def _jobs(
    workflow: Mapping[str, Any], build_key: str, build: str, batch: Batch, commits: Sequence[str]
) -> list[Part]:
    """Add the jobs of a workflow; return those that are no approvals, as something that may deploy."""
    jobs = workflow.get("jobs") or ()
    found = []
    for job in jobs:
        key, name = f"{build_key}/{job['id']}", str(job["name"])
        oid = batch.add_object("job", key, label=name)
        batch.add_value(oid, "name", name)
        batch.add_relation(oid, build, "part of", rule=link_rules.PART_OF_BUILD)
        started, ended = _time(job.get("started_at")), _time(job.get("stopped_at"))
        said = job.get("status")
        if job.get("type") == "approval":
            batch.add_value(oid, "kind", "approval")
            if ended is None and said == "success":
                # CircleCI does not say when it was given; what waited for it began right behind.
                ended = _next_start(job, jobs)
            _ended(batch, oid, Part(key, name, started, ended, None, said))
        else:
            found.append(_ended(batch, oid, Part(key, name, started, ended, None, said, commits)))
    return found


def _ended(batch: Batch, oid: str, part: Part) -> Part:
    """Add start and end; return the part with its result in our words."""
    if part.started is not None:
        batch.add_event("started", part.key, part.started, [oid])
    value = _RESULTS.get(str(part.said))
    if part.finished is not None and value:
        told = {"said": str(part.said)}
        batch.add_event("finished", part.key, part.finished, [oid], value=value, attributes=told)
    return Part(part.key, part.name, part.started, part.finished, value, part.said, part.commits)


def _next_start(approval: Mapping[str, Any], jobs: Sequence[Mapping[str, Any]]) -> int | None:
    """Return when the first job that depends on an approval began."""
    starts = [
        _time(job.get("started_at")) for job in jobs if approval["id"] in (job.get("dependencies") or ())
    ]
    return min((start for start in starts if start is not None), default=None)


def _time(text: str | None) -> int | None:
    return parse(text)[0] if text else None
