"""What customers got: a stream's outcome, as an attribute that says yes or no of its finished items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.report.view import Outcome

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.value_streams.definition import ValueStream

GOOD = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
"""What values of an attribute mean yes, and which mean no."""


def outcome(engine: Engine, stream: ValueStream, selection: Selection) -> Outcome | None:
    """Return the first outcome of the stream that any finished item of the window tells of; ``None`` if none does.

    An outcome is called as the attribute of the items that tells it; its newest value counts, and values that
    mean neither yes nor no are as if missing.
    """
    for name in stream.outcomes:
        values = engine.table("object_values").filter(
            nw.col("attribute") == name, nw.col("value").str.to_lowercase().is_in(list(GOOD))
        )
        newest = values.group_by("object_no").agg(since=nw.col("since").max())
        told = values.join(newest, on=["object_no", "since"], how="inner").join(
            selection.finished(engine).select(object_no=nw.col("item_no")), on="object_no", how="semi"
        )
        counts: dict[bool, int] = {True: 0, False: 0}
        for row in rows(told.group_by("value").agg(n=nw.col("object_no").n_unique())):
            counts[GOOD[row["value"].lower()]] += row["n"]
        known = sum(counts.values())
        if known:
            return Outcome(name, counts[True] / known, known)
    return None
