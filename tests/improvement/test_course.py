"""Whether something is on its way to its goal: the line, what is about on it, and where there is no way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.improvement.course import Way, course

DAY = 86_400_000_000
WAY = Way(start=20.0, began=0, goal=40.0, due=100 * DAY)
DOWN = Way(start=10.0, began=0, goal=9.0, due=100 * DAY)


@pytest.mark.parametrize(
    ("way", "now", "at", "verdict"),
    [
        (WAY, 30.0, 50, "about"),
        (WAY, 32.0, 50, "about"),
        (WAY, 32.1, 50, "ahead"),
        (WAY, 27.9, 50, "behind"),
        (WAY, 40.0, 10, "reached"),
        (WAY, 39.0, 100, "late"),
        (WAY, 41.0, 200, "reached"),
        (DOWN, 9.5, 50, "about"),
        (DOWN, 9.9, 50, "behind"),
        (DOWN, 9.2, 50, "ahead"),
        (DOWN, 8.9, 50, "reached"),
    ],
)
def test_a_reading_is_compared_with_the_line(way: Way, now: float, at: int, verdict: str) -> None:
    """Up or down alike: a tenth of the way to either side is about on course."""
    assert course(way, now, at * DAY).verdict == verdict


def test_readings_that_scatter_anyway_are_no_deviation() -> None:
    """What lies within the usual scatter of the series is about on course, however far that is."""
    assert course(WAY, 25.0, 50 * DAY, scatter=6.0).verdict == "about"
    assert course(WAY, 25.0, 50 * DAY, scatter=4.0).verdict == "behind"


def test_where_there_is_no_way_there_is_no_course() -> None:
    """A goal where it began, or a day before it began, is refused."""
    with pytest.raises(ValueError, match="way to go"):
        Way(1.0, 0, 1.0, DAY)
    with pytest.raises(ValueError, match="time for it"):
        Way(1.0, DAY, 2.0, DAY)


@given(st.floats(-1e6, 1e6), st.integers(-200, 300))
def test_the_line_stays_between_start_and_goal(now: float, at: int) -> None:
    """Before it begins the start is on course, after its day the goal; turning everything round changes no verdict."""
    found = course(WAY, now, at * DAY)
    assert 20.0 <= found.expected <= 40.0
    turned = Way(-20.0, 0, -40.0, 100 * DAY)
    assert course(turned, -now, at * DAY).verdict == found.verdict
