"""Evidence about bottlenecks: identities of the paths, and streams whose truth is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.diagnosis.passing_on import over_periods, passes_on, share_of_time
from headrace.diagnosis.queue_path import Place, QueuePath, queue_path
from headrace.diagnosis.queue_response import fills
from headrace.diagnosis.queue_state import longest_active, queue_state
from headrace.engine import rows
from headrace.report.view import Latest
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY
from tests.derived import derived
from tests.tandem import FIRST, Tandem, stream

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.bottleneck.bottleneck_view import BottleneckView
    from headrace.workspace import Workspace

YEAR = Latest(364)
HOUR = 3_600_000_000


def path_of(waiting: list[list[int]], working: list[int], step: int = DAY) -> QueuePath:
    """Return a path on which so many wait at each place, one after the other, whose receivers work on so many."""
    counts = np.array(waiting, dtype=np.int64)
    moves = np.diff(counts, axis=1, prepend=counts[:, :1])
    places = tuple(Place(at - 1, at, float(at), 1.0) for at in range(len(waiting)))
    return QueuePath(
        FIRST, step, places, counts, np.maximum(moves, 0), np.maximum(-moves, 0),
        {at: np.array(working, dtype=np.int64) for at in range(len(waiting))},
    )  # fmt: skip


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a stream in which Engineering can do less than comes."""
    return stream(tmp_path_factory.mktemp("short") / "w", Tandem(short={2: 1.1}), 5)


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a stream whose longest queue is before Quality, which waits for Operations."""
    return stream(tmp_path_factory.mktemp("hidden") / "w", Tandem(short={4: 1.15}, agreed={3: 7}), 5)


def readings(view: BottleneckView) -> dict[str, str]:
    """Return the reading per receiver."""
    return {each.receiver: each.reading for each in view.places}


def test_shorter_waits_before_the_short_function_shorten(short: Workspace) -> None:
    """The planted place is first and shortens; what is before it moves the wait there, and what is after does not."""
    view = short.bottleneck("row", window=YEAR)
    first = view.places[0]
    assert (first.sender, first.receiver, first.reading) == ("Design", "Engineering", "shortens")
    assert first.at_limit is not None
    assert first.at_limit.low > 0.5
    found = readings(view)
    assert (found["Product"], found["Design"]) == ("moves", "moves")
    assert {view.place(each.held_by) for each in view.places if each.reading == "moves"} == {first}
    assert found["Quality"] != "moves"
    assert found["Operations"] == "shortens"


def test_the_obvious_queue_is_not_what_the_whole_depends_on(hidden: Workspace) -> None:
    """Most is waited for Quality, which could do more; the wait behind it is what holds the whole up."""
    view = hidden.bottleneck("row", window=YEAR)
    first = view.places[0]
    assert (first.receiver, first.reading) == ("Quality", "moves")
    held = view.place(first.held_by)
    assert held is not None
    assert (held.receiver, held.reading) == ("Operations", "shortens")
    assert held.longest > 0.5
    assert hidden.handoffs("row", window=YEAR).boundaries[0].receiver == "Quality"


def test_little_s_law_holds_at_every_place(short: Workspace) -> None:
    """L = Θ · w' in every row, and the days waited are those of the visits, cut to the window."""
    view = short.bottleneck("row", window=YEAR)
    for each in view.places:
        assert each.each is not None
        assert each.waiting == pytest.approx(each.went / 7 * each.each)
    start, end = FIRST + 100 * DAY, FIRST + 200 * DAY
    with derived(short, "row") as engine:
        found = queue_path(engine, start, end)
        visits = [row for row in rows(engine.table("visits")) if row["mode"] == int(Mode.WAITING)]
    last = found.start + (found.waiting.shape[1] - 1) * found.step
    for row, place in enumerate(found.places):
        spans = [
            (each["entered_at"], each["left_at"] or last + 1)
            for each in visits
            if each["function_no"] == place.receiver
        ]
        waited = sum(max(min(b, last) - max(a, found.start), 0) for a, b in spans)
        assert place.days == pytest.approx(waited / DAY, abs=1e-3)
        for at in (0, 57, found.waiting.shape[1] - 1):
            moment = found.start + at * found.step
            assert found.waiting[row, at] == sum(a <= moment < b for a, b in spans)
        grown = found.waiting[row, -1] - found.waiting[row, 0]
        assert grown == found.came[row].sum() - found.went[row, 1:].sum()


