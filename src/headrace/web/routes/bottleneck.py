"""``/s/<stream>/bottleneck``: where does a shorter wait go with a shorter whole, and where would it be waited again?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.bottleneck import (
    bottleneck_measures,
    bottleneck_picture,
    bottleneck_record,
    bottleneck_sentences,
)
from headrace.report.bottleneck.bottleneck_view import BottleneckView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown

router = APIRouter(include_in_schema=False)


@router.get("/s/{stream}/bottleneck", response_class=HTMLResponse)
def bottleneck_page(
    request: Request, asked: Asked, place: Here, window: str = "", shown: str = ""
) -> Response:
    """Show the evidence for each place where items wait."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: which wait the whole depends on",
        "Where does a shorter wait go with a shorter whole?",
        bottleneck_sentences.bottleneck_headline(view),
        here,
        "handoffs",
        view,
    )
    told = bool(view.places) and view.refusal not in ("missing", "nothing")
    values = controls(view, here, window, "bottleneck") | {
        "facts": without_banner(bottleneck_sentences.bottleneck_facts(view)),
        "picture": drawn(bottleneck_picture.bottleneck_picture(view, links) if told else ""),
        "evidence": drawn(bottleneck_measures.evidence_table(view).html(links)) if told else None,
        "paths": drawn(bottleneck_measures.paths_table(view).html(links)) if told else None,
        "formats": offered(here, "bottleneck"),
    }
    return page("bottleneck.html", head, values)


@router.get("/s/{stream}/bottleneck.{suffix}")
def bottleneck_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the evidence as a file to keep."""
    refuse_unknown(request, suffix, "The evidence does not come")
    return download(
        read(asked, place),
        "bottleneck",
        suffix,
        bottleneck_record.bottleneck_csv,
        bottleneck_record.bottleneck_record,
    )


def read(asked: Answers, place: Place) -> BottleneckView:
    """Return the evidence at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.bottleneck(place.stream, window=place.asked_window)
