"""What a user may set for a format: ``--option name=value``, checked by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.errors import BadRequest, nearest
from headrace.eventlog import persons
from headrace.eventlog.timestamps import zone_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

OF_PERSONS = (persons.SECRET, persons.NOT_PERSONS)
"""The options of every format about persons."""


class Options:
    """The options of one reading.

    Raises:
        BadRequest: one is set that the format does not have.
    """

    def __init__(self, kind: str, allowed: Sequence[str], given: Mapping[str, str]) -> None:
        self._given = given
        for name in given:
            if name not in allowed:
                raise BadRequest(
                    f'Reading {kind} has no option "{name}". {nearest(name, allowed)}'.rstrip(),
                    f"It has: {', '.join(allowed)}.",
                )

    def text(self, name: str, default: str = "") -> str:
        """Return an option's text, or the default."""
        return self._given.get(name, "").strip() or default

    def chosen(self, name: str, allowed: Sequence[str]) -> str:
        """Return an option that must be one of a few words; '' when it is not set.

        Raises:
            BadRequest: it is another word.
        """
        word = self.text(name)
        if word and word not in allowed:
            raise BadRequest(f'"{name}" is "{word}"; it can be {" or ".join(allowed)}.')
        return word

    def names(self, name: str) -> list[str]:
        """Return an option's comma-separated names."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def persons(self) -> persons.Persons:
        """Return what is taken for persons, by the options that every format of files has."""
        return persons.Persons(self._given)

    def zone(self) -> tzinfo | None:
        """Return the ``timezone`` of stamps that carry none; None means UTC."""
        return zone_named(self.text("timezone")) if self.text("timezone") else None
