"""What waits go with: each part of a wait where it was planted, and all parts together the wait, exactly."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.diagnosis.item_visits import NOBODY, ItemVisits
from headrace.diagnosis.queue_order import queue_order
from headrace.diagnosis.waiting_causes import Cause, Elsewhere, wait_parts
from headrace.diagnosis.working_hours import HOUR, Untold, WorkingHours, working_hours
from headrace.flow.spans import NEVER
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY = 20_094 * DAY
MINUTE = 60_000_000

Stay = tuple[int, int, Mode, float]
"""Stage, function, mode, and days that it lasts."""


def worlds() -> Any:
    """Return the module of the planted worlds."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "waiting_causes.py"
    spec = importlib.util.spec_from_file_location("planted_waiting_causes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def visits(items: Sequence[tuple[float, Sequence[Stay]]]) -> ItemVisits:
    """Return the visits of items, each from a day after the first Monday on; all of them are done."""
    found: list[tuple[int, ...]] = []
    for item, (start, stays) in enumerate(items):
        at, worked = MONDAY + round(start * DAY), NOBODY
        for stage, function, mode, days in stays:
            end = at + round(days * DAY)
            sender = worked
            worked = function if mode is Mode.WORKING else worked
            found.append((item, stage, function, int(mode), sender, at, end, end - at))
            at = end
        found.append((item, NOBODY, NOBODY, int(Mode.DONE), worked, at, NEVER, 0))
    columns = [np.array(each, dtype=np.int64) for each in zip(*found, strict=True)]
    numbers = np.arange(len(items))
    return ItemVisits(numbers, np.ones(len(items), dtype=np.bool_), *columns)


def parts(items: Sequence[tuple[float, Sequence[Stay]]], others: Elsewhere | None = None) -> np.ndarray:
    """Return days per wait and cause, rounded to the minute's hundredth of a day."""
    made = visits(items)
    moment = int(made.began.max())
    where = {} if others is None else {1: others}
    found = wait_parts(made, moment, where, np.zeros(len(made.item), dtype=np.bool_))
    assert (found.parts.sum(axis=1) == made.took[found.visit]).all()
    assert (found.parts >= 0).all()
    return np.asarray(found.parts / DAY)


WAIT, WORK, BLOCKED = Mode.WAITING, Mode.WORKING, Mode.BLOCKED


def test_work_that_comes_back_waits_as_rework() -> None:
    """Tested, built again and tested again: the waits for the second build and the second test came back."""
    once = [(0, 0, WORK, 1.0), (1, 1, WAIT, 2.0), (1, 1, WORK, 1.0)]
    again = [(0, 0, WAIT, 3.0), (0, 0, WORK, 1.0), (1, 1, WAIT, 4.0), (1, 1, WORK, 1.0)]
    found = parts([(0.0, [*once, *again])])
    assert found[:, Cause.REWORK].tolist() == [0.0, 3.0, 4.0]
    assert found[0, Cause.REST] == 2.0


def test_a_pause_is_no_rework() -> None:
    """Work that waits in between, and goes on where it was, has not come back from anywhere."""
    found = parts([(0.0, [(0, 0, WORK, 1.0), (0, 0, WAIT, 2.0), (0, 0, WORK, 1.0)])])
    assert found[:, Cause.REWORK].tolist() == [0.0]


def test_what_is_outside_is_that_alone() -> None:
    """A wait for somebody outside is nothing else, whatever went on meanwhile."""
    made = visits([(0.0, [(0, 0, WORK, 1.0), (1, 1, WAIT, 2.0), (1, 1, WORK, 1.0)])])
    found = wait_parts(made, int(made.began.max()), {}, made.function == 1)
    assert found.parts[0, Cause.OUTSIDE] == 2 * DAY
    assert found.parts.sum() == 2 * DAY


def test_overtaken_from_the_first_time_on() -> None:
    """The first waits ten days; one that came on day two is taken up on day four, and from there on it is overtaken."""
    found = parts(
        [
            (0.0, [(0, 1, WAIT, 10.0), (0, 1, WORK, 1.0)]),
            (2.0, [(0, 1, WAIT, 2.0), (0, 1, WORK, 1.0)]),
        ]
    )
    assert found[:, Cause.OVERTAKEN].tolist() == [6.0, 0.0]
    assert found[:, Cause.REST].tolist() == [4.0, 2.0]


def test_three_that_came_apart_and_left_together_are_a_batch() -> None:
    """Three came on three days and left within two minutes; what left alone or came together is none."""
    minute = 1 / 1440
    together = [(float(day), [(0, 1, WAIT, 9 - day + day * minute), (0, 1, WORK, 1.0)]) for day in range(3)]
    alone = [(20.0 + 3.07 * day, [(0, 1, WAIT, 2.0), (0, 1, WORK, 0.1)]) for day in range(20)]
    came_at_once = [(90.0, [(0, 1, WAIT, 1.0 + each * minute), (0, 1, WORK, 0.1)]) for each in range(3)]
    found = parts([*together, *alone, *came_at_once])
    batched = found[:, Cause.TOGETHER] > 0
    assert batched.tolist() == [True] * 3 + [False] * 23
    assert found[0, Cause.TOGETHER] == pytest.approx(9.0)


def test_dates_without_times_tell_no_batches() -> None:
    """Where everything is stamped with a day, whatever leaves on one day seems to leave together: not told."""
    days = np.arange(30, dtype=np.int64) // 3
    came, left = MONDAY + np.arange(30) * MINUTE * 30, MONDAY + (days + 10) * DAY
    found = queue_order(np.zeros(30, dtype=np.int64), came, left, np.ones(30, dtype=np.bool_))
    assert not found.told.any()
    assert not found.together.any()


def test_busy_with_others_only_where_others_need_the_function() -> None:
    """One item at a time, and from the tenth day on another stream's: a wait meanwhile goes with that stream."""
    own = [(float(day), [(0, 1, WORK, 0.5)]) for day in range(25)]
    waiting = [(29.0, [(0, 1, WAIT, 4.0), (0, 1, WORK, 0.5)])]
    others = Elsewhere(np.array([MONDAY + 30 * DAY]), np.array([MONDAY + 33 * DAY]))
    found = parts([*own, *waiting], others)
    assert found[0, Cause.BUSY_ELSEWHERE] == 3.0
    assert found[0, Cause.REST] == 1.0
    assert parts([*own, *waiting])[0, Cause.BUSY_ELSEWHERE] == 0.0


def office(weeks: int) -> np.ndarray:
    """Return a start in every hour from 8 to 17 of Monday to Friday, UTC."""
    days = [7 * week + day for week in range(weeks) for day in range(5)]
    return np.array([MONDAY + day * DAY + hour * HOUR + 7 * MINUTE for day in days for hour in range(8, 17)])


def test_office_hours_are_seen() -> None:
    """Who starts work from 8 to 17 on weekdays is closed at all other hours, and on the day nobody came."""
    starts = office(10)
    off = (starts // DAY) != MONDAY // DAY + 30  # a Wednesday
    found = working_hours(starts[off], MONDAY, MONDAY + 70 * DAY)
    assert isinstance(found, WorkingHours)
    assert int(found.of_week.sum()) == 45
    friday_evening = np.array([MONDAY + 4 * DAY + 18 * HOUR])
    assert found.first_open(friday_evening)[0] == MONDAY + 7 * DAY + 8 * HOUR
    tuesday_evening = np.array([MONDAY + 29 * DAY + 20 * HOUR])
    assert found.first_open(tuesday_evening)[0] == MONDAY + 31 * DAY + 8 * HOUR


@pytest.mark.parametrize(
    ("starts", "why"),
    [
        (office(1)[:40], Untold.FEW),
        (np.arange(100) * DAY + MONDAY, Untold.DATES),
        (MONDAY + np.arange(100) * 7 * DAY + np.arange(100) * MINUTE // 2, Untold.NARROW),
    ],
)
def test_where_no_calendar_can_be_inferred(starts: np.ndarray, why: Untold) -> None:
    """Few starts, dates alone, and one hour of the week tell no calendar, and why not is said."""
    assert working_hours(starts, int(starts.min()), int(starts.max())) is why


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_who_starts_at_any_hour_is_hardly_ever_closed(seed: int) -> None:
    """Starts at any hour show no closed hours but for chance."""
    starts = MONDAY + np.random.default_rng(seed).integers(0, 182 * DAY, 400)
    found = working_hours(starts, MONDAY, MONDAY + 182 * DAY)
    assert isinstance(found, WorkingHours)
    assert int(found.of_week.sum()) >= 150


stay = st.tuples(
    st.integers(0, 3), st.integers(0, 2), st.sampled_from((WAIT, WAIT, WORK, BLOCKED)), st.integers(0, 200)
)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 500), st.lists(stay, max_size=8)), min_size=1, max_size=30))
def test_parts_are_the_wait_exactly(items: list[tuple[int, list[tuple[int, int, Mode, int]]]]) -> None:
    """Whatever happens, the parts of each wait are not negative and add up to it in whole µs."""
    made = [
        (start / 24, [(stage, function, mode, hours / 24) for stage, function, mode, hours in stays])
        for start, stays in items
    ]
    others = Elsewhere(np.array([MONDAY, MONDAY + DAY]), np.array([MONDAY + 9 * DAY, NEVER]))
    parts(made, others)


@pytest.mark.parametrize("name", list(worlds().WORLDS))
def test_the_planted_cause_is_the_largest(name: str) -> None:
    """In each of five worlds, most of all waiting goes with what was planted."""
    planted = worlds()
    world, cause = planted.WORLDS[name]
    found = [planted.shares(world(np.random.default_rng(seed))) for seed in range(5)]
    assert [int(each.argmax()) for each in found] == [cause] * 5
