"""Lists that come in pages, read so that nothing is missed when they change in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    counts on by pages misses one. So every page is asked for anew from the last stamp that was seen; only
    where a whole page has one stamp, its next page is asked for.

    Args:
        ask: returns a page of everything changed at or after a stamp, from a place in that list on (``None``:
            its beginning), and the place of the next page (``None``: there is none).
        since: the first stamp.
        stamp: returns the stamp of an entry.
    """
    place: Place | None = None
    while True:
        entries, following = ask(since, place)
        yield entries
        if following is None or not entries:
            return
        last = stamp(entries[-1])
        if last > since:
            since, place = last, None
        else:
            place = following
