"""``/s/<stream>/map``: how does work actually flow here, across functions?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report import files, map_figure, phrases, sentences, spreadsheet, table
from headrace.report import window as windows
from headrace.report.view import MapView
from headrace.web.answers import Answers, NotFound, about
from headrace.web.place import DETAILS, Links, Place
from headrace.web.render import drawn, frame, page, stream_tabs
from headrace.web.routes.asking import OTHER, Asked, Here, settled

router = APIRouter(include_in_schema=False)

_MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
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
    head = frame(
        f"{view.name}: how work flows",
        f"How does work actually flow in {view.name}, across functions?",
        sentences.map_headline(view),
        stream_tabs(here, "map"),
        links,
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    values = {
        "view": view,
        "place": here,
        "facts": without_banner(sentences.map_facts(view)),
        "figure": drawn(map_figure.figure(view, links)),
        "few": view.n_finished < sentences.MAP_FROM,
        "whole": here.with_window("all").map(),
        "table": drawn(table.map_table(view).html(links)),
        "presets": windows.presets(view.data_to, view.window, named=bool(here.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "details": DETAILS,
        "formats": [(name, here.map_file(suffix)) for suffix, name in FORMATS],
    }
    return page("map.html", head, values)


@router.get("/s/{stream}/map.{suffix}")
def map_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the map as a file, to be kept rather than opened: its styles are its own."""
    if suffix not in _MEDIA:
        raise NotFound(
            f'The map does not come as "{suffix}".',
            "",
            [request.url.path.rpartition(".")[0] + f".{s}" for s in _MEDIA],
        )
    view = read(asked, place)
    name = f"{view.stream}-map-{windows.first_day(view.window)}-{windows.last_day(view.window)}.{suffix}"
    return attachment(_content(view, suffix), name, _MEDIA[suffix])


def read(asked: Answers, place: Place) -> MapView:
    """Return the map at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.map(
            place.stream,
            window=place.asked_window,
            kind=place.kind or None,
            detail=place.detail or "stages",
        )


def without_banner(facts: Iterable[str]) -> list[str]:
    """Return the facts without what the page's own banner says already: that the data is made up."""
    return [fact for fact in facts if fact != phrases.text("facts.made_up")]


def attachment(content: bytes, name: str, media: str) -> Response:
    """Return ``content`` as a file to keep; the name is reduced to what every system takes."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return Response(
        content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{plain}"'}
    )


def _content(view: MapView, suffix: str) -> bytes:
    if suffix == "csv":
        return spreadsheet.of_map(view)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"map.{suffix}"
        files.write_map(view, path)
        return path.read_bytes()
