"""Columns of times: bare numbers under any name, and times of day with and without a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.errors import BadInput
from headrace.eventlog.formats.csv import CsvReader
from headrace.eventlog.timestamps import parse
from tests.eventlog.formats.reading import read

if TYPE_CHECKING:
    from pathlib import Path


def table(tmp_path: Path, times: list[str]) -> Path:
    """Write a log of one item whose times stand under a name that says nothing of time."""
    lines = ["id,status,when", *(f"A-1,{state},{time}" for state, time in zip("XYZ", times, strict=True))]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("unit", [1, 1_000])
def test_epoch_numbers_are_times_where_no_other_column_is(tmp_path: Path, unit: int) -> None:
    """Seconds and milliseconds are told by their size, whatever their column is called."""
    batch, _ = read(CsvReader(), table(tmp_path, [str((1_740_000_000 + n) * unit) for n in range(3)]))
    assert batch.events.occurred_at == [(1_740_000_000 + n) * 1_000_000 for n in range(3)]


def test_long_numbers_are_no_times_beside_a_date(tmp_path: Path) -> None:
    """A telephone number stays an attribute where another column says when."""
    path = tmp_path / "log.csv"
    path.write_text("id,status,phone,when\nA-1,X,1740000000,2025-01-02\nA-1,Y,1740000000,2025-01-03\n")
    batch, _ = read(CsvReader(), path)
    assert batch.events.occurred_at == [parse("2025-01-02")[0], parse("2025-01-03")[0]]


@pytest.mark.parametrize(
    ("times", "options", "said"),
    [
        (
            ["2025-01-01T10:00Z", "2025-01-02T10:00", "2025-01-03"],
            {},
            "Some times have a time zone and some have none; those without were read as UTC; "
            "--option timezone=Europe/Berlin changes that.",
        ),
        (
            ["2025-01-01T10:00+02:00", "2025-01-02T10:00", "2025-01-03T10:00-0500"],
            {"timezone": "Asia/Tokyo"},
            "Some times have a time zone and some have none; those without were read as Asia/Tokyo.",
        ),
        (["2025-01-01T10:00Z", "2025-01-02T10:00+02:00", "2025-01-03"], {}, None),
        (["2025-01-01T10:00", "2025-01-02 10:00", "2025-01-03"], {}, None),
    ],
)
def test_times_with_and_without_a_zone_are_told(
    tmp_path: Path, times: list[str], options: dict[str, str], said: str | None
) -> None:
    """A guess that shifts some events by hours is said; days without a time have no zone to miss."""
    _, reading = read(CsvReader(), table(tmp_path, times), **options)
    assert [note for note in reading.notes if "time zone" in note] == ([said] if said else [])


PEOPLE = ["u1", "u2", "u3"]


def lines_of(header: str, *rows: str) -> str:
    """Return a table's text, with each row's day counted up so that no two lines are the same."""
    return "\n".join([header, *(f"{row},2025-01-{day:02}" for day, row in enumerate(rows, 1))]) + "\n"


@pytest.mark.parametrize(
    ("header", "rows", "item", "options"),
    [
        ("committer_id,branch,activity,when", ["u1,b1,push", "u1,b1,merge", "u2,b2,push", "u1,b2,merge",
          "u2,b3,push", "u2,b3,merge"], "b1", {}),
        ("assignee,change no,state,when", ["u1,7,open", "u1,7,closed", "u1,8,open", "u1,8,closed"], "7", {}),
        ("owner,activity,when", ["red,push", "red,merge", "blue,push", "blue,merge", "green,push", "green,merge"],
         "red", {"not_persons": "owner"}),
    ],
)  # fmt: skip
def test_a_column_of_persons_names_no_item(
    tmp_path: Path, header: str, rows: list[str], item: str, options: dict[str, str]
) -> None:
    """Another column is taken where there is one; what is said to be no person can be the item."""
    path = tmp_path / "log.csv"
    path.write_text(lines_of(header, *rows), encoding="utf-8")
    assert read(CsvReader(), path, **options)[0].objects.key[0] == item


def test_where_only_persons_could_be_the_item_it_asks(tmp_path: Path) -> None:
    """The refusal names the column, says why it was not taken, and how to name another."""
    path = tmp_path / "log.csv"
    rows = [f"{one},{what}" for one in PEOPLE for what in ("push", "merge")]
    path.write_text(lines_of("committer_id,activity,when", *rows), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read(CsvReader(), path)
    assert "committer_id is taken for persons" in error.value.meaning
    assert error.value.remedies[0].endswith("--option item=COLUMN")


def test_persons_asked_for_as_items_stand_under_keys(tmp_path: Path) -> None:
    """Even where a person wants to follow persons, no identity reaches the log."""
    path = tmp_path / "log.csv"
    rows = [f"{one},{what}" for one in PEOPLE for what in ("push", "merge")]
    path.write_text(lines_of("committer_id,activity,when", *rows), encoding="utf-8")
    batch, reading = read(CsvReader(), path, item="committer_id")
    assert len(batch.objects.key) == len(PEOPLE)
    assert not set(PEOPLE) & {
        part for key in (*batch.objects.key, *batch.events.id) for part in key.split(":")
    }
    assert any("committer_id" in note and "persons" in note for note in reading.notes)


def test_persons_are_no_activity(tmp_path: Path) -> None:
    """Words that vary within items are what happened only if they are not names of people."""
    path = tmp_path / "log.csv"
    path.write_text(
        lines_of("id,assignee,what,when", "1,ann,push", "1,bob,merge", "2,ann,push", "2,bob,merge"),
        encoding="utf-8",
    )
    assert set(read(CsvReader(), path)[0].events.type) == {"push", "merge"}


def test_one_line_without_a_time_does_not_make_a_log_an_item_table(tmp_path: Path) -> None:
    """A broken line among many is told with its number; it does not change what the columns are taken for."""
    rows = [f"{number},{what}" for number in range(9) for what in ("push", "merge")]
    path = tmp_path / "log.csv"
    path.write_text(lines_of("id,what,when", *rows) + "9,push,\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r'line 20: it has no "when"'):
        read(CsvReader(), path)
    batch, reading = read(CsvReader(), path, skip_bad="yes")
    assert (set(batch.events.type), len(reading.skipped)) == ({"push", "merge"}, 1)
