"""What was known of each item when it began: attributes as levels, and which attributes are left out, and why.

Only values that held at the start count: one that came later may be a consequence of how long the item took. Where a
record does not date its values they count as known from the start, so what looks like an outcome is left out
(:mod:`.disguise`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.diagnosis.cohort import began
from headrace.diagnosis.disguise import disguised
from headrace.diagnosis.log_rank import Attribute
from headrace.engine import columns, rows
from headrace.eventlog.model import ALWAYS
from headrace.eventlog.persons import names_person
from headrace.value_streams.attributes import NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.diagnosis.cohort import Cohort
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Numbers
    from headrace.value_streams.definition import ValueStream

LEVELS = 20
"""Values of their own that an attribute without an order has; the others are one level."""

BINS = 8
"""Levels of a numeric attribute."""

_KNOWN = 0.5
_TOO_MANY = 0.5
_OWN = 0.9
_SEVERAL = 1.01
_VARIANT = re.compile(r"(case[ _:]*)?variant([ _-]*(index|id|number|no))?", re.IGNORECASE)
"""What tools that mine processes call the number of the route that an item went; it is known at the end."""


@dataclass(frozen=True)
class Known:
    """An attribute that was known at the start.

    ``known`` is the share of items that have it, ``undated`` the share of its values that no date is told of; ``edges``
    are the highest numbers of the levels of a numeric one; ``others`` says that its last level is every other value.
    """

    attribute: Attribute
    known: float
    undated: float
    edges: tuple[float, ...] = ()
    others: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An attribute that is not asked, and why.

    ``reason``: ``person``, ``few`` (known for fewer than half), ``constant``, ``many`` (different values), ``several``
    (at once), ``same`` (groups the items as ``like`` does), ``ending`` (the definition's ends or outcomes are told by
    it), ``stage`` (its stages are), ``route`` (it numbers the way that an item went) or ``outcome`` (those that ended
    have it, others not).
    """

    name: str
    reason: str
    like: str = ""


@dataclass(frozen=True, slots=True)
class _Counts:
    """An attribute's values at the start: items, rows, different values, numbers, whole numbers, without a date."""

    items: int
    rows: int
    values: int
    numbers: int
    whole: int
    undated: int


def start_attributes(
    engine: Engine, stream: ValueStream, selection: Selection, cohort: Cohort
) -> tuple[tuple[Known, ...], tuple[LeftOut, ...]]:
    """Return what was known of the cohort's items when they began, and what is left out.

    Args:
        engine: holds the stream's derived tables, and the log beside them.
        selection: what the cohort was read by.
    """
    values = engine.once(_at_start(engine, selection))
    counts = _counts(values)
    left_out = [
        LeftOut(name, reason)
        for name, each in counts.items()
        if (reason := _told_by(name, stream) or _unfit(name, each, len(cohort.days)))
    ]
    out = {each.name for each in left_out}
    numeric = [name for name, each in counts.items() if name not in out and each.numbers == each.items]
    others = [name for name in counts if name not in out and name not in numeric]
    levels = {**_of_numbers(engine, values, numeric, cohort), **_of_words(engine, values, others, cohort)}
    kept, more = _different(stream, levels, counts, cohort)
    return kept, tuple(sorted((*left_out, *more), key=lambda each: each.name))


def _at_start(engine: Engine, selection: Selection) -> nw.LazyFrame[Any]:
    """Return ``item_no, attribute, value, several, undated``: the newest values that held when the item began."""
    items = began(engine, selection).select("started_at", object_no=nw.col("item_no"))
    held = (
        engine.table("object_values")
        .join(items, on="object_no", how="inner")
        .filter(nw.col("since") <= nw.col("started_at"))
        .select("object_no", "attribute", "value", "since")
    )
    newest = held.group_by("object_no", "attribute").agg(since=nw.col("since").max())
    values = held.join(newest, on=["object_no", "attribute", "since"], how="inner")
    return (
        values.filter(~nw.col("value").is_null())
        .unique()
        .group_by("object_no", "attribute")
        .agg(value=nw.col("value").min(), several=nw.len().cast(nw.Int64), since=nw.col("since").max())
        .select("attribute", "value", "several", "since", item_no=nw.col("object_no"))
    )


