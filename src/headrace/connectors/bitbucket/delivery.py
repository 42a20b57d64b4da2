"""What Bitbucket builds and delivers: pipelines with their steps, deployments, and commits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.commit import Commit, write_commit
from headrace.connectors.ground.environments import is_production
from headrace.connectors.ground.times import moment, needed
from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.eventlog.model import Batch

_OUTCOMES = {
    **dict.fromkeys(("SUCCESSFUL", "PASSED", "COMPLETED"), "success"),
    **dict.fromkeys(("FAILED", "ERROR"), "failure"),
    **dict.fromkeys(("STOPPED", "CANCELLED", "EXPIRED"), "cancelled"),
    "NOT_RUN": "skipped",
}
"""Bitbucket's word for how something ended → ours; any other word: it has not ended."""


def has_ended(run: Mapping[str, Any]) -> bool:
    """Tell whether a pipeline will not change any more by itself."""
    return _word(run) in _OUTCOMES


def write_pipeline(batch: Batch, body: Mapping[str, Any]) -> None:
    """Add a pipeline as a ``build``, and its steps as jobs."""
    raw, repository = body["pipeline"], body["repository"]
    key, target, number = _key(raw["uuid"]), raw.get("target") or {}, raw.get("build_number")
    url = f"https://bitbucket.org/{repository}/pipelines/results/{number}" if number else None
    oid = batch.add_object("build", key, label=f"{repository} pipeline {number or key}", url=url)
    trigger = str((raw.get("trigger") or {}).get("name") or "").lower()
    selector = (target.get("selector") or {}).get("pattern")
    for attribute, value in (
        ("repository", repository),
        ("name", selector),
        ("branch", target.get("ref_name")),
        ("trigger", trigger),
    ):
        if value:
            batch.add_value(oid, attribute, str(value))
    batch.add_event("queued", key, needed(raw, "created_on"), [oid], url=url)
    steps = body.get("steps") or ()
    begun = [at for step in steps if (at := moment(step, "started_on")) is not None]
    if begun:
        batch.add_event("started", key, min(begun), [oid], url=url)
    _finished(batch, oid, key, raw, url)
    sha = (target.get("commit") or {}).get("hash")
    if sha:
        batch.add_mention(oid, sha, "of", rule=link_rules.BUILT_COMMIT, declared=True)
    request = (target.get("pullrequest") or {}).get("id")
    if request:
        change = f"{repository}#{request}"
        batch.add_mention(oid, change, "of", rule=link_rules.BUILT_CHANGE, declared=True)
    for step in steps:
        _step(batch, oid, step)


def _step(batch: Batch, build: str, step: Mapping[str, Any]) -> None:
    key = _key(step["uuid"])
    oid = batch.add_object("job", key, label=step.get("name"))
    if step.get("name"):
        batch.add_value(oid, "name", str(step["name"]))
    started = moment(step, "started_on")
    if started is not None:
        batch.add_event("started", key, started, [oid])
    _finished(batch, oid, key, step, None)
    batch.add_relation(oid, build, "part of", rule=link_rules.PART_OF_BUILD)


def _finished(batch: Batch, oid: str, key: str, run: Mapping[str, Any], url: str | None) -> None:
    word, at = _word(run), moment(run, "completed_on")
    if at is not None and word in _OUTCOMES:
        said = {"said": word}
        batch.add_event("finished", key, at, [oid], value=_OUTCOMES[word], attributes=said, url=url)


def write_deployment(batch: Batch, body: Mapping[str, Any], production: Sequence[str]) -> None:
    """Add a deployment.

    Args:
        production: names or patterns of environments in use; empty: Bitbucket's type of environment decides.
    """
    raw, repository = body["deployment"], body["repository"]
    key, release, state = _key(raw["uuid"]), raw.get("release") or {}, raw.get("state") or {}
    environment = raw.get("environment") or {}
    name, kind = str(environment.get("name") or ""), (environment.get("environment_type") or {}).get("name")
    url = release.get("url")
    oid = batch.add_object("deployment", key, label=f"{name} {release.get('name') or ''}".strip(), url=url)
    used = is_production(name, production, None if kind is None else str(kind).lower() == "production")
    for attribute, value in (
        ("repository", repository),
        ("environment", name),
        ("production", "yes" if used else "no"),
        ("status", state.get("name")),
    ):
        if value:
            batch.add_value(oid, attribute, str(value))
    for event, record, field in (("created", release, "created_on"), ("started", state, "started_on")):
        at = moment(record, field)
        if at is not None:
            batch.add_event(event, key, at, [oid], url=url)
    word, finished = _ending(state), moment(state, "completed_on")
    if finished is not None and word in _OUTCOMES:
        said = {"said": word}
        batch.add_event("finished", key, finished, [oid], value=_OUTCOMES[word], attributes=said, url=url)
    sha = (release.get("commit") or {}).get("hash")
    if sha:
        batch.add_mention(oid, sha, "of", rule=link_rules.DEPLOYED_COMMIT, declared=True)
    pipeline = (release.get("pipeline") or {}).get("uuid")
    if pipeline:
        batch.add_mention(oid, _key(pipeline), "made by", rule=link_rules.DEPLOYED_BY, declared=True)


def write_bitbucket_commit(batch: Batch, body: Mapping[str, Any], person: Callable[[str], str]) -> None:
    """Add a commit; Bitbucket tells one time of it."""
    raw = body["commit"]
    at = needed(raw, "date")
    commit = Commit(
        sha=raw["hash"],
        message=str(raw.get("message") or ""),
        parents=len(raw.get("parents") or ()),
        repository=body["repository"],
        url=((raw.get("links") or {}).get("html") or {}).get("href"),
        authored=None,
        committed=at,
        author=_address(str((raw.get("author") or {}).get("raw") or "")),
        parent_ids=tuple(parent["hash"] for parent in raw["parents"]) if "parents" in raw else None,
    )
    write_commit(batch, commit, person)


def _address(raw: str) -> str:
    """Of ``Name <address>`` the address: other tools know a person by it, too."""
    return raw.partition("<")[2].partition(">")[0] or raw


def _word(run: Mapping[str, Any]) -> str:
    state = run.get("state") or {}
    return str((state.get("result") or {}).get("name") or state.get("name"))


def _ending(state: Mapping[str, Any]) -> str:
    return str((state.get("status") or {}).get("name") or state.get("name"))


def _key(uuid: str) -> str:
    return str(uuid).strip("{}")
