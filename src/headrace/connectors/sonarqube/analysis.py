"""One analysis as an ``analysis``: whether it passed the quality gate, its measures, and its commit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.eventlog.model import Batch

_GATE = "alert_status"
_GATES = {"OK": "passed", "WARN": "passed", "ERROR": "failed"}
_SHA = re.compile(r"[0-9a-f]{40}")


def parse_analysis(raw: Mapping[str, Any], url: str, batch: Batch) -> None:
    """Add an analysis.

    Raises:
        ValueError: its time cannot be read.
    """
    key, project = str(raw["key"]), str(raw["project"])
    version = raw.get("projectVersion")
    label = f"{project} {version}" if version and version != "not provided" else project
    oid = batch.add_object("analysis", key, label=label, url=f"{url}/dashboard?id={quote(project, safe='')}")
    batch.add_value(oid, "project", project)
    measures = raw.get("measures") or {}
    for name, value in measures.items():
        if name != _GATE:
            batch.add_value(oid, name, value)
    gate = measures.get(_GATE)
    told = {"said": gate} if gate else None
    batch.add_event(
        "analysed", key, parse(raw["date"])[0], [oid], value=_GATES.get(str(gate)), attributes=told
    )
    revision = str(raw.get("revision") or "").lower()
    if _SHA.fullmatch(revision):
        batch.add_mention(oid, revision, "of", rule=link_rules.ANALYSED_COMMIT, declared=True)
