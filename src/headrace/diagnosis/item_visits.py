"""The visits of all items that were there while those of a window waited: what a wait has to be seen among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.spans import NEVER
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times

NOBODY = -1
"""The sender of what nobody has worked on yet, and the function and stage of an end."""


@dataclass(frozen=True)
class ItemVisits:
    """Visits by item and in order, one entry each; times are µs UTC.

    ``item`` counts the items from 0, ``number`` has each item's number in the log, and ``counted`` says which of them
    finished in the window. ``sender`` had worked on the item last before a wait. ``took`` is µs, up to the data's time
    where a visit goes on; ``ended`` is :data:`.NEVER` then.
    """

    number: Times
    counted: Flags
    item: Times
    stage: Times
    function: Times
    mode: Times
    sender: Times
    began: Times
    ended: Times
    took: Times

    @property
    def waits(self) -> Flags:
        """Which visits are waits."""
        return np.asarray((self.mode == int(Mode.WAITING)) & (self.function >= 0))

    @property
    def works(self) -> Flags:
        """Which visits are work."""
        return np.asarray((self.mode == int(Mode.WORKING)) & (self.function >= 0))


def earliest(engine: Engine, selection: Selection) -> int:
    """Return when the first of the items that finished in the window began, µs UTC; the window's start without any."""
    began = columns(selection.finished(engine).select("started_at"))["started_at"]
    return int(began.min()) if len(began) else selection.start


def read_item_visits(engine: Engine, selection: Selection, moment: int) -> ItemVisits:
    """Return the visits of what was there, of all kinds, while the selection's finished items were under way.

    Args:
        moment: the data's time, µs UTC.
    """
    items = engine.table("items").filter(
        nw.col("started_at") < selection.end,
        nw.col("ended_at").is_null() | (nw.col("ended_at") >= earliest(engine, selection)),
    )
    visits = engine.table("visits").join(items.select("item_no"), on="item_no", how="semi")
    names = ("stage_order", "function_no", "worked_function")
    found = columns(
        visits.select(
            "item_no", "visit", "mode", "entered_at",
            *(nw.col(name).fill_null(NOBODY) for name in names),
            left_at=nw.col("left_at").fill_null(NEVER),
        ).sort("item_no", "visit")
    )  # fmt: skip
    finished = columns(selection.finished(engine).select("item_no"))["item_no"]
    return _placed(
        {name: each.astype(np.int64, copy=False) for name, each in found.items()}, finished, moment
    )


def _placed(found: dict[str, Any], finished: Times, moment: int) -> ItemVisits:
    number, item = np.unique(found["item_no"], return_inverse=True)
    began, ended = found["entered_at"], found["left_at"]
    return ItemVisits(
        number=number,
        counted=np.isin(number, finished),
        item=item,
        stage=found["stage_order"],
        function=found["function_no"],
        mode=found["mode"],
        sender=found["worked_function"],
        began=began,
        ended=ended,
        took=np.maximum(np.where(ended == NEVER, moment, ended) - began, 0),
    )
