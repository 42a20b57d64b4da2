"""The store holds what plain rules say, whatever is read, in whatever pieces, however often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.eventlog.model import Batch, object_id
from headrace.eventlog.store import Store
from tests.eventlog.shelf import Shelf, stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from headrace.eventlog.ingestion import Ingested
    from tests.eventlog.shelf import Content

SOURCES = ("tracker", "code")
KEYS = st.integers(0, 5).map(str)
TYPES = st.sampled_from(["item", "change"])
TEXTS = st.one_of(st.none(), st.sampled_from(["red", "blue", 'it\'s "half" — ü']))
IDS = st.builds(object_id, st.sampled_from(SOURCES), TYPES, KEYS)
VALUES = st.lists(
    st.tuples(
        st.sampled_from(["size", "labels"]),
        st.one_of(TEXTS, st.lists(st.sampled_from(["a", "b", "c"]), max_size=3)),
        st.integers(0, 2),
    ),
    max_size=3,
)
OBJECTS = st.lists(st.tuples(TYPES, KEYS, TEXTS, TEXTS, VALUES), max_size=6)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["status", "opened"]),
        KEYS,
        st.integers(-5, 5),
        st.lists(IDS, max_size=3),
        TEXTS,
        st.dictionaries(st.sampled_from(["team", "flag"]), st.sampled_from(["x", "y"])),
        st.booleans(),
    ),
    max_size=6,
)
LINKS = st.lists(st.tuples(IDS, IDS, st.sampled_from(["", "blocks"])), max_size=4)
MENTIONS = st.lists(st.tuples(IDS, st.sampled_from(["NONE-1", "NONE-2"])), max_size=3)


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    """Return one batch of anything, repeats and strangers included."""
    batch = Batch(draw(st.sampled_from(SOURCES)), complete=draw(st.booleans()))
    for object_type, key, label, url, values in draw(OBJECTS):
        oid = batch.add_object(object_type, key, label=label, url=url)
        for attribute, value, since in values:
            batch.add_value(oid, attribute, value, since)
    for event_type, key, at, about, value, attributes, date_only in draw(EVENTS):
        batch.add_event(event_type, key, at, about, value=value, attributes=attributes, date_only=date_only)
    for origin, target, qualifier in draw(LINKS):
        batch.add_relation(origin, target, qualifier, rule="declared in the test")
    for origin, reference in draw(MENTIONS):
        batch.add_mention(origin, reference, "", rule="key in text")
    return batch


def content(store: Store) -> Content:
    """Return what a store holds."""
    engine = store.open()
    try:
        return stored(engine)
    finally:
        engine.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(readings=st.lists(st.lists(batches(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_store_holds_what_the_rules_say(
    tmp_path_factory: Any, readings: Sequence[Sequence[Batch]]
) -> None:
    """After each reading the store's content is that of the plain rules; the last one again changes nothing."""
    store, shelf = Store(tmp_path_factory.mktemp("store")), Shelf()
    for reading in readings:
        store.ingest(reading)
        shelf.ingest(reading)
        assert content(store) == shelf.content()
    again = store.ingest(readings[-1])
    assert not again.changed_anything
    assert content(store) == shelf.content()


def shop(items: Sequence[str], *, status: str = "Open", complete: bool = True, source: str = "shop") -> Batch:
    """Return items that each have an event, and are all linked to the first."""
    batch = Batch(source, complete=complete)
    for key in items:
        item = batch.add_object("item", key)
        batch.add_value(item, "labels", ["a", "b"])
        batch.add_event("status", key, 7, [item], value=status, attributes={"team": "Product"})
        batch.add_relation(f"{source}:item:{items[0]}", item, "first", rule="declared issue link")
    return batch


def counts(done: Ingested) -> tuple[int, ...]:
    """Return new, changed and gone objects, then events."""
    return (
        done.objects_new, done.objects_changed, done.objects_gone,
        done.events_new, done.events_changed, done.events_gone,
    )  # fmt: skip


def test_what_changed_is_counted(tmp_path: Path) -> None:
    """A reading tells what is new, what is different and what its source no longer has."""
    store = Store(tmp_path)
    assert counts(store.ingest([shop(["1", "2", "3"])])) == (3, 0, 0, 3, 0, 0)
    assert counts(store.ingest([shop(["1", "2", "3"])])) == (0, 0, 0, 0, 0, 0)
    assert counts(store.ingest([shop(["1", "2", "4"])])) == (1, 0, 1, 1, 0, 1)
    assert counts(store.ingest([shop(["1", "2", "3", "4"], status="Done")])) == (0, 1, 0, 0, 4, 0)


def test_what_comes_back_is_as_if_it_had_never_gone(tmp_path: Path) -> None:
    """A tombstone ends when the source has the thing again, with its values, events and links."""
    store = Store(tmp_path)
    store.ingest([shop(["1", "2"])])
    before = content(store)
    store.ingest([shop(["1"])])
    assert [row[0] for row in content(store)["objects"]] == ["shop:item:1"]
    assert len(content(store)["links"]) == 1
    store.ingest([shop(["1", "2"])])
    assert content(store) == before


def test_a_part_of_a_source_leaves_the_rest(tmp_path: Path) -> None:
    """A batch that is not complete, or another source, makes no tombstones."""
    store = Store(tmp_path)
    store.ingest([shop(["1", "2"]), shop(["1"], source="other")])
    assert counts(store.ingest([shop(["3"], complete=False)])) == (1, 0, 0, 1, 0, 0)
    assert counts(store.ingest([shop(["1", "9"], source="other")])) == (1, 0, 0, 1, 0, 0)
    assert len(content(store)["objects"]) == 5


def test_an_event_finds_an_object_that_came_later(tmp_path: Path) -> None:
    """An event that was about a stranger is about that object once both were read."""
    store = Store(tmp_path)
    early = Batch("shop")
    early.add_event("seen", "1", 5, ["crm:customer:7"])
    store.ingest([early])
    assert content(store)["events"][0][-2] == []
    customer = Batch("crm")
    customer.add_object("customer", "7")
    store.ingest([customer])
    assert store.ingest([early]).events_changed == 1
    assert content(store)["events"][0][-2] == [("crm:customer:7", "")]


def test_activities_count_what_is_there(tmp_path: Path) -> None:
    """Each activity says how many events of each type of object it stands for; what is gone counts no more."""
    store = Store(tmp_path)
    store.ingest([shop(["1", "2", "3"])])
    store.ingest([shop(["1", "2"], status="Done")])
    engine = store.open()
    try:
        known = engine.execute('select source, object_type, event_type, "value", events from activities')
    finally:
        engine.close()
    assert sorted(known) == [("shop", "item", "status", "Done", 2), ("shop", "item", "status", "Open", 0)]


def test_large_logs_stay_sorted_by_object_and_time(tmp_path: Path) -> None:
    """Whatever order events come in, each object's happenings lie together in order of time."""
    store = Store(tmp_path)
    for part in range(3):
        batch = Batch("shop", complete=False)
        for number in range(50):
            item = batch.add_object("item", str(number))
            batch.add_event("seen", f"{part}/{number}", 1000 - 10 * part + number, [item])
        store.ingest([batch])
    engine = store.open()
    try:
        happened = engine.execute("select object_no, occurred_at from happenings")
    finally:
        engine.close()
    assert happened == sorted(happened)
