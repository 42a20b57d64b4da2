"""Finished items by an attribute known when they began: a few groups to compare, the rest together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.errors import BadRequest, nearest
from headrace.eventlog.persons import is_key, names_person
from headrace.report.handoffs_view import GroupColumn
from headrace.report.phrases import text

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.value_streams.definition import ValueStream

MOST_COLUMNS = 6
"""Groups shown; what is less frequent is together in the last."""

FEWEST = 5
"""Items below which a group is not shown by itself."""

_MOST_VALUES = 50
KIND = "kind"
"""What a stream's own attribute of kinds is called when it is asked for."""


def offered(engine: Engine, selection: Selection) -> tuple[str, ...]:
    """Return the attributes by which the finished items can be split: of few values, and none about a person."""
    finished = selection.finished(engine).select("item_no")
    told = engine.table("item_values").join(finished, on="item_no", how="semi")
    values = told.group_by("attribute", "value").agg(items=nw.len())
    counted = values.group_by("attribute").agg(
        values=nw.len(), items=nw.col("items").sum(), one=nw.col("value").min()
    )
    return tuple(
        sorted(
            row["attribute"]
            for row in rows(counted)
            if 1 < row["values"] <= _MOST_VALUES
            and row["items"] >= 2 * FEWEST
            and not names_person(row["attribute"])
            and not row["attribute"].endswith("_key")
            and not is_key(row["one"])
        )
    )


def chosen(stream: ValueStream, asked: str | None, names: tuple[str, ...]) -> str | None:
    """Return the attribute to split by: that asked for, else the stream's kind of work where items have several.

    Raises:
        BadRequest: there is no such attribute to split by.
    """
    if asked is None or asked == KIND:
        return stream.kind if stream.kind in names else None
    if asked not in names:
        raise BadRequest(
            f'{stream.name} cannot be split by "{asked}". {nearest(asked, names)}'.rstrip(),
            "An attribute must have two to fifty values among the finished items, and be of no person.",
            [f"--split {name}" for name in names],
        )
    return asked


def grouped(
    engine: Engine, selection: Selection, attribute: str | None
) -> tuple[tuple[GroupColumn, ...], list[list[int]]]:
    """Return the groups with their finished items, the most frequent first, and the numbers of all items of each."""
    if attribute is None:
        return (), []
    all_items = selection.of_kind(engine.table("items")).select("item_no")
    values = engine.table("item_values").filter(nw.col("attribute") == attribute)
    values = values.group_by("item_no").agg(value=nw.col("value").min())
    told = columns(all_items.join(values, on="item_no", how="left").sort("item_no"))
    numbers, value = told["item_no"].astype(np.int64), told["value"].astype(object)
    done = np.isin(numbers, columns(selection.finished(engine).select("item_no"))["item_no"].astype(np.int64))
    counted: dict[str | None, int] = {}
    for each in value[done].tolist():
        counted[each] = counted.get(each, 0) + 1
    order = sorted(counted, key=lambda each: (-counted[each], each is None, each or ""))
    kept = [each for each in order if counted[each] >= FEWEST]
    kept = kept if len(kept) == len(order) <= MOST_COLUMNS else kept[: MOST_COLUMNS - 1]
    rest = [each for each in order if each not in kept]
    found = [GroupColumn(each or text("handoffs.none_told"), each, counted[each]) for each in kept]
    groups = [numbers[value == each].tolist() for each in kept]
    if rest:
        items = sum(counted[each] for each in rest)
        found.append(GroupColumn(text("handoffs.other"), None, items, other=True, merged=len(rest)))
        groups.append(numbers[np.isin(value.astype(str), [str(each) for each in rest])].tolist())
    return tuple(found), groups
