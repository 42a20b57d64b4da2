"""``/api/v1``: the same answers as values. Durations are calendar days, shares 0 to 1, times µs UTC."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from headrace.errors import BadRequest
from headrace.report.bottleneck.bottleneck_view import BottleneckView
from headrace.report.contention.contention_view import ContentionView
from headrace.report.delivery.delivery_view import DeliveryView
from headrace.report.dimensions.profile_view import ProfileView
from headrace.report.dimensions.signal_view import SignalLine, SignalsView
from headrace.report.flow.flow_view import FlowView
from headrace.report.forecast.forecast_view import ForecastView
from headrace.report.handoffs.handoffs_view import HandoffsView
from headrace.report.portfolio.portfolio_view import PortfolioView
from headrace.report.segments.segments_view import SegmentsView
from headrace.report.signals.signals import chosen
from headrace.report.topology.topology_view import TopologyView
from headrace.report.trust.trust_view import CheckView
from headrace.report.view import ItemsView, ItemView, MapView, StreamsView
from headrace.report.waiting.waiting_view import WaitingView
from headrace.web.answers import NotFound, one_item
from headrace.web.place import Place
from headrace.web.routes import (
    bottleneck,
    contention,
    delivery,
    flow,
    forecast,
    handoffs,
    items,
    map,
    portfolio,
    profile,
    segments,
    topology,
    waiting,
)
from headrace.web.routes.asking import Asked

router = APIRouter(prefix="/api/v1", tags=["value streams"])

Days = Annotated[
    str,
    Query(
        description="2025, 2025-Q2, 2025-03, 2025-01-01..2025-06-30, 90d or all. Default: the last months."
    ),
]
Kind = Annotated[str, Query(description="Kind of work; all kinds when left out.")]
At = Annotated[
    str,
    Query(
        description="Which items: wait:STAGE, work:STAGE, blocked:STAGE, return:FROM~TO, handoff:FUNCTION~FUNCTION, "
        "open or cancelled; "
        "all by default."
    ),
]


def _place(stream: str, window: str, kind: str) -> Place:
    return Place(stream, window=window, kind=kind)


@router.get("/streams")
def streams(asked: Asked, window: Days = "") -> StreamsView:
    """All value streams, and what belongs to none."""
    return asked.streams(_place("", window, "").asked_window)


@router.get("/portfolio")
def all_portfolio(asked: Asked, window: Days = "") -> PortfolioView:
    """Every value stream under the objective it serves: days worked and waited, and what customers get."""
    return portfolio.read(asked, window)


@router.get("/contention")
def all_contention(asked: Asked, window: Days = "") -> ContentionView:
    """Which value streams wait for the same function at the same time: how many items, and how long."""
    return contention.read(asked, window)


@router.get("/streams/{stream}/map")
def stream_map(
    asked: Asked, stream: str, window: Days = "", kind: Kind = "", detail: str = "stages"
) -> MapView:
    """The current-state map of one stream."""
    place = _place(stream, window, kind)
    return map.read(asked, Place(stream, place.window, kind, detail).check())


@router.get("/streams/{stream}/flow")
def stream_flow(asked: Asked, stream: str, window: Days = "", kind: Kind = "") -> FlowView:
    """How work flows in one stream: what arrives and leaves, how long it takes, how sure that is."""
    return flow.read(asked, _place(stream, window, kind).check())


@router.get("/streams/{stream}/handoffs")
def stream_handoffs(
    asked: Asked, stream: str, question: handoffs.Question, window: Days = "", kind: Kind = ""
) -> HandoffsView:
    """What hand-offs cost in one stream: how long items wait there, for which work, and what comes back."""
    return handoffs.read(asked, _place(stream, window, kind).check(), question)


@router.get("/streams/{stream}/bottleneck")
def stream_bottleneck(asked: Asked, stream: str, window: Days = "") -> BottleneckView:
    """Where a shorter wait goes with a shorter whole: the evidence per hand-off, each with its range."""
    return bottleneck.read(asked, _place(stream, window, "").check())


@router.get("/streams/{stream}/waiting")
def stream_waiting(asked: Asked, stream: str, window: Days = "", kind: Kind = "") -> WaitingView:
    """What waits go with in one stream, as far as the records tell; all parts add up to the days waited."""
    return waiting.read(asked, _place(stream, window, kind).check())


@router.get("/streams/{stream}/forecast")
def stream_forecast(
    *,
    asked: Asked,
    stream: str,
    items: Annotated[
        str, Query(description="How many more items; about three weeks' worth by default.")
    ] = "",
    by: Annotated[str, Query(description="By which day, such as 2025-08-31.")] = "",
    item: Annotated[str, Query(description="One item in progress, by its id or key.")] = "",
    kind: Kind = "",
) -> ForecastView:
    """What will be done when in one stream, with which chance, and how past forecasts did."""
    return forecast.read(asked, _place(stream, "", kind).check(), items, by, item)


@router.get("/streams/{stream}/delivery")
def stream_delivery(
    asked: Asked,
    stream: str,
    window: Days = "",
    kind: Kind = "",
    mode: Annotated[str, Query(description="strict, our reading and the default, or devlake.")] = "",
) -> DeliveryView:
    """How one stream's work is delivered: DORA's five measures, the lead time's parts, pairs of events."""
    return delivery.read(asked, _place(stream, window, kind).check(), mode)


@router.get("/streams/{stream}/profile")
def stream_profile(asked: Asked, stream: str, window: Days = "", kind: Kind = "") -> ProfileView:
    """All dimensions of one stream side by side: what is measured, how sure that is, and what is missing."""
    return profile.read(asked, _place(stream, window, kind).check())


@router.get("/streams/{stream}/segments")
def stream_segments(asked: Asked, stream: str, window: Days = "", kind: Kind = "") -> SegmentsView:
    """Where work of one stream is not alike, by what is known when it begins; the window is of starts."""
    return segments.read(asked, _place(stream, window, kind).check())


@router.get("/streams/{stream}/topology")
def stream_topology(asked: Asked, stream: str, window: Days = "", kind: Kind = "") -> TopologyView:
    """One stream by its teams: where its time goes, what lies between them, whether that is as declared."""
    return topology.read(asked, _place(stream, window, kind).check())


@router.get("/streams/{stream}/items")
def stream_items(  # noqa: PLR0913 - one parameter per name in the query
    *,
    asked: Asked,
    stream: str,
    window: Days = "",
    kind: Kind = "",
    at: At = "",
    sort: str = "slowest",
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> ItemsView:
    """The items behind a number, one page of them."""
    place = _place(stream, window, kind)
    here = Place(stream, place.window, kind, at=at, sort=sort).check()
    return items.read(asked, here, page=page, per_page=per_page)


@router.get("/streams/{stream}/items/{item_id:path}")
def stream_item(asked: Asked, stream: str, item_id: str) -> ItemView:
    """One item: its ladder, its events, and what it is linked to."""
    return one_item(asked, Place(stream), item_id)


@router.get("/signals")
def signals(asked: Asked) -> SignalsView:
    """What is measured beside the flow: every signal with its readings and what is usual."""
    return asked.signals()


@router.get("/signals/{signal}")
def signal(asked: Asked, signal: str) -> tuple[SignalLine, ...]:
    """One signal; a series for each segment where headrace.yaml does not define it."""
    try:
        return chosen(asked.signals(), signal)
    except BadRequest as error:
        raise NotFound(error.fact, error.meaning, error.remedies) from error


@router.get("/check")
def check(asked: Asked) -> CheckView:
    """What can and cannot be trusted: sources, links, rules and irregularities."""
    return asked.check()
