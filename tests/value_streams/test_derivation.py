"""Derived visits are always those of deriving afresh, whatever was imported, changed, killed or asked at once."""

from __future__ import annotations

import random
import shutil
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.engine import Embedded, rows
from headrace.errors import StoreUnavailable
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.value_streams import derivation
from headrace.value_streams.definition import ValueStream
from headrace.value_streams.derivation import Derivations, derive, digest
from tests.eventlog import processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path

HOUR = 3_600_000_000
ITEMS = 60
SEED = 20_261_122
STATUSES = ["New", "Building", "Testing", "Closed", "Dropped", "Unheard of"]

STREAM = ValueStream.model_validate(
    {
        "id": "s",
        "name": "S",
        "customer": "a customer",
        "value": "gets something",
        "items": "item",
        "scope": "area = 'shop' AND ('change' IN linked OR size > 2)",
        "follows": ["change", "build"],
        "kind": "type",
        "stages": [
            {
                "name": "Shape",
                "function": "Product",
                "estimate": {"work": "1h", "by": "us", "on": "2026-05-04"},
            },
            {
                "name": "Build",
                "function": {"attribute": "team"},
                "waiting": ["item.status=New"],
                "working": ["item.status=Building", "change.opened"],
                "blocked": ["item.status=*[flag=on]"],
            },
            {"name": "Test", "function": "Quality", "working": ["item.status=Testing", "build.passed"]},
        ],
        "done": ["item.status=Closed"],
        "cancelled": ["item.status=Dropped"],
    }
)


@dataclass
class Thing:
    """An item, a change or a build at its source."""

    values: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, str | None, int, dict[str, str]]] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)


Source = dict[str, Thing]
"""By ``type/key``."""


def a_source() -> Source:
    """Return items with changes and builds, most of them in scope."""
    source: Source = {}
    for number in range(ITEMS):
        item, change, build = (f"{name}/{number}" for name in ("item", "change", "build"))
        steps = STATUSES[:4] if number % 3 else STATUSES[:2]
        source[item] = Thing(
            {"area": "shop" if number % 5 else "bank", "size": str(number % 4), "type": "ab"[number % 2]},
            [
                ("status", status, number + 10 * index, {"team": "xyz"[number % 3]})
                for index, status in enumerate(steps)
            ],
            {change},
        )
        source[change] = Thing(events=[("opened", None, number + 12, {"team": "x"})], linked={build})
        source[build] = Thing(events=[("passed", None, number + 21, {})])
    return source


def as_batch(source: Source) -> Batch:
    """Return all that the source has."""
    batch = Batch("t")
    for name, thing in source.items():
        object_type, key = name.split("/")
        oid = batch.add_object(object_type, key)
        for attribute, value in thing.values.items():
            batch.add_value(oid, attribute, value)
        for index, (event, status, hour, told) in enumerate(thing.events):
            batch.add_event(event, f"{name}.{index}", hour * HOUR, [oid], value=status, attributes=told)
    for name, thing in source.items():
        for other in thing.linked:
            if other in source:
                start, end = (f"t:{one.replace('/', ':')}" for one in (name, other))
                batch.add_relation(start, end, "", rule="declared in the test")
    return batch


NUMBER = st.integers(0, ITEMS - 1)
ANY = st.builds("{}/{}".format, st.sampled_from(["item", "change", "build"]), NUMBER)
EVENT = st.tuples(
    st.just("status"),
    st.sampled_from(STATUSES),
    st.integers(0, 200),
    st.fixed_dictionaries({}, optional={"team": st.sampled_from("xyz"), "flag": st.just("on")}),
)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("happens"), NUMBER.map("item/{}".format), EVENT),
        st.tuples(st.just("never happened"), ANY, st.none()),
        st.tuples(st.just("moves"), NUMBER.map("item/{}".format), st.sampled_from(["shop", "bank"])),
        st.tuples(st.just("grows"), NUMBER.map("item/{}".format), st.sampled_from("19")),
        st.tuples(st.just("is linked"), ANY, ANY),
        st.tuples(st.just("is linked no more"), ANY, st.none()),
        st.tuples(st.just("disappears"), ANY, st.none()),
        st.tuples(st.just("comes back"), ANY, st.none()),
    ),
    min_size=1,
    max_size=6,
)


def change(source: Source, what: str, name: str, detail: Any) -> None:
    """Change one thing at the source; a thing that is not there changes only by coming back."""
    if what == "comes back":
        source.setdefault(name, deepcopy(a_source()[name]))
    elif what == "disappears":
        source.pop(name, None)
    elif name in source:
        thing = source[name]
        if what == "happens":
            thing.events.append(detail)
        elif what == "never happened":
            thing.events = thing.events[:-1]
        elif what in ("moves", "grows"):
            thing.values["area" if what == "moves" else "size"] = detail
        elif what == "is linked":
            thing.linked.add(detail)
        else:
            thing.linked.clear()


TABLES = (
    "reached", "visits", "start_unknown", "coding", "stage_sources", "source_links", "items", "item_values",
    "daily_parts", "daily_stages", "daily_moves", "returns", "open_visits",
)  # fmt: skip


