"""The window of time as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.cli.window import parse
from headrace.errors import BadRequest
from headrace.report.view import Window


def days(first: str, after: str) -> Window:
    """Return the window from the start of one day to the start of another."""
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, after))
    return Window(int(start.timestamp()) * 1_000_000, int(end.timestamp()) * 1_000_000)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025-H2", "2025-07-01", "2026-01-01"),
        ("2025-q1", "2025-01-01", "2025-04-01"),
        ("2025-Q4", "2025-10-01", "2026-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2025-06-30", "2025-06-30", "2025-07-01"),
        ("2025-01-01..2025-06-30", "2025-01-01", "2025-07-01"),
        ("2024..2025-Q1", "2024-01-01", "2025-04-01"),
    ],
)
def test_a_window_holds_all_of_its_first_and_last_period(text: str, first: str, after: str) -> None:
    """Both ends belong to the window, from the first day's start to the last day's end."""
    assert parse(text) == days(first, after)


def test_no_window_is_the_usual_one() -> None:
    """Without a text the workspace chooses."""
    assert parse(None) is None


@pytest.mark.parametrize("text", ["", "soon", "2025-13", "2025-02-30", "2025-Q5", "0000", "2025..", "..2025"])
def test_what_is_no_time_is_refused_with_examples(text: str) -> None:
    """A text that names no time is answered with how to write one."""
    with pytest.raises(BadRequest) as refused:
        parse(text)
    assert "--window 2025" in refused.value.remedies[0]


def test_a_window_that_ends_before_it_begins_is_refused_the_right_way_round() -> None:
    """The remedy is the same window turned round."""
    with pytest.raises(BadRequest) as refused:
        parse("2025-06..2025-01")
    assert refused.value.remedies == ("--window 2025-01..2025-06",)


@given(st.dates().filter(lambda day: day.year < 9999), st.dates().filter(lambda day: day.year < 9999))
def test_any_two_days_in_order_make_a_window_of_whole_days(one: object, other: object) -> None:
    """Every pair of days in order gives a window of at least one day, in whole days."""
    first, last = sorted((str(one), str(other)))
    window = parse(f"{first}..{last}")
    assert window is not None
    assert (window.end - window.start) % 86_400_000_000 == 0
    assert window.end > window.start
