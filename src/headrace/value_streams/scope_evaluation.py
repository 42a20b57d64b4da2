"""Which items a scope selects, as expressions that mean the same on every engine.

Values stand in long form. Every comparison becomes two flags per item: does a value satisfy it, and is
there a value at all. AND, OR and NOT are then computed on pairs (is true, is false), so that no engine's
own treatment of nulls takes part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams.attributes import DAY, NUMBER
from headrace.value_streams.scope_expression import Both, Compare, Contains, Either, IsNull, Like, Not, atoms

if TYPE_CHECKING:
    from headrace.value_streams.scope_expression import Atom, Expression

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPECIAL = frozenset("\\.^$|?*+()[]{}")


@dataclass(frozen=True, slots=True)
class _Flags:
    """The columns of one comparison: 1 when a value satisfies it, 1 when there is a comparable value."""

    satisfied: str
    present: str


def select(expression: Expression, values: nw.LazyFrame[Any], items: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the ``object_no`` of the items that satisfy ``expression``; see ``Scope.select``."""
    used = list(dict.fromkeys(atoms(expression)))
    flags = {atom: _Flags(f"satisfied_{n}", f"present_{n}") for n, atom in enumerate(used)}
    columns = [name for flag in flags.values() for name in (flag.satisfied, flag.present)]
    names = sorted({atom.attribute for atom in used})
    per_item = (
        values.filter(nw.col("attribute").is_in(names) & ~nw.col("value").is_null())
        .select("object_no", *(column for atom in used for column in _flag_columns(atom, flags[atom])))
        .group_by("object_no")
        .agg(*(nw.col(name).max() for name in columns))
    )
    joined = items.select("object_no").join(per_item, on="object_no", how="left")
    filled = joined.with_columns(*(nw.col(name).fill_null(0) for name in columns))
    return filled.filter(_truth(expression, flags)[0]).select("object_no")


def _flag_columns(atom: Atom, flags: _Flags) -> tuple[nw.Expr, nw.Expr]:
    value = nw.col("value")
    comparable = nw.col("attribute") == nw.lit(atom.attribute)
    if isinstance(atom, Compare) and isinstance(atom.literal, float):
        is_number = value.str.contains(NUMBER)
        # Engines may cast before they look at the condition, so what is cast must always be a number.
        number = nw.when(is_number).then(value).otherwise(nw.lit("0")).cast(nw.Float64)
        comparable = comparable & is_number
        satisfied = comparable & _compared(number, atom.operator, atom.literal)
    elif isinstance(atom, Compare):
        satisfied = comparable & _compared(_as_text(atom), atom.operator, atom.literal)
    elif isinstance(atom, Like):
        subject = value.str.to_lowercase() if atom.ignore_case else value
        satisfied = comparable & subject.str.contains(like_pattern(atom))
    elif isinstance(atom, Contains):
        satisfied = comparable & (value == nw.lit(atom.literal))
    else:
        satisfied = comparable
    return _flag(satisfied).alias(flags.satisfied), _flag(comparable).alias(flags.present)


def _as_text(atom: Compare) -> nw.Expr:
    value = nw.col("value")
    if isinstance(atom.literal, str) and _DAY.fullmatch(atom.literal):
        return nw.when(value.str.contains(DAY)).then(value.str.slice(0, 10)).otherwise(value)
    return value


def _compared(left: nw.Expr, operator: str, literal: str | float) -> nw.Expr:
    right = nw.lit(literal)
    compared: dict[str, nw.Expr] = {
        "=": left == right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return compared[operator]


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def like_pattern(atom: Like) -> str:
    """Return the regular expression of a LIKE pattern; for ILIKE it expects lower-cased text."""
    pattern = atom.pattern.lower() if atom.ignore_case else atom.pattern
    wild = {"%": ".*", "_": "."}
    pieces = (wild.get(sign) or (f"\\{sign}" if sign in _SPECIAL else sign) for sign in pattern)
    return r"(?s)\A" + "".join(pieces) + r"\z"


def _truth(expression: Expression, flags: dict[Atom, _Flags]) -> tuple[nw.Expr, nw.Expr]:
    """Return whether an expression is true and whether it is false; it is unknown when it is neither."""
    if isinstance(expression, Not):
        true, false = _truth(expression.part, flags)
        return false, true
    if isinstance(expression, Both | Either):
        parts = [_truth(part, flags) for part in expression.parts]
        every, some = (0, 1) if isinstance(expression, Both) else (1, 0)
        together = nw.all_horizontal(*(part[every] for part in parts), ignore_nulls=False)
        any_of = nw.any_horizontal(*(part[some] for part in parts), ignore_nulls=False)
        return (together, any_of) if isinstance(expression, Both) else (any_of, together)
    satisfied = nw.col(flags[expression].satisfied) == 1
    present = nw.col(flags[expression].present) == 1
    if isinstance(expression, IsNull):
        return ~present, present
    if isinstance(expression, Contains):
        return satisfied, ~satisfied
    return satisfied, present & ~satisfied