def everything(engine: Embedded) -> dict[str, list[str]]:
    """Return all derived rows."""
    return {name: sorted(repr(row) for row in rows(engine.table(name))) for name in TABLES}


def afresh(log: Path, stream: ValueStream = STREAM) -> dict[str, list[str]]:
    """Return all rows as deriving from nothing makes them."""
    with closing(Embedded(log=log)) as engine:
        derive(engine, stream)
        return everything(engine)


def kept(derivations: Derivations, log: Path, stream: ValueStream = STREAM) -> dict[str, list[str]]:
    """Return all rows as the derived file has them."""
    with closing(derivations.open(stream, log)) as engine:
        return everything(engine)


@pytest.fixture
def renewals(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return, as they happen, whether a derivation could go on from an earlier one."""
    seen: list[bool] = []
    original = derivation.derive_touched

    def noted(engine: Embedded, stream: ValueStream, since: int) -> bool:
        seen.append(original(engine, stream, since))
        return seen[-1]

    monkeypatch.setattr(derivation, "derive_touched", noted)
    return seen


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(CHANGES, min_size=2, max_size=4))
def test_going_on_is_the_same_as_deriving_afresh(
    tmp_path_factory: Any, renewals: list[bool], steps: Sequence[Sequence[tuple[str, str, Any]]]
) -> None:
    """After any imports, the items derived anew and those kept are together what deriving all of them gives."""
    folder = tmp_path_factory.mktemp("w")
    store, derivations = Store(folder / "store"), Derivations(folder / "derived")
    source = a_source()
    store.ingest([as_batch(source)])
    kept(derivations, store.current())
    for changes in steps:
        for what, name, detail in changes:
            change(source, what, name, detail)
        store.ingest([as_batch(source)])
        assert kept(derivations, store.current()) == afresh(store.current())
    assert all(renewals)


def two(tmp_path: Path) -> tuple[Store, Derivations]:
    """Return a store with the source in it, and its derivations."""
    store = Store(tmp_path / "store")
    store.ingest([as_batch(a_source())])
    return store, Derivations(tmp_path / "derived")


def test_only_touched_items_are_derived_again(tmp_path: Path, renewals: list[bool]) -> None:
    """A small import goes on from what was derived; one that touches most of the log begins afresh."""
    store, derivations = two(tmp_path)
    kept(derivations, store.current())
    source = a_source()
    change(source, "happens", "item/1", ("status", "Closed", 150, {"team": "x"}))
    store.ingest([as_batch(source)])
    kept(derivations, store.current())
    assert renewals == [True]
    for number in range(ITEMS):
        change(source, "happens", f"item/{number}", ("status", "Building", 160, {"team": "x"}))
    store.ingest([as_batch(source)])
    assert kept(derivations, store.current()) == afresh(store.current())
    assert renewals == [True, False]


def test_several_imports_are_caught_up_with_at_once(tmp_path: Path, renewals: list[bool]) -> None:
    """What was touched by imports that nobody looked at in between is derived again as well."""
    store, derivations = two(tmp_path)
    kept(derivations, store.current())
    source = a_source()
    for number in (1, 2, 4):
        change(source, "happens", f"item/{number}", ("status", "Dropped", 150, {}))
        store.ingest([as_batch(source)])
    assert kept(derivations, store.current()) == afresh(store.current())
    assert renewals == [True]


def test_a_new_function_is_noticed(tmp_path: Path) -> None:
    """Functions read from events are numbered anew when one appears."""
    store, derivations = two(tmp_path)
    kept(derivations, store.current())
    source = a_source()
    change(source, "happens", "item/1", ("status", "Building", 150, {"team": "another"}))
    store.ingest([as_batch(source)])
    assert kept(derivations, store.current()) == afresh(store.current())


def test_an_item_that_disappears_leaves_the_measures_and_comes_back(tmp_path: Path) -> None:
    """A tombstone's visits are gone from every table, and are there again when the source has it again."""
    store, derivations = two(tmp_path)
    before = kept(derivations, store.current())
    source = a_source()
    number = 7
    change(source, "disappears", f"item/{number}", None)
    store.ingest([as_batch(source)])
    with closing(derivations.open(STREAM, store.current())) as engine:
        keys = {row["object_no"]: row["object_id"] for row in rows(engine.table("objects"))}
        there = {keys[row["item_no"]] for row in rows(engine.table("items"))}
    assert f"t:item:{number}" not in there
    assert len(there) == len(before["items"]) - 1
    change(source, "comes back", f"item/{number}", None)
    store.ingest([as_batch(source)])
    assert kept(derivations, store.current()) == before


def test_another_definition_is_derived_afresh(tmp_path: Path) -> None:
    """What visits depend on changes the digest, down to the order in which names are tried; a name does not."""
    named = {"attribute": "team", "names": {"x*": "One", "*": "Two"}}
    turned = {"attribute": "team", "names": {"*": "Two", "x*": "One"}}
    parts = STREAM.model_dump(mode="json", by_alias=True)

    def with_function(function: object) -> ValueStream:
        stages = [parts["stages"][0], {**parts["stages"][1], "function": function}, parts["stages"][2]]
        return ValueStream.model_validate({**parts, "stages": stages})

    other = with_function(named)
    assert len({digest(STREAM), digest(other), digest(with_function(turned))}) == 3
    assert digest(STREAM.model_copy(update={"name": "Another", "customer": "you"})) == digest(STREAM)
    store, derivations = two(tmp_path)
    assert kept(derivations, store.current(), STREAM) != kept(derivations, store.current(), other)
    assert kept(derivations, store.current(), other) == afresh(store.current(), other)
    assert len(list((tmp_path / "derived").glob("*.duckdb"))) == 1


@pytest.mark.parametrize("name", ["log", "visits", "main", "temp"])
def test_any_stream_can_be_called_so(tmp_path: Path, name: str) -> None:
    """A stream's id is not mixed up with what the engine calls its own things."""
    store, derivations = two(tmp_path)
    stream = STREAM.model_copy(update={"id": name})
    assert kept(derivations, store.current(), stream) == afresh(store.current(), stream)


def test_derived_files_can_go_at_any_time(tmp_path: Path) -> None:
    """Removed, broken or half-written derived files are made again; leftovers are swept."""
    store, derivations = two(tmp_path)
    expected = kept(derivations, store.current())
    shutil.rmtree(tmp_path / "derived")
    assert kept(derivations, store.current()) == expected
    (file,) = (tmp_path / "derived").glob("*.duckdb")
    file.write_bytes(b"\x00" * 100)
    file.with_suffix(".writing").write_bytes(b"half")
    file.with_suffix(".writing.wal").write_bytes(b"half")
    assert kept(derivations, store.current()) == expected
    assert not list((tmp_path / "derived").glob("*.writing*"))


def test_a_store_made_anew_has_nothing_derived(tmp_path: Path) -> None:
    """What was derived from a store that was removed is not taken for the new one's."""
    store, derivations = two(tmp_path)
    kept(derivations, store.current())
    shutil.rmtree(tmp_path / "store")
    source = a_source()
    for number in range(20):
        change(source, "disappears", f"item/{number}", None)
    store.ingest([as_batch(source)])
    assert kept(derivations, store.current()) == afresh(store.current())


def test_a_restored_store_has_nothing_derived_from_its_lost_future(tmp_path: Path) -> None:
    """After a backup was put back and imports went another way, what the lost imports gave is not kept."""
    store, derivations = two(tmp_path)
    shutil.copytree(tmp_path / "store", tmp_path / "backup")
    source = a_source()
    change(source, "disappears", "item/1", None)
    store.ingest([as_batch(source)])
    kept(derivations, store.current())
    shutil.rmtree(tmp_path / "store")
    (tmp_path / "backup").rename(tmp_path / "store")
    source = a_source()
    change(source, "disappears", "item/2", None)
    store.ingest([as_batch(source)])
    assert kept(derivations, store.current()) == afresh(store.current())


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    """Where nothing can be derived to, the error says where and that nothing is lost."""
    store, _ = two(tmp_path)
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnavailable, match="could not be derived") as caught:
        Derivations(tmp_path / "file" / "derived").open(STREAM, store.current())
    assert "Nothing was lost" in str(caught.value)


