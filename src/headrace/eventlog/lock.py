"""One at a time: a lock on a file that the operating system lets go when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Busy(Exception):
    """Somebody else holds the lock."""


@contextmanager
def held(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of a file, which is made when it is not there and stays.

    Args:
        wait: for as long as somebody else holds it; otherwise raise :class:`Busy`.
    """
    with path.open("w", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as problem:
            raise Busy(str(path)) from problem
        yield
