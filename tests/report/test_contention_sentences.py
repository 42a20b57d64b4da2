"""What is said of functions that several streams wait for: where, on how many days, and that it need not be why."""

from __future__ import annotations

import pytest

from headrace.report.contention.contention_measures import contention_table, functions_table, streams_table
from headrace.report.contention.contention_sentences import contention_facts, contention_headline
from tests.report.contention_views import line, some_contention


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\u00a0", " ")


def test_where_they_waited_together_for_longest_is_said() -> None:
    """How many streams, for which function, on how many days, and how many functions more."""
    assert plain(contention_headline(some_contention()).text()) == (
        "Items of 3 streams waited for Quality <b>& Co</b> at the same time on 96 of 181 days; one more function is "
        "waited for by several streams."
    )


def test_streams_that_never_met_are_said_not_to() -> None:
    """A function that several need, though never at once, is no contention."""
    first = some_contention().functions[0].streams
    view = some_contention(functions=(line("Engineering", 0.0, *first),))
    assert contention_headline(view).text() == (
        "Several streams wait for Engineering, but never at the same time."
    )


@pytest.mark.parametrize("refusal", ["empty", "one", "none"])
def test_a_refusal_says_why_and_what_to_do(refusal: str) -> None:
    """What cannot be told is a sentence with a next step."""
    said = contention_headline(some_contention(refusal=refusal, functions=()))
    assert said.text()
    assert "headrace" in said.note


def test_facts_say_what_was_left_out_and_counted_once() -> None:
    """The window, how many streams, which could not be read, and that meeting is no cause."""
    facts = plain(" · ".join(contention_facts(some_contention(left_out=("old-stream",)))))
    for part in (
        "1 Jan – 30 Jun 2025",
        "3 value streams",
        "not read: old-stream",
        "2 items are in several",
        "need not",
    ):
        assert part in facts


def test_the_table_has_a_row_per_function_and_stream() -> None:
    """Functions stand in the order of the work, and each stream leads to its map."""
    table = contention_table(some_contention())
    assert [row[0].text for row in table.rows] == ["Engineering"] * 2 + ["Quality <b>& Co</b>"] * 3
    assert table.rows[1][1].target == ("stream", "card-test")
    assert [cell.text for cell in table.rows[0][2:]] == ["90", "420.0", "60", "210.0", "50\u00a0%"]
    one = [cell.text for cell in functions_table(some_contention()).rows[0]]
    assert one == ["Engineering", "2", "40.0", "3", "85", "290.0"]
    assert streams_table(some_contention().functions[0]).rows[0][0].text == "First payment"
