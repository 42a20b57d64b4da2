"""Build DeliveryViews for tests: half a year of even delivery, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.delivery.delivery_view import DeliveryView, LeadPart, PairTime, Unlinked
from headrace.report.dimensions.profile_view import Dimension, MeasureLine, Series
from headrace.report.flow.flow_view import Likely, Within
from headrace.report.view import Window
from tests.report.flow_views import END, MONDAY, START, WEEK

WINDOW = Window(START, END)
WEEKS = tuple(MONDAY + at * WEEK for at in range(24))


def a_line(key: str, value: float | None, unit: str, n: int, **more: object) -> MeasureLine:
    """Return a measure with a range around its value."""
    likely = None if value is None else Likely(value, value * 0.8, value * 1.2)
    names = {
        "lead_half": "Change lead time, half within",
        "lead_p85": "Change lead time, 85 % within",
        "frequency": "Deployment frequency",
        "recovery_half": "Failed deployment recovery time, half within",
        "fail_rate": "Change fail rate",
        "rework": "Deployment rework rate",
    }
    line = MeasureLine(key=key, name=names[key], value=likely, unit=unit, n=n, window=WINDOW, how="How.")
    return replace(line, **more)  # type: ignore[arg-type]


def a_delivery(**changes: object) -> DeliveryView:
    """Return the delivery of First payment; ``changes`` replace fields."""
    series = Series(WEEKS, tuple(float(2 + at % 3) for at in range(24)))
    lines = (
        a_line(
            "lead_half",
            9.0,
            "days",
            255,
            series=series,
            note="57 of 272 merged changes lead to no deployment",
        ),
        a_line("lead_p85", 21.0, "days", 255),
        a_line(
            "frequency",
            2.0,
            "a week",
            50,
            series=series,
            note="3 of 600 deployments to production are linked to nothing",
        ),
        a_line(
            "recovery_half",
            None,
            "days",
            0,
            missing="Too few failed deployments in this window to say a time: 2; five are needed.",
        ),
        a_line("fail_rate", 0.04, "share", 50, note="2 failed · 30 of 60 incidents name no cause"),
        a_line("rework", 0.02, "share", 51),
    )
    stages = (
        PairTime("Issue", "item.created", "item.milestone", False, 0, 0, 0, None, None, None,
                 "no item.milestone in the log", "Declare the stage with events that there are."),
        PairTime("Test", "build.started", "build.finished", True, 218, 218, 0,
                 Within(0.5, 0.006, 0.005, 0.007), Within(0.85, 0.01, 0.009, 0.012), 0.1, None, ""),
        PairTime("Staging", "change.merged", "deployment.finished=success", False, 231, 218, 13,
                 Within(0.5, 9.1, 8.0, 10.0), Within(0.85, None, 20.0, None), 60.0, None, ""),
    )  # fmt: skip
    view = DeliveryView(
        stream="first-payment",
        name="First payment",
        customer="A new shop",
        unit="change",
        mode="strict",
        window=WINDOW,
        observed=WINDOW,
        kind=None,
        kinds=(("New capability", 88), ("Fix", 49)),
        missing=None,
        remedy="",
        dimension=Dimension("delivery", "Delivery", "How soon?", lines, page="delivery"),
        parts=(LeadPart("coding", 1.5), LeadPart("review", 1.1), LeadPart("release", 9.4)),
        parts_changes=214,
        behind=2,
        stages=stages,
        unlinked=Unlinked(57, 272, 3, 600, 30, 60),
        n_changes=214,
        n_deployments=50,
        n_failed=2,
        data_to=END,
        sources=("code", "deploys"),
        made_up=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def nothing_read() -> DeliveryView:
    """Return the delivery of a stream whose log has no deployments."""
    none = {"missing": "No deployments are read.", "remedy": "Connect the tool that deploys."}
    units = {
        "lead_half": "days",
        "lead_p85": "days",
        "frequency": "a week",
        "fail_rate": "share",
        "rework": "share",
    }
    lines = tuple(a_line(key, None, unit, 0, **none) for key, unit in units.items())
    view = a_delivery(
        parts=(), parts_changes=0, behind=0, stages=(), n_changes=None, n_deployments=None, n_failed=None
    )
    return replace(
        view,
        unlinked=Unlinked(0, 0, 0, 0, 0, 0),
        dimension=Dimension(
            "delivery", "Delivery", "How soon?", lines, remedy=none["remedy"], page="delivery"
        ),
    )
