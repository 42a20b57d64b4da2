"""The reference cases beside this checkout, read where they are."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from headrace.flow.spans import Spans, spans_of

if TYPE_CHECKING:
    from pathlib import Path


def micros(text: str) -> int:
    """Return a stamp in UTC as µs."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def lines(path: Path) -> list[dict[str, str]]:
    """Return the lines of a table."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def column(table: list[dict[str, str]], name: str) -> np.ndarray:
    """Return a column of numbers; an empty cell is ``nan``."""
    return np.array([float(line[name]) if line[name] else np.nan for line in table])


def document(path: Path) -> Any:
    """Return a JSON document."""
    return json.loads(path.read_text(encoding="utf-8"))


def items40(shared: Path) -> Spans:
    """Return the forty items: six of them open, some at the same time, one that took no time."""
    listed = lines(shared / "reference" / "generated" / "items40.csv")
    return spans_of(
        [micros(line["start_ts"]) for line in listed],
        [micros(line["end_ts"]) if line["end_ts"] else None for line in listed],
    )
