"""One writer, many readers: immutable snapshots of the store, switched atomically.

The embedded engine locks its file for the process that writes. So a writer copies the current snapshot
to a side file, changes that in one transaction, and then points ``current`` at it by a rename. A reader
opens whatever ``current`` names and keeps reading it undisturbed. A writer killed at any moment leaves a
side file that nobody points at; the next writer removes it.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from headrace.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEEP = 2
"""Snapshots kept: the current one, and the one before for readers that are about to open it."""


class Snapshots:
    """The snapshots in one folder.

    Args:
        folder: where they live; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def current(self) -> Path | None:
        """Return the newest complete snapshot, ``None`` before the first."""
        try:
            return self.folder / self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def number(self) -> int:
        """Return the number of the current snapshot, 0 before the first."""
        path = self.current()
        return int(path.stem) if path else 0

    @contextmanager
    def writing(self, room_needed: int = 0) -> Iterator[Path]:
        """Give a side file to change; when the block ends well it becomes the current snapshot.

        Args:
            room_needed: bytes that are about to be added, to refuse early when the disk is too small.

        Raises:
            StoreUnavailable: when another process is writing, or the disk has no room.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with _lock(self.folder / "writer.lock"):
            self._sweep()
            before = self.current()
            self._check_room(room_needed + (before.stat().st_size if before else 0))
            side = self.folder / f"{self.number() + 1:08d}.duckdb.writing"
            try:
                if before:
                    shutil.copyfile(before, side)
                yield side
                self._switch(side)
            except OSError as problem:
                raise StoreUnavailable(
                    f"{self.folder} cannot be written: {problem.strerror or problem}.",
                    "Nothing of this reading was kept; all that was there before is.",
                    ["Make room or mend the permissions, then run the same command again."],
                ) from problem
            finally:
                self._sweep()

    def _switch(self, side: Path) -> None:
        final = side.with_suffix("")
        _flush(side)
        side.replace(final)
        pointer = self._pointer.with_suffix(".new")
        pointer.write_text(final.name, encoding="ascii")
        _flush(pointer)
        pointer.replace(self._pointer)
        _flush(self.folder)
        for old in sorted(self.folder.glob("*.duckdb"))[:-_KEEP]:
            with suppress(OSError):
                old.unlink()

    def _sweep(self) -> None:
        """Remove what a writer left that did not come to its end."""
        for stray in self.folder.glob("*.writing*"):
            if stray.is_dir():
                shutil.rmtree(stray, ignore_errors=True)
            else:
                with suppress(OSError):
                    stray.unlink()

    def _check_room(self, needed: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            raise StoreUnavailable(
                f"The disk of {self.folder} has {free / 1e9:.1f} GB free; this needs about {needed / 1e9:.1f} GB.",
                "Nothing was written; all that was there before is.",
                ["Make room, or put the workspace on a larger disk."],
            )


def _flush(path: Path) -> None:
    """Make a file's (or folder's) content durable before the next step relies on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock that the operating system lets go when the process dies."""
    with path.open("w", encoding="ascii") as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise StoreUnavailable(
                f"Another process is writing to {path.parent}.",
                "Nothing was read or written by this one.",
                ["Wait until it is done, then run the same command again."],
            ) from problem
        yield
