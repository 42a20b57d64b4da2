"""Measured series in the event log: objects of the type *signal* whose value changes over time.

A reading is what OCEL 2.0 calls a change of an object: at a time, the attributes ``value``, ``n`` and, where they are
known, ``low`` and ``high`` of the signal are set. ``unit``, ``signal``, ``segment`` and ``asked`` describe the series.
There is no store of its own: sources, tombstones, exports and snapshots are those of the log.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog.model import ALWAYS

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.eventlog.model import Batch

SIGNAL = "signal"
"""The type of the objects."""

ASKED = "asked"
"""The attribute that says ``yes`` when people were asked."""

NUMBERS = ("value", "n", "low", "high")
"""The attributes of a reading; all others describe its series."""

_WORDS = ("signal", "segment", "unit", ASKED, "measure")
_DECIMAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")


@dataclass(frozen=True, slots=True)
class Point:
    """One reading, at µs UTC; ``n`` is over how many things or answers, ``low`` and ``high`` its 95 % range."""

    at: int
    value: float
    n: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A series as its source tells it, oldest reading first.

    Args:
        name: how the source calls it.
        segment: of which part; ``None`` for all together.
        label: in words, such as the question of a survey.
        asked: whether people were asked.
        measure: what the value is, such as ``mean of 1 to 5``; ``""`` when nothing says it.
        unread: readings that are no number, or two different ones of one time; they are left out.
    """

    source: str
    name: str
    segment: str | None
    label: str | None
    unit: str | None
    asked: bool
    measure: str
    points: tuple[Point, ...]
    unread: int


def add_series(batch: Batch, name: str, segment: str | None, points: list[Point], **words: str | None) -> str:
    """Add a series to a batch and return its object's id.

    Args:
        batch: of the source that tells it.
        name: how the source calls it.
        segment: of which part; ``None`` for all together.
        points: the readings, at most one per time.
        words: ``label``, ``unit``, ``asked`` and ``measure``, where they are known.
    """
    oid = batch.add_object(SIGNAL, series_key(name, segment), label=words.pop("label", None))
    described = {"signal": name if segment is not None else None, "segment": segment, **words}
    for attribute, text in described.items():
        if text:
            batch.add_value(oid, attribute, text)
    for point in points:
        for attribute in NUMBERS:
            value = getattr(point, attribute)
            if value is not None:
                batch.add_value(oid, attribute, repr(value), point.at)
    return oid


def series_key(name: str, segment: str | None) -> str:
    """Return the key of a series' object."""
    return name if segment is None else f"{name}[{segment}]"


def recorded(engine: Engine) -> tuple[Recorded, ...]:
    """Return every series in the log, by source, name and segment; ``engine`` holds the log."""
    there = engine.table("objects").filter(nw.col("object_type") == SIGNAL, nw.col("deleted_at").is_null())
    objects = rows(there.select("object_no", "source", "key", "label"))
    if not objects:
        return ()
    said = engine.table("object_values").filter(nw.col("attribute").is_in([*NUMBERS, *_WORDS]))
    values = said.join(there.select("object_no"), on="object_no", how="semi").select(
        "object_no", "attribute", "value", "since"
    )
    found = {row["object_no"]: _Series(row) for row in objects}
    for row in rows(values):
        found[row["object_no"]].see(row["attribute"], row["value"], row["since"])
    made = [each.made() for each in found.values()]
    return tuple(sorted(made, key=lambda each: (each.source, each.name, each.segment or "")))


def number(text: str) -> float:
    """Return a number as people and tools write it: 99.9, 99,9, 1,204.5, 87 %.

    Raises:
        ValueError: it is none; the text follows a name: ``"soon", which is no number``.
    """
    bare = text.strip().removesuffix("%").replace("\u00a0", "").replace(" ", "")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    if not _DECIMAL.fullmatch(bare) or not math.isfinite(float(bare)):
        raise ValueError(f'"{text}", which is no number')
    return float(bare)


@dataclass(slots=True)
class _Series:
    """One object while its attributes are read, in any order."""

    row: dict[str, Any]
    words: dict[str, tuple[int, str]] = field(default_factory=dict)
    told: dict[int, dict[str, set[str]]] = field(default_factory=dict)

    def see(self, attribute: str, value: str | None, since: int) -> None:
        if value is None:
            return
        if attribute in NUMBERS:
            self.told.setdefault(since, {}).setdefault(attribute, set()).add(value)
        else:
            self.words[attribute] = max(self.words.get(attribute, (ALWAYS, "")), (since, value))

    def made(self) -> Recorded:
        """Return the series."""
        points, unread = [], 0
        for at in sorted(self.told):
            if "value" not in self.told[at]:
                continue
            point = self._point(at)
            points += [point] if point else []
            unread += point is None
        words = {name: text for name, (_, text) in self.words.items()}
        return Recorded(
            source=self.row["source"],
            name=words.get("signal") or self.row["key"],
            segment=words.get("segment") or None,
            label=self.row["label"],
            unit=words.get("unit") or None,
            asked=words.get(ASKED, "").casefold() in ("yes", "true", "1"),
            measure=words.get("measure", ""),
            points=tuple(points),
            unread=unread,
        )

    def _point(self, at: int) -> Point | None:
        said = self.told[at]
        try:
            (value,) = {number(each) for each in said["value"]}
        except ValueError:  # no number, or two of one time
            return None
        n, low, high = (_only(said.get(name, set())) for name in NUMBERS[1:])
        return Point(at, value, None if n is None else round(n), low, high)


def _only(texts: set[str]) -> float | None:
    try:
        (value,) = {number(each) for each in texts}
    except ValueError:
        return None
    return value
