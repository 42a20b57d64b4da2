"""``/s/<stream>/waiting``: why work waits at each hand-off, as far as the records tell."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.waiting import waiting_measures, waiting_picture, waiting_record, waiting_sentences
from headrace.report.waiting.waiting_view import WaitingView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown

router = APIRouter(include_in_schema=False)

_MOST_PLACES = 6
"""Hand-offs whose parts are told one by one; all are in the files."""


@router.get("/s/{stream}/waiting", response_class=HTMLResponse)
def waiting_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show what waits go with."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    said = waiting_sentences.waiting_headline(view)
    head = stream_frame(f"{view.name}: why it waits", "Why does work wait?", said, here, "handoffs", view)
    values = controls(view, here, window, "waiting") | {
        "facts": without_banner(waiting_sentences.waiting_facts(view)),
        "picture": drawn(waiting_picture.waiting_figure(view, links)),
        "parts_table": drawn("" if view.refusal else waiting_measures.parts_table(view).html(links)),
        "table": drawn("" if view.refusal else waiting_measures.places_table(view).html(links)),
        "places_told": [
            (waiting_sentences.place_words(each), drawn(waiting_measures.place_table(view, each).html(links)))
            for each in ([] if view.refusal else view.places[:_MOST_PLACES])
        ],
        "formats": offered(here, "waiting"),
    }
    return page("waiting.html", head, values)


@router.get("/s/{stream}/waiting.{suffix}")
def waiting_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the parts of all waits as a file to keep."""
    refuse_unknown(request, suffix, "Why work waits does not come")
    view = read(asked, place)
    return download(view, "waiting", suffix, waiting_record.waiting_csv, waiting_record.waiting_record)


def read(asked: Answers, place: Place) -> WaitingView:
    """Return why work waits at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.waiting(place.stream, window=place.asked_window, kind=place.kind or None)
