"""``/s/<stream>/topology``: how much of the work is inside its own team, and do teams interact as they mean to?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.topology import topology_measures, topology_picture, topology_record, topology_sentences
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown

if TYPE_CHECKING:
    from headrace.report.topology.topology_view import TopologyView

router = APIRouter(include_in_schema=False)


@router.get("/s/{stream}/topology", response_class=HTMLResponse)
def topology_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show the stream by its teams."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: its teams",
        "How much of the work is inside its own team, and do teams interact as they mean to?",
        topology_sentences.topology_headline(view),
        here,
        "handoffs",
        view,
    )
    told = view.refusal not in ("missing", "nothing", "undeclared")
    values = controls(view, here, window, "topology") | {
        "facts": without_banner(topology_sentences.topology_facts(view)),
        "picture": drawn(topology_picture.topology_figure(view) if told else ""),
        "teams": drawn(topology_measures.teams_table(view).html(links) if told else ""),
        "interactions": drawn(
            topology_measures.interactions_table(view).html(links) if told and view.interactions else ""
        ),
        "said": [
            (f"{each.one} – {each.other}", topology_sentences.interaction_words(each))
            for each in (view.interactions if told else ())
        ],
        "crossings": drawn(
            topology_measures.crossings_table(view).html(links) if told and view.crossings else ""
        ),
        "moved": topology_sentences.move_words(view),
        "moves": drawn(topology_measures.moves_table(view).html(links) if view.moves and told else ""),
        "formats": offered(here, "topology"),
    }
    return page("topology.html", head, values)


@router.get("/s/{stream}/topology.{suffix}")
def topology_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the teams and what lies between them as a file to keep."""
    refuse_unknown(request, suffix, "The teams do not come")
    view = read(asked, place)
    return download(view, "topology", suffix, topology_record.topology_csv, topology_record.topology_record)


def read(asked: Answers, place: Place) -> TopologyView:
    """Return the stream by its teams. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.topology(place.stream, window=place.asked_window, kind=place.kind or None)
