"""GitLab's webhooks, received: the same records as when they are asked for, as soon as they happen.

All deliveries about one issue, merge request, pipeline, deployment or release are one document. It is put into the
form that GitLab's REST API answers, so that the same writers read both. Nothing from before the webhook was set up
is known; a merge request's own commits are not told.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from headrace.connectors.gitlab.delivery import write_deployment, write_pipeline, write_release
from headrace.connectors.gitlab.merge_request import write_merge_request
from headrace.connectors.gitlab.minimising import kept
from headrace.connectors.gitlab.work import write_issue
from headrace.connectors.ground.contract import Setting
from headrace.connectors.ground.receiving import SECRET_SETTING, NotUnderstood, Part, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.connectors.ground.contract import Document
    from headrace.eventlog.model import Batch

_NUMBERED = {"issue": "#", "merge_request": "!"}
_STATES = {"close": "closed", "reopen": "reopened", "merge": "merged"}
_REVIEWS = {
    "approved": "approved this merge request",
    "approval": "approved this merge request",
    "unapproved": "unapproved this merge request",
    "unapproval": "unapproved this merge request",
}
"""Action → how GitLab itself notes it below the request."""

_PARTS = ("object_attributes", "project", "labels", "assignees", "changes", "builds", "milestone", "merge_request",
          "object_kind")  # fmt: skip
_OF_DEPLOYMENTS = ("status", "status_changed_at", "deployment_id", "deployable_id", "environment", "environment_tier",
                   "ref", "commit_url", "deployable_url")  # fmt: skip
_OF_RELEASES = ("name", "tag", "released_at", "created_at", "url", "action", "commit")


class GitLabHooks(Receiver):
    """Deliveries of GitLab's webhooks."""

    kind = "gitlab-hooks"
    title = "GitLab webhooks"
    settings = (
        SECRET_SETTING,
        Setting(
            "production",
            "Environments that customers use (empty: as GitLab says)?",
            default="",
            example="live-*",
        ),
    )

    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:
        """Take a delivery; nothing when it is about something that is not kept."""
        try:
            told = json.loads(body)
            kind, project = str(told["object_kind"]), told.get("project") or {}
            key = _key(kind, told, str(project.get("path_with_namespace")))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise NotUnderstood(
                "The message is no delivery of GitLab's webhooks.", "Nothing was kept."
            ) from problem
        if key is None:
            return []
        names = {
            *_PARTS,
            *(_OF_DEPLOYMENTS if kind == "deployment" else _OF_RELEASES if kind == "release" else ()),
        }
        delivery = (
            headers.get("idempotency-key")
            or headers.get("x-gitlab-event-uuid")
            or sha256(body).hexdigest()[:32]
        )
        part = {name: told[name] for name in names if told.get(name) is not None}
        return [Part("issue" if kind == "work_item" else kind, key, delivery, kept("delivery", part))]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write what the deliveries about one thing say together."""
        told = sorted(document.body["parts"].items(), key=lambda part: (_at(part[1]), part[0]))
        deliveries = [{**body, "delivery": delivery} for delivery, body in told]
        newest = deliveries[-1]
        project = str((newest.get("project") or {}).get("path_with_namespace"))
        if document.kind == "issue":
            write_issue(batch, _issue(document.key, deliveries), person)
        elif document.kind == "merge_request":
            write_merge_request(batch, _merge_request(document.key, deliveries), person)
        elif document.kind == "pipeline":
            raw = newest["object_attributes"]
            raw = {**raw, "started_at": raw.get("started_at") or _earliest(newest), "web_url": raw.get("url")}
            write_pipeline(batch, {"pipeline": raw, "project": project, "jobs": newest.get("builds") or ()})
        elif document.kind == "deployment":
            body = {
                "deployment": _deployment(deliveries),
                "project": project,
                "tier": newest.get("environment_tier"),
            }
            write_deployment(batch, body, self.listed("production"))
        elif newest.get("action") != "delete":
            raw = {**newest, "tag_name": newest["tag"], "_links": {"self": newest.get("url")}}
            write_release(batch, {"release": raw, "project": project})


def _key(kind: str, told: Mapping[str, Any], project: str) -> str | None:
    """Return the key of what a delivery is about, ``None`` when it is not kept."""
    if kind in ("issue", "work_item"):
        return f"{project}#{told['object_attributes']['iid']}"
    if kind == "merge_request":
        return f"{project}!{told['object_attributes']['iid']}"
    if kind == "pipeline":
        return str(told["object_attributes"]["id"])
    if kind == "deployment":
        return str(told["deployment_id"])
    return f"{project}@{told['tag']}" if kind == "release" else None


def _at(delivery: Mapping[str, Any]) -> str:
    """Return when something was so: deliveries come in any order."""
    own = delivery.get("object_attributes") or {}
    for part in (own.get("updated_at"), delivery.get("status_changed_at"), own.get("finished_at"),
                 delivery.get("released_at"), own.get("created_at")):  # fmt: skip
        if part:
            return str(part)
    return ""


def _thread(key: str, deliveries: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an issue or a request in the form of REST, and its changes of state."""
    newest = deliveries[-1]
    raw = dict(newest["object_attributes"])
    labels = [str(one.get("title")) for one in newest.get("labels") or raw.get("labels") or ()]
    assignees = [one for one in newest.get("assignees") or () if one.get("username")]
    states = [
        {"id": one["delivery"], "state": _STATES[action], "created_at": _at(one)}
        for one in deliveries
        if (action := one["object_attributes"].get("action")) in _STATES
    ]
    more = {"references": {"full": key}, "web_url": raw.get("url"), "labels": labels, "assignees": assignees}
    return {**raw, **more, "milestone": newest.get("milestone")}, states


