"""``/s/<stream>/map``: how does work actually flow here, across functions?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.maps import files, map_figure, map_sentences, map_table, spreadsheet
from headrace.report.view import MapView
from headrace.web.answers import Answers, about
from headrace.web.place import DETAILS, Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import attachment, dated, refuse_unknown

router = APIRouter(include_in_schema=False)

FORMATS = (
    ("pdf", "PDF, one page"),
    ("svg", "Picture, SVG"),
    ("png", "Picture, PNG"),
    ("html", "Page that can be sent, HTML"),
    ("csv", "Table, CSV"),
    ("json", "Data, JSON"),
)


@router.get("/s/{stream}")
def to_map(stream: str) -> RedirectResponse:
    """Lead a stream's own address to its map."""
    return RedirectResponse(Place(stream).map(), status_code=307)


@router.get("/s/{stream}/map", response_class=HTMLResponse)
def map_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show the current-state map."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: how work flows",
        f"How does work actually flow in {view.name}, across functions?",
        map_sentences.map_headline(view),
        here,
        "map",
        view,
    )
    values = controls(view, here, window, "map") | {
        "facts": without_banner(map_sentences.map_facts(view)),
        "figure": drawn(map_figure.figure(view, links)),
        "few": view.n_finished < map_sentences.MAP_FROM,
        "whole": here.with_window("all").map(),
        "table": drawn(map_table.map_table(view).html(links)),
        "details": DETAILS,
        "formats": [(name, here.map_file(suffix)) for suffix, name in FORMATS],
    }
    return page("map.html", head, values)


@router.get("/s/{stream}/map.{suffix}")
def map_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the map as a file, to be kept rather than opened: its styles are its own."""
    refuse_unknown(request, suffix, "The map does not come", FORMATS)
    view = read(asked, place)
    return attachment(_content(view, suffix), dated(view, "map", suffix), suffix)


def read(asked: Answers, place: Place) -> MapView:
    """Return the map at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.map(
            place.stream,
            window=place.asked_window,
            kind=place.kind or None,
            detail=place.detail or "stages",
        )


def _content(view: MapView, suffix: str) -> bytes:
    if suffix == "csv":
        return spreadsheet.of_map(view)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"map.{suffix}"
        files.write_map(view, path)
        return path.read_bytes()
