"""Build ProfileViews for tests: four dimensions over half a year, of which one is missing and one stands out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headrace.report.dimensions.profile_view import Dimension, MeasureLine, ProfileView, Series
from headrace.report.flow.flow_series import charted
from headrace.report.flow.flow_view import Likely
from headrace.report.view import Window
from tests.report.flow_views import END, MONDAY, START, WEEK

WINDOW = Window(START, END)


def a_series(key: str, *, shifts: bool = False) -> Series:
    """Return 25 weeks; those of a series that shifts lie lower in the last ten."""
    values = tuple(10.0 + at % 3 - (6.0 if shifts and at >= 15 else 0.0) for at in range(25))
    starts = tuple(MONDAY + at * WEEK for at in range(25))
    return Series(starts, values, charted(key, list(zip(starts, values, strict=True)), "counts"))


def a_line(key: str, value: float | None, unit: str = "share", **changes: Any) -> MeasureLine:
    """Return a measure of forty things with a range of a tenth either way."""
    likely = None if value is None else Likely(value, value * 0.9, value * 1.1)
    line = MeasureLine(key, f"What is called {key}", likely, unit, 40, WINDOW, how="Counted.")
    return replace(line, **changes)


def a_profile(*, shifts: bool = True, **changes: Any) -> ProfileView:
    """Return the profile of First payment; ``changes`` replace fields."""
    done = a_line("done", 9.6, "a week", series=a_series("done", shifts=shifts), evidence=("items", ""))
    reason = "No findings of security scans are read."
    remedy = "Connect the tool that has them: headrace connect github."
    dimensions = (
        Dimension(
            "flow", "Flow", "How much gets through?", (done, a_line("half", 35.1, "days")), page="flow"
        ),
        Dimension(
            "reliability",
            "Reliability",
            "How often does something break?",
            (
                a_line("load", 1.3, "a week", note="2 open now & <counted>"),
                a_line("recovery_p85", None, "days", said="more than 40 days"),
                a_line("acknowledged", None, "days", missing="Nobody says when.", remedy="Record it."),
            ),
        ),
        Dimension(
            "security",
            "Security",
            "How long do known weaknesses stay?",
            (a_line("open", None, "items", missing=reason, remedy=remedy),),
            remedy=remedy,
        ),
        Dimension(
            "space", "SPACE", "How is it to work here?", (a_line("satisfaction", 4.1, "of 5", goal=4.5),)
        ),
    )
    view = ProfileView(
        stream="first-payment",
        name="First payment",
        customer="A new shop",
        unit="change",
        window=WINDOW,
        kind=None,
        kinds=(("New capability", 88), ("Fix", 49)),
        missing=None,
        remedy="",
        dimensions=dimensions,
        n_finished=222,
        data_to=END - 1,
        sources=("tracker",),
        made_up=True,
    )
    return replace(view, **changes)
