"""``/s/<stream>/segments``: where is the work of this stream not alike, and a part of it as a stream of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.errors import BadRequest
from headrace.report.headline import Headline, Part
from headrace.report.segments import segments_measures, segments_record, segments_sentences
from headrace.report.wording.phrases import text
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown
from headrace.web.routes.forms import read_form

if TYPE_CHECKING:
    from headrace.report.segments.segments_view import SegmentsView

router = APIRouter(include_in_schema=False)

_NOTHING = "Nothing was written."


@router.get("/s/{stream}/segments", response_class=HTMLResponse)
def segments_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show where the stream's work is not alike, or that it is."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: where work is not alike",
        f"Is {view.name} one value stream, or does it hide several?",
        segments_sentences.segments_headline(view),
        here,
        "handoffs",
        view,
    )
    values = controls(view, here, window, "segments") | {
        "facts": without_banner(segments_sentences.segments_facts(view)),
        "table": drawn(segments_measures.segments_table(view).html(links)),
        "said": [segments_sentences.split_words(view, split) for split in view.splits],
        "parts_of": [
            (
                each.number,
                segments_sentences.own_words(each),
                here.page("segments/write", part=str(each.number)),
            )
            for each in view.segments
        ],
        "tried": drawn(segments_measures.tried_table(view).html(links)),
        "left_out": segments_sentences.left_out_words(view),
        "ways": drawn(segments_measures.routes_table(view).html(links)),
        "ways_said": text("segments.routes", number=view.n_routes),
        "formats": offered(here, "segments"),
    }
    return page("segments.html", head, values)


@router.get("/s/{stream}/segments.{suffix}")
def segments_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the parts as a file to keep."""
    refuse_unknown(request, suffix, "Segments do not come")
    view = read(asked, place)
    return download(view, "segments", suffix, segments_record.segments_csv, segments_record.segments_record)


@router.get("/s/{stream}/segments/write", response_class=HTMLResponse)
def write_page(asked: Asked, place: Here, part: int = 0) -> Response:
    """Show what a part would be in headrace.yaml, and ask."""
    view = read(asked, place)
    found = asked.sub_stream(view, part)
    question = text("segments.sub.question", {"key": found.key})
    head = stream_frame(
        question,
        found.name,
        Headline("segments.sub.question", (Part(question),), text("segments.sub.items", number=found.items)),
        place,
        "handoffs",
        view,
    )
    values = {"view": view, "place": place, "part": part, "found": found, "back": place.page("segments"),
              "action": place.page("segments/write", part=str(part))}  # fmt: skip
    return page("segment_write.html", head, values)


@router.post("/s/{stream}/segments/write")
async def write(request: Request, asked: Asked, place: Here) -> RedirectResponse:
    """Write a part into headrace.yaml and show its map. Only a page of this server may send the form.

    Raises:
        BadRequest: the form comes from elsewhere, or the part is not what the form showed any more.
    """
    given = await read_form(
        request, nothing=_NOTHING, page="the page of the segments", too_much="A part has a short name."
    )
    number, key, scope = (given.get(name, "") for name in ("part", "key", "scope"))
    written = await run_in_threadpool(_write, asked, place, number, key, scope)
    return RedirectResponse(Place(written).map(), status_code=303)


def _write(asked: Answers, place: Place, number: str, key: str, scope: str) -> str:
    found = asked.sub_stream(read(asked, place), int(number) if number.isdigit() else 0)
    if (found.key, found.scope) != (key, scope):
        raise BadRequest(
            "What was found has changed since the page was shown.",
            _NOTHING,
            [f"{place.page('segments')} Look at it again"],
        )
    asked.add_sub_stream(found)
    return found.key


def read(asked: Answers, place: Place) -> SegmentsView:
    """Return the segments at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.segments(place.stream, window=place.asked_window, kind=place.kind or None)
