"""The map as a file: svg, png, pdf, html, json; written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING

from headrace.errors import BadRequest
from headrace.report.drawing import stylesheet
from headrace.report.maps.paper import paper
from headrace.report.maps.record import map_record
from headrace.report.maps.static_page import static_page

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.view import MapView

SUFFIXES = (".svg", ".png", ".pdf", ".html", ".json")
_PIXELS = 2  # to one of the drawing's, so that it is sharp on paper and on dense screens


def write_map(view: MapView, path: Path) -> None:
    """Write the map to ``path``, whole or not at all; the suffix says as what.

    Raises:
        BadRequest: the suffix is unknown, or the folder cannot be written to.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadRequest(
            f'{path.name}: a map cannot be written as "{path.suffix or "a file without a suffix"}".',
            "Nothing was written.",
            [f"Choose one of {' '.join(SUFFIXES)}, as in:   --output {path.stem or 'map'}.svg"],
        )
    content = _content(view, suffix)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as problem:
        unfinished.unlink(missing_ok=True)
        reason = problem.strerror or str(problem)
        raise BadRequest(
            f"{path} cannot be written: {reason}.",
            "Nothing was written.",
            ["Choose a folder that exists and that you may write to."],
        ) from problem


def _content(view: MapView, suffix: str) -> bytes:
    if suffix == ".json":
        text = json.dumps(map_record(view), ensure_ascii=False, indent=2, allow_nan=False)
        return (text + "\n").encode()
    if suffix == ".html":
        return static_page(view).encode()
    if suffix == ".svg":
        return paper(view, fonts=True).encode()
    return _rendered(view, suffix)


def _rendered(view: MapView, suffix: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - a whole renderer, needed for two of the five only

    vl_convert.register_font_directory(str(stylesheet.FONTS))
    if suffix == ".png":
        png: bytes = vl_convert.svg_to_png(paper(view, fonts=False), scale=_PIXELS)
        return png
    pdf: bytes = vl_convert.svg_to_pdf(paper(view, fonts=False, a4=True))
    return pdf
