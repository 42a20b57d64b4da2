"""What "Why it waits" says: the largest part, whether it is, where most of it is, and what stays unexplained."""

from __future__ import annotations

import re

import pytest

from headrace.report.links import nowhere
from headrace.report.waiting.waiting_measures import parts_table, place_table, places_table
from headrace.report.waiting.waiting_picture import waiting_figure, waiting_picture
from headrace.report.waiting.waiting_sentences import how_words, waiting_facts, waiting_headline
from headrace.report.wording.week_words import week_words
from tests.report.waiting_views import parts, place, some_waiting


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\u00a0", " ")


def test_the_largest_part_is_said_with_its_place_and_the_rest() -> None:
    """Strong: the share, what it goes with, where most of it is, and how much stays unexplained."""
    said = waiting_headline(some_waiting())
    assert said.key == "waiting.strong"
    assert plain(said.text()) == (
        "Of 700 days that changes waited, 37 % go with receivers busy with other items of this stream, most of it "
        "before Quality <b>& Co</b>, as far as the records tell. 26 % stay unexplained."
    )
    assert next(each for each in said.parts if each.role == "wait").target == (
        "handoff",
        "engineering~quality <b>& co</b>",
    )


def test_two_that_chance_may_have_ordered_are_both_said() -> None:
    """Even: where the first is not clearly larger, the second is said beside it."""
    said = waiting_headline(some_waiting(clear=False))
    assert said.key == "waiting.even"
    assert "37 %" in plain(said.text())
    assert "26 % with nothing that is recorded" in plain(said.text())


def test_what_nothing_explains_is_said_first_when_it_is_most() -> None:
    """The unexplained rest leads where it is the largest, with the largest of what is explained."""
    view = some_waiting(parts=parts(None, 0.0, 100.0, 0.0, 0.0, 200.0, None, 400.0))
    assert plain(waiting_headline(view).text()) == (
        "Of 700 days that changes waited, 57 % stay unexplained: nothing in the records goes with them. "
        "Most of the others go with receivers busy with other items of this stream: 29 %."
    )


def test_one_cause_alone_is_said() -> None:
    """Where all waiting goes with one thing, nothing else is said."""
    only = some_waiting(parts=parts(None, 0.0, 700.0, 0.0, 0.0, None, None, 0.0), places=())
    assert plain(waiting_headline(only).text()).endswith(
        "100 % go with hours in which nobody starts work, as far as the records tell."
    )


@pytest.mark.parametrize("refusal", ["missing", "nothing", "few", "untold", "none"])
def test_a_refusal_says_why_and_what_to_do(refusal: str) -> None:
    """What cannot be told is a sentence with a next step."""
    said = waiting_headline(
        some_waiting(refusal=refusal, missing="There are no items.", remedy="headrace import")
    )
    assert said.key == f"waiting.{refusal}"
    assert said.text()
    assert said.note


@pytest.mark.parametrize("clear", [True, False])
def test_headlines_are_short(clear: bool) -> None:
    """No headline has more than forty words."""
    assert len(waiting_headline(some_waiting(clear=clear)).text().split()) <= 40


def test_facts_say_what_cannot_be_told() -> None:
    """n, the window, how likely the first share is, what cannot be told, and whose a wait is."""
    facts = plain(" · ".join(waiting_facts(some_waiting())))
    for part in (
        "96 items finished",
        "360 waits",
        "likely 32 % to 42 %",
        "cannot be told: for outside",
        "1 other stream",
    ):
        assert part in facts


def test_each_part_says_how_it_is_known() -> None:
    """At a hand-off by what is known of its receiver; a part that cannot be told says why."""
    quality = some_waiting().places[0]
    known = {each.cause: plain(how_words(each, quality)) for each in quality.parts}
    assert "Mon–Fri 8–17 (UTC)" in known["hours"]
    assert "5 or more others were in work" in known["busy"]
    assert known["outside"] == "the definition names nothing as outside"
    assert all(how_words(each) for each in quality.parts)


def test_tables_have_what_there_is_and_what_is_missing() -> None:
    """A part that cannot be told says so, and is no zero; one that there is none of is left out."""
    view = some_waiting()
    told = [tuple(cell.text for cell in row) for row in parts_table(view).rows]
    assert told[0][:2] == ("For outside", "cannot tell")
    where = [tuple(cell.text for cell in row) for row in places_table(view).rows]
    assert where[1][-2] == "–"
    first = place_table(view, view.places[0])
    assert "Released together" not in [row[0].text for row in first.rows]
    assert first.rows[1][-1].target == ("item", "tracker:item:SHOP-7")


def test_pieces_of_the_picture_add_up_to_their_ladder() -> None:
    """The widest hand-off fills the width, its pieces side by side; no words are wider than their piece."""
    drawn = waiting_picture(some_waiting(), nowhere, width=1180, prefix="w")
    wide = [
        float(each)
        for each in re.findall(
            r'<rect class="(?:f-paper )?s-wait"[^>]*? width="([\d.]+)"', drawn.split("</g></g>")[0]
        )
    ]
    assert sum(wide) == pytest.approx(1178, abs=0.5)
    assert "&lt;b&gt;&amp; Co" in drawn
    assert waiting_figure(some_waiting(refusal="few"), nowhere) == ""


def test_a_place_with_one_long_name_is_shortened() -> None:
    """A name wider than the picture ends in an ellipsis."""
    view = some_waiting(
        places=(place("Engineering " * 9, "Quality", None, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 1.0),)
    )
    assert "…" in waiting_picture(view, nowhere, width=288, prefix="w")


def test_hours_of_the_week_in_words() -> None:
    """Days that are alike are told together; what takes too many words is a number of hours."""
    office = [8 <= hour < 17 and day < 5 for day in range(7) for hour in range(24)]
    assert week_words(office) == "Mon–Fri 8–17 (UTC)"
    assert week_words([True] * 168) == "at any hour"
    ragged = [(hour + day) % 3 > 0 for day in range(7) for hour in range(24)]
    assert week_words(ragged) == "in 112 of the 168 hours of a week"