def _issue(key: str, deliveries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    raw, states = _thread(key, deliveries)
    raw["issue_type"] = raw.get("type") or "issue"
    return {"issue": raw, "state_events": states, "label_events": _labels(deliveries)}


def _labels(deliveries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return which labels came and went, as the deliveries tell it."""
    found = []
    for one in deliveries:
        change = (one.get("changes") or {}).get("labels") or {}
        before, after = (
            {str(label.get("title")) for label in change.get(side) or ()} for side in ("previous", "current")
        )
        for action, names in (("add", after - before), ("remove", before - after)):
            found += [
                {
                    "id": f"{one['delivery']}.{name}",
                    "action": action,
                    "label": {"name": name},
                    "created_at": _at(one),
                }
                for name in sorted(names)
            ]
    return found


def _merge_request(key: str, deliveries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    raw, states = _thread(key, deliveries)
    merged = [one for one in states if one["state"] == "merged"]
    if merged:
        raw["merged_at"] = merged[-1]["created_at"]
        raw["sha"] = (raw.get("last_commit") or {}).get("id")
    notes = [
        {"id": one["delivery"], "system": True, "body": body, "created_at": _at(one)}
        for one in deliveries
        for body in _noted(one)
    ]
    return {
        "merge_request": raw,
        "state_events": [one for one in states if one["state"] != "merged"],
        "notes": notes,
    }


def _noted(delivery: Mapping[str, Any]) -> list[str]:
    """Return what GitLab would note below the request for a delivery."""
    action = delivery["object_attributes"].get("action")
    found = [_REVIEWS[action]] if action in _REVIEWS else []
    changes = delivery.get("changes") or {}
    draft = changes.get("draft") or {}
    if "current" in draft and draft.get("previous") != draft["current"]:
        found.append(f"marked this merge request as **{'draft' if draft['current'] else 'ready'}**")
    if (changes.get("reviewers") or {}).get("current"):
        found.append("requested review from somebody")
    return found


def _earliest(delivery: Mapping[str, Any]) -> str | None:
    return min(
        (str(job["started_at"]) for job in delivery.get("builds") or () if job.get("started_at")),
        default=None,
    )


def _deployment(deliveries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a deployment in the form of REST; its first delivery tells when it began."""
    newest, first = deliveries[-1], deliveries[0]
    running = next((_at(one) for one in deliveries if one.get("status") == "running"), None)
    ended = newest.get("status") not in ("running", "created", "blocked")
    return {
        "id": newest["deployment_id"], "environment": {"name": newest.get("environment")}, "ref": newest.get("ref"),
        "status": newest.get("status"), "created_at": _at(first), "updated_at": _at(newest),
        "sha": str(newest.get("commit_url") or "").rpartition("/")[2],
        "deployable": {"started_at": running, "finished_at": _at(newest) if ended else None,
                       "web_url": newest.get("deployable_url")},
    }  # fmt: skip


CONNECTOR = GitLabHooks
