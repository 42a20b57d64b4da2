"""Lists that come in pages, read so that nothing is missed when they change in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from headrace.connectors.ground.http_client import Client

Stamp = TypeVar("Stamp", bound=Any)
Place = TypeVar("Place")


def by_link(client: Client, path: str, **params: Any) -> Iterator[list[Any]]:
    """Yield the pages of a list whose answers link the next page (RFC 8288)."""
    answer = client.get(path, params)
    while True:
        yield list(answer.body or [])
        if answer.next is None:
            return
        answer = client.get(answer.next)


def by_change(
    ask: Callable[[Stamp, Place | None], tuple[list[Any], Place | None]],
    since: Stamp,
    stamp: Callable[[Any], Stamp],
) -> Iterator[list[Any]]:
    """Yield the pages of a list that is ordered by the time of the last change, oldest first.

    What changes while the list is read moves to its end, and everything behind it moves up by one: whoever
    counts on by pages misses one. So every page is asked for anew from the last stamp that was seen. Only
    where a whole page has one stamp, its next pages are asked for, and again until as many entries of that
    stamp are there as the time before: as long as none leaves them, none can be missed.

    Args:
        ask: returns a page of everything changed at or after a stamp, from a place in that list on (``None``:
            its beginning), and the place of the next page (``None``: there is none).
        since: the first stamp.
        stamp: returns the stamp of an entry.
    """
    while True:
        before = -1
        while True:
            beyond, pages, found = yield from _of_stamp(ask, since, stamp)
            if pages == 1 or found == before:
                break
            before = found
        if beyond is None:
            return
        since = beyond


def _of_stamp(
    ask: Callable[[Stamp, Place | None], tuple[list[Any], Place | None]],
    since: Stamp,
    stamp: Callable[[Any], Stamp],
) -> Generator[list[Any], None, tuple[Stamp | None, int, int]]:
    """Yield pages until one goes beyond a stamp; return that (``None``: the end), the pages, and what has the stamp."""
    place: Place | None = None
    pages = found = 0
    while True:
        entries, place = ask(since, place)
        yield entries
        pages += 1
        found += sum(stamp(entry) == since for entry in entries)
        if place is None or not entries:
            return None, pages, found
        last = stamp(entries[-1])
        if last > since:
            return last, pages, found
