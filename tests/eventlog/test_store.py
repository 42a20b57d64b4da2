"""Nothing is ever half-written, lost or locked away: killed writers, many readers, full disks, broken files."""

from __future__ import annotations

import random
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.engine import Embedded, rows
from headrace.errors import BadInput, BadRequest, StoreUnavailable
from headrace.eventlog import store as store_module
from headrace.eventlog import tables
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Provenance, Store
from tests.eventlog import processes
from tests.eventlog.processes import batch, counted, whole_batches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = 25
SEED = 20_261_122


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a store with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read_all(store: Store) -> None:
    """Read every row of every table."""
    with closing(store.open()) as engine:
        for name in tables.TABLES:
            rows(engine.table(name))


def test_nothing_read_yet_says_what_to_do(tmp_path: Path) -> None:
    """Before the first import the store is empty, and opening it names the commands that fill it."""
    store = Store(tmp_path / "none")
    assert store.empty
    with pytest.raises(StoreUnavailable, match="Nothing has been imported") as caught:
        store.open()
    assert any("headrace import" in remedy for remedy in caught.value.remedies)


@pytest.mark.parametrize("problem", [BadInput("line 3 is broken"), KeyboardInterrupt(), OSError("gone")])
def test_a_reading_that_stops_leaves_the_store_as_it_was(tmp_path: Path, problem: BaseException) -> None:
    """An exception while batches are read, Ctrl-C too, passes through and changes no byte of the store."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    before = files(tmp_path)

    def broken() -> Iterator[Batch]:
        yield batch(2)
        raise problem

    with pytest.raises(type(problem)) as caught:
        store.ingest(broken())
    assert caught.value is problem
    assert files(tmp_path) == before
    assert whole_batches(counted(store)) == 1


def test_a_killed_writer_leaves_all_of_a_batch_or_none(tmp_path: Path) -> None:
    """Killed at any moment, the store opens, holds whole batches, and every batch that was said to be stored."""
    chance = random.Random(SEED)
    store, next_number, stored = Store(tmp_path), 1, 0
    for kill in range(KILLS):
        process, told = processes.start(processes.write_for_ever, tmp_path, next_number)
        acknowledged = next_number - 1
        for _ in range(chance.randint(1, 2)):
            acknowledged = told.recv()
        # within the next batch or so: it takes about as long as one poll's limit
        if told.poll(chance.uniform(0, 0.4)):
            acknowledged = told.recv()
        process.kill()
        process.join()
        while told.poll():
            try:
                acknowledged = told.recv()
            except EOFError:
                break
        stored = whole_batches(counted(store))
        assert stored in (acknowledged, acknowledged + 1), f"seed {SEED}, kill {kill}"
        next_number = stored + 1
    store.ingest([batch(next_number)])
    assert whole_batches(counted(store)) == stored + 1
    assert not list(tmp_path.glob("*.writing*"))
    assert len(list(tmp_path.glob("*.duckdb"))) == 2


def test_a_power_cut_at_any_step_leaves_all_or_none(tmp_path: Path) -> None:
    """Dead right before any step that changes a file, the store opens with all or none, and goes on."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    stored = steps = 1
    for step in range(1, 50):
        process, told = processes.start(processes.write_and_die_at, tmp_path, stored + 1, step)
        try:
            steps = told.recv()
        except EOFError:
            steps = 0
        process.join()
        found = whole_batches(counted(store))
        assert found in (stored, stored + 1)
        stored = found
        if steps:
            break
    assert steps >= 6  # the copy, the snapshot, the pointer, the folder: each was died at
    assert stored > 1


