"""The window as it is typed and stands in addresses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadRequest
from headrace.report import window as windows
from headrace.report.view import Latest, Window

DAY = windows.DAY


def micros(day: str) -> int:
    """Return the start of a day in µs UTC."""
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * DAY


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
        ("2025-01-01..2025-01-01", "2025-01-01", "2025-01-02"),
        (" 2025-01-01 .. 2025-06-30 ", "2025-01-01", "2025-07-01"),
        ("2024..2025-Q1", "2024-01-01", "2025-04-01"),
    ],
)
def test_a_window_holds_all_of_its_first_and_last_period(text: str, first: str, after: str) -> None:
    """Both ends belong to the window, from the first day's start to the last day's end."""
    assert windows.parse(text) == Window(micros(first), micros(after))


@pytest.mark.parametrize(("text", "days"), [("90d", 90), ("1D", 1), (" 12w ", 84)])
def test_a_length_counts_back_from_the_data(text: str, days: int) -> None:
    """Which days they are, the stream's data decides."""
    assert windows.parse(text) == Latest(days)


def test_all_is_all_there_is() -> None:
    """However it is written."""
    assert windows.parse("all") == windows.parse(" ALL ") == windows.ALWAYS


@given(st.dates(date(1900, 1, 1), date(2999, 12, 30)), st.integers(0, 400))
def test_text_and_window_are_each_others_inverse(first: date, more: int) -> None:
    """Whatever window a page shows, its address leads to the same window again."""
    last = min(date.fromordinal(first.toordinal() + more), date(2999, 12, 31))
    text = f"{first}..{last}"
    window = windows.parse(text)
    assert isinstance(window, Window)
    assert windows.text(window) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("yesterday", "is not a time"),
        ("", "is not a time"),
        ("0d", "is not a time"),
        ("999999d", "is not a time"),
        ("2025-Q5", "is not a time"),
        ("2025..", "is not a time"),
        ("..2025", "is not a time"),
        ("<script>..x", "is not a time"),
        ("٢٠٢٥", "is not a time"),
        ("2025-13", '"2025-13" is not in the calendar'),
        ("2025-02-30..2025-03-01", '"2025-02-30" is not in the calendar'),
        ("2025-06-30..2025-01-01", "ends before it begins"),
        ("0000", "lies outside"),
        ("0001-01-01..2025-01-01", "lies outside"),
    ],
)
def test_what_is_no_window_is_refused_in_words(text: str, says: str) -> None:
    """A bad window says what is wrong with it and how one is written."""
    with pytest.raises(BadRequest) as refused:
        windows.parse(text)
    assert says in refused.value.fact
    assert refused.value.remedies


def test_a_window_that_ends_before_it_begins_is_turned_round() -> None:
    """The remedy is the same window the other way round."""
    with pytest.raises(BadRequest) as refused:
        windows.parse("2025-06..2025-01")
    assert refused.value.remedies[0].endswith("2025-01..2025-06")


def test_presets_count_back_from_the_data_not_from_today() -> None:
    """Old records have a last six months too: those before their last event."""
    data_to = micros("2012-05-31") + 5
    offered = windows.presets(data_to, Window(0, DAY), named=True)
    values = {preset.label: preset.value for preset in offered}
    assert values["Last 6 months"] == "2011-12-01..2012-05-31"
    assert values["Previous year"] == "2011-01-01..2011-12-31"
    assert values["All time"] == "all"


@pytest.mark.parametrize(
    ("last", "months", "first"),
    [
        ("2025-06-30", 6, "2025-01-01"),
        ("2025-07-01", 6, "2025-01-02"),
        ("2025-12-31", 12, "2025-01-01"),
        ("2024-02-28", 12, "2023-02-28"),
        ("2024-02-29", 12, "2023-03-01"),
        ("2025-08-27", 6, "2025-02-28"),
        ("2025-08-29", 6, "2025-02-28"),
        ("2025-08-30", 6, "2025-02-28"),
        ("2025-08-31", 6, "2025-03-01"),
        ("2024-08-30", 6, "2024-02-29"),
    ],
)
def test_months_are_those_of_the_calendar(last: str, months: int, first: str) -> None:
    """Half a year up to 30 June begins on 1 January; what a short month lacks is its last day."""
    window = windows.last_months(micros(last) + 7, months)
    assert windows.text(window) == f"{first}..{last}"


@given(st.dates(date(1971, 1, 1), date(2900, 1, 1)), st.integers(1, 36))
def test_later_data_never_make_the_last_months_begin_earlier(last: date, months: int) -> None:
    """And so many months are as many days as so many months have, give or take what their ends lack."""
    data_to = (last - date(1970, 1, 1)).days * DAY
    window, next_day = windows.last_months(data_to, months), windows.last_months(data_to + DAY, months)
    assert window.start <= next_day.start
    assert abs((window.end - window.start) / DAY - 30.44 * months) < 4


@given(st.integers(0, 60 * 365))
def test_exactly_one_preset_is_chosen(days: int) -> None:
    """The control always says which window the page shows, also one that is no preset."""
    offered = windows.presets(days * DAY + 7, Window(0, 3 * DAY), named=True)
    assert [preset.chosen for preset in offered].count(True) == 1
    shown = windows.parse(offered[1].value)
    assert isinstance(shown, Window)
    assert [p.chosen for p in windows.presets(days * DAY + 7, shown, named=True)].count(True) == 1


def test_a_window_that_the_address_does_not_name_stays_out_of_it() -> None:
    """Choosing a kind of work alone does not pin the usual window."""
    shown = Window(micros("2025-01-07"), micros("2025-07-01"))
    chosen = [p for p in windows.presets(micros("2025-06-30"), shown, named=False) if p.chosen]
    assert [preset.value for preset in chosen] == [""]
    assert chosen[0].label.endswith("30\xa0Jun\xa02025")
