"""``/s/<stream>/forecast``: what will be done when, and have such forecasts been any good?"""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from headrace.report import (
    forecast_figure,
    forecast_measures,
    forecast_record,
    forecast_sentences,
    words,
)
from headrace.report.forecast_asked import asked as question
from headrace.report.forecast_view import ForecastView
from headrace.web.answers import Answers, NotFound, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, frame, page, stream_tabs
from headrace.web.routes.asking import Asked, Here, canonical
from headrace.web.routes.map import attachment, without_banner

router = APIRouter(include_in_schema=False)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMATS = (("csv", "Answers, CSV"), ("json", "Data, JSON"))


@router.get("/s/{stream}/forecast", response_class=HTMLResponse)
def forecast_page(
    request: Request, asked: Asked, place: Here, items: str = "", by: str = "", item: str = ""
) -> Response:
    """Show what will be done when."""
    moved = canonical(request)
    if moved:
        return moved
    view = read(asked, place, items, by, item)
    links = Links(place)
    head = frame(
        f"{view.name}: what, by when",
        "What will be done when?",
        forecast_sentences.forecast_headline(view),
        stream_tabs(place, "forecast"),
        links,
        crumb=view.name,
        made_up=view.made_up,
        data_to=view.data_to,
    )
    values = {
        "view": view,
        "place": place,
        "asked": {"items": items, "by": by, "item": item},
        "day": words.iso(view.by.day)[:10] if view.by else "",
        "facts": without_banner(forecast_sentences.forecast_facts(view)),
        "figure": drawn(forecast_figure.forecast_figure(view)),
        "ages": drawn(forecast_figure.age_figure(view)),
        "past": drawn(forecast_figure.past_figure(view)),
        "good": "" if view.refusal else forecast_sentences.good_sentence(view),
        "loss": "" if view.refusal else forecast_sentences.loss_sentence(view),
        "starting": "" if view.refusal else forecast_sentences.start_sentence(view),
        "answers": drawn(forecast_measures.answers_table(view).html(links)),
        "future": drawn(forecast_measures.future_table(view).html(links)),
        "checks": drawn(forecast_measures.check_table(view).html(links)),
        "past_table": drawn(forecast_measures.past_table(view).html(links)),
        "formats": [(name, place.forecast_file(suffix, items, by, item)) for suffix, name in FORMATS],
    }
    return page("forecast.html", head, values)


@router.get("/s/{stream}/forecast.{suffix}")
def forecast_file(  # noqa: PLR0913 - one parameter per name in the query
    *, request: Request, asked: Asked, place: Here, suffix: str, items: str = "", by: str = "", item: str = ""
) -> Response:
    """Send the answers as a file to keep."""
    if suffix not in _MEDIA:
        raise NotFound(
            f'The forecast does not come as "{suffix}".',
            "",
            [request.url.path.rpartition(".")[0] + f".{s}" for s in _MEDIA],
        )
    view = read(asked, place, items, by, item)
    content = forecast_record.forecast_csv(view) if suffix == "csv" else _json(view)
    return attachment(
        content, f"{view.stream}-forecast-{words.iso(view.data_to)[:10]}.{suffix}", _MEDIA[suffix]
    )


def read(asked: Answers, place: Place, items: str = "", by: str = "", item: str = "") -> ForecastView:
    """Return the forecast at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.forecast(place.stream, asked=question(items, by, item), kind=place.kind or None)


def _json(view: ForecastView) -> bytes:
    record = forecast_record.forecast_record(view)
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False).encode()
