"""Reading a file whole, and comparing what logs say, for the tests of the formats."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reader, Reading

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("objects", "values", "events", "event_objects", "event_attributes", "relations", "mentions")


def merged(batches: list[Batch], source: str = "s") -> Batch:
    """Return all batches of a reading as one."""
    whole = Batch(source)
    for batch in batches:
        for part in PARTS:
            into, from_ = getattr(whole, part), getattr(batch, part)
            for column in fields(into):
                getattr(into, column.name).extend(getattr(from_, column.name))
    return whole


def read(reader: Reader, path: Path, **options: str) -> tuple[Batch, Reading]:
    """Read a file whole; ``skip_bad`` is an option of the reading, all others are the format's."""
    skip = options.pop("skip_bad", "") == "yes"
    reading = Reading("s", skip_bad=skip, options={k.replace("_", "-"): v for k, v in options.items()})
    batch = merged(list(reader.read(path, reading)))
    for part in PARTS:
        columns = getattr(batch, part)
        assert len({len(getattr(columns, column.name)) for column in fields(columns)}) == 1, part
    return batch, reading


def rows(batch: Batch, part: str) -> list[tuple[Any, ...]]:
    """Return one part of a batch as rows in their order."""
    columns = getattr(batch, part)
    return list(zip(*(getattr(columns, column.name) for column in fields(columns)), strict=True))


def said(batch: Batch) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a batch says, without the order."""
    return {part: sorted(rows(batch, part), key=repr) for part in PARTS}
