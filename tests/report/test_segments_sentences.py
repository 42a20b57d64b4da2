"""What is said about segments: every state has its sentence, and none says more than the records do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.report.screen import Screen
from headrace.report.segments.segments_sentences import (
    condition_words,
    segments_facts,
    segments_headline,
    split_words,
)
from headrace.report.segments.terminal_segments import segments_lines
from headrace.value_streams.sub_stream import Condition
from tests.report.segments_views import a_part, a_segments


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("type", ("bug",)), "type is bug"),
        (Condition("type", ("bug", "task"), missing=True), "type is bug or task or not told"),
        (Condition("type", tuple("abcdef")), "type is a, b, c or 3 other values"),
        (Condition("type", ("bug",), but_not=True), "type is anything but bug"),
        (Condition("type", but_not=True), "type is told"),
        (Condition("type", missing=True), "type is not told"),
        (Condition("size", but_not=True, upto=10_000.0), "size is at most 10,000"),
        (Condition("size", but_not=True, above=0.0), "size is over 0"),
        (Condition("size", but_not=True, above=2.5, upto=8.0), "size is over 2.5 and at most 8"),
    ],
)
def test_conditions_in_words(condition: Condition, words: str) -> None:
    """Every form of a condition has its words."""
    assert condition_words(condition) == words


def test_the_headline_says_what_is_known_of_both_sides() -> None:
    """Halves where they are reached, more than what was watched where not, means where neither is."""
    view = a_segments()
    assert "where origin is phone, half is done within 32" in segments_headline(view).text()
    slow, fast = view.segments
    never = a_part(1, slow.conditions[0], None, 100)
    one = segments_headline(replace(view, segments=(never, fast))).text()
    assert "half takes longer than 90" in one
    both = segments_headline(replace(view, segments=(never, a_part(2, fast.conditions[0], None, 300)))).text()
    assert "half" not in both
    assert "of the first 90" in both


def test_states_without_a_split() -> None:
    """Alike, too few, nothing known and nothing there each say so, with what to do where there is something."""
    none = {"segments": (), "splits": ()}
    alike = segments_headline(a_segments(**none))
    assert alike.text() == "The time is the same for all kinds of work, as far as 2 attributes can tell."
    assert "Of 400 changes" in alike.note
    few = segments_headline(a_segments(**none, refusal="few", n=12, n_done=0))
    assert few.text().startswith("Twelve changes began in this window, and none of them is done")
    assert "--window all" in few.note
    assert "known of changes" in segments_headline(a_segments(**none, refusal="unknown")).text()
    gone = a_segments(
        **none, refusal="missing", missing="The log has no items.", remedy="headrace import FILE"
    )
    assert segments_headline(gone).text() == "The log has no items."
    assert segments_facts(gone) == ()
    for view in (gone, a_segments(**none, refusal="few", n=12), a_segments(**none)):
        assert segments_lines(view, Screen(80))


def test_a_part_of_a_part_says_where_it_lies() -> None:
    """A split inside a part names the part; where no part of the journey differs, that is said."""
    view = a_segments()
    inner = (a_part(3, Condition("size", but_not=True, above=5.0), 20.0, 90, of=2),
             a_part(4, Condition("size", but_not=True, upto=5.0), 9.0, 210, of=2))  # fmt: skip
    split = replace(view.splits[0], of=2, slow=3, fast=4, differs=None)
    said = split_words(replace(view, segments=(*view.segments, *inner)), split)
    assert said.startswith(
        "Where origin is mail or web & <app> or not told: work takes longer where size is over 5"
    )
    assert "what differs is not finished yet" in said
