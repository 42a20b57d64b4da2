"""Measured series in the log: read back as written, again without change, gone when their source loses them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.eventlog.model import Batch
from headrace.eventlog.signals import SIGNAL, Point, Recorded, add_series, recorded
from headrace.eventlog.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.eventlog.ingestion import Ingested

DAY = 86_400_000_000
POINTS = [Point(DAY, 99.5, 1000, 99.0, 99.9), Point(2 * DAY, 99.5), Point(3 * DAY, 0.1 + 0.2)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return an empty store."""
    return Store(tmp_path / "store")


def batch(*points: Point, segment: str | None = None) -> Batch:
    """Return a whole reading of one series."""
    made = Batch("monitor")
    add_series(made, "availability", segment, list(points), label="Checkout", unit="%", asked="yes")
    return made


def ingest(store: Store, *batches: Batch) -> Ingested:
    """Take batches in."""
    return store.ingest(iter(batches))


def read(store: Store) -> tuple[Recorded, ...]:
    """Return every series in the store."""
    with closing(store.open()) as log:
        return recorded(log)


def test_a_series_comes_back_as_it_was_written(store: Store) -> None:
    """Every reading with all its digits, n and range, also one that repeats the value before it."""
    ingest(store, batch(*POINTS))
    (series,) = read(store)
    assert series.points == tuple(POINTS)
    assert (series.source, series.name, series.segment) == ("monitor", "availability", None)
    assert (series.label, series.unit, series.asked, series.unread) == ("Checkout", "%", True, 0)


def test_reading_again_changes_nothing_and_what_is_gone_goes(store: Store) -> None:
    """The same readings twice are one; a reading or a series that its source no longer has leaves the measures."""
    ingest(
        store,
        batch(*POINTS),
    )
    assert not ingest(store, batch(*POINTS)).changed_anything
    assert ingest(store, batch(*POINTS[:2])).objects_changed == 1
    assert read(store)[0].points == tuple(POINTS[:2])
    assert ingest(store, Batch("monitor")).objects_gone == 1
    assert read(store) == ()


def test_segments_are_series_of_their_own(store: Store) -> None:
    """A segment keeps the name of its signal."""
    whole = batch(*POINTS)
    whole.extend(batch(POINTS[0], segment="new shops"))
    ingest(store, whole)
    assert [(each.name, each.segment, len(each.points)) for each in read(store)] == [
        ("availability", None, 3),
        ("availability", "new shops", 1),
    ]


def test_what_is_no_number_or_told_twice_is_left_out_and_counted(store: Store) -> None:
    """Two values of one time cannot both be right, and words are no reading."""
    made = Batch("monitor")
    oid = made.add_object(SIGNAL, "calls")
    for value, since in (("3", DAY), ("4", DAY), ("many", 2 * DAY), ("5", 3 * DAY), ("5.0", 3 * DAY)):
        made.add_value(oid, "value", value, since)
    ingest(store, made)
    (series,) = read(store)
    assert [each.value for each in series.points] == [5.0]
    assert series.unread == 2


def test_a_log_without_signals_has_none(store: Store) -> None:
    """Objects of other types with an attribute called value are no signals."""
    made = Batch("shop")
    made.add_value(made.add_object("item", "SHOP-1"), "value", "3", DAY)
    ingest(store, made)
    assert read(store) == ()
