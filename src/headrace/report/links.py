"""Where a part of a picture or a word of a sentence leads: the surface decides, the report asks."""

from __future__ import annotations

from collections.abc import Callable

Href = Callable[[str, str], str | None]
"""``href(kind, key)`` gives the address of a part, or ``None`` when it leads nowhere on this surface.

Kinds and keys: ``wall`` (stage slug waited for), ``block`` (stage slug),
``blocked`` (stage slug), ``return`` (``from~to``),
``item`` (the item's id), ``items`` (a selection as in :class:`~headrace.report.view.ItemsView`),
``handoff`` (``from~to``, and perhaps ``~attribute~value``),
``stream`` (stream id), ``page`` (a page of the stream, such as ``flow``), ``data`` (an anchor on the data page).
"""


def nowhere(kind: str, key: str) -> str | None:  # noqa: ARG001 - the shape of every Href
    """Lead nowhere: for files and other surfaces without pages behind them."""
    return None
