"""Visits derived by the engine agree with the oracle, item by item, whatever the events are."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.engine import Embedded, rows
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.value_streams.definition import Mode, ValueStream
from headrace.value_streams.derivation import derive
from tests.value_streams import oracle

STREAM = ValueStream.model_validate(
    {
        "id": "s",
        "name": "S",
        "customer": "a customer",
        "value": "gets something",
        "items": "item",
        "follows": ["change"],
        "stages": [
            {
                "name": "Shape",
                "function": "Product",
                "waiting": ["item.status=New"],
                "working": ["item.status=Shaping"],
            },
            {
                "name": "Build",
                "function": {"attribute": "team", "names": {"a*": "Engineering"}},
                "waiting": ["item.status=Ready"],
                "working": ["item.status=Building", "change.opened"],
                "blocked": ["item.status=*[flag=on]"],
            },
            {
                "name": "Test",
                "function": "Quality",
                "waiting": ["change.merged"],
                "working": ["item.status=Test*"],
            },
        ],
        "done": ["item.status=Closed"],
        "cancelled": ["item.status=Dropped"],
    }
)
HOUR = 3_600_000_000
STATUSES = ["New", "Shaping", "Ready", "Building", "Testing", "Test again", "Closed", "Dropped", "Unheard of"]
ATTRIBUTES = st.fixed_dictionaries(
    {}, optional={"team": st.sampled_from(["alpha", "beta"]), "flag": st.sampled_from(["on", "off"])}
)
ITEM_EVENT = st.tuples(
    st.just("item"), st.just("status"), st.sampled_from(STATUSES), st.integers(0, 12), ATTRIBUTES
)
CHANGE_EVENT = st.tuples(
    st.just("change"), st.sampled_from(["opened", "merged"]), st.none(), st.integers(0, 12), ATTRIBUTES
)
ITEMS = st.lists(st.lists(st.one_of(ITEM_EVENT, CHANGE_EVENT), max_size=9), min_size=1, max_size=40)


def _log(items: list[list[tuple[str, str, str | None, int, dict[str, str]]]]) -> Batch:
    batch = Batch("t")
    for number, events in enumerate(items):
        item = batch.add_object("item", f"I-{number}")
        change = batch.add_object("change", f"c{number}")
        batch.add_relation(item, change, "", rule="declared in the test")
        for index, (about, kind, value, hour, attributes) in enumerate(events):
            about_id = item if about == "item" else change
            batch.add_event(
                kind, f"{number}/{index}", hour * HOUR, [about_id], value=value, attributes=attributes
            )
    return batch


def _derived(engine: Embedded) -> dict[str, list[tuple[object, ...]]]:
    functions = json.loads(rows(engine.table("coding"))[0]["functions"])
    keys = {row["object_no"]: row["key"] for row in rows(engine.table("objects"))}
    found: dict[str, list[tuple[object, ...]]] = {}
    for row in rows(engine.table("visits").sort("item_no", "visit")):
        order = row["stage_order"]
        found.setdefault(keys[row["item_no"]], []).append(
            (
                None if order is None else order,
                None if order is None else functions[row["function_no"]],
                Mode(row["mode"]),
                row["entered_at"],
                row["left_at"],
                row["returned"],
                row["from_stage"],
                None if row["from_function"] is None else functions[row["from_function"]],
                row["worked_stage"],
                None if row["worked_function"] is None else functions[row["worked_function"]],
            )
        )
    return found


def _expected(events: list[tuple[str, str, str | None, int, dict[str, str]]]) -> list[tuple[object, ...]]:
    seen = [
        oracle.Seen(hour * HOUR, about, kind, value, attributes)
        for about, kind, value, hour, attributes in events
    ]
    return [
        (
            None if visit.mode in oracle.ENDS else visit.stage_order,
            visit.function,
            visit.mode,
            visit.entered_at,
            visit.left_at,
            visit.returned,
            visit.from_order,
            visit.from_function,
            visit.worked_order,
            visit.worked_function,
        )
        for visit in oracle.timeline(STREAM, seen).visits
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=ITEMS)
def test_visits_are_those_of_the_oracle(tmp_path_factory, items) -> None:  # type: ignore[no-untyped-def]
    """Random orders, ties, re-opens, skips, open items, conditions and read functions give the oracle's visits."""
    folder: Path = tmp_path_factory.mktemp("w")
    store = Store(folder)
    store.ingest([_log(items)])
    engine = Embedded(log=store.snapshots.current())
    try:
        derive(engine, STREAM)
        derived = _derived(engine)
    finally:
        engine.close()
    for number, events in enumerate(items):
        assert derived.get(f"I-{number}", []) == _expected(events), events


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=ITEMS)
def test_visits_tile_the_time_from_start_to_end(tmp_path_factory, items) -> None:  # type: ignore[no-untyped-def]
    """Visits of an item follow each other without gap or overlap, and their durations add up to its flow time."""
    store = Store(tmp_path_factory.mktemp("w"))
    store.ingest([_log(items)])
    engine = Embedded(log=store.snapshots.current())
    try:
        derive(engine, STREAM)
        by_item: dict[int, list[dict[str, object]]] = {}
        for row in rows(engine.table("visits").sort("item_no", "visit")):
            by_item.setdefault(row["item_no"], []).append(row)
        ends = {row["item_no"]: row for row in rows(engine.table("items"))}
    finally:
        engine.close()
    for number, visits in by_item.items():
        assert [visit["visit"] for visit in visits] == list(range(1, len(visits) + 1))
        for one, following in pairwise(visits):
            assert one["left_at"] == following["entered_at"]
        if ends[number]["ended_at"] is not None:
            total = sum(visit["left_at"] - visit["entered_at"] for visit in visits)  # type: ignore[operator]
            assert total == ends[number]["ended_at"] - ends[number]["started_at"]
            assert visits[-1]["mode"] in oracle.ENDS
