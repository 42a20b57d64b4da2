"""``/s/<stream>/handoffs``: where is the friction between functions, and is it the same for all kinds of work?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report import handoffs_measures, handoffs_picture, handoffs_record, handoffs_sentences
from headrace.report.handoffs_view import HandoffsView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown

router = APIRouter(include_in_schema=False)


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
    head = stream_frame(
        f"{view.name}: where it sticks",
        "Where is the friction, and is it the same for all kinds of work?",
        handoffs_sentences.handoffs_headline(view),
        here,
        "handoffs",
        view,
    )
    table = handoffs_measures.handoffs_table(view).html(links) if view.boundaries else ""
    values = controls(view, here, window) | {
        "facts": without_banner(handoffs_sentences.handoffs_facts(view)),
        "picture": drawn("" if _untold(view) else handoffs_picture.handoffs_picture(view, links)),
        "axis": handoffs_picture.axis_words(view),
        "table": drawn(table),
        "inside": drawn(handoffs_measures.inside_table(view).html(links)) if view.inside else None,
        "whole": here.with_window("all").page("handoffs"),
        "formats": offered(here, "handoffs", split=split),
    }
    return page("handoffs.html", head, values)


@router.get("/s/{stream}/handoffs.{suffix}")
def handoffs_file(request: Request, asked: Asked, place: Here, suffix: str, split: str = "") -> Response:
    """Send the ledger as a file to keep."""
    refuse_unknown(request, suffix, "The hand-offs do not come")
    view = read(asked, place, split)
    return download(view, "handoffs", suffix, handoffs_record.handoffs_csv, handoffs_record.handoffs_record)


def read(asked: Answers, place: Place, split: str = "") -> HandoffsView:
    """Return the hand-offs at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.handoffs(
            place.stream, window=place.asked_window, kind=place.kind or None, split=split or None
        )


def _untold(view: HandoffsView) -> bool:
    return view.refusal in ("missing", "nothing")
