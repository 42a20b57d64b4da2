"""``/s/<stream>/segments``: where is the work of this stream not alike, and a part of it as a stream of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.errors import BadRequest
from headrace.report import segments_measures, segments_record, segments_sentences
from headrace.report import window as windows
from headrace.report.headline import Headline, Part
from headrace.report.phrases import text
from headrace.web.answers import Answers, NotFound, about
from headrace.web.place import Links, Place, address
from headrace.web.render import drawn, frame, page, stream_tabs
from headrace.web.routes.asking import OTHER, Asked, Here, settled
from headrace.web.routes.map import attachment, without_banner

if TYPE_CHECKING:
    from headrace.report.segments_view import SegmentsView

router = APIRouter(include_in_schema=False)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMATS = (("csv", "Table, CSV"), ("json", "Data, JSON"))
_LARGEST = 10_000
_NOTHING = "Nothing was written."


@router.get("/s/{stream}/segments", response_class=HTMLResponse)
def segments_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show where the stream's work is not alike, or that it is."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = frame(
        f"{view.name}: where work is not alike",
        f"Is {view.name} one value stream, or does it hide several?",
        segments_sentences.segments_headline(view),
        stream_tabs(here, "handoffs"),
        links,
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    values = {
        "view": view,
        "place": here,
        "facts": without_banner(segments_sentences.segments_facts(view)),
        "table": drawn(segments_measures.segments_table(view).html(links)),
        "said": [segments_sentences.split_words(view, split) for split in view.splits],
        "parts_of": [
            (each.number, segments_sentences.own_words(each), write_address(here, each.number))
            for each in view.segments
        ],
        "tried": drawn(segments_measures.tried_table(view).html(links)),
        "left_out": segments_sentences.left_out_words(view),
        "ways": drawn(segments_measures.routes_table(view).html(links)),
        "ways_said": text("segments.routes", number=view.n_routes),
        "whole": here.with_window("all").page("segments"),
        "presets": windows.presets(view.data_to, view.window, named=bool(here.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "formats": [(name, here.page(f"segments.{suffix}")) for suffix, name in FORMATS],
    }
    return page("segments.html", head, values)


@router.get("/s/{stream}/segments.{suffix}")
def segments_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the parts as a file to keep."""
    if suffix not in _MEDIA:
        raise NotFound(
            f'Segments do not come as "{suffix}".',
            "",
            [request.url.path.rpartition(".")[0] + f".{s}" for s in _MEDIA],
        )
    view = read(asked, place)
    content = segments_record.segments_csv(view) if suffix == "csv" else _json(view)
    days = f"{windows.first_day(view.window)}-{windows.last_day(view.window)}"
    return attachment(content, f"{view.stream}-segments-{days}.{suffix}", _MEDIA[suffix])


@router.get("/s/{stream}/segments/write", response_class=HTMLResponse)
def write_page(asked: Asked, place: Here, part: int = 0) -> Response:
    """Show what a part would be in headrace.yaml, and ask."""
    view = read(asked, place)
    found = asked.sub_stream(view, part)
    question = text("segments.sub.question", {"key": found.key})
    head = frame(
        question,
        found.name,
        Headline("segments.sub.question", (Part(question),), text("segments.sub.items", number=found.items)),
        stream_tabs(place, "handoffs"),
        Links(place),
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    values = {"view": view, "place": place, "part": part, "found": found, "back": place.page("segments"),
              "action": write_address(place, part)}  # fmt: skip
    return page("segment_write.html", head, values)


@router.post("/s/{stream}/segments/write")
async def write(request: Request, asked: Asked, place: Here) -> RedirectResponse:
    """Write a part into headrace.yaml and show its map. Only a page of this server may send the form.

    Raises:
        BadRequest: the form comes from elsewhere, or the part is not what the form showed any more.
    """
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    if not host or urlsplit(origin).netloc != host:
        raise BadRequest(
            "This form was not sent from a page of this server.",
            _NOTHING,
            ["Open the page of the segments here and send it from there."],
        )
    body = await request.body()
    given = parse_qs(body[:_LARGEST].decode("utf-8", "replace"))
    number, key, scope = (given.get(name, [""])[0] for name in ("part", "key", "scope"))
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


def write_address(place: Place, number: int) -> str:
    """Return the address at which a part can be written."""
    there = place.page("segments/write")
    return f"{there}{'&' if '?' in there else '?'}{address('', part=str(number)).removeprefix('?')}"


def _json(view: SegmentsView) -> bytes:
    return json.dumps(
        segments_record.segments_record(view), ensure_ascii=False, indent=2, allow_nan=False
    ).encode()
