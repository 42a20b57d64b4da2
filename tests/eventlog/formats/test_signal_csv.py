"""Readings from tables: columns, periods, numbers as people write them, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadInput
from headrace.eventlog.formats import readers
from headrace.eventlog.formats.signal_csv import SignalReader
from headrace.eventlog.model import ALWAYS
from headrace.eventlog.recognition import reader_of
from headrace.eventlog.signals import number
from headrace.eventlog.timestamps import parse
from tests.eventlog.formats.reading import read, rows

if TYPE_CHECKING:
    from pathlib import Path

READER = SignalReader()


def table(tmp_path: Path, text: str, name: str = "availability.csv") -> Path:
    """Write a table and return its path."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def at(text: str) -> int:
    """Return the microseconds of a stamp."""
    return parse(text)[0]


def test_readings_become_changes_of_one_object(tmp_path: Path) -> None:
    """Each line is one change of the signal's value, also when the value is the one before; there are no events."""
    text = "time,value,n\n2025-01-06,99.5,1000\n2025-01-13,99.5,1100\n2025-01-20,98,\n"
    batch, reading = read(READER, table(tmp_path, text))
    assert rows(batch, "objects") == [("s:signal:s", "signal", "s", None, None)]
    assert rows(batch, "events") == []
    assert rows(batch, "values") == [
        ("s:signal:s", "value", "99.5", at("2025-01-06")),
        ("s:signal:s", "n", "1000", at("2025-01-06")),
        ("s:signal:s", "value", "99.5", at("2025-01-13")),
        ("s:signal:s", "n", "1100", at("2025-01-13")),
        ("s:signal:s", "value", "98.0", at("2025-01-20")),
    ]
    assert reading.notes == ["3 readings of 1 series, called s"]


def test_several_signals_segments_and_units_in_one_file(tmp_path: Path) -> None:
    """A column names the signal, another the segment; a percent sign is the unit where no column says it."""
    text = "date;value;signal;segment\n2025-Q1;12,5%;Adoption;\n2025-Q1;30 %;Adoption;new shops\n2025-W02;7;Calls;\n"
    batch, _ = read(READER, table(tmp_path, text))
    assert [row[2] for row in rows(batch, "objects")] == ["Adoption", "Adoption[new shops]", "Calls"]
    values = rows(batch, "values")
    assert ("s:signal:Adoption", "value", "12.5", at("2025-01-01")) in values
    assert ("s:signal:Adoption", "unit", "%", ALWAYS) in values
    assert ("s:signal:Adoption[new shops]", "segment", "new shops", ALWAYS) in values
    assert ("s:signal:Adoption[new shops]", "signal", "Adoption", ALWAYS) in values
    assert ("s:signal:Calls", "value", "7.0", at("2025-01-06")) in values


def test_a_line_without_a_value_is_no_reading(tmp_path: Path) -> None:
    """What is missing stays missing: it is told, and never 0."""
    batch, reading = read(READER, table(tmp_path, "time,value\n2025-01,\n2025-02,0\n2025-03,NA\n"))
    assert [row[2] for row in rows(batch, "values")] == ["0.0"]
    assert "Lines without a value, which are no readings: 2." in reading.notes


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("2025-01-01,soon", '"value" is "soon", which is no number'),
        ("2025-13-01,4", "time"),
        (",4", 'it has no "time"'),
        ("2025-W60,4", "which is no week"),
        ("2024-12-30,5", "another reading of the same time"),
        ("2025-01-01,inf", "which is no number"),
    ],
)
def test_a_broken_line_is_refused_by_its_number(tmp_path: Path, line: str, fact: str) -> None:
    """Nothing of the file is taken then, or all but that line when it may be left out."""
    path = table(tmp_path, f"time,value\n2024-12-30,4\n{line}\n2025-02-01,4\n")
    with pytest.raises(BadInput, match="line 3") as refused:
        read(READER, path)
    assert fact in refused.value.fact
    batch, reading = read(READER, path, skip_bad="yes")
    assert len(rows(batch, "values")) == 2
    assert len(reading.skipped) == 1


def test_columns_can_be_named_and_others_are_left_out(tmp_path: Path) -> None:
    """Any table can be read when its columns are named; a person in it goes nowhere."""
    text = "When,Score,Reviewer\n03/14/2025,4,ann@example.com\n"
    batch, reading = read(READER, table(tmp_path, text), time="When", value="Score", name="csat")
    assert [row[2] for row in rows(batch, "objects")] == ["csat"]
    assert rows(batch, "values") == [("s:signal:csat", "value", "4.0", at("2025-03-14"))]
    assert "ann" not in repr(rows(batch, "values"))
    assert any("left out: Reviewer" in note for note in reading.notes)


def test_a_table_without_time_says_what_to_name(tmp_path: Path) -> None:
    """The remedy is the option that names the column."""
    with pytest.raises(BadInput, match="no column that says the time") as refused:
        read(READER, table(tmp_path, "a,value\n1,2\n"))
    assert "--option time=COLUMN" in refused.value.remedies[0]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("time,value\n2025-01-01,3\n", "signal"),
        ("Date;Value;n;Segment\n2025-01-01;3;4;x\n", "signal"),
        ("case,activity,time,value\nA,open,2025-01-01,3\n", "csv"),
        ("time,activity\n2025-01-01,open\n", "csv"),
        ("question,score,date\nq,4,2025-01-01\n", "survey"),
    ],
)
def test_readings_are_known_by_their_first_line(tmp_path: Path, head: str, kind: str) -> None:
    """Only a table that holds nothing else is taken for readings; an event log stays one."""
    assert reader_of(table(tmp_path, head, "x.csv"), None, readers()).name == kind


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_as_it_is_written(value: float) -> None:
    """What is written into the log with all its digits comes back the same."""
    assert number(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,204.5", 1204.5),
        ("99,9", 99.9),
        ("87 %", 87.0),
        ("12,345", 12345.0),
        ("-3", -3.0),
        ("0,125", 0.125),
        ("-0,995", -0.995),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    """Thousands, decimal commas and percent signs are understood; no thousand begins with a zero."""
    assert number(text) == value
