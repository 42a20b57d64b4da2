"""Kept hand-overs are what all visits say: the quick way and the slow way agree over any log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.flow.handoff_returns import rework
from headrace.flow.handoffs import ledger
from headrace.flow.handovers import read_handovers
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER
from headrace.flow.unit import Unit
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY
from tests.derived import derived
from tests.flow import slow_handovers
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.handovers import Handovers

STAGES = (
    "{name: Build, function: {attribute: function}, waiting: [item.Ready], working: [item.Build]}, "
    "{name: Look, function: Quality, waiting: [item.Built], working: [item.Look], blocked: [item.Stuck]}, "
    "{name: Draw, function: Product, waiting: [item.Looked], working: [item.Draw]}, "
    "{name: Ship, function: Operations, waiting: [item.Drawn], blocked: [item.Held], working: [item.Ship]}"
)
HAPPENS = (
    "Ready", "Build", "Built", "Look", "Stuck", "Looked", "Draw", "Drawn", "Held", "Ship", "Done", "Given up",
)  # fmt: skip
START = int(FIRST.timestamp()) * 1_000_000
HOURS = 24

step = st.tuples(
    st.sampled_from(HAPPENS), st.integers(0, 3 * HOURS), st.sampled_from(("", "Product", "Quality"))
)
# opening a workspace takes longest: each has many items
logs = st.lists(st.lists(step, min_size=1, max_size=12), min_size=15, max_size=40)


def lines(log: list[list[tuple[str, int, str]]]) -> list[Line]:
    """Return a log's items as lines: each step some hours after the one before."""
    found: list[Line] = [("I-end", "Ready", 30, "")]
    for number, steps in enumerate(log):
        hour = number * 5
        for what, later, function in steps:
            hour += later
            found.append((f"I-{number}", what, hour / HOURS, function))
    return found


def rows(handed: Handovers) -> list[tuple[int, ...]]:
    """Return hand-overs as sorted rows."""
    names = ("item", "sender", "receiver", "stage", "began", "ended", "waited", "over", "done")
    columns = [getattr(handed, name) for name in names]
    every = zip(*(column.tolist() for column in columns), strict=True)
    return sorted(tuple(int(value) for value in row) for row in every)


def slow_rows(engine: Engine, selection: Selection, moment: int) -> list[tuple[int, ...]]:
    """Return the hand-overs of finished items, and of all those that were there in the window, the slow way."""
    start, end = selection.start, selection.end - 1
    visits = slow_handovers.read_visits(engine, selection, start, end, moment)
    handed = slow_handovers.handovers(visits)
    done = visits.done[handed.item] if len(handed.item) else np.zeros(0, dtype=np.bool_)
    seen = (handed.began <= end) & (handed.ended >= start)
    found = []
    for at in np.flatnonzero(done | seen).tolist():
        place = handed.item[at]
        row = (
            visits.number[place], handed.sender[at], handed.receiver[at], handed.stage[at], handed.began[at],
            handed.ended[at], handed.waited[at], handed.over[at], visits.done[place],
        )  # fmt: skip
        found.append(tuple(int(value) for value in row))
    return sorted(found)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs, first=st.integers(0, 12), days=st.integers(1, 25))
def test_the_quick_way_is_the_slow_way(
    tmp_path_factory: pytest.TempPathFactory, log: list[list[tuple[str, int, str]]], first: int, days: int
) -> None:
    """However items wait, are blocked, go to and fro, end, are given up and begin again: the same hand-overs.

    And the same of what comes back, of how often work changes hands, and of what everything took.
    """
    selection = Selection(START + first * DAY, START + (first + days) * DAY)
    start, end, moment = selection.start, selection.end - 1, START + 40 * DAY
    made = workspace(tmp_path_factory.mktemp("any"), STAGES, lines(log))
    with derived(made, "flow") as engine:
        handed = read_handovers(engine, selection, start, end, moment)
        assert rows(handed) == slow_rows(engine, selection, moment)
        visits = slow_handovers.read_visits(engine, selection, start, end, moment)
        slow = slow_handovers.handovers(visits)
        assert rework(engine, selection) == slow_handovers.rework(visits, slow)
        found = ledger(engine, selection, start, end, moment)
    crossed = ~slow.inside & (slow.sender != slow_handovers.CUSTOMER) & visits.done[slow.item]
    assert found.crossed == int(crossed.sum())
    assert found.items == int(visits.done.sum())
    took = visits.took[visits.finished & (visits.function >= 0)]
    working = visits.took[visits.finished & (visits.mode == int(Mode.WORKING))]
    assert (found.flow_time, found.working) == (int(took.sum()), int(working.sum()))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs)
def test_the_parts_are_the_flow_time_in_working_days_too(
    tmp_path_factory: pytest.TempPathFactory, log: list[list[tuple[str, int, str]]]
) -> None:
    """Without Saturdays and Sundays all parts still add up, to the microsecond, and no wait is longer than in days."""
    made = workspace(tmp_path_factory.mktemp("any"), STAGES, lines(log))
    whole, moment = Selection(START, START + 90 * DAY), START + 90 * DAY
    with derived(made, "flow") as engine:
        told = {unit: ledger(engine, whole, START, whole.end - 1, moment, unit=unit) for unit in Unit}
    for found in told.values():
        waits = sum(each.whole.total for each in found.boundaries)
        assert found.flow_time == found.working + found.blocked + waits
    less = {(each.sender, each.receiver): each.whole.total for each in told[Unit.WORKING_DAYS].boundaries}
    for each in told[Unit.DAYS].boundaries:
        if not each.whole.times:
            continue  # where nothing finished, what was waited may lie in a weekend, and then is no row
        assert less[each.sender, each.receiver] <= each.whole.total


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [(0, 5, 5.0), (0, 7, 5.0), (4.5, 7.5, 1.0), (5, 7, 0.0), (5.25, 14.25, 5.25), (-7, 0, 5.0), (2, 2, 0.0)],
)
def test_working_days_are_monday_to_friday(since: float, until: float, days: float) -> None:
    """From a Monday on, a weekend counts nothing, wherever a span begins and ends; what goes on never ends."""
    times = np.array([START + since * DAY, START + until * DAY, NEVER], dtype=np.int64)
    began, ended, never = Unit.WORKING_DAYS.clock(times).tolist()
    assert (ended - began) / DAY == days
    assert never == NEVER
