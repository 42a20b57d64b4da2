"""What the delivery page says first: how soon, also where half of the changes are not there yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.report.delivery_measures import parts_table
from headrace.report.delivery_sentences import delivery_headline
from headrace.report.delivery_view import LeadPart
from headrace.report.words import NBSP
from tests.report.delivery_views import a_delivery


def _said(**lead: object) -> str:
    """Return the headline of a delivery whose lead time has these fields."""
    view = a_delivery()
    first, *others = view.dimension.lines
    lines = (replace(first, **lead), *others)  # type: ignore[arg-type]
    said = delivery_headline(replace(view, dimension=replace(view.dimension, lines=lines)))
    return said.text().replace(NBSP, " ")


def test_a_lead_time_is_said_with_where_it_begins() -> None:
    """From the first commit, or from when changes were opened where no commit is told."""
    assert _said().startswith("Half of the changes are in production within 9.0 days of their first commit")
    opened = _said(note="begun when opened: no commits are told")
    assert opened.startswith("Half of the changes are in production within 9.0 days of being opened")


def test_a_part_of_no_time_is_not_missing() -> None:
    """Where changes are opened with their first commit, that part is 0 days long; the total is what is left."""
    table = parts_table(a_delivery(parts=(LeadPart("coding", 0.0), LeadPart("review", 2.0))))
    assert [row[1].text.replace(NBSP, " ") for row in table.rows] == ["0 days", "2.0 days"]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "Half of the changes take more than 40 days from their first commit to production"),
        (
            "begun when opened: no commits are told",
            "Half of the changes take more than 40 days from being opened to production",
        ),
    ],
)
def test_half_that_is_not_reached_is_not_within(note: str, words: str) -> None:
    """Where fewer than half are in production, no number of days is said within which they were."""
    assert _said(value=None, said="more than 40 days", note=note).startswith(words)
