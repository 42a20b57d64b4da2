"""``/s/<stream>/flow``: does as much leave as arrives, how long does it take, and how sure is that?"""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report import flow_figure, flow_measures, flow_record, flow_sentences, flow_spells
from headrace.report import window as windows
from headrace.report.flow_view import FlowView
from headrace.web.answers import Answers, NotFound, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, frame, page, stream_tabs
from headrace.web.routes.asking import OTHER, Asked, Here, settled
from headrace.web.routes.map import attachment, without_banner

router = APIRouter(include_in_schema=False)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMATS = (("csv", "Table, CSV"), ("json", "Data, JSON"))


@router.get("/s/{stream}/flow", response_class=HTMLResponse)
def flow_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show how work flows."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = frame(
        f"{view.name}: how much flows, and how long it takes",
        f"Does as much leave {view.name} as arrives, and how long does it take?",
        flow_sentences.flow_headline(view),
        stream_tabs(here, "flow"),
        links,
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    values = {
        "view": view,
        "place": here,
        "facts": without_banner(flow_sentences.flow_facts(view)),
        "behaviour": flow_sentences.behaviour_facts(view),
        "figure": drawn(flow_figure.flow_figure(view)),
        "ages": drawn(flow_figure.age_figure(view)),
        "cumulative": drawn(flow_figure.cumulative_figure(view)),
        "table": drawn(flow_measures.flow_table(view).html(links)),
        "spells": drawn(flow_spells.spells_table(view).html(links)) if view.spells else None,
        "path": drawn(flow_measures.path_table(view).html(links)) if view.path else None,
        "weeks": drawn(flow_measures.weeks_table(view).html(links)) if view.weeks else None,
        "whole": here.with_window("all").flow(),
        "presets": windows.presets(view.data_to, view.window, named=bool(here.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "formats": [(name, here.flow_file(suffix)) for suffix, name in FORMATS],
    }
    return page("flow.html", head, values)


@router.get("/s/{stream}/flow.{suffix}")
def flow_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the numbers as a file to keep."""
    if suffix not in _MEDIA:
        raise NotFound(
            f'The flow does not come as "{suffix}".',
            "",
            [request.url.path.rpartition(".")[0] + f".{s}" for s in _MEDIA],
        )
    view = read(asked, place)
    content = flow_record.flow_csv(view) if suffix == "csv" else _json(view)
    name = f"{view.stream}-flow-{windows.first_day(view.window)}-{windows.last_day(view.window)}.{suffix}"
    return attachment(content, name, _MEDIA[suffix])


def read(asked: Answers, place: Place) -> FlowView:
    """Return the flow at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.flow(place.stream, window=place.asked_window, kind=place.kind or None)


def _json(view: FlowView) -> bytes:
    return json.dumps(flow_record.flow_record(view), ensure_ascii=False, indent=2, allow_nan=False).encode()
