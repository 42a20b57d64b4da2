"""What is read of a stream to see its teams: where finished items were, who handed them to whom, what was sent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.handoff_times import Waits
from headrace.flow.handovers import read_handovers
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.engine import Engine
    from headrace.flow.handoff_times import Waited
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times


@dataclass(frozen=True)
class Stays:
    """How long (µs) each finished item was in each function and mode, one entry each; ``stage`` is the first there."""

    item: Times
    function: Times
    mode: Times
    took: Times
    stage: Times


@dataclass(frozen=True)
class Passings:
    """Hand-overs by item and time, one entry each: from which function to which, and µs waited in between.

    ``done`` says whether the item finished in the window; ``waited`` summarises some of them.
    """

    item: Times
    done: Flags
    sender: Times
    receiver: Times
    waits: Times
    waited: Callable[[Flags], Waited]


@dataclass(frozen=True)
class Returns:
    """Every time that a finished item went back to an earlier stage: from which function to which."""

    item: Times
    sender: Times
    receiver: Times


@dataclass(frozen=True)
class TeamRecords:
    """All of it, of the items that ``finished`` in the window, by their numbers in the log and in order."""

    finished: Times
    stays: Stays
    passings: Passings
    returns: Returns

    def per_item(self, item: Times, amounts: Times) -> Times:
        """Return what each finished item has in all."""
        return summed(self.finished, item, amounts)


def summed(items: Times, item: Times, amounts: Times) -> Times:
    """Return what each of some items, in order, has in all; every ``item`` must be among them."""
    found = np.zeros(len(items), dtype=np.int64)
    np.add.at(found, np.searchsorted(items, item), amounts)
    return found


def read_team_records(engine: Engine, selection: Selection, start: int, end: int, moment: int) -> TeamRecords:
    """Return what is read of the items that finished in the selection's window, and of waits that go on in it.

    Args:
        start: from when on the window is covered by records, µs UTC.
        end: until when, included.
        moment: the data's time.
    """
    finished = columns(selection.finished(engine).select("item_no").sort("item_no"))["item_no"]
    return TeamRecords(
        finished.astype(np.int64, copy=False),
        read_stays(engine, selection),
        _passings(engine, selection, start, end, moment),
        read_returns(engine, selection),
    )


def read_stays(engine: Engine, selection: Selection) -> Stays:
    """Return how long each finished item was in each function and mode."""
    visits = engine.table("visits").filter(nw.col("mode") < int(Mode.DONE))
    found = columns(
        visits.join(selection.finished(engine).select("item_no"), on="item_no", how="semi")
        .group_by("item_no", "function_no", "mode")
        .agg(
            took=(nw.col("left_at") - nw.col("entered_at")).sum().cast(nw.Int64),
            stage=nw.col("stage_order").min(),
        )
        .sort("item_no", "function_no", "mode")
    )
    names = ("item_no", "function_no", "mode", "took", "stage")
    return Stays(*(found[name].astype(np.int64, copy=False) for name in names))


def read_returns(engine: Engine, selection: Selection) -> Returns:
    """Return every time that a finished item went back; what came back from use is no return."""
    back = engine.table("visits").filter(
        nw.col("returned"), nw.col("from_stage") > nw.col("stage_order"), ~nw.col("from_function").is_null()
    )
    found = columns(
        back.join(selection.finished(engine).select("item_no"), on="item_no", how="semi")
        .select("item_no", "visit", "from_function", "function_no")
        .sort("item_no", "visit")
    )
    return Returns(
        *(found[name].astype(np.int64, copy=False) for name in ("item_no", "from_function", "function_no"))
    )


def _passings(engine: Engine, selection: Selection, start: int, end: int, moment: int) -> Passings:
    handed = read_handovers(engine, selection, start, end, moment)
    handed = handed[np.lexsort((handed.began, handed.item))]
    waits = Waits(start, end)
    return Passings(
        item=handed.item,
        done=handed.done,
        sender=handed.sender,
        receiver=handed.receiver,
        waits=handed.waited,
        waited=lambda these: waits.waited(handed[these]),
    )
