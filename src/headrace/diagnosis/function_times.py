"""When a stream's items waited for functions and were worked on in them: what several streams are compared by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.flow.spans import NEVER
from headrace.value_streams.consistency import slug
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.spans import Flags, Times
    from headrace.value_streams.definition import ValueStream


@dataclass(frozen=True)
class FunctionTimes:
    """Stays of a stream's items, one entry each: item by its number in the log, place in ``functions``, times in µs.

    ``ended`` is :data:`.NEVER` for what goes on; ``waits`` says which are waits, all others are work. ``keys`` are the
    functions as in addresses: two streams mean the same one by the same key.
    """

    stream: str
    functions: tuple[str, ...]
    item: Times
    function: Times
    waits: Flags
    began: Times
    ended: Times

    @property
    def keys(self) -> tuple[str, ...]:
        """The functions as in addresses."""
        return tuple(slug(name) for name in self.functions)


def functions_of(engine: Engine) -> tuple[str, ...]:
    """Return the functions of a derived stream, by number."""
    return tuple(json.loads(rows(engine.table("coding"))[0]["functions"]))


def share(some: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether two lists of functions have one in common."""
    return not {slug(name) for name in some}.isdisjoint(slug(name) for name in others)


def may_share(stream: ValueStream, functions: Sequence[str]) -> bool:
    """Tell from a stream's definition alone whether it may need one of these functions."""
    named = [stage.function for stage in stream.stages]
    return any(not isinstance(each, str) for each in named) or share(
        [each for each in named if isinstance(each, str)], functions
    )


def function_times(engine: Engine, stream: str, since: int, until: int) -> FunctionTimes:
    """Return the waits and the work that there were between two moments (µs UTC)."""
    there = engine.table("visits").filter(
        nw.col("mode") <= int(Mode.WORKING),
        nw.col("entered_at") <= until,
        nw.col("left_at").is_null() | (nw.col("left_at") > since),
        ~nw.col("function_no").is_null(),
    )
    found = columns(
        there.select(
            "item_no", "function_no", "mode", "entered_at", left_at=nw.col("left_at").fill_null(NEVER)
        ).sort("entered_at", "item_no", "mode", "function_no", "left_at")
    )
    whole = {name: column.astype(np.int64, copy=False) for name, column in found.items()}
    return FunctionTimes(
        stream=stream,
        functions=functions_of(engine),
        item=whole["item_no"],
        function=whole["function_no"],
        waits=np.asarray(whole["mode"] == int(Mode.WAITING)),
        began=whole["entered_at"],
        ended=whole["left_at"],
    )


def work_for(several: Sequence[FunctionTimes], key: str, but_not: Times) -> tuple[Times, Times] | None:
    """Return when a function worked on items of these streams, each item once; ``None`` where none needs it.

    Args:
        but_not: numbers of items that are left out: they are counted already.
    """
    parts = [
        np.stack([each.item[there], each.began[there], each.ended[there]])
        for each in several
        if key in each.keys
        for there in (np.isin(each.function, _numbers(each, key)) & ~each.waits,)
    ]
    if not parts:
        return None
    # an item of two streams is worked on once
    found = np.unique(np.concatenate(parts, axis=1), axis=1)
    found = found[:, ~np.isin(found[0], but_not)]
    return found[1], found[2]


def _numbers(times: FunctionTimes, key: str) -> list[int]:
    return [at for at, each in enumerate(times.keys) if each == key]
