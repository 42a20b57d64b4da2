"""``/s/<stream>/flow``: does as much leave as arrives, how long does it take, and how sure is that?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.flow import flow_figure, flow_measures, flow_record, flow_sentences, flow_spells
from headrace.report.flow.flow_view import FlowView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown

router = APIRouter(include_in_schema=False)


@router.get("/s/{stream}/flow", response_class=HTMLResponse)
def flow_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show how work flows."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: how much flows, and how long it takes",
        f"Does as much leave {view.name} as arrives, and how long does it take?",
        flow_sentences.flow_headline(view),
        here,
        "flow",
        view,
    )
    values = controls(view, here, window, "flow") | {
        "facts": without_banner(flow_sentences.flow_facts(view)),
        "behaviour": flow_sentences.behaviour_facts(view),
        "figure": drawn(flow_figure.flow_figure(view)),
        "ages": drawn(flow_figure.age_figure(view)),
        "cumulative": drawn(flow_figure.cumulative_figure(view)),
        "table": drawn(flow_measures.flow_table(view).html(links)),
        "spells": drawn(flow_spells.spells_table(view).html(links)) if view.spells else None,
        "path": drawn(flow_measures.path_table(view).html(links)) if view.path else None,
        "weeks": drawn(flow_measures.weeks_table(view).html(links)) if view.weeks else None,
        "formats": offered(here, "flow"),
    }
    return page("flow.html", head, values)


@router.get("/s/{stream}/flow.{suffix}")
def flow_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the numbers as a file to keep."""
    refuse_unknown(request, suffix, "The flow does not come")
    view = read(asked, place)
    return download(view, "flow", suffix, flow_record.flow_csv, flow_record.flow_record)


def read(asked: Answers, place: Place) -> FlowView:
    """Return the flow at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.flow(place.stream, window=place.asked_window, kind=place.kind or None)
