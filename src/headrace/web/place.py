"""Where the reader is: the stream, window, kind of work and detail that the URL carries from page to page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from headrace.errors import BadRequest
from headrace.report import window as windows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.report.view import Latest, Window

ORDERS = {
    "slowest": "longest first",
    "ageing": "in progress first",
    "oldest": "oldest first",
    "newest": "newest first",
}
DETAILS = {"stages": "Stages", "functions": "Functions only"}


@dataclass(frozen=True, slots=True)
class Place:
    """One page's filters as they stand in the URL; an empty string is the default and is left out of it.

    ``at`` says which items are listed, as in :class:`~headrace.report.view.ItemsView`.
    """

    stream: str
    window: str = ""
    kind: str = ""
    detail: str = ""
    at: str = ""
    sort: str = ""

    @property
    def asked_window(self) -> Window | Latest | None:
        """Return the window asked for, ``None`` for the default. Raises ``BadRequest`` when it is none."""
        return windows.parse(self.window) if self.window else None

    def check(self) -> Place:
        """Return itself. Raises ``BadRequest`` when the detail or the order is not one that there is."""
        _among("detail", self.detail, DETAILS)
        _among("sort", self.sort, ORDERS)
        return self

    def map(self) -> str:
        """Return the address of the map."""
        return self._stream("map", window=self.window, kind=self.kind, detail=self.detail)

    def map_file(self, suffix: str) -> str:
        """Return the address of the map as a file, such as ``svg``."""
        return self._stream(f"map.{suffix}", window=self.window, kind=self.kind, detail=self.detail)

    def page(self, name: str, **query: str) -> str:
        """Return the address of one of the stream's pages, such as ``profile``, or of its file ``profile.csv``.

        ``query`` holds what that page asks for beyond window and kind of work; what is empty is left out.
        """
        return self._stream(name, window=self.window, kind=self.kind, **query)

    def forecast(self, *, item: str = "") -> str:
        """Return the address of the forecast page; ``item`` when one is asked about."""
        return self._stream("forecast", window=self.window, kind=self.kind, item=item)

    def forecast_file(self, suffix: str, items: str = "", by: str = "", item: str = "") -> str:
        """Return the address of the forecast's answers as a file, such as ``csv``."""
        return self._stream(f"forecast.{suffix}", kind=self.kind, items=items, by=by, item=item)

    def items(self, at: str = "", *, page: int = 1, form: str = "") -> str:
        """Return the address of a list of items: ``at`` as in ``ItemsView.selection``, all by default."""
        return self._stream(
            "items",
            at=at,
            window=self.window,
            kind=self.kind,
            sort=self.sort,
            page=str(page) if page > 1 else "",
            format=form,
        )

    def item(self, item_id: str) -> str:
        """Return the address of one item."""
        return self._stream(
            f"items/{quote(item_id, safe=':')}", window=self.window, kind=self.kind, at=self.at
        )

    def steps(self) -> str:
        """Return the address that a step is sent to."""
        return self._stream("steps", window=self.window, kind=self.kind, at=self.at)

    def take_back(self) -> str:
        """Return the address that a step to be taken back is sent to."""
        return self._stream("steps/take-back", window=self.window, kind=self.kind, at=self.at)

    def data(self) -> str:
        """Return the address of the data page, about this stream."""
        return address("/data", stream=self.stream)

    def with_window(self, window: str) -> Place:
        """Return the same place with another window."""
        return replace(self, window=window)

    def _stream(self, name: str, **query: str) -> str:
        return address(f"/s/{quote(self.stream, safe='')}/{name}", **query)


class Links:
    """An ``Href`` for the report: leads every part of a picture to its items.

    Args:
        place: where the reader is.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    def __call__(self, kind: str, key: str) -> str | None:
        """Return the address for a kind of part and its key, ``None`` when it leads nowhere."""
        selections = {
            "wall": f"wait:{key}",
            "block": f"work:{key}",
            "blocked": f"blocked:{key}",
            "return": f"return:{key}",
            "items": key,
            "handoff": f"handoff:{key}",
        }
        if kind in selections:
            return self.place.items(selections[kind])
        if kind == "item":
            return self.place.item(key)
        if kind == "page":
            return self.place.page(key)
        if kind == "stream":
            return Place(key, window=self.place.window).map()
        if kind == "data":
            address = self.place.data() if self.place.stream else "/data"
            return f"{address}#{quote(key)}" if key else address
        return None


def _among(name: str, value: str, allowed: Iterable[str]) -> None:
    names = list(allowed)
    if value and value not in names:
        raise BadRequest(
            f'{name}="{value}" is not one that there is.',
            "Nothing was looked up.",
            [f"{name}={a}" for a in names],
        )


def address(path: str, **query: str) -> str:
    """Return ``path`` with the query's names that have a value."""
    kept = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(kept, safe=':~.', quote_via=quote)}" if kept else path
