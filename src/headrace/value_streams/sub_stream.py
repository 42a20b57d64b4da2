"""A part of a value stream as a value stream of its own: the same definition with a narrower scope.

Its conditions are written in the language of scopes (:mod:`.scope`), so what was found can be read, changed and
derived like anything else in ``headrace.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from headrace.errors import BadConfiguration
from headrace.value_streams.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from headrace.value_streams.definition import ValueStream

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_LONGEST_KEY = 60
_WIDE = 100_000


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known of an item when it starts.

    Its ``values`` are those that belong, or with ``but_not`` those that do not; or it is a number over ``above`` and at
    most ``upto``. ``missing`` says whether items of which it is not told belong as well.
    """

    attribute: str
    values: tuple[str, ...] = ()
    but_not: bool = False
    above: float | None = None
    upto: float | None = None
    missing: bool = False


def expression(conditions: Sequence[Condition]) -> str:
    """Return conditions, all of which must be true, in the language of scopes."""
    return " AND ".join(_one(each) for each in conditions)


def narrower(scope: str | None, conditions: Sequence[Condition]) -> str:
    """Return a scope that is narrower than another by conditions; raises ``BadConfiguration`` if it cannot be read."""
    more = expression(conditions)
    whole = f"({scope.strip()}) AND {more}" if scope and scope.strip() else more
    return Scope.parse(whole).text


def sub_stream_entry(text: str, parent: ValueStream, key: str, name: str, scope: str) -> str:
    """Return an entry of ``value_streams`` with all that the parent's says, but another name and scope.

    Args:
        text: the text of ``headrace.yaml``, which has the parent.
        key: its short name.
    """
    entry = _entry(yaml.compose(text, Loader=yaml.SafeLoader), parent.id)
    own = {"name": name, "parent": parent.id, "scope": scope}
    pairs = [(at, own.pop(at.value, None), value) for at, value in entry.value]
    kept = [(at, value if new is None else _scalar(new)) for at, new, value in pairs]
    before = next(number for number, (at, _) in enumerate(kept) if at.value == "items") + 1
    kept[before:before] = [(_scalar(at), _scalar(new)) for at, new in own.items()]
    node = yaml.MappingNode("tag:yaml.org,2002:map", [(_scalar(key), _mapping(kept))])
    return yaml.serialize(node, Dumper=yaml.SafeDumper, width=_WIDE, allow_unicode=True)


def free_key(parent: str, words: str, taken: Collection[str]) -> str:
    """Return a short name for a part of a stream that no other stream has."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = "-".join([parent, *re.findall("[a-z0-9]+", plain)])[:_LONGEST_KEY].strip("-")
    return next(
        each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken
    )


def _one(condition: Condition) -> str:
    name = _name(condition.attribute)
    parts = []
    if condition.above is not None or condition.upto is not None:
        bounds = ((">", condition.above), ("<=", condition.upto))
        parts.append(" AND ".join(f"{name} {sign} {_number(at)}" for sign, at in bounds if at is not None))
    elif condition.values:
        listed = ", ".join(_text(each) for each in condition.values)
        if len(condition.values) == 1:
            parts.append(f"{name} {'<>' if condition.but_not else '='} {listed}")
        else:
            parts.append(f"{name} {'NOT IN' if condition.but_not else 'IN'} ({listed})")
    elif condition.but_not:
        parts.append(f"{name} IS NOT NULL")
    if condition.missing:
        parts.append(f"{name} IS NULL")
    several = len(parts) > 1 or " AND " in parts[0]
    return f"({' OR '.join(parts)})" if several else parts[0]


def _name(attribute: str) -> str:
    if _PLAIN.fullmatch(attribute) and _reads_as(f"{attribute} = 'x'", attribute):
        return attribute
    return '"' + attribute.replace('"', '""') + '"'


def _reads_as(text: str, attribute: str) -> bool:
    try:
        return Scope.parse(text).attributes == (attribute,)
    except BadConfiguration:  # a word that the language keeps for itself
        return False


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _number(value: float) -> str:
    return f"{value:.15f}".rstrip("0").rstrip(".")


def _entry(root: yaml.Node | None, key: str) -> yaml.MappingNode:
    """Return what stands under a stream's short name in the file."""
    assert isinstance(root, yaml.MappingNode)  # noqa: S101 - the file was read and checked before
    streams = next(value for at, value in root.value if at.value == "value_streams")
    found = next(value for at, value in streams.value if at.value == key)
    assert isinstance(found, yaml.MappingNode)  # noqa: S101
    return found


def _scalar(text: str) -> yaml.ScalarNode:
    plain = isinstance(yaml.safe_load(text), str) if re.fullmatch(r"[\w-]+", text) else False
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _mapping(pairs: list[tuple[yaml.Node, yaml.Node]]) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
