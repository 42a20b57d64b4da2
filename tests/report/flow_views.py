"""Build FlowViews for tests: half a year of even work, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.flow.flow_view import (
    AgeLine,
    Ages,
    Behaviour,
    Diagram,
    FinishedGroup,
    FlowView,
    Likely,
    Parts,
    PathTotals,
    SignalLine,
    SpellLine,
    StageLine,
    Times,
    Verdict,
    WeekLine,
    Within,
)
from headrace.report.view import Window

DAY = 86_400_000_000
WEEK = 7 * DAY
START = 20_089 * DAY  # 1 Jan 2025
END = START + 181 * DAY
MONDAY = 20_094 * DAY
STAGES = ("Signal", "Shape", "Design", "Build", "Review", "Test", "Release", "Roll <b>out</b> & explain")


def a_flow(**changes: object) -> FlowView:
    """Return the flow of First payment; ``changes`` replace fields."""
    weeks = tuple(
        WeekLine(MONDAY + at * WEEK, 9 + at % 3, 9 + (at + 1) % 3, at % 2, 30.0 + at % 5) for at in range(25)
    )
    days = tuple(START + at * 2 * DAY for at in range(1, 91))
    left = tuple(round(at * 2.5) for at in range(90))
    inside = tuple(tuple(3 + (at + stage) % 4 for at in range(90)) for stage in range(len(STAGES)))
    view = FlowView(
        stream="first-payment",
        name="First payment",
        customer="A new shop",
        unit="change",
        window=Window(START, END),
        observed=Window(START, END),
        kind=None,
        kinds=(("New capability", 88), ("Fix", 49)),
        refusal=None,
        missing=None,
        remedy="",
        n_there=297,
        n_finished=222,
        n_given_up=20,
        n_open=55,
        path=PathTotals(
            51, 55, 246, 242, 9413.0, 52.0, 9.5, 9.4, 38.3, 38.9, 31.7, 37.1, 3678.0, 0.31, 0.35, 4.9, 0.71
        ),
        stability=Verdict("steady", 20, Likely(0.2, -1.2, 1.5), Likely(22.0, -19.0, 65.0)),
        times=Times(
            297,
            222,
            Within(0.5, 35.1, 32.0, 39.7),
            Within(0.85, 57.1, 54.7, 61.2),
            Within(0.95, 83.0, 70.0, None),
            Likely(38.5, 36.0, 41.0),
            92.0,
            1049.0,
        ),
        arrived=Likely(9.6, 8.6, 11.0),
        done=Likely(8.6, 7.7, 9.6),
        efficiency=Likely(0.27, 0.25, 0.29),
        distribution=(("New capability", 100, 0.45), (None, 122, 0.55)),
        parts=Parts(
            10.2, 28.4, 0.1, 25.0, tuple(StageLine(s.lower(), s, 1.0, 3.0, 0.0, 2.5) for s in STAGES)
        ),
        ages=Ages(
            55,
            40.0,
            1049.0,
            3,
            tuple(AgeLine(s.lower(), s, 7, 2, (0.5, 3.0, 12.0, 30.0, 31.0, 70.0, 1049.0), 2) for s in STAGES),
        ),
        debt=2.6,
        weeks=weeks,
        finished=tuple(
            FinishedGroup(each.start, 1, 9, (5.0, 12.0, 20.0, 28.0, 35.0, 36.0, 44.0, 57.0, 90.0))
            for each in weeks
        ),
        behaviour=(
            Behaviour(
                "done",
                tuple(each.start for each in weeks),
                tuple(float(each.done) for each in weeks),
                10.0,
                6.5,
                13.5,
                (SignalLine("near", MONDAY + 3 * WEEK, MONDAY + 6 * WEEK, True, False),),
                0.11,
            ),
        ),
        diagram=Diagram(
            days,
            tuple(gone + sum(each[at] for each in inside) for at, gone in enumerate(left)),
            left,
            STAGES,
            inside,
        ),
        promise_within=45.0,
        promise_share=0.85,
        data_to=END - 6 * DAY // 24,
        sources=("jira", "github"),
        made_up=True,
        spells=(
            SpellLine(
                "wait:build",
                "wait",
                "Build",
                None,
                None,
                240,
                231,
                Within(0.5, 3.2, 3.0, 3.5),
                Within(0.85, 9.0, 8.1, None),
                92.0,
            ),
            SpellLine(
                "handoff:design~engineering",
                "handoff",
                None,
                "Design",
                "Engineering <b>",
                9,
                3,
                Within(0.5, 41.0, 12.0, None),
                Within(0.85, None, None, None),
                60.0,
            ),
        ),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def refused(refusal: str, **changes: object) -> FlowView:
    """Return a flow of which nothing can be said, and why."""
    nothing: dict[str, object] = dict.fromkeys(
        ("path", "stability", "times", "arrived", "done", "efficiency", "parts", "debt", "diagram")
    )
    empty: dict[str, object] = dict.fromkeys(("distribution", "weeks", "finished", "behaviour", "spells"), ())
    return a_flow(refusal=refusal, n_there=3, **{**nothing, **empty, **changes})
