"""The window in the URL."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadRequest
from headrace.report.view import Window
from headrace.web import window as windows

DAY = windows.DAY


def micros(day: str) -> int:
    """Return the start of a day in µs UTC."""
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * DAY


def test_both_days_are_included() -> None:
    """A window from a day to the same day is that whole day."""
    assert windows.parse("2025-01-01..2025-01-01") == Window(micros("2025-01-01"), micros("2025-01-02"))


@given(st.dates(date(1900, 1, 1), date(2999, 12, 30)), st.integers(0, 400))
def test_text_and_window_are_each_others_inverse(first: date, more: int) -> None:
    """Whatever window a page shows, its address leads to the same window again."""
    last = min(date.fromordinal(first.toordinal() + more), date(2999, 12, 31))
    text = f"{first}..{last}"
    assert windows.text(windows.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("yesterday", "is not two days"),
        ("2025-01-01", "is not two days"),
        ("2025-02-30..2025-03-01", '"2025-02-30" is not a day'),
        ("2025-06-30..2025-01-01", "ends before it begins"),
        ("0001-01-01..2025-01-01", "lies outside"),
        ("<script>..x", "is not two days"),
    ],
)
def test_what_is_no_window_is_refused_in_words(text: str, says: str) -> None:
    """A bad window says what is wrong with it and how one is written."""
    with pytest.raises(BadRequest) as refused:
        windows.parse(text)
    assert says in refused.value.fact
    assert refused.value.remedies


def test_presets_count_back_from_the_data_not_from_today() -> None:
    """Old records have a last six months too: those before their last event."""
    data_to = micros("2012-05-31") + 5
    offered = windows.presets(data_to, Window(0, DAY), named=True)
    values = {preset.label: preset.value for preset in offered}
    assert values["Last 6 months"] == "2011-12-02..2012-05-31"
    assert values["Previous year"] == "2011-01-01..2011-12-31"
    assert values["All time"] == "all"


@given(st.integers(0, 60 * 365))
def test_exactly_one_preset_is_chosen(days: int) -> None:
    """The control always says which window the page shows, also one that is no preset."""
    offered = windows.presets(days * DAY + 7, Window(0, 3 * DAY), named=True)
    assert [preset.chosen for preset in offered].count(True) == 1
    shown = windows.parse(offered[1].value)
    assert [p.chosen for p in windows.presets(days * DAY + 7, shown, named=True)].count(True) == 1


def test_a_window_that_the_address_does_not_name_stays_out_of_it() -> None:
    """Choosing a kind of work alone does not pin the usual window."""
    shown = Window(micros("2025-01-01"), micros("2025-07-01"))
    chosen = [p for p in windows.presets(micros("2025-06-30"), shown, named=False) if p.chosen]
    assert [preset.value for preset in chosen] == [""]
    assert chosen[0].label.endswith("30\xa0Jun\xa02025")
