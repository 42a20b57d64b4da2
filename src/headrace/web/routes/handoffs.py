"""``/s/<stream>/handoffs``: where is the friction between functions, and is it the same for all kinds of work?"""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report import handoffs_measures, handoffs_picture, handoffs_record, handoffs_sentences
from headrace.report import window as windows
from headrace.report.handoffs_view import HandoffsView
from headrace.web.answers import Answers, NotFound, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, frame, page, stream_tabs
from headrace.web.routes.asking import OTHER, Asked, Here, settled
from headrace.web.routes.map import attachment, without_banner

router = APIRouter(include_in_schema=False)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMATS = (("csv", "Table, CSV"), ("json", "Data, JSON"))


@router.get("/s/{stream}/handoffs", response_class=HTMLResponse)
def handoffs_page(
    request: Request, asked: Asked, place: Here, window: str = "", shown: str = "", split: str = ""
) -> Response:
    """Show what hand-offs cost."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here, split)
    links = Links(here)
    head = frame(
        f"{view.name}: where it sticks",
        "Where is the friction, and is it the same for all kinds of work?",
        handoffs_sentences.handoffs_headline(view),
        stream_tabs(here, "handoffs"),
        links,
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    table = handoffs_measures.handoffs_table(view).html(links) if view.boundaries else ""
    values = {
        "view": view,
        "place": here,
        "facts": without_banner(handoffs_sentences.handoffs_facts(view)),
        "picture": drawn("" if _untold(view) else handoffs_picture.handoffs_picture(view, links)),
        "axis": handoffs_picture.axis_words(view),
        "table": drawn(table),
        "inside": drawn(handoffs_measures.inside_table(view).html(links)) if view.inside else None,
        "whole": here.with_window("all").page("handoffs"),
        "presets": windows.presets(view.data_to, view.window, named=bool(here.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "formats": [(name, here.handoffs(f".{suffix}", split=split)) for suffix, name in FORMATS],
    }
    return page("handoffs.html", head, values)


@router.get("/s/{stream}/handoffs.{suffix}")
def handoffs_file(request: Request, asked: Asked, place: Here, suffix: str, split: str = "") -> Response:
    """Send the ledger as a file to keep."""
    if suffix not in _MEDIA:
        raise NotFound(
            f'The hand-offs do not come as "{suffix}".',
            "",
            [request.url.path.rpartition(".")[0] + f".{s}" for s in _MEDIA],
        )
    view = read(asked, place, split)
    content = handoffs_record.handoffs_csv(view) if suffix == "csv" else _json(view)
    days = f"{windows.first_day(view.window)}-{windows.last_day(view.window)}"
    return attachment(content, f"{view.stream}-handoffs-{days}.{suffix}", _MEDIA[suffix])


def read(asked: Answers, place: Place, split: str = "") -> HandoffsView:
    """Return the hand-offs at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.handoffs(
            place.stream, window=place.asked_window, kind=place.kind or None, split=split or None
        )


def _untold(view: HandoffsView) -> bool:
    return view.refusal in ("missing", "nothing")


def _json(view: HandoffsView) -> bytes:
    record = handoffs_record.handoffs_record(view)
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False).encode()
