"""Columns of times: bare numbers under any name, and times of day with and without a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
