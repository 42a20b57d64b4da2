"""The SQLite file of one source: what is written is written whole or not at all, and every change has a number."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from headrace.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES = """
create table if not exists document (
    kind text, key text, scope text, body blob, before blob, number integer, reading integer, gone integer default 0,
    primary key (kind, key)) without rowid;
create index if not exists by_number on document (number);
create index if not exists by_scope on document (scope, gone, kind);
create index if not exists superseded on document (number) where before is not null;
create index if not exists let_go on document (number) where gone;
create temp table if not exists seen (kind text, key text, primary key (kind, key)) without rowid;
create temp table if not exists present (kind text, key text, primary key (kind, key)) without rowid;
create table if not exists message (
    kind text, key text, name text, number integer, at integer, body blob, primary key (kind, key, name, number)
    ) without rowid;
create table if not exists scope (
    name text primary key, cursor text, reading integer, under_way integer, full integer, began_at integer,
    read_at integer, failed_at integer, failure text);
create table if not exists state (name text primary key, value integer);
create table if not exists unreadable (kind text, key text, fact text, primary key (kind, key));
"""


class KeptFile:
    """One file; used by one writer at a time, read by any.

    Numbers begin at the time (µs) at which the file was made, so that a file that is removed and made anew never
    repeats one.

    Args:
        path: of the file; need not exist yet.

    Raises:
        StoreUnavailable: from every method, when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():  # when it was changed tells others whether there is something new
                path.touch(mode=0o600)
            self._file = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._file.execute("pragma journal_mode = wal")
            self._file.execute("pragma synchronous = full")
            self._file.executescript(_TABLES)
            if not self.rows("select 1 from state"):
                with self.writing():
                    self.count_from(0)
        except (OSError, sqlite3.Error) as problem:
            raise self._unavailable(problem) from problem

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def rows(self, statement: str, *parameters: object) -> list[Any]:
        """Return the rows of one statement."""
        try:
            return self._file.execute(statement, parameters).fetchall()
        except sqlite3.Error as problem:
            raise self._unavailable(problem) from problem

    def run(self, statement: str, *parameters: object) -> None:
        """Run one statement."""
        self.rows(statement, *parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep everything that is written within, or nothing of it."""
        self.run("begin immediate")
        try:
            yield
        except BaseException:
            if self._file.in_transaction:  # a full disk has ended it already
                self._file.execute("rollback")
            raise
        self.run("commit")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own to read with, row by row, whatever is written meanwhile."""
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as reader:
                yield reader
        except sqlite3.Error as problem:
            raise self._unavailable(problem) from problem

    def next_number(self) -> int:
        """Return the number of the next change."""
        number = self.state("number") + 1
        self.set_state("number", number)
        return number

    def count_from(self, number: int) -> None:
        """Let numbers go on behind ``number``; nothing before that can be told any more."""
        first = max(number + 1, time.time_ns() // 1000)
        for name in ("first", "settled", "number"):
            self.set_state(name, first)

    def state(self, name: str) -> int:
        """Return ``first`` or last ``number``, or up to which one all is ``settled`` with the log."""
        found = self.rows("select value from state where name = ?", name)
        return int(found[0][0]) if found else 0

    def set_state(self, name: str, value: int) -> None:
        """Note one of these numbers."""
        self.run("insert or replace into state values (?, ?)", name, value)

    def _unavailable(self, problem: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self.path} cannot be used: {problem}.",
            "It keeps what a source answered; nothing that was kept before is lost.",
            [
                "If the disk is full, make room; then run again:   headrace sync",
                "If the file is damaged, remove it: the next sync asks the tool again.",
            ],
        )


def remove(path: Path) -> None:
    """Remove a file with what stands beside it, if it is there."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
