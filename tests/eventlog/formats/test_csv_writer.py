"""CSV out: one line per event and object, and read again it says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog.formats import csv_writer
from headrace.eventlog.formats.csv import CsvReader
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3_600_000_000


def log() -> Batch:
    """Return two items and a ticket; one event is about both items."""
    batch = Batch("shop")
    one, two = batch.add_object("item", "A, 1"), batch.add_object("item", "B")
    ticket = batch.add_object("ticket", "T")
    batch.add_event("Build", "b", 2 * HOUR, [one, two], attributes={"team": "Engineering"})
    batch.add_event("Signal", "a", HOUR, [one], attributes={"by": "a shop"})
    batch.add_event("Opened", "c", HOUR, [ticket])
    return batch


def test_lines_stand_in_time_order_once_per_object(tmp_path: Path) -> None:
    """An event about two items stands twice; another type's events do not; missing cells are empty."""
    file = tmp_path / "log.csv"
    csv_writer.write(file, log(), "item")
    assert file.read_text(encoding="utf-8").splitlines() == [
        "item,activity,value,time,by,team",
        '"A, 1",Signal,,1970-01-01T01:00:00Z,a shop,',
        '"A, 1",Build,,1970-01-01T02:00:00Z,,Engineering',
        "B,Build,,1970-01-01T02:00:00Z,,Engineering",
    ]


def test_read_again_it_says_the_same(tmp_path: Path) -> None:
    """The reader finds the columns by itself, and the same items, activities and times in them."""
    file = tmp_path / "log.csv.gz"
    csv_writer.write(file, log(), "item")
    batches = list(CsvReader().read(file, Reading("again")))
    keys = {key for batch in batches for key in batch.objects.key}
    told = sorted(
        (kind, moment)
        for batch in batches
        for kind, moment in zip(batch.events.type, batch.events.occurred_at, strict=True)
    )
    assert keys == {"A, 1", "B"}
    assert told == [("Build", 2 * HOUR), ("Build", 2 * HOUR), ("Signal", HOUR)]
