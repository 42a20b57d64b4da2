"""Deployments of tools that know only builds and jobs: what is named as one that deploys."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from headrace.connectors.ground.contract import Setting
from headrace.connectors.ground.environments import is_production
from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.eventlog.model import Batch

DEPLOYMENTS = Setting(
    "deployments",
    "Builds or jobs that deploy, by name or pattern (empty: none)?",
    default="",
    example="deploy-*, */release",
)
"""Of every tool that does not itself know deployments."""


@dataclass(frozen=True, slots=True)
class Part:
    """A build or a part of one, as far as a deployment is concerned; times in µs UTC.

    Args:
        key: of the build or the job.
        name: what is compared with the patterns; it is the environment's name as well.
        value: how it ended in our words; ``None``: it has not.
        said: how it ended in the tool's words.
        commits: full ids of what was built.
    """

    key: str
    name: str
    started: int | None
    finished: int | None
    value: str | None
    said: str | None = None
    commits: Sequence[str] = field(default=())


def write_named(
    batch: Batch, build: str, part: Part, named: Sequence[str], production: Sequence[str]
) -> None:
    """Add a deployment if its name says that a part of a build deploys.

    Args:
        build: the build's id.
        named: names or patterns of what deploys.
        production: names or patterns of environments in use.
    """
    if not any(fnmatchcase(part.name.casefold(), pattern.casefold()) for pattern in named):
        return
    key = f"deployment {part.key}"
    oid = batch.add_object("deployment", key, label=part.name)
    batch.add_value(oid, "environment", part.name)
    batch.add_value(oid, "production", "yes" if is_production(part.name, production) else "no")
    if part.started is not None:
        batch.add_event("started", key, part.started, [oid])
    if part.finished is not None and part.value:
        told = {"said": part.said} if part.said else None
        batch.add_event("finished", key, part.finished, [oid], value=part.value, attributes=told)
    batch.add_relation(oid, build, "made by", rule=link_rules.DEPLOYED_BY)
    for sha in part.commits:
        batch.add_mention(oid, sha, "of", rule=link_rules.DEPLOYED_COMMIT, declared=True)
