"""``/``: which value streams are there, and what belongs to none."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from headrace.report import window as windows
from headrace.report.streams import streams_sentences
from headrace.report.streams.streams_sentences import untimed
from headrace.report.view import StreamLine, StreamsView
from headrace.report.wording.phrases import text
from headrace.web.place import Links, Place
from headrace.web.render import frame, home_tabs, page, without_banner
from headrace.web.routes.asking import OTHER, Asked, canonical

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def start_page(request: Request, asked: Asked, window: str = "") -> Response:
    """Show every stream under its parent."""
    moved = canonical(request)
    if moved:
        return moved
    place = Place("", window={OTHER: "", "all": windows.text(windows.ALWAYS)}.get(window, window))
    view = asked.streams(place.asked_window)
    links = Links(place)
    head = frame(
        "Value streams",
        "Where are our value streams?",
        streams_sentences.streams_headline(view),
        home_tabs("streams"),
        links,
        made_up=view.made_up,
        data_to=view.data_to or None,
    )
    longest = max(
        (line.flow_days.value for line in view.streams if line.flow_days and not untimed(line)), default=0.0
    )
    values = {
        "view": view,
        "rows": _nested(view),
        "longest": longest,
        "links": links,
        "presets": _presets(view, place),
        "facts": without_banner(streams_sentences.streams_facts(view)),
        "shown": view.window,
        "choosing": window == OTHER,
        "untimed": untimed,
        "undivided": text("streams.undivided"),
    }
    return page("start.html", head, values)


def _nested(view: StreamsView) -> list[tuple[int, StreamLine]]:
    """Return the streams in their own order, each after its parent, with its depth."""
    known = {line.stream for line in view.streams}
    children: dict[str | None, list[StreamLine]] = {}
    for line in view.streams:
        children.setdefault(line.parent if line.parent in known else None, []).append(line)
    rows: list[tuple[int, StreamLine]] = []

    def descend(parent: str | None, depth: int) -> None:
        for line in children.pop(parent, []):
            rows.append((depth, line))
            descend(line.stream, depth + 1)

    descend(None, 0)
    return rows


def _presets(view: StreamsView, place: Place) -> tuple[windows.Preset, ...]:
    named = bool(place.window)
    return windows.presets(view.data_to, view.window, named=named, usual="" if named else "Usual for each")
