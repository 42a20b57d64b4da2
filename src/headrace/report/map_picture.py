"""The map drawn left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.view import MapView


def horizontal(view: MapView, href: Href, *, width: int = 1344, prefix: str = "map") -> str:
    """Return the horizontal map as an ``<svg>`` element; ``prefix`` begins every id in it."""
    return f'<svg id="{prefix}" width="{width}"><title>{view.name}{href("", "") or ""}</title></svg>'
