"""The map drawn top to bottom, for narrow screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.view import MapView


def vertical(view: MapView, href: Href, *, width: int = 358, prefix: str = "map-s") -> str:
    """Return the vertical map as an ``<svg>`` element; ``prefix`` begins every id in it."""
    return f'<svg id="{prefix}" width="{width}"><title>{view.name}{href("", "") or ""}</title></svg>'
