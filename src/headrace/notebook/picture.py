"""A drawing for notebooks, with its colours in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from headrace.report.drawing.stylesheet import standalone

WIDTH = 1180
"""How wide a page's main picture is drawn."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing that any viewer shows: its colours are in it."""

    svg: str

    def save(self, path: str | Path) -> None:
        """Write it as an SVG file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def __repr__(self) -> str:
        return f"a picture, {len(self.svg):,} characters of SVG"

    def _repr_svg_(self) -> str:
        return self.svg


def picture(svg: str) -> Picture:
    """Return what a page draws as a picture that needs no page."""
    named = svg.replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="Inter, sans-serif" ', 1
    )
    return Picture(standalone(named))
