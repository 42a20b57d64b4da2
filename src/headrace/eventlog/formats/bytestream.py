"""A file's bytes: opened, unpacked when gzipped, counted for progress, with errors a person can act on.

And the way out: text written as UTF-8, packed when the name ends with ``.gz``.
"""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from headrace.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

    from headrace.eventlog.reading import Reading

GZIP = b"\x1f\x8b"
"""How gzipped files begin; the name is not trusted."""

NOTHING_WRITTEN = "Nothing was written."

AGAIN = "Export or copy it again, then import that."
"""What to do about a file that is cut off, damaged or empty."""


class _Counted(io.RawIOBase):
    """Bytes of a file, unpacked; says how many of the file's own bytes have been taken."""

    def __init__(self, path: Path, raw: io.BufferedReader, reading: Reading) -> None:
        packed = raw.peek(2)[:2] == GZIP
        self._path, self._raw, self._reading = path, raw, reading
        self._data: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if packed else raw
        self._size = path.stat().st_size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            count = self._data.readinto(buffer)
        except EOFError:
            raise BadInput(
                f"{self._path} ends too early: it was cut off while it was packed or copied.",
                NOTHING_WRITTEN,
                [AGAIN],
            ) from None
        except (gzip.BadGzipFile, zlib.error):
            raise BadInput(
                f"{self._path} is damaged: it begins like a gzipped file and cannot be unpacked.",
                NOTHING_WRITTEN,
                [AGAIN],
            ) from None
        self._reading.on_progress(min(self._raw.tell(), self._size), self._size)
        return count


@contextmanager
def opened(path: Path, reading: Reading) -> Iterator[BinaryIO]:
    """Open a file's (unpacked) bytes for reading from the start.

    Raises:
        BadInput: there is no such file, it is a folder, it is empty, it cannot be unpacked or not be read.
    """
    if path.is_dir():
        raise BadInput(
            f"{path} is a folder, and a file is needed here.",
            NOTHING_WRITTEN,
            [f"Name the files in it:   headrace import {path}/*"],
        )
    try:
        raw = path.open("rb")
    except FileNotFoundError:
        raise BadInput(
            f"There is no file {path}.", NOTHING_WRITTEN, ["Mend the path and try again."]
        ) from None
    except OSError as error:
        raise BadInput(
            f"{path} cannot be opened: {error.strerror}.",
            NOTHING_WRITTEN,
            ["Mend its permissions, or copy it."],
        ) from error
    with raw:
        data = io.BufferedReader(_Counted(path, raw, reading), 1 << 17)
        if not data.peek(1):
            raise BadInput(f"{path} is empty.", NOTHING_WRITTEN, [AGAIN])
        yield data


def written(path: Path) -> TextIO:
    """Open a file to write text to, gzipped when its name ends with ``.gz``; the caller closes it."""
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.GzipFile(path, "wb", mtime=0), "utf-8", newline="\n")
    return path.open("w", encoding="utf-8", newline="\n")
