"""Functions that several streams wait for: how long at the same time, which items, and what counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.diagnosis.contention import shared_functions
from headrace.diagnosis.function_times import FunctionTimes, may_share, work_for
from headrace.flow.spans import NEVER
from headrace.value_streams.definition import ValueStream

if TYPE_CHECKING:
    from collections.abc import Sequence

Wait = tuple[int, int, int]
"""Item, from, to."""


def stream(
    name: str, waits: Sequence[Wait], functions: tuple[str, ...] = ("Quality",), *, work: bool = False
) -> FunctionTimes:
    """Return the stays of a stream's items in its first function."""
    columns = [np.array(each, dtype=np.int64) for each in zip(*waits, strict=True)] or [
        np.zeros(0, np.int64)
    ] * 3
    n = len(columns[0])
    return FunctionTimes(
        name, functions, columns[0], np.zeros(n, dtype=np.int64), np.full(n, not work), columns[1], columns[2]
    )


def test_two_streams_meet_while_both_wait() -> None:
    """One waits from 0 to 10, another stream's from 4 to 6 and from 8 on: at once for four of ten."""
    (found,) = shared_functions([stream("a", [(1, 0, 10)]), stream("b", [(2, 4, 6), (3, 8, NEVER)])], 0, 10)
    assert (found.name, found.at_once, found.stretches) == ("Quality", 4, 2)
    first, second = found.streams
    assert (first.items, first.waited, first.items_at_once, first.waited_at_once) == (1, 10, 1, 4)
    assert (second.items, second.waited, second.items_at_once, second.waited_at_once) == (2, 4, 2, 4)


def test_the_same_function_by_the_same_name() -> None:
    """Case and spaces do not matter; another name is another function."""
    same = stream("b", [(2, 4, 6)], ("quality ",))
    other = stream("c", [(3, 4, 6)], ("Operations",))
    assert [each.at_once for each in shared_functions([stream("a", [(1, 0, 10)]), same, other], 0, 10)] == [2]


def test_an_item_of_two_streams_does_not_meet_itself() -> None:
    """What is in both counts in the smaller one, and how many there are is told."""
    both = [stream("whole", [(1, 0, 10), (2, 2, 3)]), stream("part", [(1, 0, 10)])]
    (found,) = shared_functions(both, 0, 10)
    assert found.twice == 1
    assert [(each.stream, each.items, each.waited_at_once) for each in found.streams] == [
        ("whole", 1, 1),
        ("part", 1, 1),
    ]


def test_what_lies_outside_the_window_does_not_count() -> None:
    """Waits are cut at the window's ends."""
    streams = [stream("a", [(1, 0, 100)]), stream("b", [(2, 0, 100)])]
    assert shared_functions(streams, 40, 50)[0].at_once == 10
    assert shared_functions(streams, 200, 300) == ()


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), max_size=12), min_size=2, max_size=4)
)
def test_it_is_what_counting_every_moment_gives(lengths: list[list[tuple[int, int]]]) -> None:
    """Over random waits, the sweep agrees with looking at each moment."""
    streams, item = [], 0
    for number, waits in enumerate(lengths):
        listed = []
        for began, long in waits:
            item += 1
            listed.append((item, began, began + long))
        streams.append(stream(str(number), listed))
    there = [
        {
            number
            for number, waits in enumerate(lengths)
            if any(began <= at < began + long for began, long in waits)
        }
        for at in range(60)
    ]
    expected = sum(len(each) > 1 for each in there)
    found = shared_functions(streams, 0, 60)
    assert sum(each.at_once for each in found) == expected


def test_work_on_an_item_of_two_streams_is_one_work() -> None:
    """The other streams' work on a function counts once per item, without items that are counted already."""
    others = [stream("b", [(2, 4, 6), (3, 8, 9)], work=True), stream("c", [(2, 4, 6), (1, 0, 1)], work=True)]
    found = work_for(others, "quality", np.array([1]))
    assert found is not None
    assert [each.tolist() for each in found] == [[4, 8], [6, 9]]
    assert work_for(others, "operations", np.array([1])) is None


@pytest.mark.parametrize(
    ("function", "shares"), [("Quality", True), ("Operations", False), ({"attribute": "team"}, True)]
)
def test_a_definition_tells_whether_it_may_need_a_function(function: object, shares: bool) -> None:
    """By the names of its functions; one that is read from records may be any."""
    made = ValueStream.model_validate(
        {"name": "X", "customer": "a shop", "value": "has it", "items": "item", "done": ["item.Done"],
         "stages": [{"name": "Test", "function": function, "working": ["item.Test"]}]}
    )  # fmt: skip
    assert may_share(made, ("quality",)) is shares
