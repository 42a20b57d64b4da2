"""A stage as a pair of events: how long from its start to its end, item by item, those not over yet counted.

An item's stage begins with its first start event (or its last, where the stage says so) and is over with the first
end event at that moment or later. Where there is none it is open until the item itself has left: then it stops being
watched, as it will never be over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.deliveries import in_production
from headrace.flow.spans import NEVER, Spans
from headrace.value_streams.definition import Stage
from headrace.value_streams.derivation import activities
from headrace.value_streams.passage import DEPLOYMENT
from headrace.value_streams.placement import Placement
from headrace.value_streams.rules import match_rules

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.value_streams.definition import DeliveryStage, ValueStream


@dataclass(frozen=True)
class Pair:
    """The spans of one stage; ``unmatched`` lists its rules that mean nothing in the log, by ``start`` and ``end``."""

    spans: Spans
    unmatched: tuple[tuple[str, str], ...]

    @property
    def absent(self) -> str | None:
        """Which side has no events at all: ``start``, ``end``, or ``None``."""
        return next((side for side, _ in self.unmatched), None)


def concerned(engine: Engine) -> nw.LazyFrame[Any]:
    """Return ``item_no, object_no``: all whose events may begin or end a stage; deployments to production only."""
    try:
        reached = engine.table("reached").select("item_no", "object_no")
    except KeyError:
        reached = engine.table("items").select("item_no", object_no=nw.col("item_no"))
    passing = engine.table("passing").select("item_no", "object_no")
    elsewhere = (
        engine.table("objects")
        .filter(nw.col("object_type") == DEPLOYMENT)
        .select("object_no")
        .join(in_production(engine), on="object_no", how="anti")
    )
    return nw.concat([reached, passing]).unique().join(elsewhere, on="object_no", how="anti")


def event_pair(
    engine: Engine,
    stream: ValueStream,
    stage: DeliveryStage,
    reached: nw.LazyFrame[Any],
    selection: Selection,
) -> Pair:
    """Return the spans of a stage.

    Args:
        reached: as :func:`concerned` returns it; computed once for all stages.
    """
    both = Stage(name=stage.name, function="", waiting=stage.start, working=stage.end)
    asked = stream.model_copy(update={"stages": (both,), "done": (), "cancelled": ()})
    matches = match_rules(asked, activities(engine))
    meant = {row.rule_index for row in matches.rows}
    absent = []
    for side, rules, first in (("start", stage.start, 0), ("end", stage.end, len(stage.start))):
        if not meant & set(range(first, first + len(rules))):
            absent.append((side, ", ".join(map(str, rules))))
    if absent:
        none = np.zeros(0, dtype=np.int64)
        return Pair(Spans(none, none, none.astype(np.bool_)), tuple(absent))
    keys = Placement(engine, asked, matches, reached).keys()
    return Pair(_spans(engine, keys, selection, last=stage.last), ())


def _spans(engine: Engine, keys: nw.LazyFrame[Any], selection: Selection, *, last: bool) -> Spans:
    items = selection.of_kind(engine.table("items")).select("item_no", left_at="ended_at")
    starts = keys.filter(nw.col("state") == 0).group_by("item_no")
    when = nw.col("occurred_at")
    began = engine.once(
        starts.agg(began=when.max() if last else when.min()).join(items, on="item_no", how="inner")
    )
    ends = (
        keys.filter(nw.col("state") == 1)
        .join(began, on="item_no", how="inner")
        .filter(when >= nw.col("began"))
    )
    over = ends.group_by("item_no").agg(over=when.min())
    found = columns(
        began.join(over, on="item_no", how="left").select(
            "began", over=nw.col("over").fill_null(NEVER), left=nw.col("left_at").fill_null(NEVER)
        )
    )
    start, end = (found[name].astype(np.int64) for name in ("began", "over"))
    left = np.maximum(found["left"].astype(np.int64), start)
    return Spans(start, np.where(end == NEVER, left, end), end != NEVER)
