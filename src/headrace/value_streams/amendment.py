"""Adding to ``headrace.yaml`` without disturbing what a person wrote in it.

The file is changed as text: comments, order, quotes and line ends stay as they are. The result is read
again before it is written, and it is written whole or not at all.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from headrace.errors import BadConfiguration
from headrace.value_streams.contents import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SCHEMA_PATH = ".headrace/headrace.schema.json"
"""Where a workspace keeps the schema that its file's first line names, from the file's folder on."""

NEW_FILE = f"""\
# yaml-language-server: $schema={SCHEMA_PATH}
# What this workspace knows: where records come from, and which value streams they tell about.
# Change anything; the map follows. "headrace check" says what does not fit.
version: 1
"""
"""The text of a new, empty ``headrace.yaml``."""


def with_entry(text: str, section: str, entry: str) -> str:
    """Return the file's text with one more entry at the end of a section.

    Args:
        text: the file's text; may be empty.
        section: ``value_streams``, ``sources`` …; it is added at the end when it is not there.
        entry: the entry as YAML, not indented, beginning with its name; comments are kept.

    Raises:
        BadConfiguration: when the section already has an entry of that name, or is written in braces.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    name = next(iter(_names(yaml.compose(entry, Loader=yaml.SafeLoader))))
    found = _section(root, section)
    if found is None:
        head = text if not text or text.endswith("\n") else text + ending
        between = ending if head else ""
        return head + between + f"{section}:{ending}" + _indented(entry, 2, ending)
    key, value = found
    if name in _names(value):
        raise BadConfiguration(
            f'{FILE_NAME}, line {value.start_mark.line + 1}: {section} already has "{name}".',
            "Nothing was written.",
            ["Choose another name, or remove that entry first."],
        )
    lines = text.splitlines(keepends=True)
    if not isinstance(value, yaml.MappingNode) or not value.value:
        return _into_empty(lines, key, section, _indented(entry, 2, ending), ending)
    if value.flow_style:
        raise BadConfiguration(
            f"{FILE_NAME}, line {value.start_mark.line + 1}: {section} is written in braces.",
            "Nothing was written.",
            [f"Write each entry of {section} on lines of its own, then try again."],
        )
    column = value.value[0][0].start_mark.column
    after = _end_of(lines, value, column)
    if not lines[after - 1].endswith("\n"):
        lines[after - 1] += ending
    return "".join([*lines[:after], ending, _indented(entry, column, ending), *lines[after:]])


def add_entries(path: Path, section: str, entries: Iterable[str]) -> str:
    """Add entries to a section of the file at ``path``; return what changed, as a diff."""
    before = text = path.read_text(encoding="utf-8")
    for entry in entries:
        text = with_entry(text, section, entry)
    if text != before:
        write_whole(path, text)
    return difference(before, text)


def source_entry(
    name: str, kind: str | None, paths: Sequence[Path], options: Mapping[str, str], root: Path
) -> str:
    """Return an entry of ``sources`` for files that were read; paths are told from ``root`` on, if they lie there."""
    whole = [path.resolve() for path in paths]
    shown = [str(path.relative_to(root) if path.is_relative_to(root) else path) for path in whole]
    settings: dict[str, object] = {"kind": kind} if kind else {}
    settings["path"] = shown[0] if len(shown) == 1 else shown
    if options:
        settings["options"] = dict(options)
    return yaml.safe_dump({name: settings}, sort_keys=False, allow_unicode=True)


def live_entry(name: str, kind: str, settings: Mapping[str, str]) -> str:
    """Return an entry of ``sources`` for a tool that is read live.

    Args:
        settings: as they may stand in a file: a secret is the name of an environment variable, ``${HEADRACE_…}``.
    """
    entry: dict[str, object] = {"kind": kind}
    entry |= {key: text for key, text in settings.items() if key in ("url", "token")}
    options = {key: text for key, text in settings.items() if key not in ("url", "token")}
    if options:
        entry["options"] = options
    return yaml.safe_dump({name: entry}, sort_keys=False, allow_unicode=True)


def signal_entry(name: str, settings: Mapping[str, object]) -> str:
    """Return an entry of ``signals``; settings that are ``None`` or empty are left out."""
    told = {
        key: list(each) if isinstance(each, tuple) else each
        for key, each in settings.items()
        if each not in (None, "", ())
    }
    return yaml.safe_dump({name: told}, sort_keys=False, allow_unicode=True)


def difference(before: str, after: str, name: str = FILE_NAME) -> str:
    """Return what changes, as a unified diff for showing; empty when nothing does."""
    return "".join(
        difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=2
        )
    )


def write_whole(path: Path, text: str) -> None:
    """Replace a file's content at once: whoever reads it sees the old text or the new one, never a part.

    A link stays a link, and the file keeps its permissions.

    Raises:
        BadConfiguration: the system does not let it be written; it is as it was.
    """
    try:
        _replaced(path.resolve(), text)
    except OSError as problem:
        raise BadConfiguration(
            f"{path} cannot be written: {problem.strerror or problem}.",
            "The file is as it was.",
            ["Make room or mend the permissions of its folder, then run the same command again."],
        ) from problem


def _replaced(target: Path, text: str) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _section(root: yaml.Node | None, section: str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == section:
                return key, value
    return None


def _names(node: yaml.Node | None) -> list[str]:
    return [str(key.value) for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []


def _indented(entry: str, width: int, ending: str) -> str:
    pad = " " * width
    lines = entry.strip("\n").splitlines()
    return "".join((pad + line if line.strip() else "") + ending for line in lines)


def _into_empty(lines: list[str], key: yaml.Node, section: str, entry: str, ending: str) -> str:
    """Put the first entry below a section that is there but holds nothing (``value_streams:``, ``{}``)."""
    row = key.start_mark.line
    comment = lines[row].partition("#")[1:]
    heading = f"{section}:" + ("  " + "".join(comment).rstrip() if comment[0] else "")
    return "".join([*lines[:row], heading + ending, entry, *lines[row + 1 :]])


def _end_of(lines: list[str], value: yaml.MappingNode, column: int) -> int:
    """Return the number of lines up to the end of a block, with the comments that belong to it."""
    after = _last_line(value) + 1
    while after < len(lines):
        line = lines[after]
        indent = len(line) - len(line.lstrip())
        if not line.strip().startswith("#") or indent < column:
            break
        after += 1
    return after


def _last_line(node: yaml.Node) -> int:
    """Return the last line (from 0) on which something of ``node`` is written; a block's own end is later."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return max(_last_line(node.value[-1][0]), _last_line(node.value[-1][1]))
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    end = node.end_mark
    return int(end.line if end.column > 0 or end.line == node.start_mark.line else end.line - 1)
