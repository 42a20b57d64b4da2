"""What is kept of GitLab's answers: no names, addresses and pictures of people, and no texts of comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_JOB = ("id", "name", "stage", "status", "created_at", "started_at", "finished_at", "web_url")
_NOTE = ("id", "system", "created_at", "author")
_COMMIT = ("id", "authored_date", "committed_date")
_LEFT_OUT = frozenset(
    {"author_name", "committer_name", "committer_email", "avatar_url", "trailers", "assets"}
)


def kept(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of one document."""
    body = dict(body)
    if "notes" in body:
        body["notes"] = [_note(note) for note in body["notes"]]
    for part in ("jobs", "bridges"):
        if part in body:
            body[part] = [_job(job) for job in body[part]]
    if "links" in body:
        chosen = ("id", "link_type", "references")
        body["links"] = [{name: one[name] for name in chosen if name in one} for one in body["links"]]
    if kind == "merge_request" and "commits" in body:
        body["commits"] = [{name: one.get(name) for name in _COMMIT} for one in body["commits"]]
    if kind == "deployment" and body["deployment"].get("deployable"):
        body["deployment"] = {**body["deployment"], "deployable": _job(body["deployment"]["deployable"])}
    if kind == "release":
        body["release"] = {name: text for name, text in body["release"].items() if name != "description_html"}
    return {name: _nameless(part) for name, part in body.items()}


def _note(note: Mapping[str, Any]) -> dict[str, Any]:
    """A note without its text, unless GitLab wrote it itself."""
    found = {name: note.get(name) for name in _NOTE}
    return {**found, "body": note.get("body")} if note.get("system") else found


def _job(job: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: job.get(name) for name in _JOB}
    for part in ("pipeline", "downstream_pipeline"):
        if job.get(part):
            found[part] = {"id": job[part].get("id")}
    return found


def _nameless(value: Any) -> Any:
    """The same with people as their accounts only."""
    if isinstance(value, list):
        return [_nameless(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "username" in value:
        return {"id": value.get("id"), "username": value["username"]}
    return {name: _nameless(part) for name, part in value.items() if name not in _LEFT_OUT}
