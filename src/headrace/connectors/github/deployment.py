"""A deployment with its statuses, as REST or GraphQL tells it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.connectors.github.run import build_key
from headrace.connectors.ground.environments import is_production
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headrace.eventlog.model import Batch

_RUN = re.compile(r"/actions/runs/(\d+)")
_ENDED = {"success": "success", "failure": "failure", "error": "failure"}
_FIRST = {"waiting": "waiting", "started": "in_progress"}
"""Our event → the status that it happens with first; what waits needs somebody's consent."""
OVER = frozenset((*_ENDED, "inactive", "abandoned", "destroyed", "active"))
"""Statuses after which only the next deployment changes anything."""


def write_deployment(
    batch: Batch, told: Mapping[str, Any], statuses: Iterable[Any], repository: str, patterns: Sequence[str]
) -> str:
    """Add a deployment; return its id.

    Args:
        told: the deployment, in the shape of REST or of GraphQL.
        statuses: in any order.
        patterns: of the environments that are in use.

    Raises:
        ValueError: a time cannot be read.
    """
    number = told.get("databaseId") or told["id"]
    key = f"{repository}/deployments/{number}"
    environment = told.get("environment") or told.get("original_environment")
    ref = told["ref"]["name"] if isinstance(told.get("ref"), dict) else told.get("ref")
    oid = batch.add_object("deployment", key, label=f"{environment}: {ref}" if ref else environment)
    says = {"repository": repository, "environment": environment, "ref": ref, "task": told.get("task")}
    for attribute, text in says.items():
        if text:
            batch.add_value(oid, attribute, str(text))
    flag = told.get("production_environment") or None
    batch.add_value(oid, "production", "yes" if is_production(str(environment), patterns, flag) else "no")
    created = told.get("createdAt") or told.get("created_at")
    batch.add_event("created", key, _time(created), [oid])
    dated = sorted(
        (
            (
                _time(one.get("createdAt") or one.get("created_at") or one.get("updatedAt")),
                str(one["state"]).lower(),
                one,
            )
            for one in statuses
            if one.get("state")
        ),
        key=lambda row: row[:2],
    )
    _write_statuses(batch, oid, key, [(at, state) for at, state, _ in dated])
    sha = told.get("commitOid") or told.get("sha")
    if sha:
        batch.add_mention(oid, sha, "of", rule=link_rules.DEPLOYED_COMMIT, declared=True)
    runs = {
        found[1] for *_, one in dated if (found := _RUN.search(str(one.get("logUrl") or one.get("log_url"))))
    }
    for run in sorted(runs):
        batch.add_mention(
            oid, build_key(repository, run), "made by", rule=link_rules.DEPLOYED_BY, declared=True
        )
    return oid


def _write_statuses(batch: Batch, oid: str, key: str, dated: list[tuple[int, str]]) -> None:
    for event, said in _FIRST.items():
        times = [at for at, state in dated if state == said]
        if times:
            batch.add_event(event, key, times[0], [oid])
    ended = [(at, state) for at, state in dated if state in _ENDED]
    for place, (at, state) in enumerate(ended):
        own = f"{key}.{place}" if place else key
        batch.add_event("finished", own, at, [oid], value=_ENDED[state], attributes={"said": state})


def _time(text: object) -> int:
    try:
        return parse(str(text))[0]
    except ValueError:
        raise ValueError(f'a deployment has the time "{text}", which is no time.') from None
