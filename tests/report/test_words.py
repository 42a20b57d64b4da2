"""Numbers, durations, counts and dates in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.report import words
from headrace.report.view import Window
from headrace.report.words import DAYS, NBSP, scale_for
from tests.report.views import DAY, JANUARY, JULY


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (0.01, "<0.1"), (0.05, "0.1"), (4.56, "4.6"), (9.94, "9.9"), (9.96, "10"), (1234.5, "1,235")],
)
def test_one_decimal_under_ten_and_whole_above(value: float, said: str) -> None:
    """A size has one decimal under ten, none above, and never reads as nothing when it is something."""
    assert words.decimal(value) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(38.2, "38 days"), (1.0, "1.0 day"), (0.5, "12 hours"), (1 / 24, "1.0 hour"), (0.01, "14 minutes")],
)
def test_the_unit_follows_the_size(days: float, said: str) -> None:
    """Under a day we speak in hours, under an hour in minutes."""
    assert scale_for(days).words(days) == said.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("number", "said"), [(12, "12"), (9_100, "9.1k"), (61_400, "61k"), (1_200_000, "1.2M"), (999_600, "1.0M")]
)
def test_counts_stay_short(number: int, said: str) -> None:
    """Counts in pictures never take more than four letters."""
    assert words.count(number) == said
    assert len(words.count(number)) <= 4


@given(st.lists(st.floats(0, 500), min_size=1, max_size=6))
def test_parts_add_up_as_written(parts: list[float]) -> None:
    """Split parts are whole steps that sum to the rounded whole, none off by a whole step."""
    total = sum(parts)
    step = words.step_of(total)
    units = words.whole(total / step)
    split = words.split(parts, units, step)
    assert sum(split) == units
    assert all(abs(count - part / step) < 1 + 1e-6 for count, part in zip(split, parts, strict=True))


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0"), (0.001, "<1"), (0.824, "82"), (0.999, ">99"), (1, "100")]
)
def test_only_nothing_is_0_percent_and_only_all_is_100(share: float, said: str) -> None:
    """A share is rounded, but never to nothing or to all."""
    assert words.percent(share) == f"{said}{NBSP}%"


@pytest.mark.parametrize(
    ("noun", "said", "many"),
    [
        ("change", "a change", "changes"),
        ("item", "an item", "items"),
        ("user story", "a user story", "user stories"),
        ("incident", "an incident", "incidents"),
        ("hour", "an hour", "hours"),
        ("fix", "a fix", "fixes"),
    ],
)
def test_nouns_take_their_article_and_plural(noun: str, said: str, many: str) -> None:
    """The unit of a stream, whatever a person called it, fits into a sentence."""
    assert words.a(noun) == said
    assert words.plural(noun) == many
    assert words.plural(noun, 1) == noun


def test_a_window_is_named_by_its_last_day_too() -> None:
    """The end of a window is exclusive, so the day before it is named, the year once."""
    assert words.span(Window(JANUARY, JULY)) == f"1{NBSP}Jan – 30{NBSP}Jun{NBSP}2025"
    assert words.span(Window(JANUARY - DAY, JULY)) == f"31{NBSP}Dec{NBSP}2024 – 30{NBSP}Jun{NBSP}2025"
    assert words.span(Window(JANUARY, JANUARY + DAY)) == f"1{NBSP}Jan{NBSP}2025"


def test_days_in_a_sentence_do_not_break_from_their_number() -> None:
    """A non-breaking space stands between number and unit."""
    assert NBSP in DAYS.words(38)
    assert NBSP in DAYS.brief(38)
    assert NBSP not in DAYS.brief(38, tight=True)


def test_times_are_said_in_utc() -> None:
    """A moment is said to the minute in UTC, and written in ISO 8601 for machines."""
    assert words.moment(JANUARY + 6 * DAY // 24) == f"1{NBSP}Jan{NBSP}2025, 06:00"
    assert words.iso(JANUARY) == "2025-01-01T00:00:00Z"


def test_a_commit_is_called_by_its_first_digits() -> None:
    """Forty digits say no more to a reader than ten; whatever is no commit's id stays whole."""
    sha = "0123456789abcdef0123456789abcdef01234567"
    assert words.short_key(sha) == "0123456789"
    for key in ("FP-1283", sha[:39], sha.upper(), "0123456789", f"{sha} "):
        assert words.short_key(key) == key
