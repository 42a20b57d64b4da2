"""Build ForecastViews for tests: half a year of even work, forecast for real, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from headrace.flow.forecast import forecast, throughput
from headrace.flow.forecast_item import start_outlook
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER, Spans
from headrace.report.forecast.current_forecast import Groundwork, current_forecast
from headrace.report.forecast.forecast_view import Asked, ForecastView, ItemOutlook
from headrace.report.surroundings import Surroundings
from headrace.report.view import Window
from headrace.value_streams.definition import ValueStream
from tests.report.flow_views import DAY, END, START, a_flow

STREAM = ValueStream.model_validate(
    {
        "id": "first-payment",
        "name": "First payment",
        "customer": "A new shop",
        "value": "takes its first payment",
        "items": "change",
        "unit": "change",
        "promise": {"within": "45d", "for": "85%"},
        "stages": [{"name": "Build", "function": "Engineering", "working": ["change.opened"]}],
        "done": ["change.closed"],
    }
)


def even_work(days: int = 180, open_items: int = 9) -> Spans:
    """Return items of which one is done every day but the last two of a week, and some that are open."""
    ends = [END - at * DAY - DAY // 4 for at in range(days) if (END // DAY - at) % 7 not in (2, 3)]
    starts = [end - (20 + at % 30) * DAY for at, end in enumerate(ends)]
    still = [END - (5 + 11 * at) * DAY for at in range(open_items)]
    return Spans(
        np.array(starts + still, dtype=np.int64),
        np.array(ends + [NEVER] * open_items, dtype=np.int64),
        np.array([True] * len(ends) + [False] * open_items),
    )


def ground(spans: Spans | None = None, **around: object) -> Groundwork:
    """Return what is known of a stream with these items; ``around`` replaces fields of its surroundings."""
    items = even_work() if spans is None else spans
    end = END - 1
    known = Surroundings(
        (), {}, ("tracker",), end, made_up=True, kinds=(("Fix", 49),), window=Window(START, END)
    )
    past = throughput(items.finished[0], end)
    flow = a_flow()
    return Groundwork(
        STREAM,
        Selection(START, END),
        replace(known, **around),
        items,
        past,
        forecast(past),
        flow.ages,
        flow.times,
        (("jira:item:FP-<1>", "FP-<1>"),),
        start_outlook(items, end, 45.0),
    )


def once(moment: int, items: int = 9) -> Spans:
    """Return items that were all done at one moment."""
    ends = np.full(items, moment, dtype=np.int64)
    return Spans(ends - 20 * DAY, ends, np.ones(items, dtype=np.bool_))


def a_forecast(asked: Asked | None = None, **changes: object) -> ForecastView:
    """Return the forecast of First payment; ``changes`` replace fields."""
    return replace(current_forecast(None, ground(), asked or Asked()), **changes)


def an_item(**changes: object) -> ItemOutlook:
    """Return how long one item may still take."""
    usual = ItemOutlook(
        item="jira:item:FP-1",
        key="FP-1",
        stage="Build",
        age=12.0,
        basis="stage",
        n=40,
        finished=33,
        half=END + 9 * DAY,
        p85=END + 30 * DAY,
        p95=None,
        promise=45.0,
        chance=0.81,
        low=0.65,
        high=0.92,
        ended=None,
    )
    return replace(usual, **changes)


def refused(refusal: str) -> ForecastView:
    """Return a forecast that cannot be made, for the reason asked for."""
    spans = {
        "nothing": even_work(days=0),
        "early": even_work(days=30),
        "few": Spans(*(getattr(even_work(), name)[[0, 60, 100]] for name in ("starts", "ends", "done"))),
        "idle": once(END - 75 * DAY),
        "missing": even_work(),
    }[refusal]
    absent = {"missing": "The log has no items.", "remedy": "headrace import FILE"}
    known = ground(spans, **(absent if refusal == "missing" else {}))
    return current_forecast(None, known, Asked())
