"""``/s/<stream>/delivery``: how soon is a change in production, how often, and what does it break?"""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.errors import BadRequest
from headrace.report import delivery_measures, delivery_record, delivery_sentences
from headrace.report import window as windows
from headrace.report.delivery_picture import delivery_figure
from headrace.report.delivery_view import MODES, DeliveryView, Mode
from headrace.web.answers import Answers, NotFound, about
from headrace.web.place import Links, Place, address
from headrace.web.render import drawn, frame, page, stream_tabs
from headrace.web.routes.asking import OTHER, Asked, Here, settled
from headrace.web.routes.map import attachment, without_banner
from headrace.web.routes.profile import section

router = APIRouter(include_in_schema=False)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMATS = (("csv", "Table, CSV"), ("json", "Data, JSON"))


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
    head = frame(
        f"{view.name}: how it is delivered",
        f"How soon is a change to {view.name} in production, how often, and what does it break?",
        delivery_sentences.delivery_headline(view),
        stream_tabs(here, "profile"),
        links,
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    values = {
        "view": view,
        "place": here,
        "facts": without_banner(delivery_sentences.delivery_facts(view)),
        "section": section(view.dimension, links),
        "behind": delivery_sentences.behind_fact(view),
        "figure": drawn(delivery_figure(view)),
        "parts_table": drawn(delivery_measures.parts_table(view).html(links)) if view.parts else None,
        "table": drawn(delivery_measures.delivery_table(view).html(links)),
        "stages": drawn(delivery_measures.stages_table(view).html(links)),
        "gaps": delivery_measures.stage_gaps(view),
        "whole": here.with_window("all").page("delivery"),
        "modes": [(name, _with_mode(here.page("delivery"), name), name == view.mode) for name in MODES],
        "presets": windows.presets(view.data_to, view.window, named=bool(here.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "formats": [
            (name, _with_mode(here.page(f"delivery.{suffix}"), view.mode)) for suffix, name in FORMATS
        ],
    }
    return page("delivery.html", head, values)


@router.get("/s/{stream}/delivery.{suffix}")
def delivery_file(request: Request, asked: Asked, place: Here, suffix: str, mode: str = "") -> Response:
    """Send the measures as a file to keep."""
    if suffix not in _MEDIA:
        raise NotFound(
            f'Delivery does not come as "{suffix}".',
            "",
            [request.url.path.rpartition(".")[0] + f".{s}" for s in _MEDIA],
        )
    view = read(asked, place, mode)
    content = delivery_record.delivery_csv(view) if suffix == "csv" else _json(view)
    days = f"{windows.first_day(view.window)}-{windows.last_day(view.window)}"
    return attachment(content, f"{view.stream}-delivery-{days}.{suffix}", _MEDIA[suffix])


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


def _with_mode(there: str, mode: Mode) -> str:
    if mode == "strict":
        return there
    return f"{there}{'&' if '?' in there else '?'}{address('', mode=mode).removeprefix('?')}"


def _json(view: DeliveryView) -> bytes:
    return json.dumps(
        delivery_record.delivery_record(view), ensure_ascii=False, indent=2, allow_nan=False
    ).encode()
