"""``/contention``: which value streams wait for the same function at the same time?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from headrace.report import window as windows
from headrace.report.contention import contention_measures, contention_record, contention_sentences
from headrace.report.contention.contention_view import ContentionView
from headrace.web.place import Links, Place, address
from headrace.web.render import drawn, frame, home_tabs, page, without_banner
from headrace.web.routes.asking import OTHER, Asked, canonical
from headrace.web.routes.downloads import FORMATS, attachment, document, refuse_unknown

router = APIRouter(include_in_schema=False)


@router.get("/contention", response_class=HTMLResponse)
def contention_page(request: Request, asked: Asked, window: str = "") -> Response:
    """Show which streams meet where."""
    moved = canonical(request)
    if moved:
        return moved
    place = _place(window)
    view = asked.contention(window=place.asked_window)
    head = frame(
        "Waiting for the same function",
        "Which value streams wait for the same function at the same time?",
        contention_sentences.contention_headline(view),
        home_tabs("streams"),
        Links(place),
        made_up=view.made_up,
        data_to=view.data_to or None,
    )
    values = {
        "view": view,
        "facts": without_banner(contention_sentences.contention_facts(view)),
        "table": drawn("" if view.refusal else contention_measures.functions_table(view).html(Links(place))),
        "told": [
            (each.function, drawn(contention_measures.streams_table(each).html(Links(place))))
            for each in view.functions
        ],
        "presets": windows.presets(view.data_to, view.window, named=bool(place.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "formats": [
            (name, address(f"/contention.{suffix}", window=place.window)) for suffix, name in FORMATS
        ],
    }
    return page("contention.html", head, values)


@router.get("/contention.{suffix}")
def contention_file(request: Request, asked: Asked, suffix: str, window: str = "") -> Response:
    """Send which streams meet where as a file to keep."""
    refuse_unknown(request, suffix, "Which streams wait for the same function does not come")
    view = read(asked, window)
    if suffix == "csv":
        content = contention_record.contention_csv(view)
    else:
        content = document(contention_record.contention_record(view))
    days = f"{windows.first_day(view.window)}-{windows.last_day(view.window)}"
    return attachment(content, f"contention-{days}.{suffix}", suffix)


def read(asked: Asked, window: str = "") -> ContentionView:
    """Return which streams meet where. Raises ``BadRequest`` when the window is no time."""
    return asked.contention(window=_place(window).asked_window)


def _place(window: str) -> Place:
    return Place("", window={OTHER: "", "all": windows.text(windows.ALWAYS)}.get(window, window))
