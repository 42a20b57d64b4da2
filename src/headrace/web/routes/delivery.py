"""``/s/<stream>/delivery``: how soon is a change in production, how often, and what does it break?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.errors import BadRequest
from headrace.report.delivery import delivery_measures, delivery_record, delivery_sentences
from headrace.report.delivery.delivery_picture import delivery_figure
from headrace.report.delivery.delivery_view import MODES, DeliveryView, Mode
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown
from headrace.web.routes.profile import section

router = APIRouter(include_in_schema=False)


@router.get("/s/{stream}/delivery", response_class=HTMLResponse)
def delivery_page(
    request: Request, asked: Asked, place: Here, window: str = "", shown: str = "", mode: str = ""
) -> Response:
    """Show how the stream's work is delivered."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here, mode)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: how it is delivered",
        f"How soon is a change to {view.name} in production, how often, and what does it break?",
        delivery_sentences.delivery_headline(view),
        here,
        "profile",
        view,
    )
    values = controls(view, here, window, "delivery") | {
        "facts": without_banner(delivery_sentences.delivery_facts(view)),
        "section": section(view.dimension, links),
        "behind": delivery_sentences.behind_fact(view),
        "figure": drawn(delivery_figure(view)),
        "parts_table": drawn(delivery_measures.parts_table(view).html(links)) if view.parts else None,
        "table": drawn(delivery_measures.delivery_table(view).html(links)),
        "stages": drawn(delivery_measures.stages_table(view).html(links)),
        "gaps": delivery_measures.stage_gaps(view),
        "modes": [(name, here.page("delivery", mode=_said(name)), name == view.mode) for name in MODES],
        "formats": offered(here, "delivery", mode=_said(view.mode)),
    }
    return page("delivery.html", head, values)


@router.get("/s/{stream}/delivery.{suffix}")
def delivery_file(request: Request, asked: Asked, place: Here, suffix: str, mode: str = "") -> Response:
    """Send the measures as a file to keep."""
    refuse_unknown(request, suffix, "Delivery does not come")
    view = read(asked, place, mode)
    return download(view, "delivery", suffix, delivery_record.delivery_csv, delivery_record.delivery_record)


def read(asked: Answers, place: Place, mode: str = "") -> DeliveryView:
    """Return the delivery at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.delivery(
            place.stream, window=place.asked_window, kind=place.kind or None, mode=known_mode(mode)
        )


def known_mode(mode: str) -> Mode:
    """Return the reading that a query names, ours by default. Raises ``BadRequest`` when there is none of that name."""
    for each in MODES:
        if mode in (each, "") and (mode or each == "strict"):
            return each
    raise BadRequest(
        f'mode="{mode}" is not one that there is.',
        "Nothing was looked up.",
        [f"mode={each}" for each in MODES],
    )


def _said(mode: Mode) -> str:
    """Return a reading as a query names it: our own is named by nothing."""
    return "" if mode == "strict" else mode
