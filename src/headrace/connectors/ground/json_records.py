"""JSON as tools hand it out: one document, or one per line, plain or compressed.

Lines end at a line feed and nowhere else: texts inside records hold U+2028 and other characters that
look like line ends to some readers.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any, cast

from headrace.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_LINES_PER_PROGRESS = 200
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON document and where it stands: ``issues.jsonl, line 12``, or the file's name alone."""

    where: str
    value: Any


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: bytes
    value: Any
    problem: str | None


def documents(
    path: Path, on_bad: Callable[[str, str], None], on_progress: Callable[[int, int], None]
) -> Iterator[Document]:
    """Yield the documents of a file: one per line, or one that spans all lines.

    Args:
        path: of the file, plain or gzip.
        on_bad: called with where and what for a line that is no JSON; when it returns, the line is left out.
        on_progress: called with the bytes read and the file's size.

    Raises:
        BadInput: the file is empty, cut off, damaged, or no JSON at all.
    """
    lines = _lines(path, on_progress)
    first = [_parsed(number, text) for number, text in islice(lines, 2)]
    if not first:
        raise BadInput(f"{path} is empty.", "Nothing was written.", ["Export it again, then import that."])
    if all(line.problem for line in first):
        rest = [_Line(number, text, None, None) for number, text in lines]
        yield Document(str(path), _whole(path, [*first, *rest]))
        return
    for line in chain(first, (_parsed(number, text) for number, text in lines)):
        where = f"{path}, line {line.number:,}"
        if line.problem:
            on_bad(where, line.problem)
        else:
            yield Document(where, line.value)


def flatten(document: Document, inside: str) -> Iterator[Document]:
    """Yield the records of a document: the document itself, the entries of a list, or those under a name."""
    value = document.value
    if isinstance(value, dict) and isinstance(value.get(inside), list):
        value = value[inside]
    if not isinstance(value, list):
        yield document
        return
    for number, entry in enumerate(value, start=1):
        yield Document(f"{document.where}, entry {number:,}", entry)


def _lines(path: Path, on_progress: Callable[[int, int], None]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold anything, with their numbers."""
    size = path.stat().st_size
    with path.open("rb") as raw:
        try:
            for number, line in enumerate(_opened(raw), start=1):
                if number % _LINES_PER_PROGRESS == 0:
                    on_progress(raw.tell(), size)
                if line.strip():
                    yield number, line
        except EOFError as problem:
            raise BadInput(
                f"{path} is cut off: the compressed file ends too early.",
                "Nothing was written.",
                ["Copy or download it again, then import that."],
            ) from problem
        except (gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as problem:
            raise BadInput(
                f"{path} is damaged: it cannot be unpacked ({problem}).",
                "Nothing was written.",
                ["Copy or download it again, then import that."],
            ) from problem
    on_progress(size, size)


def _opened(raw: IO[bytes]) -> Iterator[bytes]:
    packed = raw.read(2) == _GZIP
    raw.seek(0)
    stream = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=raw))) if packed else raw
    start = stream.read(3)
    stream.seek(0)
    if start[:2] in _UTF16:
        # What a Windows shell writes when an answer is redirected into a file.
        text = io.TextIOWrapper(cast("io.BufferedReader", stream), encoding="utf-16", newline="\n")
        return (line.encode() for line in text)
    if start == _UTF8_MARK:
        stream.read(3)
    return iter(stream)


def _parsed(number: int, text: bytes) -> _Line:
    try:
        return _Line(number, text, _loaded(text), None)
    except UnicodeDecodeError:
        return _Line(number, text, None, "it is not UTF-8 text.")
    except RecursionError:
        return _Line(number, text, None, "it is nested too deeply.")
    except ValueError as problem:
        return _Line(number, text, None, f"it is not JSON, or is cut off: {_words(problem, alone=True)}.")


def _loaded(text: bytes) -> Any:
    value = json.loads(text.decode())
    return _mended(value) if _HALF_CHARACTER.search(text) else value


def _mended(value: Any) -> Any:
    """Replace halves of characters, which JSON can write and no text can hold, by the replacement sign."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(entry) for entry in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(entry) for name, entry in value.items()}
    return value


def _whole(path: Path, lines: list[_Line]) -> Any:
    before = [0, *(line.number for line in lines)]
    gaps = (line.number - last - 1 for last, line in zip(before, lines, strict=False))
    try:
        # the blank lines that were left out count, so that an error's line is the file's
        return _loaded(b"".join(b"\n" * gap + line.text for gap, line in zip(gaps, lines, strict=True)))
    except UnicodeDecodeError as problem:
        what = f"{path} is not UTF-8 text."
        raise BadInput(what, "Nothing was written.", ["Save it as UTF-8, then import that."]) from problem
    except (ValueError, RecursionError) as problem:
        raise BadInput(
            f"{path} is not JSON, or is cut off: {_words(problem)}.",
            "Nothing was written.",
            ["Export or download it again, then import that."],
        ) from problem


def _words(problem: Exception, *, alone: bool = False) -> str:
    """Say what stops the parser and where; ``alone``: in a document of one line, whose number is said before."""
    if isinstance(problem, json.JSONDecodeError):
        place = f"column {problem.colno:,}" if alone else f"line {problem.lineno:,}, column {problem.colno:,}"
        return f"{place}: {problem.msg[0].lower()}{problem.msg[1:]}"
    return str(problem)
