"""The log as a batch again: nothing is lost, nothing is added, what is gone stays away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog.model import Batch
from headrace.eventlog.retrieval import retrieve
from headrace.eventlog.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def shop(*, with_second: bool = True) -> Batch:
    """Return two items with events, values and a relation; the second may have disappeared."""
    batch = Batch("shop")
    first = batch.add_object("item", "SHOP-1", label="Pay by card", url="https://shop.example/SHOP-1")
    batch.add_value(first, "labels", ["card", "new"], 5)
    batch.add_event(
        "status", "1", 10, [first], value="Open", attributes={"team": "Product"}, url="https://e.example"
    )
    if with_second:
        second = batch.add_object("item", "SHOP-2")
        batch.add_event("status", "2", 20, [first, second], value="Done", date_only=True)
        batch.add_relation(first, second, "blocks", rule="declared issue link")
    return batch


def retrieved(folder: Path) -> Batch:
    """Return what the store in a folder holds."""
    engine = Store(folder).open()
    try:
        return retrieve(engine)
    finally:
        engine.close()


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    """Objects, values, events, their attributes and objects, and relations are all there, once."""
    Store(tmp_path).ingest([shop()])
    there, said = retrieved(tmp_path), shop()
    assert there.objects == said.objects
    assert there.events == said.events
    assert sorted(zip(there.values.object_id, there.values.value, strict=True)) == sorted(
        zip(said.values.object_id, said.values.value, strict=True)
    )
    assert sorted(zip(there.event_objects.event_id, there.event_objects.object_id, strict=True)) == sorted(
        zip(said.event_objects.event_id, said.event_objects.object_id, strict=True)
    )
    assert there.event_attributes == said.event_attributes
    assert there.relations == said.relations


def test_what_is_gone_is_left_out(tmp_path: Path) -> None:
    """What its source no longer has is not retrieved, nor what refers to it."""
    Store(tmp_path).ingest([shop()])
    Store(tmp_path).ingest([shop(with_second=False)])
    there = retrieved(tmp_path)
    assert there.objects.key == ["SHOP-1"]
    assert there.events.value == ["Open"]
    assert there.relations.from_id == []
    assert set(there.event_objects.object_id) == {"shop:item:SHOP-1"}
