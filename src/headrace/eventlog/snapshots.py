"""One writer, many readers: immutable snapshots of the store, switched atomically.

The embedded engine locks its file for the process that writes. So a writer copies the current snapshot
to a side file, changes that in one transaction, and then points ``current`` at it by a rename. A reader
opens whatever ``current`` names and keeps reading it undisturbed. A writer killed at any moment leaves a
side file that nobody points at; the next writer removes it.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from headrace.errors import StoreUnavailable
from headrace.eventlog import lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEEP = 2
"""Snapshots kept: the current one, and the one before for readers that are about to open it."""

_NAME = re.compile(r"[0-9]+\.duckdb")


class Snapshots:
    """The snapshots in one folder.

    Args:
        folder: where they live; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def current(self) -> Path | None:
        """Return the newest complete snapshot, ``None`` before the first.

        Without a readable pointer it is the file with the highest number: every file that has its final
        name is complete.
        """
        try:
            named = self._pointer.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            named = ""
        if _NAME.fullmatch(named):
            return self.folder / named
        return max(self._complete(), key=_number, default=None)

    def number(self) -> int:
        """Return the number of the current snapshot, which only ever grows; 0 before the first."""
        path = self.current()
        return _number(path) if path else 0

    @contextmanager
    def writing(self, room_needed: int = 0, *, wait: bool = False) -> Iterator[tuple[Path, int]]:
        """Give a side file to change and its number; when the block ends well it becomes the current snapshot.

        Args:
            room_needed: bytes that are about to be added, to refuse early when the disk is too small.
            wait: while another process is writing, instead of being refused.

        Raises:
            StoreUnavailable: when another process is writing, or the disk has no room.
        """
        with self._writable():
            self.folder.mkdir(parents=True, exist_ok=True)
            turn = self.folder / "writer.lock"
            turn.touch()
        try:
            with lock.held(turn, wait=wait):
                # milliseconds, so that a store that is removed and made anew never repeats a number
                number = max(self.number() + 1, time.time_ns() // 1_000_000)
                side = self.folder / f"{number}.duckdb.writing"
                try:
                    with self._writable():
                        self._begin(side, room_needed)
                    yield side, number
                    with self._writable():
                        self._switch(side)
                finally:
                    self._sweep()
        except lock.Busy as problem:
            raise StoreUnavailable(
                f"Another process is writing to {self.folder}.",
                "Nothing was read or written by this one.",
                ["Wait until it is done, then run the same command again."],
            ) from problem

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise StoreUnavailable(
                f"{self.folder} cannot be written: {problem.strerror or problem}.",
                "Nothing of this reading was kept; all that was there before is.",
                ["Make room or mend the permissions, then run the same command again."],
            ) from problem

    def _begin(self, side: Path, room_needed: int) -> None:
        self._sweep()
        before = self.current()
        self._check_room(room_needed + (before.stat().st_size if before else 0))
        if before:
            shutil.copyfile(before, side)

    def _switch(self, side: Path) -> None:
        final = side.with_suffix("")
        _flush(side)
        side.replace(final)
        pointer = self._pointer.with_suffix(".new")
        pointer.write_text(final.name, encoding="ascii")
        _flush(pointer)
        pointer.replace(self._pointer)
        _flush(self.folder)
        for old in sorted(self._complete(), key=_number)[:-_KEEP]:
            with suppress(OSError):
                old.unlink()

    def _complete(self) -> list[Path]:
        return [path for path in self.folder.glob("*.duckdb") if _NAME.fullmatch(path.name)]

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
                f"The disk of {self.folder} has {_size(free)} free; this needs about {_size(needed)}.",
                "Nothing was written; all that was there before is.",
                ["Make room, or put the workspace on a larger disk."],
            )


def _number(path: Path) -> int:
    return int(path.stem)


def _size(amount: int) -> str:
    return f"{amount / 1e9:.1f}\u00a0GB" if amount >= 1e8 else f"{amount / 1e6:.1f}\u00a0MB"


def _flush(path: Path) -> None:
    """Make a file's (or folder's) content durable before the next step relies on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
