"""Records of a stream in which one kind of work takes longer, or none does, for tests of segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

HOUR, DAY = 3_600_000_000, 86_400_000_000
FIRST = 1_700_000_000_000_000
CATALOGUE = """\
value_streams:
  orders:
    name: An order arrives
    customer: a customer
    value: has what they ordered
    unit: order
    items: item
    scope: shop = 'main'   # not the others
    kind: type
    promise: {within: 14d, for: 85%}
    stages:
      - {name: Pick, function: Store, waiting: [item.ordered], working: [item.picked]}
      - {name: Send, function: Post, waiting: [item.ready], working: [item.sent]}
    done: [item.arrived]
    cancelled: [item.dropped]
"""


def records(effect: float = 2.5, n: int = 600, seed: int = 3) -> Batch:
    """Return orders of which a quarter comes by phone and waits ``effect`` times as long for the post."""
    chance, batch = np.random.default_rng(seed), Batch("shop")
    for number in range(n):
        began = FIRST + int(number * 5 * HOUR)
        origin = ("phone", "web", "mail", "o'clock")[number % 4]
        item = batch.add_object("item", f"O-{number}")
        batch.add_value(item, "shop", "main")
        batch.add_value(item, "type", ("gift", "own")[int(chance.integers(2))], since=began)
        batch.add_value(item, "origin", origin, since=began)
        batch.add_value(item, "where from", origin.upper(), since=began)
        batch.add_value(item, "size", str(int(chance.integers(1, 40))), since=began)
        batch.add_value(item, "number", str(number))
        batch.add_value(item, "note", f"words about {number}")
        batch.add_value(item, "labels", ["a", "b"])
        batch.add_value(item, "assignee_key", f"{number:012x}")
        batch.add_value(item, "rating", "good", since=began + DAY)
        _events(batch, item, number, began, effect if origin == "phone" else 1.0, chance)
    return batch


def _events(
    batch: Batch, item: str, number: int, began: int, effect: float, chance: np.random.Generator
) -> None:
    waits = chance.lognormal(1.2, 0.6, 3) * DAY
    waits[2] *= effect
    moments = [began, *(began + np.cumsum(waits)).astype(np.int64).tolist()]
    steps = ["ordered", "picked", "ready", "arrived"] if number % 25 else ["ordered", "picked", "dropped"]
    if number > 540:
        steps = steps[:2]
    else:
        batch.add_value(item, "resolution", "arrived" if number % 25 else "dropped")
    for step, at in zip(steps, moments, strict=False):
        batch.add_event(step, f"{number}/{step}", int(at), [item])


def planted(folder: Path, effect: float = 2.5, n: int = 600) -> Workspace:
    """Return a workspace with such records."""
    folder.mkdir(exist_ok=True)
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    Store(folder / ".headrace" / "store").ingest([records(effect, n)])
    return Workspace(folder)
