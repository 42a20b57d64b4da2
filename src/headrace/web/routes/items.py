"""``/s/<stream>/items`` and one item: what happened to each item? The evidence for every number."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.items import items_sentences
from headrace.report.maps import ladder, spreadsheet
from headrace.report.view import ItemsView
from headrace.report.words import iso
from headrace.web.answers import Answers, NotFound, about, one_item
from headrace.web.place import ORDERS, Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import attachment

router = APIRouter(include_in_schema=False)

PER_PAGE = 25
_CSV_PAGE = 1000


@router.get("/s/{stream}/items", response_class=HTMLResponse)
def items_page(  # noqa: PLR0913 - one parameter per name in the query
    *,
    request: Request,
    asked: Asked,
    place: Here,
    window: str = "",
    shown: str = "",
    page: int = 1,
    format: str = "",
) -> Response:
    """List the items behind a number, each with its own ladder, or send all of them as CSV."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    if format == "csv":
        return _csv(asked, here)
    view = read(asked, here, page=page, per_page=PER_PAGE)
    return _list(view, here, window)


@router.get("/s/{stream}/items/{item_id:path}", response_class=HTMLResponse)
def item_page(asked: Asked, place: Here, item_id: str) -> Response:
    """Show one item: its ladder, its events with links to their source, and what it is linked to."""
    view = one_item(asked, place, item_id)
    head = stream_frame(
        f"{view.strip.key} in {view.name}",
        f"What happened to {view.strip.key}?",
        items_sentences.item_headline(view),
        place,
        "items",
        view,
    )
    values = {
        "view": view,
        "place": place,
        "written": [
            (step, iso(step.at)[: 10 if step.date_only else None])
            for step in asked.steps(view.strip.item_id)
            if step.taken_back_at is None
        ],
        "wide": drawn(ladder.item_ladder(view.strip, width=1344, prefix="item")),
        "middle": drawn(ladder.item_ladder(view.strip, width=1024, prefix="item-m")),
        "narrow": drawn(ladder.item_ladder(view.strip, width=358, prefix="item-s")),
    }
    return page("item.html", head, values)


def read(asked: Answers, place: Place, *, page: int, per_page: int) -> ItemsView:
    """Return one page of items. Raises ``NotFound`` when there is no such stream or page."""
    if page < 1:
        raise NotFound("Pages are counted from 1.", "", [place.items(place.at)])
    with about(asked, place):
        return asked.items(
            place.stream,
            window=place.asked_window,
            kind=place.kind or None,
            selection=place.at,
            order=place.sort or "slowest",
            page=page,
            per_page=per_page,
        )


def _list(view: ItemsView, place: Place, window: str) -> Response:
    pages = max(1, -(-view.total // PER_PAGE))
    if view.page > pages:
        raise NotFound(f"There are {pages} pages of items, not {view.page}.", "", [place.items(place.at)])
    links = Links(place)
    head = stream_frame(
        f"{view.name}: the items",
        "What happened to each item?",
        items_sentences.items_headline(view),
        place,
        "items",
        view,
    )
    values = controls(view, place, window, "items") | {
        "facts": without_banner(items_sentences.items_facts(view)),
        "strips": drawn(ladder.strips(view.strips, links, part=items_sentences.part_words(view)))
        if view.strips
        else None,
        "orders": ORDERS,
        "pages": pages,
        "first": (view.page - 1) * PER_PAGE + 1,
        "csv": place.items(place.at, form="csv"),
    }
    return page("items.html", head, values)


def _csv(asked: Answers, place: Place) -> Response:
    view = read(asked, place, page=1, per_page=_CSV_PAGE)
    strips = list(view.strips)
    for number in range(2, -(-view.total // _CSV_PAGE) + 1):
        strips.extend(read(asked, place, page=number, per_page=_CSV_PAGE).strips)
    return attachment(spreadsheet.of_items(strips), f"{view.stream}-items.csv", "csv")
