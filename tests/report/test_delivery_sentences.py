"""What the delivery page says first: how soon, also where half of the changes are not there yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.report.delivery.delivery_measures import delivery_table, parts_table, stages_table
from headrace.report.delivery.delivery_picture import delivery_picture
from headrace.report.delivery.delivery_sentences import delivery_facts, delivery_headline
from headrace.report.delivery.delivery_view import LeadPart
from headrace.report.drawing.lettering import width as text_width
from headrace.report.links import nowhere
from headrace.report.words import NBSP
from tests.report.delivery_views import a_delivery, nothing_read


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


def test_delivery_tables_stand_as_blocks_where_there_is_no_room() -> None:
    """Measures and stages name each of their numbers on a phone."""
    for table, column in (
        (delivery_table(a_delivery()), "Value"),
        (stages_table(a_delivery()), "Half within"),
    ):
        drawn = table.html(nowhere)
        assert 'class="plain blocks"' in drawn
        assert f'data-label="{column}"' in drawn


def test_no_fact_counts_what_no_record_tells_of() -> None:
    """Without deployments there is no number of them, and nothing that was counted as unfinished."""
    assert delivery_facts(nothing_read()) == ("made-up data",)
    assert "unfinished changes counted" in delivery_facts(a_delivery())


def test_the_picture_says_its_total_in_words() -> None:
    """What the parts add up to stands over the bar, whatever its width, and fits it."""
    view = replace(
        a_delivery(), parts=(LeadPart("coding", 2.5), LeadPart("review", 4.0), LeadPart("release", 9.4))
    )
    for width in (288, 358, 1344):
        drawn = delivery_picture(view, width=width, prefix="p").replace(NBSP, " ")
        head = drawn[drawn.index("<text") : drawn.index("</text>")].partition(">")[2]
        assert head.endswith(": 16 days in all")
        assert text_width(head, 12, 600) <= width