def test_readers_see_whole_batches_while_one_writes(tmp_path: Path) -> None:
    """Four readers in processes of their own always find a whole snapshot, and never an older one than before."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    readers = [processes.start(processes.read_until_told, tmp_path) for _ in range(4)]
    writer, written = processes.start(processes.write_for_ever, tmp_path, 2)
    last = [written.recv() for _ in range(12)][-1]
    writer.kill()
    writer.join()
    for process, told in readers:
        told.send("stop")
        seen, problem = told.recv()
        process.join()
        assert problem == ""
        assert seen == sorted(seen)
        assert seen[-1] in (last - 1, last, last + 1)
        assert len(set(seen)) > 1


@pytest.mark.parametrize("limit", [50_000, 900_000, 3_000_000])
def test_a_full_disk_loses_nothing(tmp_path: Path, limit: int) -> None:
    """When a write fails for want of room, wherever that is, it is said clearly and all is as before."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    before = files(tmp_path)
    process, told = processes.start(processes.write_too_much, tmp_path, limit)
    said = told.recv()
    process.join()
    assert "written" in said.splitlines()[0]
    assert "all that was there before is" in said
    assert files(tmp_path) == before


@pytest.mark.parametrize("damage", ["truncated", "overwritten", "emptied"])
def test_a_broken_file_is_named(tmp_path: Path, damage: str) -> None:
    """A damaged snapshot gives a clear error when it is opened or read, never wrong rows."""
    store = Store(tmp_path)
    store.ingest([batch(number, items=2000) for number in range(3)])
    path = store.current()
    raw = bytearray(path.read_bytes())
    if damage == "overwritten":
        raw[12_288:] = b"\x07" * (len(raw) - 12_288)
    path.write_bytes(
        {"truncated": bytes(raw[: len(raw) // 2]), "emptied": b"\x00" * 64}.get(damage, bytes(raw))
    )
    with pytest.raises(StoreUnavailable) as caught:
        read_all(store)
    assert caught.value.remedies


def test_another_layout_is_refused(tmp_path: Path) -> None:
    """A store that another version laid out is neither read nor written."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    with closing(Embedded(store.current())) as engine:
        engine.execute("update layout set version = version + 1")
    before = files(tmp_path)
    for use in (store.open, lambda: store.ingest([batch(2)])):
        with pytest.raises(StoreUnavailable, match="another version"):
            use()
    assert files(tmp_path) == before


def test_a_source_has_no_colon(tmp_path: Path) -> None:
    """A name that would make ids ambiguous is refused."""
    with pytest.raises(BadRequest, match="colon"):
        Store(tmp_path).ingest([Batch("a:b")])


def test_where_a_reading_came_from_is_kept(tmp_path: Path) -> None:
    """Files, and lines left out, are kept by source and are those of the last reading."""
    store = Store(tmp_path)
    store.ingest([batch(1)], {"counting": Provenance(("a.csv", "b.csv"), 7)})
    store.ingest([batch(2)], {"counting": Provenance(("c.csv",), 0)})
    engine = store.open()
    try:
        kept = engine.execute("select source, skipped, files from sources")
    finally:
        engine.close()
    assert kept == [("counting", 0, '["c.csv"]')]


def test_what_takes_more_memory_than_writing_holds_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a few megabytes the store takes in what it takes in with plenty, and leaves no file behind."""
    whole = [batch(number, 3000) for number in range(8)]
    Store(tmp_path / "plenty").ingest(whole)
    monkeypatch.setattr(store_module, "_MEMORY", 12)
    Store(tmp_path / "little").ingest(whole)
    assert counted(Store(tmp_path / "little")) == counted(Store(tmp_path / "plenty"))
    assert sorted(path.suffix for path in (tmp_path / "little").iterdir()) == ["", ".duckdb", ".lock"]


def test_work_that_little_memory_cannot_hold_is_begun_again(tmp_path: Path) -> None:
    """A text of thirty million characters does not fit into 16 MB: all of the work is done once, none of it twice."""
    limits: list[str] = []
    with closing(Embedded(tmp_path / "store.duckdb", memory=16)) as engine:

        def work() -> int:
            limits.append(str(engine.execute("select current_setting('memory_limit')")[0][0]))
            engine.execute("create table made as select range as number from range(10)")
            asked = "select length(string_agg(repeat('x', 1000), '')) from range(30000)"
            return int(engine.execute(asked)[0][0])

        assert engine.in_transaction(work) == 30_000_000
        assert engine.execute("select count(*) from made") == [(10,)]
    assert len(limits) == 2
    assert limits[0] != limits[1]
