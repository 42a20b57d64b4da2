"""Rows as readings of a signal: every row with a value counts, segments are apart, and there are no events."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.row_mapping import SETTINGS, RowMapping
from headrace.connectors.sql.connector import Sql
from headrace.errors import BadConfiguration
from headrace.eventlog.model import ALWAYS, Batch
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = {
    "type": "signal",
    "key": "what",
    "time": "day",
    "value": "share",
    "attributes": "n=asked, unit, segment=part, reviewer",
}


def mapping(**given: str) -> RowMapping:
    """Return a mapping with these settings, the others as they are when nothing is said."""
    return RowMapping({each.name: each.default or "" for each in SETTINGS} | GIVEN | given)


def written(rows: list[dict[str, Any]], **given: str) -> Batch:
    """Return what rows about one object make."""
    batch = Batch("s")
    mapping(**given).write(rows, batch, lambda person: f"key of {person}")
    return batch


def row(day: str, share: Any, part: str | None = None) -> dict[str, Any]:
    """Return one row."""
    return {
        "what": "adoption",
        "day": day,
        "share": share,
        "asked": 40,
        "unit": "%",
        "part": part,
        "reviewer": "ann",
    }


def test_every_row_with_a_value_is_a_reading() -> None:
    """Also one that repeats the value before it; a row without a value is none, and nobody is named."""
    batch = written([row("2025-01-13", 12.5), row("2025-01-06", 12.5), row("2025-01-20", None)])
    first, second = parse("2025-01-06")[0], parse("2025-01-13")[0]
    assert batch.objects.id == ["s:signal:adoption"]
    assert batch.events.id == []
    values = list(zip(batch.values.attribute, batch.values.value, batch.values.since, strict=True))
    assert set(values) == {
        ("value", "12.5", first), ("n", "40", first), ("value", "12.5", second), ("n", "40", second),
        ("unit", "%", ALWAYS),
    }  # fmt: skip


def test_segments_are_series_of_their_own() -> None:
    """Two rows of one time and of different segments do not contradict each other."""
    batch = written([row("2025-01-06", 12), row("2025-01-06", 30, "new shops")])
    assert batch.objects.id == ["s:signal:adoption", "s:signal:adoption[new shops]"]


def test_a_list_of_one_signal_needs_no_column_with_its_name() -> None:
    """The name itself stands where the column would."""
    rows = [{"day": "2025-01-06", "share": 3}]
    told = mapping(key="=adoption")
    assert "=adoption" not in told.columns
    assert told.key(rows[0]) == "adoption"
    assert written(rows, key="=adoption").objects.id == ["s:signal:adoption"]


def test_a_signal_without_time_or_value_is_refused() -> None:
    """There would be no series."""
    with pytest.raises(BadConfiguration, match="time and value"):
        mapping(value="")


def test_a_query_names_its_rows_itself(tmp_path: Path) -> None:
    """A query can say the name in a column; a constant key would order nothing."""
    sqlite3.connect(tmp_path / "shop.db").close()
    settings = {"url": f"sqlite:///{tmp_path / 'shop.db'}", "query": "select day, share from uptime"}
    with pytest.raises(BadConfiguration, match="key has to be one of its columns"):
        Sql(settings | {"type": "signal", "key": "=uptime", "time": "day", "value": "share"})
