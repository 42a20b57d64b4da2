"""What is said about bottlenecks: the reading of the longest wait, its facts, and refusals with a next step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.report.bottleneck.bottleneck_measures import evidence_table
from headrace.report.bottleneck.bottleneck_picture import bottleneck_picture
from headrace.report.bottleneck.bottleneck_sentences import bottleneck_facts, bottleneck_headline
from headrace.report.links import nowhere
from tests.report.bottleneck_views import some_evidence


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("reading", "after", "key"),
    [
        ("shortens", 2, "bottleneck.shortens"),
        ("shortens", 0, "bottleneck.last"),
        ("moves", 2, "bottleneck.moves"),
        ("together", 2, "bottleneck.together"),
        ("unclear", 2, "bottleneck.unclear"),
    ],
)
def test_the_sentence_is_that_of_the_longest_wait(reading: str, after: int, key: str) -> None:
    """The first place's reading decides; no sentence has more than forty words."""
    view = some_evidence()
    view = replace(view, places=(replace(view.places[0], reading=reading, after=after), *view.places[1:]))
    said = bottleneck_headline(view)
    assert said.key == key
    assert len(said.text().split()) <= 40


def test_where_it_is_waited_again_is_said_and_led_to() -> None:
    """The obvious queue is named, and the one behind it that never pauses; where that one shortens, look there."""
    said = bottleneck_headline(some_evidence())
    assert said.text() == (
        "Most is waited for Quality, but time saved there is waited again: the wait for Operations hardly ever "
        "pauses. Look there first."
    )
    assert ("handoff", "engineering~quality") in [part.target for part in said.parts]
    view = some_evidence()
    unsure = replace(view.places[2], reading="unclear")
    view = replace(view, places=(*view.places[:2], unsure, *view.places[3:]))
    assert not bottleneck_headline(view).text().endswith("first.")


@pytest.mark.parametrize("refusal", ["missing", "nothing", "short", "untold"])
def test_what_cannot_be_told_has_a_next_step(refusal: str) -> None:
    """A refusal says what is so, and what to do."""
    view = some_evidence(refusal=refusal, missing="The log has no items.", remedy="headrace import FILE")
    said = bottleneck_headline(view)
    assert said.key == f"bottleneck.{refusal}"
    assert said.note


def test_facts_say_what_is_not_seen() -> None:
    """Window, days with their share, and what the evidence cannot see."""
    facts = plain(" · ".join(bottleneck_facts(some_evidence())))
    assert "all work, finished or not, 1 Jan – 30 Jun 2025" in facts
    assert "800 days waited there, 65 % of all" in facts
    assert "although Quality works on less than at other times" in facts
    assert "no record tells of the work of Quality" in facts
    assert "only a trial shows" in facts


def test_ranges_stand_beside_every_share() -> None:
    """Below nothing is written with a minus; what cannot be told is a dash; without outcomes no column for them."""
    table = evidence_table(some_evidence())
    assert "Beside others" not in table.head
    row = {name: plain(cell.text) for name, cell in zip(table.head, table.rows[0], strict=True)}
    assert row["Fills up"] == "−10 % (−40 % to 20 %)"
    assert row["Reaches the end"] == "10 % (0 % to 40 %)"
    assert row["Shorter waits here"] == "are waited again for Operations"
    assert plain(table.rows[3][table.head.index("Fills up")].text) == "–"
    assert "Beside others" in evidence_table(some_evidence(outcomes_told=True)).head


def test_the_picture_marks_what_the_sentence_names() -> None:
    """The longest wait and the one that holds it up are outlined; a range across one half is hollow."""
    drawn = bottleneck_picture(some_evidence(), nowhere)
    assert drawn.count(" cmp") == 2
    assert "f-paper s-ink" in drawn
    assert "at its limit 30" in drawn
    unsure = replace(some_evidence().places[0], passes=None, room=None, reading="unclear", held_by=None)
    alone = bottleneck_picture(some_evidence(places=(unsure,)), nowhere)
    assert alone.count("<svg") == 1
    assert bottleneck_picture(some_evidence(places=()), nowhere) == ""
