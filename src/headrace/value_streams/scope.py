"""The boolean expression that says which items belong to a value stream.

Written as in SQL over the items' attributes::

    project = 'SHOP' AND 'onboarding' IN labels AND NOT (points >= 8 OR created < '2024-01-01')

It is read into the few forms below, checked against the log, and computed as expressions; what a person
wrote is only ever compared with values, never run. What a missing attribute means is the rule of SQL: a
comparison with it is *unknown*, NOT of unknown is unknown, and only items for which the whole is true
belong. ``component <> 'Billing'`` therefore leaves out items without a component; write
``component <> 'Billing' OR component IS NULL`` to keep them. ``'x' IN labels`` asks a list, and a list
that is missing is empty: it is false then, and ``NOT 'x' IN labels`` is true.

An attribute with several values satisfies ``=``, ``<``, ``LIKE`` … when one of them does; ``<>``,
``NOT IN`` and ``NOT LIKE`` are the opposite of ``=``, ``IN`` and ``LIKE``. A number without quotes is
compared with those values that are numbers; any other value is as if missing. A day (``'2024-05-31'``)
is compared with the day of a time. Text is compared exactly, case included; ``ILIKE`` ignores case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.errors import BadConfiguration, nearest
from headrace.value_streams.attributes import Attribute, Kind
from headrace.value_streams.scope_evaluation import select
from headrace.value_streams.scope_expression import Compare, Contains, Expression, atoms
from headrace.value_streams.scope_parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import narwhals as nw

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope as it was written and what it means."""

    text: str
    expression: Expression

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read a scope.

        Raises:
            BadConfiguration: with what cannot be read and what is allowed.
        """
        return cls(text, parse(text))

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that are used, each once, in the order of their first use."""
        return tuple(dict.fromkeys(atom.attribute for atom in atoms(self.expression)))

    def check(self, known: Mapping[str, Attribute]) -> tuple[str, ...]:
        """Check the attributes against those of the log, and return sentences about what never occurs.

        Raises:
            BadConfiguration: when an attribute does not exist, or cannot be compared as it is written.
        """
        warnings: list[str] = []
        for atom in atoms(self.expression):
            attribute = known.get(atom.attribute)
            if attribute is None:
                raise BadConfiguration(
                    f'scope: no item has an attribute "{atom.attribute}". '
                    + (nearest(atom.attribute, known) or f"There are: {_listed(known)}."),
                    f"The scope is: {self.text}",
                )
            if isinstance(atom, Compare):
                _check_kind(atom, attribute)
            if isinstance(atom, Contains) or (isinstance(atom, Compare) and atom.operator == "="):
                warnings += _never(str(atom.literal), attribute) if isinstance(atom.literal, str) else ()
        return tuple(dict.fromkeys(warnings))

    def select(self, values: nw.LazyFrame[Any], items: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return the items that belong.

        Args:
            values: current attribute values: ``object_no``, ``attribute``, ``value`` (text or null); a list
                has one row per element.
            items: ``object_no`` of the items to choose from, each once.

        Returns:
            A frame with the one column ``object_no``.
        """
        return select(self.expression, values, items)


def _check_kind(atom: Compare, attribute: Attribute) -> None:
    if not attribute.kinds:
        return
    literal, name = atom.literal, attribute.name
    if isinstance(literal, float) and Kind.NUMBER not in attribute.kinds:
        held = "times" if attribute.kinds == {Kind.TIME} else "text"
        example = "'2024-05-31'" if held == "times" else f"'{attribute.values[0][0]}'"
        raise BadConfiguration(
            f"scope: {name} holds {held} such as {attribute.examples}, which no number can be compared with.",
            f"Put the value in single quotes:   {name} {atom.operator} {example}",
        )
    if not isinstance(literal, str) or atom.operator == "=":
        return
    if attribute.kinds == {Kind.NUMBER}:
        raise BadConfiguration(
            f"scope: {name} holds numbers such as {_plain(attribute)}, but '{literal}' is text.",
            f"Write the number without quotes:   {name} {atom.operator} {attribute.values[0][0]}",
        )
    if attribute.kinds == {Kind.TIME} and not _DAY.fullmatch(literal):
        raise BadConfiguration(
            f"scope: {name} holds times such as {attribute.examples}, but '{literal}' is not a day.",
            f"Write a day as year-month-day:   {name} {atom.operator} '2024-05-31'",
        )


def _never(literal: str, attribute: Attribute) -> Iterator[str]:
    values = [value for value, _ in attribute.values]
    as_day = _DAY.fullmatch(literal) and any(value.startswith(literal) for value in values)
    if attribute.complete and literal not in values and not as_day:
        suggestion = nearest(literal, values) or f"It holds {attribute.examples} …"
        yield f"scope: {attribute.name} is never '{literal}'. {suggestion}"


def _plain(attribute: Attribute) -> str:
    return ", ".join(value for value, _ in attribute.values[:3])


def _listed(known: Mapping[str, Attribute]) -> str:
    names = sorted(known)
    return ", ".join(names[:20]) + (" …" if len(names) > 20 else "") if names else "none"
