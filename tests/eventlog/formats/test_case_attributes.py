"""What events say about their case: which attributes, and since when, in whatever order they are seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.eventlog.formats.case_attributes import History, constant_within_cases, of_the_event
from headrace.eventlog.model import ALWAYS


@pytest.mark.parametrize(
    "name", ["org:group", "Resource", "assignee", "created_by user", "lifecycle:x", "author_id"]
)
def test_who_and_how_belong_to_the_event(name: str) -> None:
    """Who did an event, and its life cycle, are never taken for the item's."""
    assert of_the_event(name)
    assert constant_within_cases([("C1", {name: "x"}), ("C1", {name: "x"})]) == set()


@pytest.mark.parametrize("name", ["product", "customer", "Userbase", "team size", "priority"])
def test_what_the_work_is_belongs_to_the_item(name: str) -> None:
    """Any other attribute is the item's while it never varies within one."""
    assert constant_within_cases([("C1", {name: "x"}), ("C2", {name: "y"}), ("C1", {})]) == {name}
    assert constant_within_cases([("C1", {name: "x"}), ("C1", {name: "y"})]) == set()


@given(st.lists(st.integers(0, 100), min_size=1), st.integers(0, 100))
def test_constant_value_has_one_since(times: list[int], started: int) -> None:
    """A value that never changes holds always when the case started with it, else since it was first seen."""
    history = History()
    for at in times:
        history.see(0, "x", at)
    started = min(started, *times)
    first = min(times)
    assert list(history.values(0, started)) == [("x", ALWAYS if first == started else first)]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.booleans())
def test_changes_are_those_of_the_sequence(texts: list[str], backwards: bool) -> None:
    """Seen forwards or backwards in time, each change stands at the time of the event that made it."""
    seen = [(text, at) for at, text in enumerate(texts, start=1)]
    history = History()
    for text, at in reversed(seen) if backwards else seen:
        history.see(2, text, at)
    changes = [(text, at) for (text, at), before in zip(seen, [None, *texts], strict=False) if text != before]
    assert list(history.values(2, 1)) == [(changes[0][0], ALWAYS), *changes[1:]]
    assert list(history.values(0, 1)) == list(history.values(7, 1)) == []
