"""A database's values as JSON holds them, and back where they say from where to go on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; bytes say nothing and become ``None``."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    return str(value)


def to_cursor(value: Any) -> list[Any]:
    """Return the value of a column that says when rows changed, with what it is."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["plain", value if isinstance(value, int | float | str) else str(value)]


def from_cursor(kept: list[Any]) -> Any:
    """Return what :func:`to_cursor` kept."""
    kind, value = kept
    if kind == "datetime":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind == "date" else value