def _counts(values: nw.LazyFrame[Any]) -> dict[str, _Counts]:
    number = nw.col("value").str.contains(NUMBER)
    told = (
        values.with_columns(undated=nw.when(nw.col("since") <= ALWAYS).then(nw.lit(1)).otherwise(nw.lit(0)))
        .group_by("attribute", "value")
        .agg(
            items=nw.len().cast(nw.Int64),
            rows=nw.col("several").sum().cast(nw.Int64),
            undated=nw.col("undated").sum().cast(nw.Int64),
        )
        .with_columns(
            numbers=nw.when(number).then(nw.col("items")).otherwise(nw.lit(0)),
            whole=nw.when(number & ~nw.col("value").str.contains("[.]"))
            .then(nw.col("items"))
            .otherwise(nw.lit(0)),
        )
    )
    names = ("items", "rows", "numbers", "whole", "undated")
    found = told.group_by("attribute").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in names), values=nw.len().cast(nw.Int64)
    )
    listed = sorted(rows(found), key=lambda row: str(row["attribute"]))
    return {row.pop("attribute"): _Counts(**row) for row in listed}


def _told_by(name: str, stream: ValueStream) -> str:
    """Return why the definition itself keeps an attribute out; ``""`` when it does not."""
    ends = [*stream.done, *stream.cancelled]
    stages = [rule for stage in stream.stages for rule in (*stage.waiting, *stage.working, *stage.blocked)]
    for reason, rules in (("ending", ends), ("stage", stages)):
        used = {rule.event_type.casefold() for rule in rules if rule.object_type == stream.items}
        used |= {attribute.casefold() for rule in rules for attribute, _ in rule.conditions}
        if name.casefold() in used:
            return reason
    return "ending" if name in stream.outcomes else ""


def _unfit(name: str, counts: _Counts, n: int) -> str:
    """Return why an attribute's values cannot tell kinds of work apart; ``""`` when they may."""
    if name.endswith("_key") or names_person(name):
        return "person"
    if _VARIANT.fullmatch(name):
        return "route"
    if counts.items < _KNOWN * n:
        return "few"
    if counts.rows > _SEVERAL * counts.items:
        return "several"
    if counts.values == 1 and counts.items == n:
        return "constant"
    # a number of its own for every item is a name, not a size
    own = counts.whole == counts.items and counts.values >= _OWN * counts.items
    wordy = counts.numbers < counts.items and counts.values > max(LEVELS, _TOO_MANY * counts.items)
    return "many" if (own and counts.values > BINS) or wordy else ""


def _of_numbers(
    engine: Engine, values: nw.LazyFrame[Any], names: Sequence[str], cohort: Cohort
) -> dict[str, Known]:
    """Return the attributes that hold numbers: the numbers themselves, or bins with about as many items each."""
    if not names:
        return {}
    numbered = engine.small(
        {"attribute": list(names), "attribute_no": list(range(len(names)))},
        {"attribute": "text", "attribute_no": "int"},
    )
    number = nw.when(nw.col("value").str.contains(NUMBER)).then(nw.col("value")).otherwise(nw.lit("0"))
    found = columns(
        values.join(numbered, on="attribute", how="inner").select(
            "item_no", "attribute_no", number=number.cast(nw.Float64)
        )
    )
    made = {}
    for at, name in enumerate(names):
        mine = found["attribute_no"] == at
        made[name] = _binned(name, cohort.places(found["item_no"][mine]), found["number"][mine], cohort)
    return made


