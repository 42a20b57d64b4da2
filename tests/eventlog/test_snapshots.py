"""One writer, many readers: snapshots are switched as a whole, numbered once and found again."""

from __future__ import annotations

import shutil
from collections import namedtuple
from typing import TYPE_CHECKING

import pytest

from headrace.errors import StoreUnavailable
from headrace.eventlog.store import Store
from tests.eventlog.processes import batch, counted, whole_batches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.eventlog.model import Batch


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    """While one reading is written another is refused at once, and the first is not disturbed."""
    store = Store(tmp_path)

    def slow() -> Iterator[Batch]:
        yield batch(1)
        with pytest.raises(StoreUnavailable, match="Another process is writing") as caught:
            Store(tmp_path).ingest([batch(2)])
        assert "Wait until it is done" in str(caught.value)

    store.ingest(slow())
    assert whole_batches(counted(store)) == 1
    store.ingest([batch(2)])
    assert whole_batches(counted(store)) == 2


def test_leftovers_are_swept(tmp_path: Path) -> None:
    """What a killed writer left beside the store is removed by the next one."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    (tmp_path / "0000000009.duckdb.writing").write_bytes(b"half")
    (tmp_path / "0000000009.duckdb.writing.wal").write_bytes(b"half")
    spilled = tmp_path / "0000000009.duckdb.writing.tmp"
    spilled.mkdir()
    (spilled / "block").write_bytes(b"x")
    store.ingest([batch(2)])
    assert not list(tmp_path.glob("*.writing*"))
    assert whole_batches(counted(store)) == 2


def test_a_small_disk_is_noticed_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot fit is refused at once, in numbers that a person can use."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**10, 10**10 - 10**8, 10**8))

    def never() -> Iterator[Batch]:
        pytest.fail("a batch was read")
        yield batch(1)

    with pytest.raises(StoreUnavailable, match=r"0\.1.GB free; this needs about 2\.0.GB"):
        Store(tmp_path).ingest(never(), room_needed=2 * 10**9)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A snapshot that somebody removed is named, and so is what to do."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    store.current().unlink()
    with pytest.raises(StoreUnavailable, match="is not there"):
        store.open()


def test_a_lost_pointer_loses_nothing(tmp_path: Path) -> None:
    """Without a readable pointer the newest snapshot counts, also for the next import."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    for text in (None, "", "../elsewhere", "\x00\xff"):
        pointer = tmp_path / "current"
        pointer.unlink() if text is None else pointer.write_text(text, encoding="latin-1")
        assert whole_batches(counted(store)) == 1
    store.ingest([batch(2)])
    assert whole_batches(counted(store)) == 2


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    """A store that cannot be made says where and why, and is no traceback."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        Store(tmp_path / "file" / "store").ingest([batch(1)])


def test_opening_again_when_a_writer_has_switched(tmp_path: Path) -> None:
    """Who comes too late for a snapshot gets the next one, not an error."""
    store = Store(tmp_path)
    store.ingest([batch(1)])
    first = store.current()
    tried: list[Path] = []

    def slowly(path: Path) -> object:
        tried.append(path)
        if len(tried) == 1:
            store.ingest([batch(2)])
            store.ingest([batch(3)])
            raise StoreUnavailable("too late")
        return path

    assert store.opened(slowly) == store.current() != first  # type: ignore[arg-type,comparison-overlap]
    assert not first.exists()


def test_numbers_of_snapshots_never_repeat(tmp_path: Path) -> None:
    """A store that is removed and made anew goes on counting, so that nothing derived from the old one fits."""
    store = Store(tmp_path / "store")
    numbers = [store.ingest([batch(n)]).snapshot for n in (1, 2)]
    shutil.rmtree(tmp_path / "store")
    after = store.ingest([batch(1)]).snapshot
    assert numbers[0] < numbers[1]
    assert after not in numbers
