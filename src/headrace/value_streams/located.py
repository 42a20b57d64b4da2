"""YAML whose every value knows its line, so that an error can say where it is.

Only what a settings file needs: mappings, lists and text. Every scalar stays the text that was written
(``on``, ``no``, ``1.10`` and ``2026-05-04`` mean what they say); an empty value or ``null`` is ``None``.
A key that stands twice is refused, because YAML would silently keep the last one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

Path = tuple[str | int, ...]
Value = str | None | list["Value"] | dict[str, "Value"]

_NULL = {"", "~", "null", "Null", "NULL"}
_TOO_MANY = 100_000
_TOO_DEEP = 50


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, with its line and column (from 1)."""

    line: int
    column: int
    text: str


@dataclass(slots=True)
class Located:
    """The content of a YAML text, and where each part of it stands."""

    value: Value
    keys: Mapping[Path, tuple[int, int]]
    """Path → line and column of its key, or of the element in a list."""
    problems: list[Complaint] = field(default_factory=list)

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column of the nearest part of ``path`` that is written in the file."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, (1, 1))


def read_yaml(raw: bytes) -> Located:
    """Read a YAML document; what cannot be read is in ``problems``, and ``value`` is ``None`` then."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02X}"
        return _unreadable(line, 1, f"{found} is not UTF-8 text. Save the file as UTF-8.")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return _unreadable(*_explained(error, text))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _unreadable(
            line, 1, f"the character U+{ord(text[error.position]):04X} is not allowed in YAML."
        )
    except RecursionError:
        return _unreadable(1, 1, f"nested more than {_TOO_DEEP} levels deep.")
    if node is None:
        return Located(None, {})
    builder = _Builder()
    value = builder.build(node, ())
    return Located(value, builder.keys, builder.problems)


class _Builder:
    def __init__(self) -> None:
        self.keys: dict[Path, tuple[int, int]] = {}
        self.problems: list[Complaint] = []
        self._built = 0

    def build(self, node: yaml.Node, path: Path) -> Value:
        self.keys.setdefault(path, _position(node))
        self._built += 1
        if len(path) > _TOO_DEEP or self._built > _TOO_MANY:
            # An alias to its own parent, or aliases of aliases, would never end.
            if self._built <= _TOO_MANY or not self.problems:
                self._complain(node, "nested too deeply, or too much is repeated by aliases.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, path)
        if node.tag.startswith("!"):
            self._complain(node, f"the tag {node.tag} is not allowed; write plain text.")
            return None
        text = str(node.value)
        plain = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if plain and text in _NULL else text

    def _list(self, node: yaml.SequenceNode, path: Path) -> Value:
        return [self.build(element, (*path, index)) for index, element in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Value:
        result: dict[str, Value] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._complain(key_node, "a list or mapping cannot be a name; put the text in quotes.")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in result:
                first = self.keys[here][0]
                self._complain(
                    key_node, f'"{key}" stands here a second time; it is already set in line {first}.'
                )
                continue
            self.keys[here] = _position(key_node)
            result[key] = self.build(value_node, here)
        return result

    def _complain(self, node: yaml.Node, text: str) -> None:
        self.problems.append(Complaint(*_position(node), text))


def _position(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _unreadable(line: int, column: int, text: str) -> Located:
    return Located(None, {}, [Complaint(line, column, text)])


_EXPLANATIONS = (
    (
        "mapping values are not allowed",
        'a text with ": " in it must stand in quotes, or the line is indented wrongly',
    ),
    ("found undefined alias", "a text that begins with * must stand in quotes"),
    ("expected a single document", "a second document begins here (---); only one is read"),
    ("expected <block end>", "the line's indentation does not fit the lines above it"),
    ("cannot start any token", "a text that begins with a sign such as @ or % must stand in quotes"),
    ("end of stream", "a quote is not closed"),
    ("expected", "a bracket is not closed, or something is missing before here"),
)


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Say in a person's words what stops the parser, and where."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    if line <= len(lines) and re.match(r"\s*\t", lines[line - 1]):
        return line, column, "the line begins with a tab; YAML allows only spaces there."
    problem = f"{error.context or ''} {error.problem or ''}"
    for sign, explanation in _EXPLANATIONS:
        if sign in problem:
            return line, column, f"{explanation}."
    return line, column, f"this is not YAML ({problem.strip()})."
