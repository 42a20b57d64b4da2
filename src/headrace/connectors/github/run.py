"""A run of GitHub Actions with its attempts and jobs, as a ``build`` and its ``job`` records.

An attempt begins when it was asked for and is finished when the run says that it is completed. Of a run that was
repeated, every attempt is finished in its own time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.eventlog.model import Batch

_RESULTS = {
    "success": "success",
    "neutral": "success",
    "failure": "failure",
    "timed_out": "failure",
    "startup_failure": "failure",
    "cancelled": "cancelled",
    "stale": "cancelled",
    "skipped": "skipped",
}
"""How something ended, GitHub's word → ours; ``action_required`` has not ended: somebody must agree first."""

_NOT_STARTED = ("queued", "requested", "waiting", "pending")


def build_key(repository: str, run: object) -> str:
    """Return the key of a run: it is part of the run's address."""
    return f"{repository}/actions/runs/{run}"


def write_run(
    batch: Batch, run: Mapping[str, Any], jobs: list[Any], attempts: list[Any], repository: str
) -> str:
    """Add a run with its jobs; return its id.

    Args:
        run: as ``…/actions/runs`` answers it.
        jobs: of all its attempts.
        attempts: the runs that it was before, when it was repeated.

    Raises:
        ValueError: a time cannot be read.
    """
    key = build_key(repository, run["id"])
    oid = batch.add_object(
        "build", key, label=run.get("display_title") or run.get("name"), url=run.get("html_url")
    )
    says = {
        "repository": repository,
        "name": run.get("name"),
        "branch": run.get("head_branch"),
        "trigger": run.get("event"),
    }
    for attribute, text in says.items():
        if text:
            batch.add_value(oid, attribute, str(text))
    batch.add_event("queued", key, _time(run.get("created_at")), [oid])
    for one in [*attempts, run]:
        _write_attempt(batch, oid, one, key)
    if run.get("head_sha"):
        batch.add_mention(oid, run["head_sha"], "of", rule=link_rules.BUILT_COMMIT, declared=True)
    for pull in run.get("pull_requests") or ():
        if pull.get("number") and run.get("event") in ("pull_request", "pull_request_target"):
            batch.add_mention(
                oid, f"{repository}#{pull['number']}", "of", rule=link_rules.BUILT_CHANGE, declared=True
            )
    for job in jobs:
        job_id = write_job(batch, job, repository)
        batch.add_relation(job_id, oid, "part of", rule=link_rules.PART_OF_BUILD)
    return oid


def _write_attempt(batch: Batch, oid: str, run: Mapping[str, Any], key: str) -> None:
    attempt = int(run.get("run_attempt") or 1)
    own = key if attempt == 1 else f"{key}.{attempt}"
    began = run.get("run_started_at") or run.get("created_at")
    if attempt > 1:
        batch.add_event("queued", own, _time(began), [oid])
    if str(run.get("status")).lower() not in _NOT_STARTED:
        batch.add_event("started", own, _time(began), [oid])
    _finish(batch, oid, own, run, run.get("updated_at"))


def _finish(batch: Batch, oid: str, key: str, told: Mapping[str, Any], at: str | None) -> None:
    status, said = (str(told.get(name) or "").lower() for name in ("status", "conclusion"))
    if not at or said == "action_required" or (status != "completed" and status not in _RESULTS):
        return
    value, attributes = _RESULTS.get(said), {"said": said} if said else {}
    batch.add_event("finished", key, _time(at), [oid], value=value, attributes=attributes)


def write_job(batch: Batch, job: Mapping[str, Any], repository: str) -> str:
    """Add a job; return its id.

    Raises:
        ValueError: a time cannot be read.
    """
    key = f"{repository}/actions/jobs/{job['id']}"
    oid = batch.add_object("job", key, label=job.get("name"), url=job.get("html_url"))
    batch.add_value(oid, "name", job.get("name"))
    status = str(job.get("status")).lower()
    queued = job.get("created_at")
    if queued:
        batch.add_event("queued", key, _time(queued), [oid])
    # A job that waits says that it started when it was made; one that was skipped never did.
    if (
        job.get("started_at")
        and status not in _NOT_STARTED
        and str(job.get("conclusion")).lower() != "skipped"
    ):
        batch.add_event("started", key, _time(job["started_at"]), [oid])
    _finish(batch, oid, key, job, job.get("completed_at"))
    return oid


def _time(text: object) -> int:
    try:
        return parse(str(text))[0]
    except ValueError:
        raise ValueError(f'a time is "{text}", which is no time.') from None
