"""One deployment of a pipeline to an environment as a ``deployment``, and the build that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.azure_devops.build import finish
from headrace.connectors.ground.environments import is_production
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.eventlog.model import Batch


def parse_deployment(raw: Mapping[str, Any], batch: Batch, production: Sequence[str]) -> None:
    """Add a deployment.

    Raises:
        ValueError: a time of it cannot be read.
    """
    environment = str(raw["environment"]["name"])
    key = f"deployment/{raw['environment']['id']}/{raw['id']}"
    parts = (raw.get("pipeline"), raw.get("stageName"))
    oid = batch.add_object("deployment", key, label=" ".join(str(part) for part in parts if part) or None)
    batch.add_value(oid, "environment", environment)
    batch.add_value(oid, "production", "yes" if is_production(environment, production) else "no")
    for attribute, name in (("name", "pipeline"), ("stage", "stageName")):
        if raw.get(name):
            batch.add_value(oid, attribute, str(raw[name]))
    for event, stamp in (("created", "queueTime"), ("started", "startTime")):
        if raw.get(stamp):
            batch.add_event(event, key, parse(raw[stamp])[0], [oid])
    finish(batch, oid, key, raw)
    if raw.get("build"):
        batch.add_mention(oid, f"build/{raw['build']}", "made by", rule=link_rules.DEPLOYED_BY, declared=True)
