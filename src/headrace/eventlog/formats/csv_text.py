"""A table's text: its encoding, its delimiter, its header, and its rows with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.errors import BadInput, BadRequest
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN, opened
from headrace.eventlog.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from headrace.eventlog.formats.options import Options

DELIMITERS = {",": ",", ";": ";", "tab": "\t", "\\t": "\t", "|": "|", "\t": "\t"}
"""What ``delimiter`` may be, and the character that it means."""

_HEAD = 1 << 16
_ZIP = b"PK\x03\x04"
_REMEMBERED = 500_000
_CONTROL = bytes(set(range(1, 28)) - set(b"\t\n\v\f\r\x1a\x1b"))
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited text file, ready to be read.

    Args:
        header: the column names; unnamed ones are called ``column 3``.
        header_line: the line they stand on; ``sep=;`` may come before.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int

    def rows(self, reading: Reading) -> Iterator[tuple[int, list[str]]]:
        """Yield (line number, cells) of every line that is not blank, as wide as the header.

        Raises:
            BadInput: a line is broken, or not in the encoding, and may not be skipped.
        """
        width = len(self.header)
        for line, cells, error in _lines(self.path, self.encoding, self.delimiter, reading):
            if line <= self.header_line:
                continue
            if error:
                reading.bad_line(f"{self.path}, line {line:,}", error)
            elif len(cells) == width or (len(cells) > width and not any(cells[width:])):
                if any(cells):
                    yield line, cells
            elif any(cells):
                found = f"{len(cells)} field{'s' if len(cells) > 1 else ''}"
                reading.bad_line(
                    f"{self.path}, line {line:,}", f"it has {found}, and there are {width} columns."
                )


class Repeated:
    """Lines that say the same as a line before them, counted among the first :data:`_REMEMBERED`."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._count, self._first = 0, 0

    def watched(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows as they are, and remember them."""
        for line, cells in rows:
            if len(self._seen) < _REMEMBERED:
                mark = hash(tuple(cells))
                if mark in self._seen:
                    self._count += 1
                    self._first = self._first or line
                self._seen.add(mark)
            yield line, cells

    def notes(self) -> list[str]:
        """Return what a person should know about it, in a sentence; nothing when no line came twice."""
        if not self._count:
            return []
        if self._count == 1:
            return [f"Line {self._first:,} says the same as a line before it; both were read."]
        return [
            f"{self._count:,} lines say the same as a line before them (line {self._first:,} first); "
            "all were read."
        ]


def open_table(path: Path, reading: Reading, options: Options) -> Table:
    """Find out how a table is written; what is not certain goes into the reading's notes.

    Raises:
        BadInput: it is no table: one column only, a header that holds data, or a wrong encoding.
    """
    encoding = options.text("encoding") or _encoding(path, reading)
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise BadRequest(f'There is no encoding "{encoding}".', "Usual ones are utf-8 and cp1252.") from None
    head = _head(path, encoding)
    sep_line = head[:4].lower() == "sep=" and head[5:6] in ("\r", "\n")
    delimiter = _delimiter(head, options.text("delimiter") or (head[4] if sep_line else ""), sep_line)
    for line, cells, error in _lines(path, encoding, delimiter, Reading("")):
        if line == 1 and sep_line:
            continue
        if error:
            raise BadInput(
                f"{path}, line {line:,}: {error}",
                NOTHING_WRITTEN,
                ["Mend the line with the columns' names, or export it again."],
            )
        if any(cells):
            break
    else:
        raise BadInput(
            f"{path} has no line with column names.",
            NOTHING_WRITTEN,
            ["Put a line with the columns' names on top."],
        )
    while cells and not cells[-1].strip():
        cells.pop()
    header = tuple(cell.strip() or f"column {number}" for number, cell in enumerate(cells, start=1))
    if len(header) < 2:
        raise BadInput(
            f"{path} has one column only, or its delimiter is not one of , ; | tab.",
            NOTHING_WRITTEN,
            [f'If it has another delimiter:   headrace import {path} --option delimiter=";"'],
        )
    return Table(path, encoding, delimiter, header, line)


def looks_like_table(head: bytes) -> bool:
    """Tell whether a file's first bytes are lines of two or more fields, as many on each."""
    wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = head.decode("utf-16" if wide else "utf-8", errors="replace")
    lines = [line for line in text.splitlines()[:21] if line][:-1] or [text]
    if "\0" in text:
        return False
    widths = {len(row) for row in csv.reader(lines, delimiter=_delimiter("\n".join(lines), "", False))}
    return len(widths) == 1 and widths != {1}


def _lines(
    path: Path, encoding: str, delimiter: str, reading: Reading
) -> Iterator[tuple[int, list[str], str]]:
    """Yield (line, cells, what is wrong) of every line; a quoted field may run over several."""
    with opened(path, reading) as data, io.TextIOWrapper(data, encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells, error = next(reader), ""
            except StopIteration:
                return
            except csv.Error as problem:
                cells, error = [], _reason(str(problem))
            except UnicodeError:
                raise BadInput(
                    f"{path}, line {reader.line_num + 1:,} or soon after: the text is not {encoding}.",
                    NOTHING_WRITTEN,
                    [f"If you know its encoding:   headrace import {path} --option encoding=cp1252"],
                ) from None
            if "\0" in "".join(cells):
                error = "it holds a NUL character, which no text has."
            yield line, cells, error


def _reason(problem: str) -> str:
    """Return what is wrong with a line, in words."""
    if "end of data" in problem:
        return "a quote is opened here and never closed."
    if "expected after" in problem:
        return "a quote stands inside a quoted field; it must be written twice there."
    if "field larger" in problem:
        return "a field has more than 131,072 characters; a closing quote may be missing."
    return f"it cannot be split into fields ({problem})."


def _encoding(path: Path, reading: Reading) -> str:
    """Return the encoding: by its mark, else UTF-8 when all of the file is, else cp1252 with a note."""
    with opened(path, Reading("")) as data:
        chunk = data.read(_HEAD)
        for mark, name in _BOMS:
            if chunk.startswith(mark):
                return name
        if wide := _without_mark(chunk):
            return wide
        if _is_binary(chunk):
            raise BadInput(
                f"{path} is no text: it holds {_binary(chunk)}.",
                NOTHING_WRITTEN,
                ["Export it as CSV, or name its kind if it is none:   --kind KIND"],
            )
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = data.read(_HEAD)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            reading.notes.append(
                "The text is not UTF-8; it was read as cp1252 (--option encoding=… sets it)."
            )
            return "cp1252"
    return "utf-8"


def _without_mark(chunk: bytes) -> str:
    """Return which UTF-16 a text without a mark is in: every other byte of Latin letters is 0; '' when none."""
    high, low = chunk[1::2].count(0), chunk[::2].count(0)
    most = max(high, low)
    if most * 10 < len(chunk) * 3 or min(high, low) * 20 > most:
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _is_binary(chunk: bytes) -> bool:
    """Tell whether these bytes are no text in any encoding: many of them are control characters."""
    odd = len(chunk) - len(chunk.translate(None, _CONTROL))
    return chunk.startswith(_ZIP) or odd > max(32, len(chunk) // 20) or chunk.count(0) * 10 > len(chunk)


def _binary(chunk: bytes) -> str:
    return "a workbook, or other packed files" if chunk.startswith(_ZIP) else "binary data"


def _head(path: Path, encoding: str) -> str:
    """Return the first 64 kB as text, up to its last whole line."""
    with opened(path, Reading("")) as data:
        text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data.read(_HEAD))
    lines = text.splitlines(keepends=True)
    return text if len(text) < _HEAD // 4 or len(lines) < 2 else "".join(lines[:-1])


def _delimiter(head: str, given: str, sep_line: bool) -> str:
    """Return the delimiter that splits most lines into the same number of fields, two or more."""
    if given:
        if given not in DELIMITERS:
            raise BadRequest(f'"delimiter" is "{given}"; it can be , or ; or | or tab.')
        return DELIMITERS[given]
    lines = head.splitlines()[sep_line:200]
    best, best_score = ",", 0.0
    for delimiter in (",", ";", "\t", "|"):
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        width, often = max(counts.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(1, 0))
        score = often * min(width, 4) if width > 1 else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best