def test_nothing_leaves_sooner_while_the_next_place_never_pauses() -> None:
    """Behind a place that is always at its limit nothing of a saving arrives; behind one that is never, all of it."""
    days = 28 * 10
    busy = path_of([[1] * days, [3] * days], [2] * days)
    state = queue_state(busy)
    never = passes_on(busy, [state.at_limit[1]], 1.0)
    assert never is not None
    assert (never.value, never.low) == (0.0, 0.0)
    always = passes_on(busy, [np.zeros(days, dtype=np.bool_)], 1e-6)
    assert always is not None
    assert always.value == pytest.approx(1 - 1 / 28)  # seen a moment later
    nothing_after = passes_on(busy, [], 1.0)
    assert nothing_after is not None
    assert nothing_after.value == 1.0


def test_a_saving_arrives_once_there_has_been_as_much_pause() -> None:
    """With a day's pause each week, a day saved is waited again for half a week on average, a quarter day as well."""
    days = 28 * 10
    waiting = [0 if day % 7 == 0 else 2 for day in range(days)]
    path = path_of([[1] * days, waiting], [2] * days)
    held = queue_state(path).at_limit[1]
    found = passes_on(path, [held], 1.0)
    assert found is not None
    assert found.value == pytest.approx(1 - 4 / 28, abs=0.01)
    assert found.low < found.value < found.high


def test_too_short_a_record_tells_nothing() -> None:
    """Below five periods of four weeks there is no range, and so no share; below fourteen weeks no slope."""
    path = path_of([[1] * 100], [1] * 100)
    assert passes_on(path, [], 1.0) is None
    assert share_of_time(path, queue_state(path).something[0]) is None
    assert fills(path_of([[1] * 80], [1] * 80), 0) is None


def test_what_waits_with_room_is_told_from_what_is_at_its_limit() -> None:
    """Something waits and the receiver works on as much as ever: saturated. Else there is room, or nothing waits."""
    waiting, working = [3] * 50 + [3] * 30 + [0] * 20, [4] * 50 + [1] * 30 + [4] * 20
    state = queue_state(path_of([waiting], working))
    assert state.at_limit[0].tolist() == [True] * 50 + [False] * 50
    assert (state.something[0] & ~state.at_limit[0]).sum() == 30
    assert queue_state(path_of([waiting], [0] * 100)).told == (False,)


def test_the_longest_active_period_is_that_of_the_moment() -> None:
    """Of two places at their limits the one that has been, and will be, so for longer counts; alike, each half."""
    first, second = [1] * 60 + [0] * 40, [0] * 40 + [1] * 30 + [0] * 30
    found = longest_active(queue_state(path_of([first, second], [1] * 100)))
    assert found.tolist() == [0.6, 0.1]
    assert longest_active(queue_state(path_of([first, first], [1] * 100))).tolist() == [0.3, 0.3]


@pytest.mark.parametrize(("kept", "slope"), [(0, 0.0), (1, 1.0)])
def test_a_queue_that_takes_up_what_comes_does_not_fill(kept: int, slope: float) -> None:
    """Where all that comes is gone within the week the slope is 0; where nothing more is ever taken up it is 1."""
    chance = np.random.default_rng(4)
    weeks = 40
    came = np.zeros(weeks * 7 + 1, dtype=np.int64)
    came[1::7] = chance.integers(0, 9, weeks)
    went = np.zeros_like(came)
    if kept:
        went[3::7] = 4
    else:
        went[3::7] = came[1::7]
    path = path_of([[0] * len(came)], [1] * len(came))
    waiting = np.cumsum(came - went)[None, :]
    found = fills(QueuePath(FIRST, DAY, path.places, waiting, came[None], went[None], {}), 0)
    assert found is not None
    assert found.value == pytest.approx(slope, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=5, max_size=40))
def test_ranges_hold_their_share(values: list[float]) -> None:
    """A range lies within 0 and 1 and holds its value."""
    found = over_periods(np.array(values))
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_folder_without_enough_is_refused(tmp_path: Path) -> None:
    """Ten weeks are too short a window: said so, with how long it must be."""
    made = stream(tmp_path / "w", Tandem(), 1)
    view = made.bottleneck("row", window=Latest(70))
    assert view.refusal == "short"
    assert view.days_needed == 140
    assert {each.reading for each in view.places} == {"unclear"}
