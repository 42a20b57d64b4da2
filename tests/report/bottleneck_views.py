"""Build BottleneckViews for tests: a long queue before Quality, and one before Operations that never pauses."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.bottleneck.bottleneck_view import BottleneckView, Likely, PlaceLine
from headrace.report.view import Window

DAY = 86_400_000_000
START = 20_089 * DAY  # 1 Jan 2025
END = START + 181 * DAY


def place(sender: str | None, receiver: str, days: float, passes: float, reading: str) -> PlaceLine:
    """Return a place of whose savings so much reaches the end."""
    return PlaceLine(
        key=f"{(sender or 'customer').lower()}~{receiver.lower()}",
        sender=sender,
        receiver=receiver,
        days=days,
        waiting=days / 181,
        came=9.2,
        went=9.0,
        each=days / 181 / 9.0 * 7,
        empty=Likely(0.1, 0.02, 0.4),
        at_limit=Likely(0.3, 0.1, 0.6),
        room=Likely(0.6, 0.3, 0.8),
        longest=0.2,
        fills=Likely(-0.1, -0.4, 0.2),
        together=None,
        passes=Likely(passes, max(passes - 0.3, 0.0), min(passes + 0.3, 1.0)),
        reading=reading,
        after=1,
        held_by=None,
    )


def some_evidence(**changes: object) -> BottleneckView:
    """Return the evidence of First payment; ``changes`` replace fields."""
    places = (
        replace(place("Engineering", "Quality", 800.0, 0.1, "moves"), held_by="quality~operations"),
        replace(place(None, "Product <b>& Co</b>", 300.0, 0.5, "unclear"), each=None),
        replace(place("Quality", "Operations", 120.0, 1.0, "shortens"), after=0),
        replace(place("Engineering", "Engineering", 20.0, 0.4, "unclear"), fills=None),
    )
    view = BottleneckView(
        stream="first-payment",
        name="First payment",
        customer="A new shop",
        unit="change",
        window=Window(START, END),
        observed=Window(START, END),
        refusal=None,
        missing=None,
        remedy="",
        places=places,
        days_seen=181.0,
        days_needed=140,
        outcomes_told=False,
        work_untold=("Quality",),
        data_to=END - DAY,
        sources=("jira",),
        made_up=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
