"""``/s/<stream>/forecast``: what will be done when, and have such forecasts been any good?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from headrace.report import words
from headrace.report.forecast import forecast_figure, forecast_measures, forecast_record, forecast_sentences
from headrace.report.forecast.forecast_asked import asked as question
from headrace.report.forecast.forecast_view import ForecastView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, canonical
from headrace.web.routes.downloads import attachment, document, refuse_unknown

router = APIRouter(include_in_schema=False)

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
    head = stream_frame(
        f"{view.name}: what, by when",
        "What will be done when?",
        forecast_sentences.forecast_headline(view),
        place,
        "forecast",
        view,
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
    refuse_unknown(request, suffix, "The forecast does not come")
    view = read(asked, place, items, by, item)
    day = words.iso(view.data_to)[:10]
    record = forecast_record.forecast_record
    content = forecast_record.forecast_csv(view) if suffix == "csv" else document(record(view))
    return attachment(content, f"{view.stream}-forecast-{day}.{suffix}", suffix)


def read(asked: Answers, place: Place, items: str = "", by: str = "", item: str = "") -> ForecastView:
    """Return the forecast at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.forecast(place.stream, asked=question(items, by, item), kind=place.kind or None)