def derive_and_tell(told: Connection, store: Path, folder: Path) -> None:
    """Open a stream's visits and tell how many there are."""
    told.send("begun")
    with closing(Derivations(folder).open(STREAM, Store(store).current())) as engine:
        told.send(len(rows(engine.table("visits"))))


def test_a_killed_derivation_leaves_nothing_half(tmp_path: Path) -> None:
    """Killed at any moment, the next one derives as if nothing had been."""
    store, derivations = two(tmp_path)
    expected = afresh(store.current())
    chance = random.Random(SEED)
    for kill in range(8):
        process, told = processes.start(derive_and_tell, tmp_path / "store", tmp_path / "derived")
        told.recv()
        told.poll(chance.uniform(0, 0.6))
        process.kill()
        process.join()
        for file in (tmp_path / "derived").glob("*.duckdb"):
            with closing(Embedded(file, read_only=True)) as engine:
                assert everything(engine) == expected, f"seed {SEED}, kill {kill}"
            file.unlink()
    assert kept(derivations, store.current()) == expected
    assert not list((tmp_path / "derived").glob("*.writing*"))


def test_several_processes_may_ask_at_once(tmp_path: Path) -> None:
    """Who asks while another process derives waits for its answer; all say the same, and one file is left."""
    store, _ = two(tmp_path)
    expected = len(afresh(store.current())["visits"])
    asked = [processes.start(derive_and_tell, tmp_path / "store", tmp_path / "derived") for _ in range(3)]
    answers = []
    for process, told in asked:
        told.recv()
        answers.append(told.recv())
        process.join()
    assert answers == [expected] * 3
    assert len(list((tmp_path / "derived").glob("*.duckdb"))) == 1
