"""The items that began in a window: how long each took or was watched, and which half of the search it is in.

A window of items that *ended* would hold only the quick ones of those that began late; a cohort of starts holds them
all. What is done counts with its time, what is open is watched until the data's end, and what was given up until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Numbers, Times

OPEN = -1
"""The outcome of what has not ended."""


@dataclass(frozen=True)
class Cohort:
    """Items in an order that only their ids decide.

    ``days`` is the age at which each was done or last watched, ``outcome`` a :class:`.Mode` or :data:`OPEN`, ``search``
    whether it is of the half that says where to split; a hash of the id says which, so it is the same every time.
    """

    item_nos: Times
    days: Numbers
    outcome: Times
    search: Flags

    @property
    def done(self) -> Flags:
        """Whether each was done."""
        found: Flags = self.outcome == int(Mode.DONE)
        return found

    def places(self, item_nos: Times) -> Times:
        """Return where these items stand, by their numbers; all must be of the cohort."""
        order = np.argsort(self.item_nos)
        found: Times = order[np.searchsorted(self.item_nos, item_nos, sorter=order)]
        return found


def began(engine: Engine, selection: Selection) -> nw.LazyFrame[Any]:
    """Return the rows of ``items`` that began in the window and are of the kind."""
    items = selection.of_kind(engine.table("items"))
    return items.filter(nw.col("started_at") >= selection.start, nw.col("started_at") < selection.end)


def read_cohort(engine: Engine, selection: Selection, data_to: int) -> Cohort:
    """Return the items that began in the window.

    Args:
        engine: holds the stream's derived tables, and the log beside them.
        data_to: until when open items were watched (µs UTC).
    """
    ids = engine.table("objects").select("object_id", item_no=nw.col("object_no"))
    items = began(engine, selection).select(
        "item_no",
        "started_at",
        ended_at=nw.col("ended_at").fill_null(data_to),
        outcome=nw.col("outcome").fill_null(OPEN).cast(nw.Int64),
    )
    found = columns(items.join(ids, on="item_no", how="inner"))
    hashed = np.array([_hash(each) for each in found["object_id"]], dtype=np.uint64)
    order = np.argsort(hashed, kind="stable")
    lived = np.maximum(found["ended_at"] - found["started_at"], 0)[order] / DAY
    return Cohort(
        found["item_no"][order].astype(np.int64, copy=False),
        lived.astype(np.float64),
        found["outcome"][order].astype(np.int64, copy=False),
        (hashed[order] & np.uint64(1)) == 1,
    )


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
