"""What is known about kept answers: how far each scope was read, and what has changed in a document."""

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
