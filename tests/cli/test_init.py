"""``headrace init``: flags instead of questions where nobody can answer, and what it writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headrace.cli.init import answer
from headrace.cli.program import run
from headrace.value_streams.discovery import Question
from tests.small_records import write_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VALUE = "A new shop takes its first payment"


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a workspace with records and no value stream, and stand in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEADRACE_WORKSPACE", raising=False)
    write_records(tmp_path)
    assert run(["import", "shop.csv", "--quiet"]) == 0
    capsys.readouterr()
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let a person type these lines."""
    waiting: Iterator[str] = iter(lines)
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(waiting))


def test_it_never_asks_when_nobody_is_there(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal it names the flags for what is open, writes nothing, and leaves with 2."""
    before = (imported / "headrace.yaml").read_text(encoding="utf-8")
    assert run(["init", "--value", VALUE]) == 2
    said = capsys.readouterr().err
    assert "headrace init --source … --starts … --ends …" in said
    assert "--value …" not in said
    assert (imported / "headrace.yaml").read_text(encoding="utf-8") == before


def test_what_it_writes_runs(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The proposal is in headrace.yaml as a stream that can be mapped at once, in the customer's words."""
    assert run(["init", "--value", VALUE, "--name", "first-payment", "--yes"]) == 0
    assert "Wrote first-payment to headrace.yaml" in capsys.readouterr().out
    assert "customer: a new shop" in (imported / "headrace.yaml").read_text(encoding="utf-8")
    assert run(["map", "first-payment", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_dry_run_shows_the_entry_and_writes_nothing(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--dry-run`` prints the entry alone on standard output."""
    before = (imported / "headrace.yaml").read_text(encoding="utf-8")
    assert run(["init", "--value", VALUE, "--yes", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "new-shop-takes-its-first-payment:"
    assert (imported / "headrace.yaml").read_text(encoding="utf-8") == before


def test_a_second_stream_does_not_replace_the_first(imported: Path) -> None:
    """A name that is taken is not taken again: both streams are there afterwards."""
    for _ in range(2):
        assert run(["init", "--value", VALUE, "--name", "first-payment", "--yes"]) == 0
    text = (imported / "headrace.yaml").read_text(encoding="utf-8")
    assert "\n  first-payment:" in text
    assert "\n  first-payment-2:" in text


def test_without_records_it_says_what_to_do_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing was imported, the way to import is named."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "--yes"]) == 4
    assert "headrace import" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "expected"), [(["", "x"], None), (["What?", "sig"], "Signal"), (["BUILD"], "Build")]
)
def test_an_answer_is_a_choice_or_the_suggestion(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], expected: str | None
) -> None:
    """Enter takes the suggestion; a choice may be shortened; anything else is asked again."""
    typed(monkeypatch, *lines)
    question = Question("starts", "When does the clock start?", "Signal", "", ("Signal", "Build"))
    assert answer(3, 4, question) == expected


def test_a_free_answer_is_taken_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question without choices takes any words, and shows which of the four it is."""
    typed(monkeypatch, f"  {VALUE} ")
    question = Question(
        "value", "What does a customer get from this stream?", "…", "say it as the customer", ()
    )
    assert answer(1, 4, question) == VALUE
    assert capsys.readouterr().out.startswith("1 of 4  What does a customer get")
