"""Which reader reads a file: the one that is named, or the first that knows it by its beginning.

And what is said of a file that none of them knows.
"""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING

from headrace.errors import BadInput, BadRequest, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from headrace.eventlog.reading import Reader

_HEAD = 65_536
_NOTHING = "Nothing was read."


def reader_of(path: Path, kind: str | None, known: Sequence[Reader]) -> Reader:
    """Return the reader of a file or folder.

    Args:
        path: of what is to be read.
        kind: the reader's name; ``None``: found by looking.
        known: all readers there are, the more particular first.

    Raises:
        BadInput: it is not there, cannot be opened, is empty, or is of no known kind.
        BadRequest: no kind of file is called so.
    """
    names = [reader.name for reader in known]
    if not path.exists():
        raise _missing(path)
    if kind is None:
        return _recognised(path, known)
    if kind not in names:
        raise BadRequest(
            f'No kind of file is called "{kind}". {nearest(kind, names)}'.rstrip(),
            _NOTHING,
            [f"Kinds there are: {', '.join(names)}"],
        )
    reader = known[names.index(kind)]
    if path.is_dir() and not getattr(reader, "folders", False):
        raise _folder(path, f"{path} is a folder, and {kind} is read from a file.")
    return reader


def _recognised(path: Path, known: Sequence[Reader]) -> Reader:
    head = beginning(path)
    for reader in known:
        if reader.recognises(path, head):
            return reader
    if path.is_dir():
        raise _folder(path, f"{path} is a folder, and no git repository.")
    if not head:
        raise BadInput(f"{path} is empty.", _NOTHING, ["Export or copy it again, then import that."])
    raise BadInput(
        f"{path} is no kind of file that can be recognised{_shape(head)}.",
        _NOTHING,
        [f"Name its kind:   headrace import {path} --kind KIND",
         f"Kinds there are: {', '.join(reader.name for reader in known)}"],
    )  # fmt: skip


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked as far as they can be; empty for a folder.

    Raises:
        BadInput: it cannot be opened.
    """
    if path.is_dir():
        return b""
    try:
        with path.open("rb") as raw:
            start = raw.read(_HEAD)
        if not start.startswith(b"\x1f\x8b"):
            return start
        with gzip.open(path) as unpacked:
            return unpacked.read(_HEAD)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return _unpacked(start)
    except OSError as problem:
        raise BadInput(
            f"{path} cannot be opened: {problem.strerror}.", _NOTHING, ["Mend its permissions, or copy it."]
        ) from problem


def _unpacked(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(start, _HEAD)
    except zlib.error:
        return start


def _missing(path: Path) -> BadInput:
    try:
        beside = [one.name for one in path.absolute().parent.iterdir()]
    except OSError:
        return BadInput(f"There is no folder {path.parent}.", _NOTHING, ["Mend the path and try again."])
    suggestion = nearest(path.name, beside)
    return BadInput(
        f"There is no file or folder {path}. {suggestion}".rstrip(),
        _NOTHING,
        [] if suggestion else ["Mend the path and try again; it counts from the folder you are in."],
    )


def _folder(path: Path, fact: str) -> BadInput:
    return BadInput(fact, _NOTHING, [f"Name the files in it:   headrace import {path}/*"])


def _shape(head: bytes) -> str:
    """Return what can be said of a file from its beginning: that it is binary, or JSON of no known tool."""
    if head[257:262] == b"ustar" or head.startswith(b"PK\x03\x04"):
        return ": it is an archive or a workbook; unpack it, or save its tables as CSV"
    if b"\0" in head:
        return "; it holds bytes that are no text"
    first = head.partition(b"\n")[0]
    for text in (head, first):
        try:
            content = json.loads(text.decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            continue
        break
    else:
        return ""
    if content in ([], {}):
        return f": it is JSON, and an empty {'list' if content == [] else 'object'}"
    return ": it is JSON, but neither issues of Jira or GitHub nor an OCEL log"
