"""Where the records of one piece of work contradict each other, or their own: each kind is one stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY
from headrace.value_streams.work_facts import CHANGES, work_facts

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

EXAMPLES = 3
_HOUR = DAY // 24

_Asked = tuple[nw.Expr, nw.Expr]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """How many items one rule found, of how many it can be asked of; ``of`` 0: no record tells of it.

    ``name`` is one of :data:`RULES`; ``examples`` are a few of the items, by number, the last that ended first.
    """

    name: str
    items: int
    of: int
    examples: tuple[int, ...]


def _rules() -> dict[str, _Asked]:
    """Return, by name, of which items a rule can be asked, and which of those it finds.

    Two tools have two clocks: what lies within an hour of each other, or a day where only days are told, is no
    contradiction.
    """
    col = nw.col
    apart = nw.when(col("days") == 1).then(nw.lit(DAY)).otherwise(nw.lit(_HOUR))
    whole_day = nw.when(col("days") == 1).then(nw.lit(DAY)).otherwise(nw.lit(0))
    ended = _over_at()
    done_at = _done_at()
    done = ~done_at.is_null()
    closed = ~col("closed_at").is_null() & ~(col("reopened_at") > col("closed_at")).fill_null(value=False)
    return {
        "over_open_change": (~ended.is_null() & (col("changes") > 0), col("open_changes") > 0),
        "done_unmerged": (
            done & (col("changes") > 0), (col("merged_changes") == 0) & (col("open_changes") == 0)
        ),
        "done_before_merge": (done & ~col("first_merge").is_null(), col("first_merge") > done_at + apart),
        "done_undeployed": (done & (col("made") > 0), col("made_well") == 0),
        "done_before_deployment": (done & ~col("first_made").is_null(), col("first_made") > done_at + apart),
        "deployed_before_merge": (
            ~col("first_made").is_null() & ~col("first_merge").is_null(),
            col("first_made") + apart < col("first_merge"),
        ),
        "closed_in_progress": (
            closed, col("outcome").is_null() & (col("waits_since") + apart < col("closed_at"))
        ),
        "status_disagrees": (~col("status_agrees").is_null(), col("status_agrees") == 0),
        "resolved_silently": (~col("silently").is_null() & ~col("status_at").is_null(), col("silently") == 1),
        "before_created": (~col("created_at").is_null(), col("first_at") + whole_day < col("created_at")),
        "work_before_created": (
            ~col("created_at").is_null() & ~col("first_work").is_null(),
            col("first_work") + apart < col("created_at"),
        ),
    }  # fmt: skip


RULES = (
    "over_open_change",
    "done_unmerged",
    "done_before_merge",
    "done_undeployed",
    "done_before_deployment",
    "deployed_before_merge",
    "closed_in_progress",
    "status_disagrees",
    "resolved_silently",
    "before_created",
    "work_before_created",
)
"""The names of all kinds of contradictions."""


def contradictions(engine: Engine, stream: ValueStream) -> tuple[tuple[Contradiction, ...], int]:
    """Return what every rule finds among a stream's items, and how many items at least one rule found."""
    rules = _rules()
    if stream.items.lower() in CHANGES:  # its commits are older than itself, as they should be
        del rules["work_before_created"]
    columns = {}
    for name, (asked, holds) in rules.items():
        able = asked.fill_null(value=False)
        columns[f"asked_{name}"] = _one(able)
        columns[f"found_{name}"] = _one(able & holds.fill_null(value=False))
    judged = work_facts(engine, stream).with_columns(over_at=_over_at()).with_columns(**columns)
    found = [nw.col(f"found_{name}") for name in rules]
    judged = engine.once(
        judged.select("item_no", "over_at", *columns, any=_one(reduce(or_, (f == 1 for f in found))))
    )
    sums = rows(judged.select(*(nw.col(name).sum().cast(nw.Int64) for name in (*columns, "any"))))[0]
    listed = tuple(
        Contradiction(
            name,
            sums[f"found_{name}"] or 0,
            sums[f"asked_{name}"] or 0,
            _examples(judged, name) if sums[f"found_{name}"] else (),
        )
        for name in RULES
        if name in rules
    )
    return listed, sums["any"] or 0


def _examples(judged: nw.LazyFrame[Any], name: str) -> tuple[int, ...]:
    known = judged.filter(nw.col(f"found_{name}") == 1).with_columns(at=nw.col("over_at").fill_null(2**61))
    first = known.sort("at", "item_no", descending=True).select("item_no").head(EXAMPLES)
    return tuple(row["item_no"] for row in rows(first))


def _one(holds: nw.Expr) -> nw.Expr:
    return nw.when(holds).then(nw.lit(1)).otherwise(nw.lit(0))


def _over_at() -> nw.Expr:
    """When the item's own record last said that it is over; where it says nothing, when the stream has it end.

    A record that was reopened later is not over.
    """
    told = nw.max_horizontal("done_at", "closed_at", "dropped_at")
    again = (nw.col("reopened_at") > told).fill_null(value=False)
    return nw.when(~again).then(nw.coalesce(told, nw.col("ended_at")))


def _done_at() -> nw.Expr:
    """When the item's own record said what its stream takes for done; without such a word, when the stream has it done.

    What only the tracker calls closed is no end here: for many streams the release comes after it.
    """
    ended = nw.when(nw.col("outcome") == int(Mode.DONE)).then(nw.col("ended_at"))
    told = nw.coalesce("done_at", ended)
    gone = (nw.max_horizontal("reopened_at", "dropped_at") > told).fill_null(value=False)
    return nw.when(~gone).then(told)
