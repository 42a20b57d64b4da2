"""The made-up company as a whole: the same every time, as large and as varied as the demo needs."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from headrace.value_streams.catalog import Catalogue
from headrace.world import World, build
from headrace.world.company import IMAGINARY_TILLS
from headrace.world.process import Process
from headrace.world.traces import Traces
from tests.world.log import Log

FINGERPRINT = """
import hashlib
from headrace.world import build
digest = hashlib.sha256()
for batch in build(seed=3, scale=0.05).batches():
    for part in ("objects", "values", "events", "event_objects", "event_attributes", "mentions"):
        columns = getattr(batch, part)
        for name in columns.__slots__:
            digest.update(repr(getattr(columns, name)).encode())
print(digest.hexdigest())
"""


def fingerprint(hash_seed: str) -> str:
    """Return a digest of a small world, built in a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", FINGERPRINT], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_same_seed_gives_the_same_world_in_every_process() -> None:
    """Neither Python's hashing nor what ran before may change a record."""
    assert fingerprint("1") == fingerprint("2")


def test_another_seed_gives_another_world() -> None:
    """The seed is used."""
    one, other = (next(iter(build(seed=seed, scale=0.05).batches())) for seed in (1, 2))
    assert one.events.occurred_at != other.events.occurred_at


def test_records_end_with_their_last_day(world: World) -> None:
    """Nothing is recorded after 30 June 2025, and something on that day."""
    assert world.until == int(datetime(2025, 7, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert world.until - 86_400_000_000 <= world.data_to < world.until
    early = build(scale=0.05, until=date(2023, 3, 31))
    assert datetime.fromtimestamp(early.data_to / 1e6, UTC).date() <= date(2023, 3, 31)
    assert all(since < early.until for batch in early.batches() for since in batch.values.since)


def test_what_was_recorded_early_is_recorded_the_same_later() -> None:
    """A world that goes on longer has the same beginning."""

    def moments(until: date) -> set[int]:
        return {at for batch in build(scale=0.05, until=until).batches() for at in batch.events.occurred_at}

    end = int(datetime(2022, 12, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert moments(date(2022, 11, 30)) == {at for at in moments(date(2023, 1, 31)) if at < end}


def test_every_id_is_there_once_and_every_event_is_about_something(world: World, log: Log) -> None:
    """No id twice, no event about nothing (the log's reading checks objects)."""
    for batch in world.batches():
        assert len(set(batch.events.id)) == len(batch.events.id)
        assert set(batch.event_objects.event_id) == set(batch.events.id)
        assert set(batch.event_objects.object_id) <= set(log.types)


def test_the_company_is_as_large_as_the_demo_says(world: World, catalogue: Catalogue) -> None:
    """At least seven streams, eight functions, some 10,000 finished items in three years."""
    recorded = world.truth.recorded
    finished = {
        item for stream in recorded.values() for item, found in stream.items() if found.outcome == "done"
    }
    assert 9_500 < len(finished) < 10_500
    assert len(catalogue.value_streams) >= 7
    assert len(catalogue.functions) == 8
    assert set(log_types(world)) >= {"idea", "ticket", "item", "change", "build", "deployment", "incident"}


def log_types(world: World) -> set[str]:
    """Return the object types in the records."""
    return {object_type for batch in world.batches() for object_type in batch.objects.type}


def test_the_demo_says_that_it_is_made_up(catalogue: Catalogue) -> None:
    """The catalogue carries the mark that every page shows."""
    assert catalogue.made_up
    assert IMAGINARY_TILLS.name == "Imaginary Tills"


@pytest.mark.parametrize("stream", IMAGINARY_TILLS.streams, ids=lambda stream: stream.id)
def test_the_catalogue_says_what_the_description_says(stream: object, catalogue: Catalogue) -> None:
    """Stages, functions and rules of the written definition are those by which the records were made."""
    definition = catalogue.value_streams[stream.id]  # type: ignore[attr-defined]
    for key in stream.processes:  # type: ignore[attr-defined]
        process: Process = IMAGINARY_TILLS.process(key)
        traces = Traces(process)
        assert [stage.name for stage in definition.stages] == [stage.name for stage in process.stages]
        for order, (said, done) in enumerate(zip(definition.stages, process.stages, strict=True)):
            modes = [*traces.moves[order].values()]
            modes[1] = (*modes[1], *traces.resumed[order])
            assert [
                [str(rule) for rule in rules] for rules in (said.waiting, said.working, said.blocked)
            ] == [[trace.rule for trace in mode] for mode in modes]
            if isinstance(done.function, str):
                assert said.function == done.function
            else:
                assert not isinstance(said.function, str)
                assert said.function.names == done.function
        ends = traces.moves[-1].values()
        assert [[str(r) for r in rules] for rules in (definition.done, definition.cancelled)] == [
            [trace.rule for trace in mode] for mode in ends
        ]
        # an outcome that is a measured series is none of the items
        of_items = tuple(each for each in definition.outcomes if each not in catalogue.signals)
        assert of_items == ((process.outcome.name,) if process.outcome else ())


SCOPES = {
    "first-payment": ("item", [("project", "FP")]),
    "card-test": ("item", [("project", "FP"), ("labels", "card-test")]),
    "shop-check": ("item", [("project", "SC")]),
    "next-day-payout": ("item", [("project", "NP")]),
    "settled-disputes": ("item", [("project", "SD")]),
    "sales-insight": ("item", [("project", "SI")]),
    "till-connection": ("item", [("project", "TC")]),
    "guest-checkout": ("item", [("project", "GC")]),
    "mobile-checkout": ("item", [("labels", "mobile")]),
    "trouble-ended": ("incident", []),
    "answered-questions": ("ticket", [("queue", "question")]),
    "open-in-germany": ("item", [("project", "DE")]),
}


@pytest.mark.parametrize("stream", SCOPES)
def test_the_scope_of_a_stream_holds_exactly_its_items(
    stream: str, world: World, log: Log, catalogue: Catalogue
) -> None:
    """The attributes in the records tell which stream an item belongs to."""
    object_type, wanted = SCOPES[stream]
    written = " AND ".join(
        f"'{value}' IN {name}" if name == "labels" else f"{name} = '{value}'" for name, value in wanted
    )
    assert (catalogue.value_streams[stream].scope or "") == written
    found = {
        oid
        for oid, kind in log.types.items()
        if kind == object_type and all(log.holds(oid, name, value) for name, value in wanted)
    }
    assert found == set(world.truth.happened[stream])


def test_streams_nest_overlap_and_leave_something_out(world: World, log: Log, catalogue: Catalogue) -> None:
    """One stream is part of another, two share some items, and some items belong to none."""
    items = {stream: set(found) for stream, found in world.truth.happened.items()}
    assert catalogue.value_streams["card-test"].parent == "first-payment"
    assert items["card-test"] < items["first-payment"]
    assert items["guest-checkout"] & items["mobile-checkout"]
    assert items["guest-checkout"] - items["mobile-checkout"]
    assert items["mobile-checkout"] - items["guest-checkout"]
    assert {oid for oid, kind in log.types.items() if kind == "item"} - set().union(*items.values())


def test_outcomes_are_told_for_finished_items_alone(world: World, log: Log, catalogue: Catalogue) -> None:
    """A stream with an outcome has an answer for its finished items; one stream has none at all."""
    assert catalogue.value_streams["guest-checkout"].outcomes == ()
    true = world.truth.outcomes
    assert true["guest-checkout"] == {}
    told = {item: log.values[item, "paid-within-a-day"] for item in world.truth.happened["first-payment"]}
    assert {item: answer == ["yes"] for item, answer in told.items() if answer} == true["first-payment"]
    assert all(
        any(visit.mode == "done" for visit in found.visits) or found.outcome == "open"
        for item, found in world.truth.happened["first-payment"].items()
        if item in true["first-payment"]
    )
    share = sum(true["first-payment"].values()) / len(true["first-payment"])
    assert share == pytest.approx(0.28, abs=0.05)


def test_one_tool_keeps_days_only(world: World) -> None:
    """The register's stamps stand at midnight and say that the time of day is unknown."""
    for batch in world.batches():
        dates = [
            at
            for at, date_only in zip(batch.events.occurred_at, batch.events.date_only, strict=True)
            if date_only
        ]
        assert bool(dates) == (batch.source == "register")
        assert all(at % 86_400_000_000 == 0 for at in dates)
