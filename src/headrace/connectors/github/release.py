"""A release: a version that can be had."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.eventlog.model import Batch

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def write_release(
    batch: Batch, told: Mapping[str, Any], repository: str, commit: str | None = None
) -> str | None:
    """Add a release; return its id, or ``None`` for a draft, which nobody can have yet.

    Args:
        commit: the full id of the commit that its tag stands on, where it is known.

    Raises:
        ValueError: its time cannot be read.
    """
    if told.get("draft") or not told.get("published_at"):
        return None
    key = f"{repository}@{told['tag_name']}"
    oid = batch.add_object(
        "release", key, label=told.get("name") or told["tag_name"], url=told.get("html_url")
    )
    batch.add_value(oid, "repository", repository)
    batch.add_value(oid, "tag", str(told["tag_name"]))
    batch.add_value(oid, "prerelease", "yes" if told.get("prerelease") else "no")
    try:
        at = parse(str(told["published_at"]))[0]
    except ValueError:
        raise ValueError(f'it was published at "{told["published_at"]}", which is no time.') from None
    batch.add_event("released", key, at, [oid], url=told.get("html_url"))
    target = commit or told.get("target_commitish") or ""
    if _SHA.fullmatch(target):
        batch.add_mention(oid, target, "of", rule=link_rules.RELEASED_COMMIT, declared=True)
    return oid
