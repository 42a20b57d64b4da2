"""What was told about one thing: every message by itself, as it came, and put together when it is read.

A message is a row and never changes; one that is taken back gets a second row, without a body. So the n-th
message costs what the first one did, and what was told up to any change can be said again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.kept import Message
from headrace.connectors.ground.packing import pack, unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from headrace.connectors.ground.kept_file import KeptFile
    from headrace.connectors.ground.receiving import Part

_HEARD = (
    "insert into document values (?, ?, ?, null, null, ?, 1, 0) on conflict (kind, key) do update "
    "set scope = excluded.scope, number = excluded.number, body = null, before = null, gone = 0"
)
_LEFT = (
    "update document set number = ?, gone = not exists (select 1 from message m where m.kind = document.kind "
    "and m.key = document.key and m.body is not null and not exists (select 1 from message later "
    "where later.kind = m.kind and later.key = m.key and later.name = m.name and later.number > m.number)) "
    "where kind = ? and key = ?"
)
"""It is gone when none of its messages is left."""
_ROW = "insert into message values (?, ?, ?, ?, ?, ?)"


def receive(file: KeptFile, scope: str, at: int, parts: Sequence[Part]) -> int:
    """Keep messages that are not there yet; return how many that were. Within a writing of the file.

    Args:
        at: when they came, µs UTC.
    """
    new = 0
    for part in parts:
        _split(file, part.kind, part.key)
        if _newest(file, part.kind, part.key, part.name) is not None:
            continue
        file.run("delete from unreadable where kind = ? and key = ?", part.kind, part.key)
        number = file.next_number()
        file.run(_HEARD, part.kind, part.key, scope, number)
        file.run(_ROW, part.kind, part.key, part.name, number, at, pack(part.body))
        new += 1
    return new


def take_back(file: KeptFile, at: int, messages: Iterable[Message]) -> int:
    """Take messages back; return how many were there. Within a writing of the file.

    Args:
        at: when they are taken back, µs UTC.
    """
    done = 0
    for one in messages:
        _split(file, one.kind, one.key)
        if _newest(file, one.kind, one.key, one.name) is None:
            continue
        number = file.next_number()
        file.run(_ROW, one.kind, one.key, one.name, number, at, None)
        file.run(_LEFT, number, one.kind, one.key)
        done += 1
    return done


def put_together(reader: sqlite3.Connection, kind: str, key: str, number: int = 0) -> tuple[Any, Any]:
    """Return the body of a document of messages, ``{"parts": {name: body}}``: as it was at a number, and as it is.

    ``None`` where there are no messages.
    """
    parts: dict[str, Any] = {}
    before: dict[str, Any] | None = None
    asked = "select name, number, body from message where kind = ? and key = ? order by number, name"
    for name, nth, body in reader.execute(asked, (kind, key)):
        if before is None and nth > number:
            before = dict(parts)
        if body is None:
            parts.pop(name, None)
        else:
            parts[name] = unpack(body)
    before = parts if before is None else before
    return {"parts": before} if before else None, {"parts": parts} if parts else None


def messages(file: KeptFile) -> Iterator[Message]:
    """Yield every message that was ever told, also those that were taken back, by what they are about."""
    for kind, key, body in file.rows("select kind, key, body from document order by kind, key"):
        if body is None:
            yield from _messages(_rows(file, kind, key))
            continue
        for name, told in unpack(body).get("parts", {}).items():
            yield Message(kind, key, name, told, None, None)


def _rows(file: KeptFile, kind: str, key: str) -> list[Any]:
    return file.rows(
        "select kind, key, name, at, body from message where kind = ? and key = ? order by number, name",
        kind, key,
    )  # fmt: skip


def _messages(rows: Iterable[Any]) -> Iterator[Message]:
    found: dict[str, Message] = {}
    for kind, key, name, at, body in rows:
        if body is None:
            before = found[name]
            found[name] = Message(kind, key, name, before.body, before.at, at)
        else:
            found[name] = Message(kind, key, name, unpack(body), at, None)
    yield from found.values()


def _newest(file: KeptFile, kind: str, key: str, name: str) -> bytes | None:
    found = file.rows(
        "select body from message where kind = ? and key = ? and name = ? order by number desc limit 1",
        kind, key, name,
    )  # fmt: skip
    return found[0][0] if found else None


def _split(file: KeptFile, kind: str, key: str) -> None:
    """Turn a document that holds all its messages, as they were kept once, into one row per message."""
    known = file.rows(
        "select body, before, number from document where kind = ? and key = ? and body is not null", kind, key
    )
    if not known:
        return
    body, before, changed = known[0]
    settled = set(unpack(before).get("parts", ())) if before is not None else set()
    for name, told in unpack(body).get("parts", {}).items():
        number = file.state("settled") if name in settled else changed
        file.run(_ROW, kind, key, name, number, None, pack(told))
    file.run("update document set body = null, before = null where kind = ? and key = ?", kind, key)
