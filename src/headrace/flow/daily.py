"""What is known of items per day, without reading a single one: how many began, how many ended and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Times


def began(engine: Engine) -> int | None:
    """Return when the first item of any kind began (µs UTC): the record goes back no further."""
    first: int | None = rows(engine.table("daily_items").select(first=nw.col("first").min()))[0]["first"]
    return first


def finished(engine: Engine, selection: Selection) -> int:
    """Count the items that finished in the window."""
    done = selection.in_window(engine.table("daily_items").filter(nw.col("outcome") == int(Mode.DONE)))
    return int(rows(done.select(n=nw.col("items").sum()))[0]["n"] or 0)


def finished_kinds(engine: Engine, selection: Selection) -> tuple[tuple[str | None, int], ...]:
    """Return the kinds of work among the items that finished in the window, the most frequent first."""
    done = selection.in_window(engine.table("daily_items").filter(nw.col("outcome") == int(Mode.DONE)))
    counted = rows(done.group_by("kind").agg(n=nw.col("items").sum().cast(nw.Int64)))
    ordered = sorted(counted, key=lambda row: (-row["n"], row["kind"] or ""))
    return tuple((row["kind"], row["n"]) for row in ordered)


def kinds(engine: Engine) -> list[str]:
    """Return all kinds of work that there are, by name."""
    listed = rows(engine.table("daily_items").filter(~nw.col("kind").is_null()).select("kind").unique())
    return sorted(row["kind"] for row in listed)


def ended(engine: Engine, selection: Selection) -> tuple[Times, Times]:
    """Return the days on which items of the kind ended, in order, and how many had ended by the end of each."""
    ends = selection.of_kind(engine.table("daily_items")).filter(~nw.col("outcome").is_null())
    return _running(ends, "items")


def oldest_needed(engine: Engine, selection: Selection, moment: int) -> int:
    """Return from when on items must be known so that the next to leave after ``moment`` can be told by their rank.

    The k-th to leave is compared with the k-th to come: no more had come before this time (µs UTC) than had left
    by ``moment``.
    """
    all_kinds = selection.of_kind(engine.table("daily_items"))
    days, came = _running(all_kinds.filter(nw.col("outcome").is_null()), "items")
    end_days, gone = ended(engine, selection)
    left = np.append(0, gone)[np.searchsorted(end_days, moment // DAY)]
    # the days by whose end no more had come
    enough = int(np.searchsorted(came, left, side="right"))
    if enough:
        return min(moment, (int(days[enough - 1]) + 1) * DAY)
    return int(days[0]) * DAY if len(days) else moment


def _running(frame: nw.LazyFrame[Any], column: str) -> tuple[Times, Times]:
    data = columns(frame.group_by("day").agg(n=nw.col(column).sum().cast(nw.Int64)).sort("day"))
    return data["day"].astype(np.int64), np.cumsum(data["n"].astype(np.int64))
