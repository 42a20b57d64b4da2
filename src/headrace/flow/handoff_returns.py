"""What comes back over a hand-off: sent back by whoever received it, and items that go to and fro.

A return is charged to the hand-off by which the item had last come to the function that sends it back: what is
accepted is judged downstream, of what came from upstream. *Redo* is done by another function, *repeat* by the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.flow.spans import NEVER
from headrace.flow.unit import Unit
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection


@dataclass(frozen=True, slots=True)
class Rework:
    """What of the finished items came back at one hand-off.

    ``items`` were sent back ``times`` times, ``redo`` of these to another function and ``repeat`` to the same, and were
    away for ``days`` in all, of those ``known`` times that they came back to where they had been. ``to`` counts the
    times by function that did the work again. ``ping_pong`` counts how often an item went over and straight back.
    """

    items: int = 0
    times: int = 0
    redo: int = 0
    repeat: int = 0
    days: float = 0.0
    known: int = 0
    to: tuple[tuple[int, int], ...] = ()
    ping_pong: int = 0


def rework(engine: Engine, selection: Selection, unit: Unit = Unit.DAYS) -> dict[tuple[int, int], Rework]:
    """Return the rework of the finished items per sender and receiver; those without any are left out."""
    back = _returns(engine, selection)
    away = unit.clock(back["again_at"])
    known = away != NEVER
    away = np.where(known, away - unit.clock(back["entered_at"]), 0)
    order = np.lexsort((back["item_no"], back["receiver"], back["sender"]))
    sender, receiver = back["sender"][order], back["receiver"][order]
    new = np.flatnonzero(np.append(True, (sender[1:] != sender[:-1]) | (receiver[1:] != receiver[:-1])))
    to_and_fro = ping_pong(engine, selection)
    found = {pair: Rework(ping_pong=times) for pair, times in to_and_fro.items()}
    for these in np.split(order, new[1:]) if len(order) else ():
        pair = (int(back["sender"][these[0]]), int(back["receiver"][these[0]]))
        again, where = back["function_no"][these], back["from_function"][these]
        functions, times = np.unique(again, return_counts=True)
        found[pair] = Rework(
            items=len(np.unique(back["item_no"][these])),
            times=len(these),
            redo=int((again != where).sum()),
            repeat=int((again == where).sum()),
            days=float(away[these].sum()) / DAY,
            known=int(known[these].sum()),
            to=tuple(sorted(zip(functions.tolist(), times.tolist(), strict=True), key=lambda each: -each[1])),
            ping_pong=to_and_fro.get(pair, 0),
        )
    return found


def ping_pong(engine: Engine, selection: Selection) -> dict[tuple[int, int], int]:
    """Return how often a finished item went from one function to another and straight back, per pair in this order."""
    done = nw.col("outcome") == int(Mode.DONE)
    there = selection.in_window(engine.table("to_and_fro")).filter(done)
    counted = there.group_by("sender", "receiver").agg(times=nw.col("times").sum().cast(nw.Int64))
    return {(row["sender"], row["receiver"]): row["times"] for row in rows(counted)}


def _returns(engine: Engine, selection: Selection) -> dict[str, Any]:
    """Return the returns of finished items that a hand-over is charged with; what came back from use is no rework."""
    there = selection.in_window(engine.table("returns")).filter(
        nw.col("outcome") == int(Mode.DONE), ~nw.col("from_function").is_null(), ~nw.col("sender").is_null()
    )
    found = columns(
        there.select(
            "item_no", "sender", "receiver", "from_function", "function_no", "entered_at",
            again_at=nw.col("again_at").fill_null(NEVER),
        )
    )  # fmt: skip
    return {name: column.astype(np.int64, copy=False) for name, column in found.items()}
