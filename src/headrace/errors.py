"""What can go wrong, in kinds a person can act on.

Every error says three things: what is so, what it means, and what to do. The first line starts with
the thing, never with "Error". Too little data is not here: it is a value in a result, not an exception.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class HeadraceError(Exception):
    """Something a person must mend.

    Args:
        fact: what is so, one line, starting with the thing.
        meaning: what it means; what was kept and what was not.
        remedies: what to do, each a line that can be followed or typed.
    """

    exit_code = 2

    def __init__(self, fact: str, meaning: str = "", remedies: Iterable[str] = ()) -> None:
        super().__init__(fact)
        self.fact = fact
        self.meaning = meaning
        self.remedies = tuple(remedies)

    def __str__(self) -> str:
        return "\n".join(
            [self.fact, *([self.meaning] if self.meaning else []), *(f"  {r}" for r in self.remedies)]
        )


class Stopped(HeadraceError):
    """A person or the system stopped the command before its end."""

    exit_code = 130


class CheckFailed(HeadraceError):
    """A check that the user set did not pass."""

    exit_code = 1


class BadRequest(HeadraceError):
    """The command, the URL or the call cannot be understood."""


class BadInput(HeadraceError):
    """A file or an answer holds something that cannot be read as what it claims to be."""

    exit_code = 3


class SourceUnavailable(HeadraceError):
    """A source did not answer, or answered that it will not."""

    exit_code = 3


class BadConfiguration(HeadraceError):
    """``headrace.yaml`` (or a definition in it) cannot be used as it is."""

    exit_code = 4


class StoreUnavailable(HeadraceError):
    """The store cannot be opened, or another process is writing to it."""

    exit_code = 4


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return ``'Did you mean x?'`` for the nearest allowed name, or ``''`` when none is near."""
    matches = get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return f"Did you mean {matches[0]}?" if matches else ""
