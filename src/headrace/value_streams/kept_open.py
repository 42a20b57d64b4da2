"""Derived files that stay open: opening one costs as much as some dozen questions to it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from headrace.engine import Embedded

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 4


class KeptOpen:
    """The files read last, of a few streams one each; any number of threads may ask."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Embedded]] = {}
        self._turn = Lock()

    def open(self, stream: str, path: Path, log: Path) -> Embedded:
        """Open a stream's file with the log beside it, or use it again as it is; the caller closes what it gets.

        A file that was changed or replaced meanwhile is opened anew.

        Raises:
            StoreUnavailable: when it cannot be opened.
        """
        with self._turn:
            stamp = _stamp(path)
            if stamp is None or self._kept.get(stream, (None,))[0] != stamp:
                # who still reads the one before goes on: it is let go, not closed
                self._kept.pop(stream, None)
                self._kept[stream] = (stamp, Embedded(path, read_only=True, log=log))
            # the one asked last is let go last
            self._kept[stream] = self._kept.pop(stream)
            while len(self._kept) > _MOST:
                self._kept.pop(next(iter(self._kept)))
            return self._kept[stream][1].again()


def _stamp(path: Path) -> object | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_ino, found.st_size, found.st_mtime_ns
