"""Lines as CSV: plain numbers, no units in the cells, and no text that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = str | float | int | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(head: Sequence[str], lines: Iterable[Sequence[Value]]) -> bytes:
    """Return lines under their head as CSV in UTF-8; a missing value is an empty cell, numbers have six places."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return written.getvalue().encode()


def _cell(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return round(value, 6) if isinstance(value, float) else value
