"""What a tool says of its own statuses, in any language: still to do, in progress, or done.

Trackers keep such a category beside each status; readers put it on the events as ``category``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.vocabulary import Sense

if TYPE_CHECKING:
    from headrace.engine import Engine

ATTRIBUTE = "category"
"""The attribute of a status event."""

TO_DO, IN_PROGRESS, DONE = "new", "indeterminate", "done"


def categories_of(engine: Engine, happenings: nw.LazyFrame[Any]) -> dict[int, str]:
    """Return the category of each activity whose events mostly have that one.

    Args:
        engine: holds ``event_attributes``.
        happenings: with ``activity_no`` and ``event_no``.
    """
    said = (
        engine.table("event_attributes")
        .filter(nw.col("attribute") == ATTRIBUTE, nw.col("value").is_in([TO_DO, IN_PROGRESS, DONE]))
        .select("event_no", category=nw.col("value"))
    )
    counts = (
        happenings.join(said, on="event_no", how="inner")
        .group_by("activity_no", "category")
        .agg(nw.len().cast(nw.Int64).alias("events"))
    )
    most: dict[int, tuple[int, str]] = {}
    for row in rows(counts):
        one = (row["events"], row["category"])
        most[row["activity_no"]] = max(most.get(row["activity_no"], (0, "")), one)
    return {activity: category for activity, (_, category) in most.items()}


def with_category(sense: Sense | None, category: str | None) -> Sense | None:
    """Return what a status means, from its name and from what its tool says of it.

    The tool knows which statuses end the work; the name knows how: done or cancelled, waiting or blocked.
    """
    if category == DONE:
        return sense if sense in (Sense.CANCELLED, Sense.REOPENED) else Sense.DONE
    if category in (TO_DO, IN_PROGRESS) and sense is Sense.DONE:
        return Sense.WAITING  # done in one place, and not yet with the customer
    if category == TO_DO and sense is None:
        return Sense.WAITING
    return sense
