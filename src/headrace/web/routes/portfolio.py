"""``/portfolio``: which value streams serve which objectives, and how does work flow in each?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from headrace.report import window as windows
from headrace.report.headline import Headline
from headrace.report.portfolio import (
    portfolio_measures,
    portfolio_picture,
    portfolio_record,
    portfolio_sentences,
)
from headrace.report.portfolio import portfolio_words as said
from headrace.report.portfolio.portfolio_view import PortfolioView
from headrace.report.wording.phrases import text
from headrace.report.words import scale_for
from headrace.web.place import Links, Place, address
from headrace.web.render import drawn, frame, home_tabs, page, without_banner
from headrace.web.routes.asking import OTHER, Asked, canonical
from headrace.web.routes.downloads import FORMATS, attachment, document, refuse_unknown

if TYPE_CHECKING:
    from headrace.report.portfolio.portfolio_picture import Axis
    from headrace.report.portfolio.portfolio_view import ObjectiveLine, OutcomeLine, PortfolioRow

router = APIRouter(include_in_schema=False)

_FOLDED_FROM = 13
"""Streams from which objectives are folded to a line each, with a box to filter by."""


@dataclass(frozen=True, slots=True)
class Got:
    """What customers get from one stream, as the page shows it."""

    name: str
    value: str
    trend: str
    count: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One stream as the page shows it; ``bar`` is empty where ``unsaid`` says why."""

    row: PortfolioRow
    serves: str
    bar: Markup
    unsaid: str
    waiting: float | None
    handoff: str
    handoff_days: str
    handoffs: str
    items: str
    got: Got | None
    without: str


@dataclass(frozen=True, slots=True)
class Group:
    """An objective with the streams that serve it most."""

    name: str
    bar: Markup
    words: Markup
    rows: tuple[Row, ...]


@router.get("/portfolio", response_class=HTMLResponse)
def portfolio_page(request: Request, asked: Asked, window: str = "") -> Response:
    """Show every stream under its objective."""
    moved = canonical(request)
    if moved:
        return moved
    place = _place(window)
    view = asked.portfolio(place.asked_window)
    links = Links(place)
    head = frame(
        "Portfolio",
        "Where are our value streams, and do they serve our objectives?",
        portfolio_sentences.portfolio_headline(view),
        home_tabs("portfolio"),
        links,
        made_up=view.made_up,
        data_to=view.data_to or None,
    )
    axis = portfolio_picture.axis_of(view)
    values = {
        "view": view,
        "facts": without_banner(portfolio_sentences.portfolio_facts(view)),
        "groups": _groups(view, place, axis),
        "axis": drawn(portfolio_picture.axis_head(axis) if axis else ""),
        "folded": len(view.streams) >= _FOLDED_FROM,
        "improvement": text("portfolio.improvement"),
        "table": drawn(portfolio_measures.portfolio_table(view).html(links)),
        "links": links,
        "presets": windows.presets(view.data_to, view.window, named=bool(place.window)),
        "shown": view.window,
        "choosing": window == OTHER,
        "formats": [(name, address(f"/portfolio.{suffix}", window=place.window)) for suffix, name in FORMATS],
    }
    return page("portfolio.html", head, values)


@router.get("/portfolio.{suffix}")
def portfolio_file(request: Request, asked: Asked, suffix: str, window: str = "") -> Response:
    """Send the portfolio as a file to keep."""
    refuse_unknown(request, suffix, "The portfolio does not come")
    view = read(asked, window)
    if suffix == "csv":
        content = portfolio_record.portfolio_csv(view)
    else:
        content = document(portfolio_record.portfolio_record(view))
    days = f"{windows.first_day(view.window)}-{windows.last_day(view.window)}"
    return attachment(content, f"portfolio-{days}.{suffix}", suffix)


def read(asked: Asked, window: str = "") -> PortfolioView:
    """Return the portfolio. Raises ``BadRequest`` when the window is no time."""
    return asked.portfolio(_place(window).asked_window)


def _place(window: str) -> Place:
    return Place("", window={OTHER: "", "all": windows.text(windows.ALWAYS)}.get(window, window))


def _groups(view: PortfolioView, place: Place, axis: Axis | None) -> list[Group]:
    return [
        Group(
            text("objective.none") if line is None else line.name,
            drawn("" if line is None else portfolio_picture.course_bar(line)),
            _words(view, line, place),
            tuple(_row(view, row, place, axis) for row in rows),
        )
        for line, rows in portfolio_measures.grouped_rows(view)
        if line is not None or view.objectives
    ] or [
        Group("", Markup(), Markup(), tuple(_row(view, row, place, axis) for row in view.ordered_unaligned()))
    ]


def _words(view: PortfolioView, line: ObjectiveLine | None, place: Place) -> Markup:
    if line is None:
        return Markup.escape(said.unserved_words(view))
    return drawn(Headline("objective", said.objective_words(view, line)).html(Links(place)))


def _row(view: PortfolioView, row: PortfolioRow, place: Place, axis: Axis | None) -> Row:
    here = Place(row.stream, window=place.window)
    unsaid = said.unsaid(row)
    drawable = axis is not None and not unsaid
    return Row(
        row=row,
        serves=said.serves_words(view, row),
        bar=drawn(portfolio_picture.split_bar(row, axis, f"wait-{row.stream}") if axis and drawable else ""),
        unsaid=unsaid,
        waiting=row.waiting if drawable else None,
        handoff=portfolio_measures.handoff_words(row) if drawable else "",
        handoff_days=scale_for(row.handoff.days).brief(row.handoff.days) if row.handoff else "",
        handoffs=here.page("handoffs"),
        items=here.items(),
        got=_got(row.outcome) if row.outcome else None,
        without=said.without_outcome(row),
    )


def _got(found: OutcomeLine) -> Got:
    return Got(
        said.outcome_name(found),
        said.outcome_value(found),
        said.outcome_trend(found),
        said.outcome_count(found),
        drawn(portfolio_picture.outcome_chart(found)),
    )
