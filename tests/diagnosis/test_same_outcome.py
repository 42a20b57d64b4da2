"""Waits in parallel: what of a wait passes while other parts of the same outcome are still on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.diagnosis.same_outcome import waits_together
from headrace.eventlog.link_rules import PARENT
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.workspace import Workspace
from tests.derived import derived

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.diagnosis.passing_on import Ranged

DAY = 86_400_000_000
FIRST = 1_700_438_400_000_000
CATALOGUE = """\
value_streams:
  parts:
    name: Parts
    customer: a customer
    value: gets all of it
    items: item
    stages:
      - {name: Build, function: Engineering, working: [item.build]}
      - {name: Test, function: Quality, waiting: [item.built], working: [item.test]}
    done: [item.done]
"""


def read(folder: Path, waits: list[tuple[int, list[float | None]]], end: float = 100.0) -> Ranged | None:
    """Return the share of the wait for Quality that passes beside others.

    Args:
        waits: per outcome the day on which it begins, and how long each of its parts waits; ``None`` for ever.
    """
    folder.mkdir(exist_ok=True)
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    batch = Batch("made")
    for number, (day, parts) in enumerate(waits):
        whole = batch.add_object("epic", f"E-{number}")
        for part, days in enumerate(parts):
            item = batch.add_object("item", f"I-{number}-{part}")
            if part % 2:
                batch.add_relation(whole, item, "has part", rule=PARENT)
            else:
                batch.add_relation(item, whole, "is part of", rule=PARENT)
            steps = [("build", 0.0), ("built", 1.0)]
            steps += [] if days is None else [("test", 1 + days), ("done", 2 + days)]
            for what, after in steps:
                when = FIRST + int((day + after) * DAY)
                batch.add_event(what, f"{number}/{part}/{what}", when, [item])
    Store(folder / ".headrace" / "store").ingest([batch])
    with derived(Workspace(folder), "parts") as engine:
        found = waits_together(engine, FIRST, FIRST + int(end * DAY), FIRST + int(end * DAY))
    return found.get((0, 1))


def test_only_the_last_part_s_wait_is_all_its_own(tmp_path: Path) -> None:
    """Parts that wait two days and six: of the eight, the first's two pass beside the second's, whatever the order."""
    found = read(tmp_path / "w", [(day, [2.0, 6.0] if day % 2 else [6.0, 2.0]) for day in range(6)])
    assert found is not None
    assert found.value == pytest.approx(2 / 8)
    assert found.low == pytest.approx(found.high)


def test_a_little_ahead_is_a_little_beside(tmp_path: Path) -> None:
    """Parts that wait five days and six: one day less of the five would have been early enough, four were needed."""
    found = read(tmp_path / "w", [(day, [5.0, 6.0]) for day in range(6)])
    assert found is not None
    assert found.value == pytest.approx(1 / 11)


def test_an_outcome_with_open_parts_is_still_waited_for(tmp_path: Path) -> None:
    """Where a part is not done, all of the other's wait passes beside it."""
    found = read(tmp_path / "w", [(day, [5.0, None]) for day in range(6)])
    assert found is not None
    assert found.value == pytest.approx(1.0)


def test_items_by_themselves_have_nothing_beside_them(tmp_path: Path) -> None:
    """An outcome of one item is no group, and few outcomes say nothing."""
    assert read(tmp_path / "one", [(day, [5.0]) for day in range(6)]) is None
    assert read(tmp_path / "few", [(day, [5.0, 6.0]) for day in range(4)]) is None
