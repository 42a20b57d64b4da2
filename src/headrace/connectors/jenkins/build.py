"""One build as a ``build`` with its stages as jobs, its commits, its cause, and what it deployed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.ground.deploying import Part, write_named
from headrace.connectors.ground.remote import repository_of
from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.eventlog.model import Batch

_RESULTS = {
    "SUCCESS": "success",
    "UNSTABLE": "failure",
    "FAILURE": "failure",
    "FAILED": "failure",
    "ABORTED": "cancelled",
    "NOT_BUILT": "skipped",
    "NOT_EXECUTED": "skipped",
}
"""Jenkins' words for builds and stages, and ours."""

_TRIGGERS = (
    ("UpstreamCause", "build"),
    ("TimerTriggerCause", "schedule"),
    ("SCMTriggerCause", "change"),
    ("BranchEventCause", "change"),
    ("PushCause", "change"),
    ("UserIdCause", "person"),
    ("UserCause", "person"),
)
_BRANCH = re.compile(r"^(?:refs/)?(?:heads/|remotes/)?(?:origin/)?")
_REQUEST = re.compile(r"PR-(\d{1,9})(?:-merge|-head)?")
_MILLISECOND = 1000


def parse_build(
    raw: Mapping[str, Any], url: str, batch: Batch, deployments: Sequence[str], production: Sequence[str]
) -> None:
    """Add a build, its stages, its links and its deployments.

    Args:
        deployments: names or patterns of the jobs and stages that deploy; the environment is the name itself.
        production: names or patterns of environments in use.
    """
    job, number = str(raw["job"]), int(raw["number"])
    key, path = f"{job} #{number}", "/".join(f"job/{quote(part, safe='')}" for part in job.split("/"))
    page = f"{url}/{path}/{number}/"
    oid = batch.add_object("build", key, label=key, url=page)
    actions = [action for action in raw.get("actions") or () if action]
    commits = _revisions(actions)
    repository = _repository(actions)
    branches = [branch for _, branch in commits if branch]
    for attribute, value in (
        ("repository", repository),
        ("name", job),
        ("branch", next(iter(branches), None)),
        ("trigger", _trigger(actions)),
    ):
        if value:
            batch.add_value(oid, attribute, value)
    started = int(raw["timestamp"]) * _MILLISECOND
    ended = None if raw.get("building") else started + int(raw.get("duration") or 0) * _MILLISECOND
    _times(batch, oid, key, (started, ended), raw.get("result"))
    for sha, _ in commits:
        batch.add_mention(oid, sha, "of", rule=link_rules.BUILT_COMMIT, declared=True)
    for sha in _changes(raw):
        batch.add_mention(oid, sha, "contains", rule=link_rules.BUILT_COMMIT, declared=True)
    request = _REQUEST.fullmatch(job.rpartition("/")[2])
    if request and repository:
        batch.add_mention(
            oid, f"{repository}#{request[1]}", "of", rule=link_rules.BUILT_CHANGE, declared=True
        )
    for cause in _causes(actions):
        if cause.get("upstreamProject"):
            reference = f"{cause['upstreamProject']} #{cause.get('upstreamBuild')}"
            batch.add_mention(oid, reference, "started by", rule=link_rules.CAUSED_BUILD, declared=True)
    said, shas = raw.get("result"), [sha for sha, _ in commits]
    parts = [Part(key, job, started, ended, _RESULTS.get(str(said)), said, shas)]
    parts += [_stage(stage, key, oid, batch, shas) for stage in raw.get("stages") or ()]
    for part in parts:
        write_named(batch, oid, part, deployments, production)


def _stage(stage: Mapping[str, Any], key: str, build: str, batch: Batch, commits: Sequence[str]) -> Part:
    """Add a stage as a job; return it as something that may deploy."""
    own, name, said = f"{key}/{stage['id']}", str(stage.get("name") or stage["id"]), stage.get("status")
    oid = batch.add_object("job", own, label=name)
    batch.add_value(oid, "name", name)
    batch.add_value(oid, "stage", name)
    batch.add_relation(oid, build, "part of", rule=link_rules.PART_OF_BUILD)
    started = int(stage["startTimeMillis"]) * _MILLISECOND
    ended = started + int(stage.get("durationMillis") or 0) * _MILLISECOND
    _times(batch, oid, own, (started, ended), said, int(stage.get("pauseDurationMillis") or 0))
    return Part(own, name, started, ended, _RESULTS.get(str(said)), said, commits)


def _times(
    batch: Batch, oid: str, key: str, times: tuple[int, int | None], said: str | None, paused: int = 0
) -> None:
    """Add start and end; an end without a result we know is none: it goes on, or waits for a person."""
    started, ended = times
    batch.add_event("started", key, started, [oid])
    value = _RESULTS.get(str(said))
    if ended is not None and value:
        told = {"said": str(said)} | ({"paused_seconds": f"{paused / 1000:g}"} if paused else {})
        batch.add_event("finished", key, ended, [oid], value=value, attributes=told)


def _revisions(actions: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the commits that were checked out, each with its branch, as far as it has one."""
    found: dict[str, str] = {}
    for action in actions:
        revision = action.get("lastBuiltRevision") or {}
        if revision.get("SHA1"):
            names = [str(branch.get("name") or "") for branch in revision.get("branch") or ()]
            branch = _BRANCH.sub("", names[0]) if names else ""
            found.setdefault(str(revision["SHA1"]).lower(), "" if branch == "detached" else branch)
    return list(found.items())


def _changes(raw: Mapping[str, Any]) -> list[str]:
    """Return the commits that came in since the build before; pipelines tell several sets, other jobs one."""
    sets = raw.get("changeSets") or ([raw["changeSet"]] if raw.get("changeSet") else [])
    found = {
        str(item["commitId"]).lower(): None
        for one in sets
        if one.get("kind", "git") in ("git", None)
        for item in one.get("items") or ()
        if item.get("commitId")
    }
    return list(found)


def _repository(actions: Sequence[Mapping[str, Any]]) -> str | None:
    urls = [url for action in actions for url in action.get("remoteUrls") or ()]
    return repository_of(urls[0]) if urls else None


def _causes(actions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [cause for action in actions for cause in action.get("causes") or () if cause]


def _trigger(actions: Sequence[Mapping[str, Any]]) -> str | None:
    names = [str(cause.get("_class", "")) for cause in _causes(actions)]
    for ending, trigger in _TRIGGERS:
        if any(name.endswith(ending) for name in names):
            return trigger
    return re.split(r"[.$]", names[0])[-1] if names and names[0] else None
