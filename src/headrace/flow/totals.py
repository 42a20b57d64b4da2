"""What all finished items of a stream took together: worked on, waiting, blocked, and waiting between two functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection


@dataclass(slots=True)
class Totals:
    """Sums over the finished items, in µs.

    ``handoffs``: (function that had the item before, function waited for), by number → µs waited. ``functions`` are
    the numbers of those that the items passed.
    """

    working: int = 0
    waiting: int = 0
    blocked: int = 0
    handoffs: dict[tuple[int, int], int] = field(default_factory=dict)
    functions: set[int] = field(default_factory=set)


def totals(engine: Engine, selection: Selection, stages: int) -> Totals:
    """Add up what the items that finished in the window took; ``stages`` is how many the stream has."""
    found = Totals()
    summed = (
        selection.in_window(engine.table("daily_parts"))
        .group_by("mode", "function_no", "from_stage", "from_function")
        .agg(duration=nw.col("duration").sum().cast(nw.Int64))
    )
    for row in rows(summed):
        mode, duration, function = Mode(row["mode"]), row["duration"], row["function_no"]
        if function is not None:
            found.functions.add(function)
        if mode is Mode.WORKING:
            found.working += duration
        elif mode is Mode.BLOCKED:
            found.blocked += duration
        else:
            found.waiting += duration
            # what comes back after it was in use comes from the customer
            sender = row["from_function"] if row["from_stage"] != stages else None
            if sender is not None and function is not None and sender != function:
                pair = (sender, function)
                found.handoffs[pair] = found.handoffs.get(pair, 0) + duration
    return found
