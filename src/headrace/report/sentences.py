"""Which sentence a page says, by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline, Part

if TYPE_CHECKING:
    from headrace.report.view import CheckView, ItemsView, ItemView, MapView, StreamsView


def map_headline(view: MapView) -> Headline:
    """Return what the map says first."""
    return Headline("map", (Part(f"{view.n_finished} items finished."),))


def map_facts(view: MapView) -> tuple[str, ...]:
    """Return the facts under the headline: n, window, unit, range, what is in progress."""
    return (f"{view.n_finished} items finished",)


def items_headline(view: ItemsView) -> Headline:
    """Return what a list of items says first."""
    return Headline("items", (Part(f"{view.total} items."),))


def items_facts(view: ItemsView) -> tuple[str, ...]:
    """Return the facts under the items headline."""
    return (f"{view.total} items",)


def item_headline(view: ItemView) -> Headline:
    """Return what one item's page says first."""
    return Headline("item", (Part(view.strip.label or view.strip.key),))


def streams_headline(view: StreamsView) -> Headline:
    """Return what the start page says first."""
    return Headline("streams", (Part(f"{len(view.streams)} value streams."),))


def check_headline(view: CheckView) -> Headline:
    """Return what the data page says first."""
    return Headline("check", (Part(f"{len(view.sources)} sources."),))
