"""Build SegmentsViews for tests: one split by origin, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.flow.flow_view import Likely, Within
from headrace.report.segments.segments_view import (
    DiffersLine,
    LeftOutLine,
    RouteLine,
    SegmentLine,
    SegmentsView,
    SplitLine,
    TriedLine,
)
from headrace.report.view import Window
from headrace.value_streams.sub_stream import Condition, expression
from tests.report.flow_views import END, START


def a_part(number: int, condition: Condition, half: float | None, items: int, of: int = 0) -> SegmentLine:
    """Return a part of which half is done within so many days."""
    low, high = (None, None) if half is None else (half * 0.8, half * 1.2)
    mean = 40.0 if half is None else half * 1.3
    return SegmentLine(
        number=number,
        of=of,
        conditions=(condition,),
        condition=expression([condition]),
        items=items,
        done=items * 3 // 4,
        n=items // 2,
        half=Within(0.5, half, low, high),
        mean=Likely(mean, mean * 0.9, mean * 1.1),
        mean_until=90.0,
        leaf=True,
    )


def a_segments(**changes: object) -> SegmentsView:
    """Return the segments of First payment; ``changes`` replace fields."""
    phone = Condition("origin", ("phone",))
    others = Condition("origin", ("mail", "web & <app>"), missing=True)
    view = SegmentsView(
        stream="first-payment",
        name="First payment",
        customer="a new shop",
        unit="change",
        window=Window(START, END),
        kind=None,
        kinds=(("New capability", 88),),
        missing=None,
        remedy="",
        refusal="",
        n=400,
        n_done=300,
        n_open=60,
        tried=(TriedLine("origin", 3, 0.97, 0.0, 0.001), TriedLine("size", 8, 1.0, 1.0, None)),
        left_out=(LeftOutLine("assignee_key", "person", ""), LeftOutLine("channel", "same", "origin")),
        segments=(a_part(1, phone, 32.0, 100), a_part(2, others, 14.0, 300)),
        splits=(
            SplitLine(0, "origin", 1, 2, 0.001, 0.04, DiffersLine("Test", "handoff", 11.0, 3.0, 38, 112)),
        ),
        routes=(RouteLine(("Build", "Test"), 240, 0.8, 17.0),),
        n_routes=9,
        n_routed=300,
        data_to=END,
        sources=("Jira",),
        made_up=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
