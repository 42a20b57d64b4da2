"""Answers and log that do not come from the same time: removed, restored, damaged, or in use by another sync."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from headrace.connectors.ground.answers import Answers
from headrace.eventlog.model import Batch
from headrace.sync import LiveSource, answers_path, sync, turn
from tests.connectors.conformance import Reading, clean, patient
from tests.connectors.fake_tool import Asked, Told
from tests.connectors.fakes.jira import FakeJira

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJira]:
    """A Jira with three issues in each of two projects."""
    with FakeJira() as fake, patient(monkeypatch):
        for project in ("SHOP", "PAY"):
            for _ in range(3):
                fake.create(project)
        yield fake


def test_removed_answers_are_asked_for_again(tool: FakeJira, tmp_path: Path) -> None:
    """As many changes as before, or more: the log has what the tool has now, also what was deleted there."""
    for more in (0, 4):
        reading = Reading(tool, tmp_path / str(more))
        reading.sync()
        shutil.rmtree(reading.folder / "answers")
        tool.move(tool.create("SHOP"), "Building")
        tool.issues.pop(next(iter(tool.issues)))
        for _ in range(more):
            tool.create("PAY")
        assert reading.sync().complete
        assert reading.log() == clean(tool, tmp_path / f"clean{more}")


def test_removed_answers_and_a_tool_that_cannot_be_read_take_nothing_from_the_log(
    tool: FakeJira, tmp_path: Path
) -> None:
    """Nothing was read again, or one project of two: what the log has stays until everything was."""
    reading = Reading(tool, tmp_path / "a")
    reading.sync()
    before = reading.log()
    shutil.rmtree(reading.folder / "answers")
    tool.fault = lambda _number, _asked: Told({"message": "no"}, 401)
    assert not reading.sync().complete
    assert reading.log() == before

    def forbid(_number: int, asked: Asked) -> Told | None:
        return Told({}, 403) if '"PAY"' in asked.query.get("jql", "") else None

    tool.fault = forbid
    for full in (False, True):
        assert not reading.sync(full=full).complete
        assert reading.log() == before
    tool.fault = lambda _number, _asked: None
    tool.issues.pop(next(iter(tool.issues)))
    assert reading.sync().complete
    assert reading.log() == clean(tool, tmp_path / "clean")


def test_answers_restored_from_an_older_copy(tool: FakeJira, tmp_path: Path) -> None:
    """The log knows more than the answers do: the next sync mends both."""
    reading = Reading(tool, tmp_path / "a")
    reading.sync()
    shutil.copytree(reading.folder / "answers", tmp_path / "older")
    for identity in list(tool.issues):
        tool.move(identity, "Building")
    reading.sync()
    shutil.rmtree(reading.folder / "answers")
    shutil.copytree(tmp_path / "older", reading.folder / "answers")
    for _ in range(9):
        tool.create("PAY")
    assert reading.sync().complete
    assert reading.log() == clean(tool, tmp_path / "clean")


def test_a_log_that_was_removed_or_restored_is_made_again(tool: FakeJira, tmp_path: Path) -> None:
    """From the kept answers; an older log as well."""
    reading = Reading(tool, tmp_path / "a")
    reading.sync()
    shutil.copytree(reading.folder / "store", tmp_path / "older")
    tool.take_to(next(iter(tool.issues)), "PAY")
    reading.sync()
    for folder in (None, tmp_path / "older"):
        shutil.rmtree(reading.folder / "store")
        if folder:
            shutil.copytree(folder, reading.folder / "store")
        assert reading.sync().complete
        assert reading.log() == clean(tool, tmp_path / f"clean{folder is None}")


def test_a_damaged_file_stops_no_other_source(tool: FakeJira, tmp_path: Path) -> None:
    """One source's answers are no database any more: it is said with what to do, the other one is read."""
    reading = Reading(tool, tmp_path)
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "broken.sqlite").write_bytes(b"this is no database, and long enough to be taken for one" * 100)
    both = [LiveSource(name, tool.connector(tool.settings()), "secret") for name in ("broken", "tool")]
    broken, other = sync(both, reading.store, folder).sources
    assert "broken.sqlite cannot be used" in (broken.collected.failure or "")
    assert any("remove it" in remedy for remedy in broken.collected.remedies)
    assert other.collected.complete
    assert len(reading.log()["objects"]) == 6


