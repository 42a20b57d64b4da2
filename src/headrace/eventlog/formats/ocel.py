"""OCEL 2.0's objects and events, whatever they are written in.

What the standard has no place for is written as attributes whose names begin with ``headrace:``, so that
a log that was written here is read back as it was, and other tools see ordinary attributes:

==================  =======  =======================================================================
attribute           of       holds
==================  =======  =======================================================================
headrace:key        both     the key, where it is not unique in the file and the id is longer
headrace:label      object   the title
headrace:url        both     where a person can see it
headrace:emptied    object   name of an attribute that had no value any more from that time on
headrace:rule       object   ``[target, qualifier, rule, declared]`` of a relation that a rule found
headrace:value      event    what the event set
headrace:date-only  event    ``true`` when the time of day is unknown
headrace:more       both     ``[[name, value, time], …]`` that the encoding could not hold (SQLite)
==================  =======  =======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headrace.eventlog.formats.options import OF_PERSONS

OWN = "headrace:"
"""How the names of our own attributes begin."""

DECLARED = "declared in the file"
"""The rule of a relation that stands in the file."""

OPTIONS = ("timezone", *OF_PERSONS)
"""What may be set for any OCEL file: the zone of stamps that carry none, and what is of persons."""

EPOCH = "1970-01-01T00:00:00Z"


@dataclass(slots=True)
class OcelObject:
    """An object as written.

    Args:
        attributes: (name, value, time) of each value.
        relations: (id of the other object, qualifier).
        where: its place in the file, for messages.
    """

    id: str
    type: str
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    relations: list[tuple[str, str]] = field(default_factory=list)
    where: str = ""


@dataclass(slots=True)
class OcelEvent:
    """An event as written; ``objects`` are (object id, qualifier)."""

    id: str
    type: str
    time: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    objects: list[tuple[str, str]] = field(default_factory=list)
    where: str = ""
