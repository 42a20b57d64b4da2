"""A table to read: the same data as a picture shows."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.links import Href


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``target`` is what it leads to, as the arguments of an ``Href``."""

    text: str
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head, rows and, where it adds up, a row of totals. ``numeric`` columns align right.

    A ``narrow`` one stands as one block per row where there is no room for its columns; a number at
    the head of its row says there what it counts.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    numeric: frozenset[int] = frozenset()
    narrow: bool = False

    def html(self, href: Href) -> str:
        """Return it as an HTML table with row heads."""
        head = "".join(
            f'<th scope="col"{self._aligned(at)}>{escape(each)}</th>' for at, each in enumerate(self.head)
        )
        body = "".join(self._row(row, href) for row in self.rows)
        foot = f"<tfoot>{self._row(self.totals, href)}</tfoot>" if self.totals else ""
        caption = f'<caption class="vh">{escape(self.caption)}</caption>'
        style = "plain blocks" if self.narrow else "plain"
        return f'<table class="{style}">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>'

    def _row(self, row: tuple[Cell, ...], href: Href) -> str:
        cells = []
        for at, cell in enumerate(row):
            words = escape(cell.text)
            address = href(*cell.target) if cell.target else None
            if address:
                words = f'<a href="{escape(address)}">{words}</a>'
            name = 'th scope="row"' if at == 0 else "td"
            labelled = self.narrow and cell.text and (at or 0 in self.numeric)
            label = f' data-label="{escape(self.head[at])}"' if labelled else ""
            cells.append(f"<{name}{self._aligned(at)}{label}>{words}</{name[:2]}>")
        return f"<tr>{''.join(cells)}</tr>"

    def _aligned(self, column: int) -> str:
        return ' class="r"' if column in self.numeric else ""
