"""A made-up portfolio: seven streams, four objectives, one of them unserved, one stream unaligned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headrace.improvement.course import Course
from headrace.report.dimensions.profile_view import Series
from headrace.report.flow.flow_view import Behaviour, SignalLine
from headrace.report.portfolio.portfolio_view import (
    HandoffWait,
    ObjectiveLine,
    OutcomeLine,
    PortfolioRow,
    PortfolioView,
)
from headrace.report.view import Estimated, Window

DAY = 86_400_000_000
WINDOW = Window(20_089 * DAY, 20_270 * DAY)  # 1 Jan – 30 Jun 2025
HOSTILE = "<b>2 open now & counted</b>"


def a_chart(*signals: SignalLine, n: int = 18) -> Series:
    """Return eighteen months of a share that rises, with its usual range."""
    starts = tuple(WINDOW.end - (n - each) * 30 * DAY for each in range(n))
    values = tuple(0.2 + 0.005 * each for each in range(n))
    chart = Behaviour("share", starts, values, 0.24, 0.18, 0.3, signals, 0.1) if n >= 8 else None
    return Series(starts, values, chart)


def a_run(*, high: bool = True, last: int = WINDOW.end - 30 * DAY) -> SignalLine:
    """Return a run on one side of the average that lasts until now."""
    return SignalLine("run", WINDOW.start + 60 * DAY, last, high, True)


def an_outcome(*signals: SignalLine, **changed: Any) -> OutcomeLine:
    """Return what customers get: a signal with a goal."""
    found = OutcomeLine(
        "Shops paid within a day", "%", 28.0, WINDOW.end - DAY, 80, 40.0, "up", a_chart(*signals), signal=True
    )
    return replace(found, **changed)


def a_row(stream: str = "first-payment", objective: str | None = "selling", **changed: Any) -> PortfolioRow:
    """Return a stream that waits more than it works."""
    row = PortfolioRow(
        stream=stream,
        name=stream.replace("-", " ").capitalize(),
        customer="A new shop",
        value="takes its first payment",
        parent=None,
        objective=objective,
        share=None if objective is None else 1.0,
        also=(),
        inherited=False,
        finished=212,
        flow_days=Estimated(38.2, 35.3, 41.1, 212),
        p85_within=61.0,
        work_days=10.2,
        wait_days=28.0,
        handoff=HandoffWait("Engineering", "Quality", 6.4),
        functions=6,
        outcome=an_outcome(),
        agreed=True,
    )
    return replace(row, **changed)


def an_objective(objective: str = "selling", **changed: Any) -> ObjectiveLine:
    """Return an objective that is behind its course."""
    line = ObjectiveLine(
        objective=objective,
        name="Small shops start selling within a day",
        measure="New shops paid within a day",
        unit="%",
        start=20.0,
        began=WINDOW.start,
        now=28.0,
        now_at=WINDOW.end - DAY,
        goal=40.0,
        by=20_453 * DAY,  # 31 Dec 2025
        weight=1.0,
        parent=None,
        readings=60,
        course=Course("behind", 32.0, 2.0),
        untold=None,
        streams=("first-payment", "shop-check"),
        finished=300,
    )
    return replace(line, **changed)


def a_portfolio(**changed: Any) -> PortfolioView:
    """Return the portfolio, or one that differs in what is named."""
    rows = (
        a_row(),
        a_row("shop-check", share=0.5, also=(("stay", 0.5),), wait_days=15.0, work_days=8.0, finished=96),
        a_row("settled-disputes", "stay", wait_days=37.0, outcome=an_outcome(a_run())),
        a_row("guest-checkout", None, outcome=None, agreed=False, finished=402, name=f"Guest {HOSTILE}"),
    )
    lines = (
        an_objective(weight=2.0),
        an_objective(
            "stay",
            name="Shops stay",
            course=Course("about", 10.0, 0.4),
            streams=("shop-check", "settled-disputes"),
        ),
        an_objective(
            "germany",
            name="Open in Germany",
            measure=None,
            now=None,
            course=None,
            untold="measure",
            streams=(),
        ),
    )
    view = PortfolioView(WINDOW, lines, rows, 1_184, 402, WINDOW.end - DAY // 2, made_up=False)
    return replace(view, **changed)
