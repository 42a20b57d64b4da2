"""The flow page's pictures: every mark where its value is, nothing outside, and the same on every width."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headrace.report.drawing.axes import Across, Logarithmic, Upward, around_all, rounded_up
from headrace.report.drawing.lettering import width as text_width
from headrace.report.flow.age_picture import age_picture
from headrace.report.flow.cumulative_picture import cumulative_picture
from headrace.report.flow.flow_figure import age_figure, cumulative_figure, flow_figure
from headrace.report.flow.flow_picture import flow_picture
from tests.report.flow_views import DAY, END, START, a_flow, refused

PICTURES = {"flow": flow_picture, "ages": age_picture, "cumulative": cumulative_picture}
WIDTHS = (1344, 1180, 358, 288)


def drawn(name: str, width: int) -> ET.Element:
    """Return a picture, read as XML."""
    return ET.fromstring(PICTURES[name](a_flow(), width=width, prefix="p"))  # noqa: S314 - our own drawing


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_is_drawn_outside_its_frame(name: str, width: int) -> None:
    """Every word ends before the right edge, every mark lies inside, and no text is under 11 px."""
    picture = drawn(name, width)
    tall = float(picture.attrib["height"])
    for text in picture.iter("text"):
        size = float(text.attrib["font-size"])
        assert size >= 11
        right = float(text.attrib["x"]) + text_width(
            text.text or "", size, int(text.get("font-weight", "400"))
        )
        assert float(text.attrib["x"]) >= -0.5, text.text
        assert right <= width + 0.5, text.text
        assert 0 < float(text.attrib["y"]) <= tall
    for mark in picture.iter("circle"):
        assert 0 <= float(mark.attrib["cx"]) <= width
        assert 0 <= float(mark.attrib["cy"]) <= tall


@pytest.mark.parametrize("name", PICTURES)
def test_no_words_touch_each_other(name: str) -> None:
    """Labels are read one by one: none overlaps another on the widest layout."""
    boxes = []
    for text in drawn(name, 1344).iter("text"):
        x, y, size = (float(text.attrib[key]) for key in ("x", "y", "font-size"))
        wide = text_width(text.text or "", size, int(text.get("font-weight", "400")))
        boxes.append((x, y - size * 0.76, x + wide, y + size * 0.2, text.text))
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one[4], other[4])


def test_words_from_data_are_escaped() -> None:
    """A stage's name is text, never markup, in every picture that shows it."""
    for figure in (age_figure(a_flow()), cumulative_figure(a_flow())):
        assert "<b>" not in figure
        assert "&lt;b&gt;" in figure


def test_every_picture_says_itself_in_words() -> None:
    """Who does not see the picture hears its main numbers."""
    assert drawn("flow", 1344).attrib["aria-label"] == (
        "Flow in First payment: 52 in progress on average; 9.6 arrive and 8.6 are done a week."
    )
    assert "Shape: 7 in progress, the oldest for 1,049" in drawn("ages", 1344).attrib["aria-label"]
    assert "222 have left" in drawn("cumulative", 1344).attrib["aria-label"]


def test_points_that_a_rule_singles_out_are_ringed() -> None:
    """The four weeks of the signal carry a ring each, and no other week does."""
    rings = [each for each in drawn("flow", 1344).iter("circle") if "s-blocked" in each.attrib["class"]]
    assert len(rings) == 4


def test_ink_does_not_grow_with_the_work() -> None:
    """A thousand times the items draw the same marks."""
    few, many = a_flow(), a_flow(n_there=297_000, n_finished=222_000)
    assert flow_figure(few).count("<circle") == flow_figure(many).count("<circle")


def test_what_is_refused_draws_nothing_but_what_is_known() -> None:
    """Without a whole there is no main picture and no diagram; how old open items are is still known."""
    found = refused("all_open")
    assert flow_figure(found) == ""
    assert cumulative_figure(found) == ""
    assert "<svg" in age_figure(found)
    assert age_figure(replace(found, ages=replace(found.ages, items=0, stages=()))) == ""


def test_a_band_with_a_long_name_keeps_its_count() -> None:
    """Where name and count do not both fit beside a band, the name gives way."""
    view = a_flow()
    assert view.diagram is not None
    names = tuple(f"{name} of the request that the customer has sent" for name in view.diagram.stages)
    long = replace(view, diagram=replace(view.diagram, stages=names))
    picture = ET.fromstring(cumulative_picture(long, width=1344, prefix="p"))  # noqa: S314 - our own drawing
    said = [text.text or "" for text in picture.iter("text")]
    for stage in view.diagram.in_stage:
        assert any(re.search(rf"… {stage[-1]}$", each) for each in said)


def test_bands_are_stacked_without_gap() -> None:
    """Each band's lower edge is the upper edge of the one below it."""
    paths = [each.attrib["d"] for each in drawn("cumulative", 1344).iter("path")]
    edges = [[part.strip(" Mz").split(" ") for part in path.split("L")] for path in paths]
    for below, above in pairwise(edges):
        upper = list(zip(below[0][::2], below[0][1::2], strict=True))
        lower = list(zip(above[1][::2], above[1][1::2], strict=True))
        assert lower == upper[::-1]


@given(st.integers(1, 4000), st.floats(200, 1300))
def test_days_on_the_axis_are_in_order_and_apart(days: int, right: float) -> None:
    """Whatever the window, ticks stand inside, from left to right, and their names do not meet."""
    across = Across(START, START + days * DAY, 44.0, right)
    ticks = across.ticks()
    for (x, name), (after, _) in pairwise(ticks):
        assert after - x >= text_width(name, 11) * 0.8
    assert all(44.0 <= x <= right for x, _ in ticks)


@given(st.floats(0.0, 1e7))
def test_counts_end_at_a_round_number(most: float) -> None:
    """The axis holds the largest count and is less than twice as high, beyond the smallest."""
    top = rounded_up(most)
    assert most <= top <= max(2.0, most * 1.5 + 1e-9)
    assert re.fullmatch(r"\d{1,2}0*", f"{top:.0f}") or top < 3
    assert Upward(top, 0, 100).y(0) == 100


@example([5e-324])
@example([1e-9, 2e-9])
@given(st.lists(st.floats(0, 5000), max_size=30))
def test_days_of_any_size_find_their_place(days: list[float]) -> None:
    """On the scale of logarithms every span lies inside, longer ones further along."""
    least, most = around_all(days)
    axis = Logarithmic(least, most, 0.0, 100.0)
    places = [axis.at(max(each, least)) for each in sorted(days)]
    assert places == sorted(places)
    assert all(0 <= each <= 100 for each in places)


def test_the_axis_of_half_a_year_names_its_months() -> None:
    """January carries the year, the others do not."""
    assert [name for _, name in Across(START, END, 0, 1000).ticks()] == [
        "Jan 2025",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
    ]