def test_a_source_is_read_and_taken_in_by_one_sync_at_a_time(tool: FakeJira, tmp_path: Path) -> None:
    """While another sync has its turn, nothing of the source is read or taken in, and that is said."""
    reading = Reading(tool, tmp_path)
    reading.sync()
    before, asked = reading.log(), len(tool.requests)
    tool.create("SHOP")
    with turn(tmp_path / "answers", "tool", wait=False):
        done = reading.sync().sources[0]
        assert done.collected.failure == "Another sync is reading tool."
        assert done.changes is None
    assert (reading.log(), len(tool.requests)) == (before, asked)
    assert reading.sync().complete
    assert len(reading.log()["objects"]) == 7


def test_a_sync_waits_for_another_writer_of_the_log(tool: FakeJira, tmp_path: Path) -> None:
    """An import, or messages being taken in, while a sync wants to write: it writes after that."""
    reading = Reading(tool, tmp_path)
    batch = Batch("other")
    batch.add_object("item", "A-1")

    def slow() -> Iterator[Batch]:
        done: list[bool] = []
        beside = Thread(target=lambda: done.append(reading.sync().complete))
        beside.start()
        beside.join(1.0)
        yield batch
        others.append((beside, done))

    others: list[tuple[Thread, list[bool]]] = []
    reading.store.ingest(slow())
    beside, done = others[0]
    beside.join()
    assert done == [True]
    assert len(reading.log()["objects"]) == 7


def test_half_a_character_in_a_text_does_not_stop_the_source(tool: FakeJira, tmp_path: Path) -> None:
    """JSON can write what no text can hold; it is kept as the replacement sign."""
    tool.issues[next(iter(tool.issues))]["fields"]["summary"] = "Pay \ud83d now"
    reading = Reading(tool, tmp_path)
    assert reading.sync().complete
    assert "Pay \ufffd now" in {label for _, label, _ in reading.log()["objects"]}


def test_what_cannot_be_understood_leaves_nothing_half(
    tool: FakeJira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that fails in the middle of a document leaves nothing of it, and the next form of it mends that."""
    connector = type(tool.connector(tool.settings()))
    parse = connector.parse
    bad = str(next(iter(tool.issues)))

    def fails(self: object, document: object, batch: Batch, person: object) -> None:
        parse(self, document, batch, person)  # type: ignore[arg-type]
        if document.key == bad:  # type: ignore[attr-defined]
            raise KeyError("status")

    reading = Reading(tool, tmp_path / "a")
    with monkeypatch.context() as patched:
        patched.setattr(connector, "parse", fails)
        done = reading.sync().sources[0]
        assert len(done.unreadable) == 1
        assert len(reading.log()["objects"]) == 5
        tool.create("SHOP")
        assert len(reading.sync().sources[0].unreadable) == 1
    tool.move(bad, "Building")
    assert reading.sync().sources[0].unreadable == ()
    assert reading.log() == clean(tool, tmp_path / "clean")


def test_numbers_of_a_file_that_is_made_anew_are_never_repeated(tmp_path: Path) -> None:
    """The log may have taken in any number of the file that was there before."""
    path = answers_path(tmp_path, "tool")
    with closing(Answers(path)) as first:
        given = first.last_number()
        assert first.empty
    for file in tmp_path.iterdir():
        file.unlink()
    with closing(Answers(path)) as second:
        assert second.last_number() > given
        assert not second.follow(given)
        assert second.follow(second.last_number())
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("select count(*) from state").fetchone() == (3,)
