"""What waits go with as tables: all together, each hand-off beside the others, and each for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.table import Cell, Table
from headrace.report.waiting.waiting_sentences import days_words, how_words, name_words, place_words
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.waiting.waiting_view import WaitingView, WaitPart, WaitPlace

MISSING = "–"
MOST_ROWS = 20
"""Hand-offs shown in a table, those with most days waited first."""


def parts_table(view: WaitingView) -> Table:
    """Return what all waiting goes with, each part with how it is known."""
    heads = ("part", "days", "share", "likely", "waits", "items", "how")
    head = tuple(text(f"waiting.head.{name}") for name in heads)
    rows = tuple(
        (Cell(name_words(each)), *_amounts(each), Cell(how_words(each)))
        for each in view.parts
        if each.days or each.untold
    )
    caption = text("waiting.caption.parts", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({1, 2, 4, 5}), narrow=True)


def places_table(view: WaitingView) -> Table:
    """Return the days waited at each hand-off, and what of them goes with what."""
    causes = [at for at, part in enumerate(view.parts) if part.days]
    head = (
        text("waiting.head.place"),
        text("waiting.head.days"),
        *(name_words(view.parts[at]) for at in causes),
    )
    rows = tuple(
        (
            Cell(place_words(place), ("handoff", place.key)),
            Cell(days_words(place.days)),
            *(Cell(share_words(place.parts[at])) for at in causes),
        )
        for place in view.places[:MOST_ROWS]
    )
    caption = text("waiting.caption", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset(range(1, len(head))), narrow=True)


def place_table(view: WaitingView, place: WaitPlace) -> Table:
    """Return the parts of one hand-off, each with how it is known and the items that it is longest for."""
    heads = ("part", "days", "share", "likely", "waits", "items", "how", "longest")
    head = tuple(text(f"waiting.head.{name}") for name in heads)
    rows = tuple(
        (
            Cell(name_words(each)),
            *_amounts(each),
            Cell(how_words(each, place)),
            _longest(each),
        )
        for each in place.parts
        if each.days or each.untold
    )
    caption = text("waiting.caption", {"name": f"{view.name}, {place_words(place)}"})
    return Table(caption, head, rows, numeric=frozenset({1, 2, 4, 5}), narrow=True)


def share_words(part: WaitPart) -> str:
    """Return a part's share of the days waited; a dash where it cannot be told."""
    return MISSING if part.share is None else percent(part.share)


def likely_words(part: WaitPart) -> str:
    """Return the 95 % range of a share; ``""`` where there are too few items."""
    if part.low is None or part.high is None:
        return ""
    return text("waiting.likely", {"low": percent(part.low), "high": percent(part.high)})


def _amounts(part: WaitPart) -> tuple[Cell, ...]:
    if part.days is None:
        return (Cell(text("waiting.cannot")), *[Cell("")] * 4)
    return (
        Cell(days_words(part.days)),
        Cell(share_words(part)),
        Cell(likely_words(part)),
        Cell(grouped(part.waits)),
        Cell(grouped(part.items)),
    )


def _longest(part: WaitPart) -> Cell:
    """Return the item that a part is longest for."""
    if not part.longest:
        return Cell("")
    first = part.longest[0]
    days = scale_for(first.days).words(first.days)
    return Cell(text("waiting.item", {"key": first.key, "days": days}), ("item", first.item_id))
