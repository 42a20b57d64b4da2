"""One sync of an application as a ``deployment``: when, of which commits, and to which environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.environments import is_production
from headrace.connectors.ground.remote import repository_of
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.eventlog.model import Batch

PLACES = ("namespace", "cluster", "project", "application")
"""What can tell an application's environment, beside a label."""

_SHA = re.compile(r"[0-9a-f]{40}")


def parse_sync(
    raw: Mapping[str, Any], url: str, batch: Batch, environment: str, production: Sequence[str]
) -> None:
    """Add a sync that succeeded, an entry of the history.

    Raises:
        ValueError: a time of it cannot be read.
    """
    key, oid = _deployment(raw, str(raw["id"]), url, batch, environment, production)
    if raw.get("deployStartedAt"):
        batch.add_event("started", key, parse(raw["deployStartedAt"])[0], [oid])
    told = {"said": "Succeeded"}
    batch.add_event("finished", key, parse(raw["deployedAt"])[0], [oid], value="success", attributes=told)


def parse_failure(
    raw: Mapping[str, Any], url: str, batch: Batch, environment: str, production: Sequence[str]
) -> None:
    """Add the last operation of an application, which failed.

    Raises:
        ValueError: a time of it cannot be read.
    """
    key, oid = _deployment(raw, str(raw["startedAt"]), url, batch, environment, production)
    batch.add_event("started", key, parse(raw["startedAt"])[0], [oid])
    if raw.get("finishedAt"):
        told = {"said": str(raw["phase"])}
        batch.add_event("finished", key, parse(raw["finishedAt"])[0], [oid], value="failure", attributes=told)


def _deployment(
    raw: Mapping[str, Any], number: str, url: str, batch: Batch, environment: str, production: Sequence[str]
) -> tuple[str, str]:
    about = raw["application"]
    key = f"{about['name']} {raw['uid']}/{number}"
    place = "/".join(str(part) for part in (about.get("namespace"), about["name"]) if part)
    oid = batch.add_object("deployment", key, label=about["name"], url=f"{url}/applications/{place}")
    name = _environment(about, environment)
    sources = raw.get("sources") or ()
    revisions = raw.get("revisions") or [raw.get("revision")]
    repositories = [repository_of(str(source.get("repoURL") or "")) for source in sources]
    values: dict[str, Any] = {
        "application": about["name"],
        "service": about["name"],
        "project": about.get("project"),
        "environment": name,
        "production": "yes" if is_production(name, production) else "no",
        "repository": tuple(dict.fromkeys(one for one in repositories if one)),
        "ref": next(
            (str(source["targetRevision"]) for source in sources if source.get("targetRevision")), None
        ),
        "version": tuple(str(one) for one in revisions if one and not _SHA.fullmatch(str(one))),
        "trigger": "automatic" if raw.get("automated") else "person",
    }
    for attribute, value in values.items():
        if value:
            batch.add_value(oid, attribute, value)
    for revision in dict.fromkeys(str(one).lower() for one in revisions if one):
        if _SHA.fullmatch(revision):
            batch.add_mention(oid, revision, "of", rule=link_rules.DEPLOYED_COMMIT, declared=True)
    return key, oid


def _environment(about: Mapping[str, Any], told_by: str) -> str:
    destination = about.get("destination") or {}
    if told_by.startswith("label:"):
        return str(about["labels"].get(told_by.removeprefix("label:").strip()) or "")
    found = {
        "namespace": destination.get("namespace"),
        "cluster": destination.get("name") or destination.get("server"),
        "project": about.get("project"),
        "application": about["name"],
    }
    return str(found[told_by] or "")
