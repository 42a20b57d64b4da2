"""Argo CD, read over its API: what each application brought to its place, from its history.

Argo CD keeps the last few entries of an application's history (ten, unless it is told otherwise). Each is kept
here once it has been read, whatever Argo CD forgets; so it should be read more often than it forgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.argocd.application import PLACES, parse_failure, parse_sync
from headrace.connectors.ground.clearing import Place
from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused
from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_FIELDS = ",".join(
    f"items.{name}"
    for name in (
        *("metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels"),
        *("spec.project", "spec.destination", "spec.source", "spec.sources"),
        *("status.history", "status.operationState"),
    )
)
_FAILED = ("Failed", "Error")
_ENTRY = ("id", "revision", "revisions", "deployedAt", "deployStartedAt")
_SOURCE = ("repoURL", "path", "chart", "targetRevision")


class ArgoCD(Connector):
    """Deployments of Argo CD's applications; a scope is a project of Argo CD."""

    kind = "argocd"
    title = "Argo CD"
    settings = (
        Setting("url", "Address of Argo CD?", example="https://argocd.example.org"),
        Setting("token", "Token of an account or a project role?", secret=True),
        Setting(
            "projects", "Names of the projects (empty: all it may read)?", default="", example="shop, pay"
        ),
        Setting(
            "environment",
            "What tells an application's environment: namespace, cluster, project, application or label:NAME?",
            default="namespace",
        ),
        PRODUCTION,
    )

    def access(self) -> Access:
        """Return a bearer token."""
        place = self.given["environment"]
        if place not in PLACES and not place.startswith("label:"):
            raise BadConfiguration(
                f'"{place}" does not tell an environment.',
                "Nothing was read.",
                [f"Write one of: {', '.join(PLACES)}, label:NAME"],
            )
        return Access.signed_in(self.given["url"], self.given["token"])

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the projects' names."""
        named = self.listed("projects")
        if named:
            return named
        listed = client.get("api/v1/projects", {"fields": "items.metadata.name"}).body.get("items") or ()
        return sorted(str(project["metadata"]["name"]) for project in listed)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try each project's applications."""
        for project in self.scopes(client):
            try:
                found = _applications(client, project)
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(f"Project {project}", False, f"Its deployments will be missing: {problem.fact}")
                continue
            told = "Its applications can be read." if found else "It has no applications that can be read."
            yield Finding(f"Project {project}", bool(found), told)

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield the history of each application as it is now: the whole of it is one answer."""
        for application in _applications(client, scope):
            yield Page(list(_documents(application)), cursor)
        yield Page([], {"read": True})

    def place(self, document: Document) -> Place:
        """Return an entry's number in its application's history; a failure goes with the next operation."""
        told = document.body
        return Place(str(told.get("uid")), int(told["id"]) if document.kind == "sync" else None)

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write a sync that succeeded, or one that failed, as a deployment."""
        write = parse_sync if document.kind == "sync" else parse_failure
        write(document.body, self.given["url"], batch, self.given["environment"], self.listed("production"))


def _applications(client: Client, project: str) -> list[dict[str, Any]]:
    answer = client.get("api/v1/applications", {"projects": project, "fields": _FIELDS})
    return list(answer.body.get("items") or ())


def _documents(application: Mapping[str, Any]) -> Iterator[Document]:
    """Yield an entry of the history each, and the last operation if it failed; who began it is left out."""
    meta, spec, status = (
        application["metadata"],
        application.get("spec") or {},
        application.get("status") or {},
    )
    destination = spec.get("destination") or {}
    about = {
        "name": meta["name"],
        "namespace": meta.get("namespace"),
        "labels": meta.get("labels") or {},
        "project": spec.get("project"),
        "destination": {
            name: destination[name] for name in ("name", "server", "namespace") if name in destination
        },
    }
    now = _sources(spec)
    for entry in status.get("history") or ():
        kept = {name: entry[name] for name in _ENTRY if name in entry}
        kept["automated"] = bool((entry.get("initiatedBy") or {}).get("automated"))
        # An application made anew under the same name counts from 0 again; its uid is another.
        key = f"{meta['uid']}/{entry['id']}"
        yield Document(
            "sync", key, {"application": about, **kept, "uid": meta["uid"], "sources": _sources(entry) or now}
        )
    state = status.get("operationState") or {}
    if state.get("phase") in _FAILED:
        result = state.get("syncResult") or {}
        kept = {name: state[name] for name in ("phase", "startedAt", "finishedAt") if name in state}
        kept |= {name: result[name] for name in ("revision", "revisions") if name in result}
        begun = ((state.get("operation") or {}).get("initiatedBy") or {}).get("automated")
        body = {"application": about, **kept, "uid": meta["uid"], "automated": bool(begun),
                "sources": _sources(result) or now}  # fmt: skip
        yield Document("failure", f"{meta['uid']}/{state['startedAt']}", body)


def _sources(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    several = told.get("sources") or ([told["source"]] if told.get("source") else [])
    return [{name: source[name] for name in _SOURCE if name in source} for source in several]


CONNECTOR = ArgoCD
