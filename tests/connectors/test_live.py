"""Every live connector, over a fake of its tool: whatever goes wrong, the log equals a clean reading."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.connectors import conformance
from tests.connectors.conformance import Reading, clean, patient
from tests.connectors.fake_tool import Told
from tests.connectors.fakes import all_fakes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAKES = all_fakes()


@pytest.fixture(params=FAKES)
def tool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A fake with something in it."""
    chance = Random(7)
    with FAKES[request.param]() as fake, patient(monkeypatch):
        for _ in range(25):
            fake.change_anything(chance)
        yield fake


def test_going_on_equals_reading_everything(tool: Any, tmp_path: Path) -> None:
    """After changes, moves and deletions, an incremental sync and a full one both leave what a clean one reads."""
    chance, reading = Random(1), Reading(tool, tmp_path / "a")
    for turn in range(4):
        assert reading.sync(full=turn == 2).complete
        assert reading.log() == clean(tool, tmp_path / f"clean{turn}")
        for _ in range(5):
            tool.change_anything(chance)


def test_nothing_new_changes_nothing(tool: Any, tmp_path: Path) -> None:
    """A second sync, and a full one, take nothing into the log and leave what was there."""
    reading = Reading(tool, tmp_path)
    reading.sync()
    before = reading.log()
    again = reading.sync().sources[0]
    assert again.changes is None or not again.changes.changed_anything
    whole = reading.sync(full=True).sources[0]
    assert whole.changes is not None
    assert not whole.changes.changed_anything
    assert reading.log() == before


def test_passing_faults_leave_no_trace(tool: Any, tmp_path: Path) -> None:
    """500s, 429s with and without Retry-After, cut answers, slow ones, and changes between any two requests."""
    conformance.check_passing_faults(tool, tmp_path, Random(11))


def test_killed_anywhere(tool: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many kills at random points: the log equals a clean reading."""
    conformance.check_kills(tool, tmp_path, Random(3), monkeypatch, kills=15)


def test_a_token_that_is_not_valid_ends_the_source_and_loses_nothing(tool: Any, tmp_path: Path) -> None:
    """401: one clear sentence, no further requests, and everything read before is still there."""
    reading = Reading(tool, tmp_path)
    reading.sync()
    before = reading.log()
    tool.fault = lambda _number, _asked: Told({"message": "Bad credentials"}, 401)
    asked_before = len(tool.requests)
    found = reading.sync().sources[0].collected
    assert not found.complete
    assert "401" in (found.failure or "")
    assert len(tool.requests) - asked_before <= 2
    assert reading.log() == before


def test_an_answer_of_another_form_is_told_and_loses_nothing(tool: Any, tmp_path: Path) -> None:
    """JSON that is something else altogether: a sentence, no traceback, and everything read before is there."""
    reading = Reading(tool, tmp_path)
    reading.sync()
    before = reading.log()
    for strange in ([1], {"unexpected": True}, "text", None):
        tool.fault = lambda _number, _asked, strange=strange: Told(strange)
        reading.sync()
        assert reading.log() == before
    tool.fault = lambda _number, _asked: None
    assert reading.sync().complete
    assert reading.log() == before


def test_the_token_is_told_nowhere(tool: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The planted token is in no kept answer, store, error or output, also when the tool itself repeats it."""
    secrets = {value for value in tool.settings().values() if "planted" in value}
    assert secrets
    reading = Reading(tool, tmp_path)
    reading.sync()
    tool.fault = lambda _number, _asked: Told({"message": f"bad token {' '.join(secrets)}"}, 403)
    told = repr(reading.sync())
    told += "".join(capfd.readouterr())
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret not in told
        assert secret.encode() not in kept
