"""What is known about kept answers: how far each scope was read, what has changed in a document, and messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ScopeState:
    """How far the reading of one scope is; times in µs UTC, ``None`` when that never happened."""

    name: str
    documents: int
    read_at: int | None
    """When it was last read to its end."""
    under_way: bool
    failed_at: int | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is new, changed or gone since the log took documents in.

    Args:
        now: ``None`` when it is gone.
        before: as the log has it; ``None`` when the log does not have it.
    """

    kind: str
    key: str
    now: Any
    before: Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message that a tool sent or a person wrote down.

    Args:
        kind: of the document it belongs to.
        key: of that document.
        name: of the message within it.
        at: when it came, µs UTC; ``None`` when that was not noted.
        taken_back_at: ``None`` while it counts.
    """

    kind: str
    key: str
    name: str
    body: Any
    at: int | None
    taken_back_at: int | None
