"""Surveys: both shapes, taken together by question and period, and nothing of a person anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadInput, BadRequest
from headrace.eventlog.formats.survey_answers import FEWEST, Scale, answer, scale_of, together
from headrace.eventlog.formats.survey_csv import SurveyReader
from headrace.eventlog.timestamps import parse
from tests.eventlog.formats.reading import read, rows, said

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.eventlog.model import Batch

READER = SurveyReader()
EASE = "How easy is it to get a change to customers?"


def table(tmp_path: Path, lines: list[str], name: str = "survey.csv") -> Path:
    """Write a table and return its path."""
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def answers(*steps: int, day: str = "2025-03-04", rest: str = "") -> list[str]:
    """Return lines of answers to one question."""
    return [f"{EASE},{step},{day}{rest}" for step in steps]


def of(batch: Batch, key: str) -> dict[str, str | None]:
    """Return what a series says, by attribute; the only reading or the last."""
    return {row[1]: row[2] for row in rows(batch, "values") if row[0] == f"s:signal:{key}"}


NAME = "how-easy-is-it-to-get-a-change-to-customers"


def test_one_line_per_answer(tmp_path: Path) -> None:
    """Answers of a month are one reading: their mean, its range and how many they are."""
    batch, reading = read(READER, table(tmp_path, ["question,score,date", *answers(1, 2, 3, 4, 5, 5)]))
    assert [row[2:4] for row in rows(batch, "objects")] == [(NAME, EASE)]
    found = of(batch, NAME)
    assert found["value"] == "3.333333"
    assert found["n"] == "6"
    assert float(str(found["low"])) < 3.333333 < float(str(found["high"]))
    assert (found["asked"], found["measure"]) == ("yes", "mean of 1 to 5")
    assert {row[3] for row in rows(batch, "values")} == {0, parse("2025-03-01")[0]}
    assert "Nobody's own answers, names, addresses or texts are kept." in reading.notes


def test_periods_and_shares(tmp_path: Path) -> None:
    """A quarter is one reading where it is asked for, and a share counts the favourable answers."""
    lines = ["question,score,date", *answers(4, 5, 1, day="2025-01-31"), *answers(5, 2, day="2025-03-01")]
    batch, _ = read(READER, table(tmp_path, lines), period="quarter", measure="share")
    found = of(batch, NAME)
    assert (found["value"], found["n"], found["unit"]) == ("0.6", "5", "share")
    assert found["measure"] == "share of 4 or more, of 5"


def test_microsoft_forms(tmp_path: Path) -> None:
    """Its columns about persons and its texts are left out; only columns with answers on a scale are questions."""
    head = "ID,Start time,Completion time,Email,Name,The tools help me,What would you change?"
    likert = ("Strongly agree", "Agree", "Neutral", "Agree", "Disagree")
    lines = [
        f"{number},1/20/25 9:0{number}:00,1/20/25 9:1{number}:00,ann{number}@example.com,Ann {number},{word},Ask Bob"
        for number, word in enumerate(likert)
    ]
    path = table(tmp_path, [head, *lines])
    assert READER.recognises(path, path.read_bytes())
    batch, reading = read(READER, path)
    assert [row[3] for row in rows(batch, "objects")] == ["The tools help me"]
    assert of(batch, "the-tools-help-me")["value"] == "3.6"
    for word in ("ann", "Ann", "Bob", "example.com"):
        assert word not in repr(said(batch))
        assert word not in repr(reading.notes)


def test_google_forms(tmp_path: Path) -> None:
    """A stamp and a column per question; yes and no are a share, and each answer counts once."""
    lines = ["Timestamp,Could you do what you came for?,How likely are you to recommend us?"]
    lines += [
        f"2025/02/0{day} 10:00:00 AM GMT+1,{'Yes' if day < 5 else 'No'},{day + 4}" for day in range(1, 7)
    ]
    path = table(tmp_path, lines)
    assert READER.recognises(path, path.read_bytes())
    batch, _ = read(READER, path)
    found = of(batch, "could-you-do-what-you-came-for")
    assert (found["measure"], found["n"]) == ("share of yes", "6")
    assert float(str(found["value"])) == pytest.approx(4 / 6, abs=1e-6)
    assert of(batch, "how-likely-are-you-to-recommend-us")["measure"] == "mean of 0 to 10"


def test_a_group_of_fewer_than_five_is_not_shown(tmp_path: Path) -> None:
    """Neither on its own nor as what is left of the whole when the others are taken away."""
    lines = ["question,score,date,segment"]
    lines += answers(5, 5, 5, 4, 4, 3, rest=",new shops") + answers(1, 1, rest=",old shops")
    batch, reading = read(READER, table(tmp_path, lines))
    assert [row[2] for row in rows(batch, "objects")] == [f"{NAME}[new shops]", NAME]
    assert of(batch, NAME)["n"] == "6"
    assert of(batch, NAME)["value"] == of(batch, f"{NAME}[new shops]")["value"]
    assert "Groups left out, because fewer than 5 answers would tell who gave them: 1." in reading.notes


def test_nothing_is_left_of_a_survey_that_is_too_small(tmp_path: Path) -> None:
    """Four answers make no reading, and that is said."""
    batch, reading = read(READER, table(tmp_path, ["question,score,date", *answers(1, 2, 3, 4)]))
    assert rows(batch, "values") == []
    assert any("fewer than 5 answers" in note for note in reading.notes)


def test_answers_are_not_told_apart_by_persons(tmp_path: Path) -> None:
    """A column of persons cannot be the segment."""
    lines = ["question,score,date,reviewer", *answers(1, 2, 3, 4, 5, rest=",ann")]
    with pytest.raises(BadRequest, match="who gave them"):
        read(READER, table(tmp_path, lines), segment="reviewer")


def test_text_off_the_scale_is_counted_and_never_repeated(tmp_path: Path) -> None:
    """What a person wrote is not even in the notes."""
    lines = ["question,score,date", *answers(1, 2, 3, 4, 5), f"{EASE},ask Bob,2025-03-01"]
    _, reading = read(READER, table(tmp_path, lines))
    assert "Answers that are on no scale and are left out: 1." in reading.notes
    assert "Bob" not in repr(reading.notes)


def test_a_number_off_the_scale_that_was_asked_for_does_not_count(tmp_path: Path) -> None:
    """Of answers from 1 to 5, a 9 is none: the mean stays on the scale, and the answer is counted as left out."""
    lines = ["question,score,date", *answers(1, 2, 3, 4, 5, 9)]
    batch, reading = read(READER, table(tmp_path, lines), scale="1-5")
    assert (of(batch, NAME)["value"], of(batch, NAME)["n"]) == ("3.0", "5")
    assert "Answers that are on no scale and are left out: 1." in reading.notes


def test_a_table_without_answers_is_refused(tmp_path: Path) -> None:
    """It says what answers look like."""
    with pytest.raises(BadInput, match="no column with answers on a scale"):
        read(READER, table(tmp_path, ["date,remark", "2025-01-01,fine by me"]))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("4", ("number", 4.0)),
        ("4 - Agree", ("number", 4.0)),
        ("10", ("number", 10.0)),
        ("Strongly  Agree", ("words", 5.0)),
        ("no", ("yes or no", 0.0)),
        ("11", None),
        ("45 minutes", None),
        ("3 people left", None),
        ("", None),
        ("all good", None),
    ],
)
def test_what_an_answer_counts(text: str, counted: tuple[str, float] | None) -> None:
    """Numbers to 10, words of agreement, yes and no; anything else is no answer on a scale."""
    assert answer(text) == counted


@pytest.mark.parametrize(
    ("steps", "scale"),
    [([1, 5], (1, 5)), ([0, 3], (0, 5)), ([2, 7], (1, 7)), ([1, 9], (0, 10)), ([0, 10], (0, 10))],
)
def test_the_scale_is_the_most_usual_that_holds_all_answers(steps: list[int], scale: tuple[int, int]) -> None:
    """Five steps, seven or eleven."""
    found = scale_of(("number", float(step)) for step in steps)
    assert (found.lowest, found.highest) == scale


@given(st.lists(st.integers(1, 5), min_size=FEWEST), st.booleans())
def test_a_range_holds_its_value_and_stays_on_the_scale(steps: list[int], share: bool) -> None:
    """Mean and share lie inside their range, and the range inside what can be answered."""
    scale = Scale("number", 1, 5)
    found = together([float(step) for step in steps], scale, share=share)
    lowest, highest = (0, 1) if share else (1, 5)
    assert lowest <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= highest
    assert found.n == len(steps)
