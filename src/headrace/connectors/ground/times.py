"""Times in a tool's records, read or told apart from missing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Mapping


def moment(record: Mapping[str, Any], name: str) -> int | None:
    """Return a field's time in µs UTC; ``None`` when the field is missing or empty.

    Raises:
        ValueError: it is no time; the text says so, as a sentence.
    """
    text = record.get(name)
    if text in (None, ""):
        return None
    try:
        return parse(str(text))[0]
    except ValueError:
        raise ValueError(f'"{name}" is "{text}", which is no time.') from None


def needed(record: Mapping[str, Any], name: str) -> int:
    """Return the time of a field that a record must have, in µs UTC.

    Raises:
        ValueError: it is missing, or no time; the text says so, as a sentence.
    """
    found = moment(record, name)
    if found is None:
        raise ValueError(f'"{name}" is missing.')
    return found
