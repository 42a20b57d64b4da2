"""The few forms that a scope is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Literal = str | float
"""A text (or day), or a number."""


@dataclass(frozen=True, slots=True)
class Compare:
    """``attribute operator literal``; the operator is ``=``, ``<``, ``<=``, ``>`` or ``>=``."""

    attribute: str
    operator: str
    literal: Literal


@dataclass(frozen=True, slots=True)
class Like:
    """``attribute LIKE pattern``: ``%`` is any run of characters, ``_`` is one."""

    attribute: str
    pattern: str
    ignore_case: bool


@dataclass(frozen=True, slots=True)
class Contains:
    """``literal IN attribute``, for attributes that are lists."""

    attribute: str
    literal: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """``attribute IS NULL``: no value is known."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Both:
    """All parts are true."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part is true."""

    parts: tuple[Expression, ...]


Atom = Compare | Like | Contains | IsNull
Expression = Atom | Not | Both | Either


def atoms(expression: Expression) -> Iterator[Atom]:
    """Yield every comparison in an expression, from left to right."""
    if isinstance(expression, Not):
        yield from atoms(expression.part)
    elif isinstance(expression, Both | Either):
        for part in expression.parts:
            yield from atoms(part)
    else:
        yield expression
