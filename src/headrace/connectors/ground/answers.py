"""What a tool answered, kept as it came: one SQLite file per source.

A page and the cursor behind it are kept in one transaction, so that a reading that is killed goes on where it
was and nothing is lost or read twice. Every document that is new, changed or gone gets the next *number*; the
event log remembers up to which number it has taken documents in. Of a changed document the text before is kept
until then, so that what it no longer says can be taken back. A document that is put together from messages
(:mod:`.told`) has no text of its own: its messages say what it was at any number.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from headrace.connectors.ground import told
from headrace.connectors.ground.clearing import deleted
from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.kept import Change, ScopeState
from headrace.connectors.ground.kept_file import KeptFile
from headrace.connectors.ground.packing import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from headrace.connectors.ground.clearing import Place
    from headrace.connectors.ground.contract import Cursor, Named, Page
    from headrace.connectors.ground.kept import Message
    from headrace.connectors.ground.receiving import Part

    PlaceOf = Callable[[Document], Place | None]

_UNDERSTOOD = "delete from unreadable where kind = ? and key = ?"
"""What is changed or gone is tried anew when the log takes it in."""


class Answers:
    """The kept answers of one source; used by one collector at a time, read by any.

    Args:
        path: of the file; need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._file = KeptFile(path)
        self.read = 0
        """How many documents the reading that was begun last has answered with; again with one counts once."""

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def begin(self, scope: str, at: int, *, full: bool) -> Cursor:
        """Begin or go on with the reading of a scope; return from where.

        Args:
            at: now, µs UTC.
            full: read it all again, unless just that is under way already.
        """
        self.read = 0
        self._file.run("delete from seen")
        with self._file.writing():
            known = self._file.rows(
                "select cursor, reading, under_way, full from scope where name = ?", scope
            )
            if not known:
                self._file.run("insert into scope values (?, '{}', 1, 1, 1, ?, null, null, null)", scope, at)
                return {}
            cursor, _, under_way, is_full = known[0]
            if full and not (under_way and is_full):
                self._file.run(
                    "update scope set cursor = '{}', reading = reading + 1, under_way = 1, full = 1, began_at = ? "
                    "where name = ?", at, scope,
                )  # fmt: skip
                return {}
            if not under_way:
                self._file.run(
                    "update scope set under_way = 1, full = 0, began_at = ? where name = ?", at, scope
                )
            found: Cursor = json.loads(cursor)
            return found

    def keep(self, scope: str, page: Page) -> int:
        """Keep a page and its cursor at once; return how many of its documents are new or changed."""
        packed = [(d.kind, d.key, pack(d.body)) for d in page.documents]
        with self._file.writing():
            ((reading,),) = self._file.rows("select reading from scope where name = ?", scope)
            changed = sum(self._keep_one(scope, reading, *each) for each in packed)
            seen = sum(self._see(kind, key) for kind, key, _ in packed)
            for kind, key in page.gone:
                self._let_go(kind, key)
            self._file.run("update scope set cursor = ? where name = ?", json.dumps(page.cursor), scope)
        self.read += seen
        return changed

    def receive(self, scope: str, at: int, parts: Sequence[Part]) -> int:
        """Keep messages as parts of their documents; return how many were new. Durable when it returns.

        Args:
            at: now, µs UTC.
        """
        with self._file.writing():
            self._file.run(
                "insert into scope values (?, '{}', 1, 0, 0, ?, ?, null, null) on conflict (name) do update "
                "set read_at = excluded.read_at", scope, at, at,
            )  # fmt: skip
            return told.receive(self._file, scope, at, parts)

    def take_back(self, at: int, messages: Iterable[Message]) -> int:
        """Take messages back; return how many were there. They stay in the file and count no more.

        Args:
            at: now, µs UTC.
        """
        with self._file.writing():
            return told.take_back(self._file, at, messages)

    def messages(self) -> Iterator[Message]:
        """Return every message that was ever received, also those that were taken back."""
        return told.messages(self._file)

    def finish(self, scope: str, at: int, place: PlaceOf = lambda _document: None) -> int:
        """Note that a scope was read to its end; return how many documents a full reading found to be deleted.

        Args:
            at: now, µs UTC.
            place: where a document stands among those that its tool clears away; these are kept.
        """
        with self._file.writing():
            ((reading, full),) = self._file.rows("select reading, full from scope where name = ?", scope)
            gone: list[Named] = []
            if full:
                gone = self._deleted(scope, reading, place)
            for kind, key in gone:
                self._let_go(kind, key)
            self._file.run(
                "update scope set under_way = 0, full = 0, read_at = ?, failed_at = null, failure = null "
                "where name = ?", at, scope,
            )  # fmt: skip
        return len(gone)

    def _deleted(self, scope: str, reading: int, place: PlaceOf) -> list[Named]:
        """Return what a full reading did not find and its tool has not cleared away."""
        asked = "select kind, key, body from document where scope = ? and not gone and body is not null and reading "
        missing = [
            ((kind, key), place(Document(kind, key, unpack(body))))
            for kind, key, body in self._file.rows(asked + "< ?", scope, reading)
        ]
        if not any(found for _, found in missing):
            return [named for named, _ in missing]
        with self._file.reading() as reader:
            found = reader.execute(asked + ">= ?", (scope, reading))
            return deleted(missing, (place(Document(kind, key, unpack(body))) for kind, key, body in found))

    def fail(self, scope: str, at: int, failure: str) -> None:
        """Note that a scope could not be read to its end; what was kept stays, and so does the cursor."""
        with self._file.writing():
            self._file.run(
                "insert into scope values (?, '{}', 1, 1, 1, ?, null, ?, ?) on conflict (name) do update "
                "set failed_at = excluded.failed_at, failure = excluded.failure", scope, at, at, failure,
            )  # fmt: skip

    def absent(self, scope: str, present: Iterable[Sequence[Named]]) -> int:
        """Let go what a scope does not have any more; return how many documents that were."""
        self._file.run("delete from present")
        for some in present:
            with self._file.writing():
                for named in some:
                    self._file.run("insert or ignore into present values (?, ?)", *named)
        with self._file.writing():
            missing = self._file.rows(
                "select kind, key from document where scope = ? and not gone and kind in (select kind from present) "
                "and (kind, key) not in (select kind, key from present)", scope,
            )  # fmt: skip
            for kind, key in missing:
                self._let_go(kind, key)
        return len(missing)

    def holds(self, scope: str) -> bool:
        """Return whether anything of a scope is kept."""
        return bool(self._file.rows("select 1 from document where scope = ? and not gone limit 1", scope))

    def counts(self, scope: str) -> dict[str, int]:
        """Return how many documents of each kind a scope has; a kind of which there are none is left out."""
        asked = "select kind, count(*) from document where scope = ? and not gone group by kind"
        return dict(self._file.rows(asked, scope))

    def forget_scope(self, name: str) -> int:
        """Let go the documents of a scope that is no longer asked for; return how many documents that were."""
        with self._file.writing():
            dropped = self._file.rows("select kind, key from document where not gone and scope = ?", name)
            for kind, key in dropped:
                self._let_go(kind, key)
            self._file.run("delete from scope where name = ?", name)
        return len(dropped)

    def scopes(self) -> list[ScopeState]:
        """Return how far each scope is, by name."""
        found = self._file.rows(
            "select s.name, (select count(*) from document d where d.scope = s.name and not d.gone), s.read_at, "
            "s.under_way, s.failed_at, s.failure from scope s order by s.name"
        )
        return [
            ScopeState(name, count, read, bool(under), failed, why)
            for name, count, read, under, failed, why in found
        ]

    @property
    def empty(self) -> bool:
        """Whether nothing was ever kept."""
        return self._file.state("number") == self._file.state("first") and not self._file.rows(
            "select 1 from document limit 1"
        )

    def last_number(self) -> int:
        """Return the highest number given to a change."""
        return self._file.state("number")

    def follow(self, number: int) -> bool:
        """Note that the log has everything up to ``number``; return whether this file gave that number.

        Where the log has what was never kept here (this file was restored from an older copy, or is a new one),
        numbers go on behind that, and the log will take in everything.
        """
        if number > self.last_number():
            with self._file.writing():
                self._file.count_from(number)
        self.taken_in(number)
        return number >= self._file.state("first")

    def taken_in(self, number: int) -> None:
        """Note that the log has everything up to ``number``: texts from before are not needed any more."""
        if number <= self._file.state("settled"):
            return
        with self._file.writing():
            self._file.run("delete from document where gone and body is not null and number <= ?", number)
            self._file.run(
                "update document set before = null where before is not null and number <= ?", number
            )
            self._file.set_state("settled", max(number, self._file.state("settled")))

    def since(self, number: int) -> Iterator[Change] | None:
        """Return what has changed since the log took in ``number``.

        ``None`` when that cannot be told any more, because the log is older than what was settled with it.
        """
        if number < self._file.state("settled") or number > self.last_number():
            return None
        return self._changes(number)

    def _changes(self, number: int) -> Iterator[Change]:
        asked = "select kind, key, body, before, gone from document where number > ? order by number"
        with self._file.reading() as reader:
            for kind, key, body, before, gone in reader.execute(asked, (number,)):
                if body is None:
                    then, now = told.put_together(reader, kind, key, number)
                    yield Change(kind, key, None if gone else now, then)
                    continue
                then = unpack(before) if before is not None else None
                yield Change(kind, key, None if gone else unpack(body), then)

    def documents(self) -> Iterator[Document]:
        """Return every document that is there, by kind and key."""
        with self._file.reading() as reader:
            for kind, key, body in reader.execute("select kind, key, body from document where not gone"):
                whole = told.put_together(reader, kind, key)[1] if body is None else unpack(body)
                if whole is not None:
                    yield Document(kind, key, whole)

    def count(self) -> int:
        """Return how many documents are there."""
        return int(self._file.rows("select count(*) from document where not gone")[0][0])

    def note_unreadable(self, facts: dict[Named, str], *, afresh: bool) -> None:
        """Keep which documents could not be understood, with one sentence each; ``afresh``: and no others."""
        with self._file.writing():
            if afresh:
                self._file.run("delete from unreadable")
            for named, fact in facts.items():
                self._file.run("insert or replace into unreadable values (?, ?, ?)", *named, fact)

    def unreadable(self) -> list[str]:
        """Return what is said about documents that could not be understood."""
        return [fact for (fact,) in self._file.rows("select fact from unreadable order by kind, key")]

    def _keep_one(self, scope: str, reading: int, kind: str, key: str, body: bytes) -> bool:
        known = self._file.rows("select body, gone from document where kind = ? and key = ?", kind, key)
        if known and known[0][0] == body and not known[0][1]:
            self._file.run(
                "update document set scope = ?, reading = ? where kind = ? and key = ?", scope, reading, kind, key
            )  # fmt: skip
            return False
        number = self._file.next_number()
        if not known:
            self._file.run(
                "insert into document values (?, ?, ?, ?, null, ?, ?, 0)", kind, key, scope, body, number, reading
            )  # fmt: skip
            return True
        self._file.run(_UNDERSTOOD, kind, key)
        self._file.run(
            "update document set before = case when number <= ? and not gone then body else before end, body = ?, "
            "scope = ?, number = ?, reading = ?, gone = 0 where kind = ? and key = ?",
            self._file.state("settled"), body, scope, number, reading, kind, key,
        )  # fmt: skip
        return True

    def _see(self, kind: str, key: str) -> int:
        self._file.run("insert or ignore into seen values (?, ?)", kind, key)
        return int(self._file.rows("select changes()")[0][0])

    def _let_go(self, kind: str, key: str) -> None:
        self._file.run(_UNDERSTOOD, kind, key)
        self._file.run(
            "update document set before = case when number <= ? then body else before end, number = ?, gone = 1 "
            "where kind = ? and key = ? and not gone", self._file.state("settled"), self._file.next_number(), kind, key,
        )  # fmt: skip
