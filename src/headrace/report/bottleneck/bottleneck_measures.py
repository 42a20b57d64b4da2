"""The evidence about bottlenecks as tables: what speaks for each place, and what comes and goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.bottleneck.bottleneck_sentences import place_words, reading_words
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import decimal, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.bottleneck.bottleneck_view import BottleneckView, Likely, PlaceLine

MISSING = "–"
MOST_ROWS = 20
"""Places shown in a table, those with most days waited first."""

_EVIDENCE = ("days", "reading", "passes", "at_limit", "room", "empty", "fills", "together", "longest")
_PATHS = ("days", "waiting", "came", "went", "each")


def evidence_table(view: BottleneckView) -> Table:
    """Return every place with its kinds of evidence, each with its range."""
    shown = [each for each in _EVIDENCE if each != "together" or view.outcomes_told]
    head = (text("bottleneck.head.place"), *(text(f"bottleneck.head.{name}") for name in shown))
    rows = tuple(
        (
            Cell(place_words(each), ("handoff", each.key)),
            *(Cell(_evidence(view, each, name)) for name in shown),
        )
        for each in view.places[:MOST_ROWS]
    )
    caption = text("bottleneck.caption", {"name": view.name})
    numeric = frozenset(at for at in range(1, len(head)) if at != 2)
    return Table(caption, head, rows, numeric=numeric, narrow=True)


def paths_table(view: BottleneckView) -> Table:
    """Return what waits at every place, what comes and what leaves: L = Θ · w' in each row."""
    head = (text("bottleneck.head.place"), *(text(f"bottleneck.head.{name}") for name in _PATHS))
    rows = tuple(
        (
            Cell(place_words(each), ("handoff", each.key)),
            Cell(scale_for(1.0).exact(each.days)),
            Cell(decimal(each.waiting)),
            Cell(decimal(each.came)),
            Cell(decimal(each.went)),
            Cell(MISSING if each.each is None else scale_for(each.each).words(each.each)),
        )
        for each in view.places[:MOST_ROWS]
    )
    caption = text("bottleneck.caption.paths", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset(range(1, len(head))), narrow=True)


def _evidence(view: BottleneckView, line: PlaceLine, name: str) -> str:
    if name == "days":
        return scale_for(1.0).exact(line.days)
    if name == "reading":
        return reading_words(view, line)
    if name == "longest":
        return percent(line.longest)
    return likely_words(getattr(line, name))


def likely_words(found: Likely | None) -> str:
    """Return a share with its range; what may go below nothing or above all is written so."""
    if found is None:
        return MISSING
    value, low, high = (_share(each) for each in (found.value, found.low, found.high))
    return text("bottleneck.range", {"value": value, "low": low, "high": high})


def _share(share: float) -> str:
    return percent(share) if share >= 0 else f"−{percent(-share)}"
