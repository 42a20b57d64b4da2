"""What was derived in a workspace, in plain values that a test can compute with."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from headrace.engine import rows
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.engine import Embedded
    from headrace.workspace import Workspace

DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of an item; stage and function by name, ``None`` at an end; times in µs UTC."""

    item: int
    visit: int
    stage: str | None
    function: str | None
    mode: Mode
    entered_at: int
    left_at: int | None
    after_an_end: bool
    """It began when the item had ended, which was not its end after all."""


@contextmanager
def log(workspace: Workspace) -> Iterator[Embedded]:
    """Open the event log."""
    engine = workspace.store.open()
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def derived(workspace: Workspace, stream: str) -> Iterator[Embedded]:
    """Open the visits of a stream, with the event log."""
    definition = workspace.catalogue.stream(stream)
    engine = workspace.store.opened(lambda path: workspace.derivations.open(definition, path))
    try:
        yield engine
    finally:
        engine.close()


def visits(engine: Embedded) -> list[list[Visit]]:
    """Return the visits of each item whose start is known, in order."""
    coding = rows(engine.table("coding"))[0]
    stages, functions = json.loads(coding["stages"]), json.loads(coding["functions"])
    found = rows(engine.table("visits").sort("item_no", "visit"))
    listed = (_visit(row, stages, functions) for row in found)
    return [list(group) for _, group in groupby(listed, key=lambda visit: visit.item)]


def _visit(row: dict[str, Any], stages: list[str], functions: list[str]) -> Visit:
    ended = row["stage_order"] is None
    return Visit(
        item=row["item_no"],
        visit=row["visit"],
        stage=None if ended else stages[row["stage_order"]],
        function=None if ended else functions[row["function_no"]],
        mode=Mode(row["mode"]),
        entered_at=row["entered_at"],
        left_at=row["left_at"],
        after_an_end=row["from_stage"] == len(stages) and not ended,
    )


def quantile(values: list[float], share: float) -> float:
    """Return a quantile, between two values in proportion to its place between them."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
