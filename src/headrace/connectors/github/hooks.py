"""GitHub's webhooks, received: the same records as when they are asked for, as soon as they happen.

All deliveries about one issue, pull request, run, deployment or release are one document. What is known of a
thread is what its newest delivery says; what happened to it is what the deliveries say one by one, so nothing from
before the webhook was set up is known. Deliveries about anything else are answered and passed over.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from headrace.connectors.github.alert import write_alert
from headrace.connectors.github.deployment import write_deployment
from headrace.connectors.github.questions import kept
from headrace.connectors.github.release import write_release
from headrace.connectors.github.run import write_job, write_run
from headrace.connectors.github.thread import parse_thread
from headrace.connectors.github.timeline import parse_timeline
from headrace.connectors.github.writer import write_thread
from headrace.connectors.ground.contract import Setting
from headrace.connectors.ground.receiving import SECRET_SETTING, NotUnderstood, Part, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Document
    from headrace.eventlog.model import Batch

_ABOUT = {
    "issues": ("issue", "issue"),
    "issue_comment": ("issue", "issue"),
    "pull_request": ("pull", "pull_request"),
    "pull_request_review": ("pull", "pull_request"),
    "workflow_run": ("run", "workflow_run"),
    "workflow_job": ("run", "workflow_job"),
    "deployment": ("deployment", "deployment"),
    "deployment_status": ("deployment", "deployment"),
    "release": ("release", "release"),
    "code_scanning_alert": ("code-scanning", "alert"),
    "dependabot_alert": ("dependabot", "alert"),
}
"""Event → kind of document, and the part of the delivery that it is about."""

_DATED = ("review", "deployment_status", *(name for _, name in _ABOUT.values()))
"""Parts of a delivery that say when something was so."""

_ENTRIES = ("label", "assignee", "milestone", "requested_reviewer", "requested_team")
_HAPPENINGS = frozenset(
    ("labeled", "unlabeled", "assigned", "unassigned", "milestoned", "demilestoned", "reopened", "closed",
     "transferred", "review_requested", "review_request_removed", "ready_for_review", "converted_to_draft")
)  # fmt: skip
"""Actions that are entries of a timeline under the same name."""


class GitHubHooks(Receiver):
    """Deliveries of GitHub's webhooks."""

    kind = "github-hooks"
    title = "GitHub webhooks"
    settings = (
        SECRET_SETTING,
        Setting(
            "production",
            "Environments that customers use (empty: as GitHub says)?",
            default="",
            example="live-*",
        ),
    )

    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:
        """Take a delivery; nothing when it is about something that is not kept."""
        event = headers.get("x-github-event", "")
        try:
            told = json.loads(body)
            if event not in _ABOUT:
                return []
            kind, name = _ABOUT[event]
            about = told[name]
            repository = told["repository"]["full_name"]
            number = about["run_id"] if event == "workflow_job" else about.get("number") or about["id"]
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise NotUnderstood(
                "The message is no delivery of GitHub's webhooks.",
                "Nothing was kept.",
                ["Choose application/json as the content type of the webhook."],
            ) from problem
        if not event or (kind == "issue" and about.get("pull_request")):
            return []
        delivery = headers.get("x-github-delivery") or sha256(body).hexdigest()[:32]
        part = {name: kept(told[name]) for name in ("action", name, "review", "deployment_status", "sender", *_ENTRIES)
                if told.get(name) is not None}  # fmt: skip
        return [
            Part(kind, f"{repository}#{number}", delivery, {**part, "event": event, "repository": repository})
        ]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write what the deliveries about one thing say together."""
        name = dict(_ABOUT.values())[document.kind] if document.kind != "run" else ""
        told = sorted(document.body["parts"].items(), key=lambda part: (_at(part[1]), part[0]))
        deliveries = [{**body, "delivery": delivery} for delivery, body in told]
        newest, repository = deliveries[-1], deliveries[-1]["repository"]
        if document.kind in ("issue", "pull"):
            if newest.get("action") == "deleted":
                return
            record = newest[name]
            thread = parse_thread(record)
            write_thread(
                batch, thread, person, parse_timeline(record, list(_entries(deliveries)), (), thread)
            )
        elif document.kind == "run":
            _write_run(batch, deliveries, repository)
        elif document.kind == "deployment":
            statuses = {one["deployment_status"]["id"]: one["deployment_status"] for one in deliveries
                        if one.get("deployment_status")}  # fmt: skip
            patterns = self.listed("production")
            write_deployment(batch, newest[name], statuses.values(), repository, patterns)
        elif document.kind == "release":
            if newest.get("action") not in ("deleted", "unpublished"):
                write_release(batch, newest[name], repository)
        else:
            write_alert(batch, newest[name], repository, document.kind)


def _at(delivery: Mapping[str, Any]) -> str:
    """Return when something was so: deliveries come in any order."""
    times = [
        str(part.get(name))
        for part in (
            delivery.get(name)
            for name in ("review", "deployment_status", *(about for _, about in _ABOUT.values()))
        )
        if isinstance(part, dict)
        for name in ("updated_at", "submitted_at", "completed_at", "started_at", "published_at", "created_at")
        if part.get(name)
    ]
    return max(times, default="")


def _entries(deliveries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield deliveries as entries of a timeline."""
    for one in deliveries:
        action = one.get("action")
        if one["event"] == "pull_request_review":
            if action == "submitted":
                yield {**one["review"], "event": "reviewed"}
        elif action in _HAPPENINGS:
            told = {name: one[name] for name in _ENTRIES if one.get(name)}
            yield {**told, "event": action, "id": one["delivery"], "created_at": _at(one)}


def _write_run(batch: Batch, deliveries: Sequence[Mapping[str, Any]], repository: str) -> None:
    """Write a run with the newest state of each of its jobs; jobs alone when no delivery told of the run."""
    runs = {int(one["workflow_run"].get("run_attempt") or 1): one["workflow_run"] for one in deliveries
            if one.get("workflow_run")}  # fmt: skip
    jobs = {one["workflow_job"]["id"]: one["workflow_job"] for one in deliveries if one.get("workflow_job")}
    if not runs:
        for job in jobs.values():
            write_job(batch, job, repository)
        return
    last = max(runs)
    write_run(
        batch, runs[last], list(jobs.values()), [runs[n] for n in sorted(runs) if n != last], repository
    )


CONNECTOR = GitHubHooks
