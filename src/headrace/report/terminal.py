"""What a terminal shows: the same sentences, bars of blocks, plain lines in a pipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.sentences import check_headline, items_headline, map_headline, streams_headline

if TYPE_CHECKING:
    from headrace.report.view import CheckView, ItemsView, MapView, StreamsView


@dataclass(frozen=True, slots=True)
class Screen:
    """How to write: columns (60 to 200), ANSI colours or not, ASCII only or not."""

    width: int = 80
    colour: bool = False
    ascii_only: bool = False


def map_lines(view: MapView, screen: Screen) -> list[str]:
    """Return the map for a terminal, line by line."""
    return [map_headline(view).terminal(colour=screen.colour)]


def streams_lines(view: StreamsView, screen: Screen) -> list[str]:
    """Return the list of value streams, line by line."""
    return [streams_headline(view).terminal(colour=screen.colour)]


def items_lines(view: ItemsView, screen: Screen) -> list[str]:
    """Return a list of items, line by line."""
    return [items_headline(view).terminal(colour=screen.colour)]


def check_lines(view: CheckView, screen: Screen) -> list[str]:
    """Return what can and cannot be trusted, line by line."""
    return [check_headline(view).terminal(colour=screen.colour)]
