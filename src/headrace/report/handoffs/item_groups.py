"""Finished items by an attribute known when they began: a few groups to compare, the rest together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import columns, rows
from headrace.errors import BadRequest, nearest
from headrace.eventlog.persons import is_key, names_person
from headrace.report.handoffs.handoffs_view import GroupColumn
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Times
    from headrace.value_streams.definition import ValueStream

MOST_COLUMNS = 6
"""Groups shown; what is less frequent is together in the last."""

FEWEST = 5
"""Items below which a group is not shown by itself."""

_MOST_VALUES = 50
_NOWHERE = -1
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
    engine: Engine, selection: Selection, stream: ValueStream, attribute: str | None
) -> tuple[tuple[GroupColumn, ...], list[Times]]:
    """Return the groups with their finished items, the most frequent first, and the numbers of the items of each.

    Items that ended before the window are in none: nothing is told of them.
    """
    if attribute is None:
        return (), []
    done = selection.finished(engine)
    told = _valued(engine, stream, done, attribute).group_by("value").agg(items=nw.len())
    counted = {row["value"]: row["items"] for row in rows(told)}
    order = sorted(counted, key=lambda each: (-counted[each], each is None, each or ""))
    kept = [each for each in order if counted[each] >= FEWEST]
    kept = kept if len(kept) == len(order) <= MOST_COLUMNS else kept[: MOST_COLUMNS - 1]
    rest = [each for each in order if each not in kept]
    found = [GroupColumn(each or text("handoffs.none_told"), each, counted[each]) for each in kept]
    if rest:
        items = sum(counted[each] for each in rest)
        found.append(GroupColumn(text("handoffs.other"), None, items, other=True, merged=len(rest)))
    place = {**{each: len(kept) for each in rest}, **{each: at for at, each in enumerate(kept)}}
    return tuple(found), _numbers(engine, selection, stream, attribute, place)


def _valued(
    engine: Engine, stream: ValueStream, items: nw.LazyFrame[Any], attribute: str
) -> nw.LazyFrame[Any]:
    """Return ``item_no, value`` of items, as it was when each began; null where nothing tells."""
    if attribute == stream.kind:
        return items.select("item_no", value=nw.col("kind"))
    values = engine.table("item_values").filter(nw.col("attribute") == attribute)
    values = values.group_by("item_no").agg(value=nw.col("value").min())
    return items.select("item_no").join(values, on="item_no", how="left").select("item_no", "value")


def _numbers(
    engine: Engine, selection: Selection, stream: ValueStream, attribute: str, place: dict[str | None, int]
) -> list[Times]:
    """Return the numbers of the items of each place, those that had not ended when the window began."""
    items = selection.of_kind(engine.table("items")).filter(
        nw.col("day").is_null() | (nw.col("day") >= selection.first_day)
    )
    named = [each for each in place if each is not None]
    known = engine.small(
        {"value": named, "place": [place[each] for each in named]}, {"value": "text", "place": "int"}
    )
    told = _valued(engine, stream, items, attribute).join(known, on="value", how="left")
    unknown = nw.when(nw.col("value").is_null()).then(nw.lit(place.get(None, _NOWHERE))).otherwise(_NOWHERE)
    at = nw.when(nw.col("place").is_null()).then(unknown).otherwise(nw.col("place"))
    found = columns(told.select("item_no", place=at.cast(nw.Int16)))
    return [found["item_no"][found["place"] == each] for each in range(max(place.values(), default=-1) + 1)]
