"""Messages about one thing: each kept by itself, put together when read, taken back without being lost."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.kept_file import KeptFile
from headrace.connectors.ground.packing import pack
from headrace.connectors.ground.receiving import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.connectors.ground.kept import Message


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[Answers]:
    """An empty file."""
    with closing(Answers(tmp_path / "a.sqlite")) as opened:
        yield opened


def part(name: str, thing: str = "d1") -> Part:
    """One message about a thing."""
    return Part("deployment", thing, name, {"said": name})


def tell(answers: Answers, *names: str) -> int:
    """Let messages come, each by itself."""
    return sum(answers.receive("received", 7, [part(name)]) for name in names)


def named(answers: Answers, *names: str) -> list[Message]:
    """The messages of these names."""
    return [message for message in answers.messages() if message.name in names]


def parts(body: Any) -> set[str] | None:
    """The names of the messages in a document's body."""
    return None if body is None else set(body["parts"])


def only(answers: Answers) -> set[str] | None:
    """The names of the messages of the only document; ``None`` when there is no document."""
    found = [parts(document.body) for document in answers.documents()]
    assert len(found) == answers.count() <= 1
    return found[0] if found else None


def differences(answers: Answers, number: int) -> list[tuple[set[str] | None, set[str] | None]]:
    """What each changed document was at a number, and what it is."""
    changes = answers.since(number)
    assert changes is not None
    return [(parts(change.before), parts(change.now)) for change in changes]


def test_the_thirtieth_message_costs_what_the_second_did(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the statements nor the bytes written for one message grow with how many there are already."""
    written: list[tuple[int, int]] = []
    rows = KeptFile.rows

    def counted(self: KeptFile, statement: str, *values: object) -> list[Any]:
        written[-1] = (
            written[-1][0] + 1,
            written[-1][1] + sum(len(value) for value in values if isinstance(value, bytes)),
        )
        return rows(self, statement, *values)

    monkeypatch.setattr(KeptFile, "rows", counted)
    for number in range(30):
        written.append((0, 0))
        tell(answers, f"{number:03}")
    assert written[29][0] == written[1][0]
    assert written[29][1] <= written[1][1] + 2
    monkeypatch.undo()
    assert only(answers) == {f"{number:03}" for number in range(30)}


def test_what_was_told_at_any_number_can_be_said_again(answers: Answers) -> None:
    """The difference to what the log has is exact, however much came since and whatever was taken back."""
    tell(answers, "a", "b")
    first = answers.last_number()
    tell(answers, "c")
    answers.take_back(8, named(answers, "a"))
    second = answers.last_number()
    assert differences(answers, first) == [({"a", "b"}, {"b", "c"})]
    assert differences(answers, second) == []
    answers.take_back(9, named(answers, "b", "c"))
    assert differences(answers, first) == [({"a", "b"}, None)]
    assert only(answers) is None
    answers.taken_in(answers.last_number())
    assert tell(answers, "a") == 1
    assert differences(answers, answers.last_number() - 1) == [(None, {"a"})]
    assert only(answers) == {"a"}


def test_what_is_taken_back_stays_in_the_file(answers: Answers) -> None:
    """With when it came and when it was taken back; taking it back again changes nothing."""
    tell(answers, "a", "b")
    assert answers.take_back(8, named(answers, "a")) == 1
    assert answers.take_back(9, named(answers, "a")) == 0
    assert [(m.name, m.body, m.at, m.taken_back_at) for m in answers.messages()] == [
        ("a", {"said": "a"}, 7, 8),
        ("b", {"said": "b"}, 7, None),
    ]


def laid_out_as_before(path: Path, names: list[str], settled: list[str]) -> int:
    """Make a file as it was laid out when a document held all its messages; return what the log has of it."""
    with closing(Answers(path)) as answers:
        tell(answers, *names)
        log = answers.last_number() - len(names) + len(settled)
        last = answers.last_number()
        file = answers._file
        file.run("drop table message")
        before = pack({"parts": {name: {"said": name} for name in settled}}) if settled else None
        file.run(
            "update document set body = ?, before = ?, number = ?",
            pack({"parts": {name: {"said": name} for name in names}}), before, last,
        )  # fmt: skip
        file.set_state("settled", log)
    return log


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 5), st.integers(0, 5), st.integers(0, 3))
def test_messages_kept_before_are_kept(
    tmp_path_factory: pytest.TempPathFactory, count: int, in_log: int, more: int
) -> None:
    """A file in which one document holds all messages says the same as ever, before and after new ones came."""
    path = tmp_path_factory.mktemp("old") / "a.sqlite"
    names = [f"m{number}" for number in range(count)]
    had = names[: min(in_log, count - 1)]
    log = laid_out_as_before(path, names, had)
    with closing(Answers(path)) as answers:
        assert only(answers) == set(names)
        assert {message.name for message in answers.messages()} == set(names)
        assert tell(answers, *names) == 0
        new = [f"n{number}" for number in range(more)]
        assert tell(answers, *new) == more
        assert only(answers) == {*names, *new}
        assert differences(answers, log) == [(set(had) or None, {*names, *new})]
        answers.take_back(9, named(answers, names[0]))
        assert only(answers) == (({*names, *new} - {names[0]}) or None)