def _binned(name: str, places: Any, numbers: Numbers, cohort: Cohort) -> Known:
    different = np.unique(numbers)
    if len(different) > BINS:
        shares = np.linspace(0, 1, BINS + 1)[1:]
        different = np.unique(np.quantile(numbers, shares, method="inverted_cdf"))
    codes = np.full(len(cohort.days), len(different), dtype=np.intp)
    codes[places] = np.searchsorted(different, numbers, side="left")
    words = tuple(f"{each:g}" for each in different)
    known = len(numbers) / len(cohort.days)
    return Known(Attribute(name, words, codes, ordered=True), known, 0.0, tuple(map(float, different)))


def _of_words(
    engine: Engine, values: nw.LazyFrame[Any], names: Sequence[str], cohort: Cohort
) -> dict[str, Known]:
    """Return the attributes without an order: their most frequent values, and all others as one more level."""
    if not names:
        return {}
    listed = _frequent(values, names)
    pairs = [(name, value, at) for name in names for at, value in enumerate(listed[name])]
    numbered = engine.small(
        {"attribute": [name for name, _, _ in pairs], "value": [value for _, value, _ in pairs],
         "level": [at for _, _, at in pairs]},
        {"attribute": "text", "value": "text", "level": "int"},
    )  # fmt: skip
    named = engine.small(
        {"attribute": list(names), "attribute_no": list(range(len(names)))},
        {"attribute": "text", "attribute_no": "int"},
    )
    coded = (
        values.join(named, on="attribute", how="inner")
        .join(numbered, on=["attribute", "value"], how="left")
        .select("item_no", "attribute_no", level=nw.col("level").fill_null(LEVELS))
    )
    found, made = columns(coded), {}
    for at, name in enumerate(names):
        mine = found["attribute_no"] == at
        own, places = found["level"][mine], cohort.places(found["item_no"][mine])
        others = bool((own == LEVELS).any())
        levels = (*listed[name], *(("",) if others else ()))
        codes = np.full(len(cohort.days), len(levels), dtype=np.intp)
        codes[places] = own
        made[name] = Known(Attribute(name, levels, codes), len(own) / len(cohort.days), 0.0, others=others)
    return made


def _frequent(values: nw.LazyFrame[Any], names: Sequence[str]) -> dict[str, list[str]]:
    """Return the most frequent values of each attribute, the most frequent first."""
    counted = (
        values.filter(nw.col("attribute").is_in(list(names)))
        .group_by("attribute", "value")
        .agg(fewer=nw.len().cast(nw.Int64) * -1)
        .with_columns(one=nw.lit(1).cast(nw.Int64))
        .with_columns(place=nw.col("one").cum_sum().over("attribute", order_by=["fewer", "value"]))
        .filter(nw.col("place") <= LEVELS)
    )
    found: dict[str, list[str]] = {name: [] for name in names}
    for row in sorted(rows(counted.select("attribute", "value", "place")), key=lambda row: row["place"]):
        found[row["attribute"]].append(row["value"])
    return found


def _different(
    stream: ValueStream, levels: Mapping[str, Known], counts: Mapping[str, _Counts], cohort: Cohort
) -> tuple[tuple[Known, ...], list[LeftOut]]:
    """Return those that tell items apart in a way of their own and are no outcome, and the others with the reason."""
    kept: list[Known] = []
    out: list[LeftOut] = []
    seen: dict[bytes, str] = {}
    # the kind of work is how people here call the difference
    for name in sorted(levels, key=lambda name: (name != stream.kind, len(name), name)):
        each = levels[name]
        undated = counts[name].undated / counts[name].items
        if disguised(each.attribute, cohort, dated=undated == 0):
            out.append(LeftOut(name, "outcome"))
            continue
        first, inverse = np.unique(each.attribute.codes, return_index=True, return_inverse=True)[1:]
        partition = np.argsort(np.argsort(first))[inverse].astype(np.int32).tobytes()
        if partition in seen:
            out.append(LeftOut(name, "same", seen[partition]))
            continue
        seen[partition] = name
        kept.append(Known(each.attribute, each.known, undated, each.edges, each.others))
    return tuple(sorted(kept, key=lambda each: each.attribute.name)), out
