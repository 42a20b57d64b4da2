"""What the attributes of the log's objects hold: numbers, days or words, and which values are frequent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

import narwhals as nw

NUMBER = r"\A[+-]?[0-9]{1,15}([.][0-9]{1,15})?\z"
"""Regular expression of a text that counts as a number; the same on every engine."""

DAY = r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]|\z)"
"""Regular expression of a text that begins with a day."""

_IS_NUMBER = re.compile(NUMBER.replace(r"\z", r"\Z"))
_IS_DAY = re.compile(DAY.replace(r"\z", r"\Z"))
_TOP = 200


class Kind(StrEnum):
    """What a value is, judged by its text."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"


def kind_of(value: str) -> Kind:
    """Return what a value is: a number, a time (or day), or else text."""
    if _IS_NUMBER.search(value):
        return Kind.NUMBER
    return Kind.TIME if _IS_DAY.search(value) else Kind.TEXT


@dataclass(frozen=True, slots=True)
class Attribute:
    """What one attribute holds in the log.

    ``values`` are its most frequent values, the most frequent first, each with its number of objects;
    ``complete`` says that there are no others.
    """

    name: str
    kinds: frozenset[Kind]
    values: tuple[tuple[str, int], ...]
    complete: bool
    objects: int

    @property
    def examples(self) -> str:
        """Up to three values, quoted, for a sentence."""
        return ", ".join(f"'{value}'" for value, _ in self.values[:3])


def attributes_of(values: nw.LazyFrame[Any]) -> dict[str, Attribute]:
    """Summarise current attribute values, by attribute.

    Args:
        values: columns ``object_no``, ``attribute``, ``value`` in long form.

    Kinds are judged by the 200 most frequent values of each attribute; empty values count nowhere.
    """
    counts = (
        values.filter(~nw.col("value").is_null())
        .group_by("attribute", "value")
        .agg(nw.len().cast(nw.Int64).alias("objects"))
        .with_columns((nw.col("objects") * -1).alias("fewer"), nw.lit(1).cast(nw.Int64).alias("one"))
    )
    places = counts.with_columns(
        nw.col("one").cum_sum().over("attribute", order_by=["fewer", "value"]).alias("place"),
        nw.col("objects").sum().over("attribute").alias("all_objects"),
        nw.col("one").sum().over("attribute").alias("all_values"),
    )
    top = places.filter(nw.col("place") <= _TOP).select(
        "attribute", "value", "objects", "place", "all_objects", "all_values"
    )
    rows = sorted(top.collect(backend="pyarrow").iter_rows(), key=lambda row: (row[0], row[3]))
    return {name: _summary(name, list(group)) for name, group in groupby(rows, key=lambda row: str(row[0]))}


def _summary(name: str, rows: list[tuple[Any, ...]]) -> Attribute:
    values = tuple((str(row[1]), int(row[2])) for row in rows)
    return Attribute(
        name=name,
        kinds=frozenset(kind_of(value) for value, _ in values),
        values=values,
        complete=int(rows[0][5]) <= _TOP,
        objects=int(rows[0][4]),
    )
