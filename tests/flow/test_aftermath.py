"""What came of work after it was handed on, on a small log that was counted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.flow import aftermath
from headrace.flow.selection import Selection
from tests.flow import trouble
from tests.flow.trouble import STREAM, at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.engine import Embedded

WINDOW = Selection(at(0), at(30))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Return the derived tables over the small log with its incidents and bugs."""
    folder = tmp_path_factory.mktemp("aftermath")
    with trouble.derived(folder, trouble.work(), trouble.trouble(), trouble.defects()) as opened:
        yield opened


def test_defects_that_got_through_are_caused_by_the_work_or_came_after_it(engine: Embedded) -> None:
    """Two incidents name the deployment of SHOP-1, one is about SHOP-2 long done, BUG-1 came after SHOP-0 was done.

    BUG-2 came before that, BUG-3 is about a bug that nobody delivered, and one incident is only of the same service.
    """
    assert aftermath.escapes(engine).tolist() == [at(7), at(8), at(10), at(17)]


def test_a_commit_taken_back_is_counted_among_the_commits_of_the_work(engine: Embedded) -> None:
    """One of ten commits was reverted; the commit that reverts is no work of its own."""
    found = aftermath.commits(engine, STREAM)
    share = found.share()
    assert share is not None
    assert (share.events, share.of) == (1, 10)
    assert found.times[found.wrong].tolist() == [at(4)]


def test_failed_builds_are_a_share_of_those_that_ended(engine: Embedded) -> None:
    """Five of ten items had a failure and a success, five a success and a cancelled run: 5 of 15."""
    share = aftermath.builds(engine, STREAM).share()
    assert share is not None
    assert (share.events, share.of) == (5, 15)
    within = aftermath.builds(engine, STREAM).within(at(0), at(4)).share()
    assert within is not None
    assert (within.events, within.of) == (1, 3)


def test_nothing_came_back_where_nothing_did(engine: Embedded) -> None:
    """Ten finished, none reopened, none sent back: all right first time."""
    came_back = aftermath.reopened(engine, STREAM, WINDOW)
    right = aftermath.right_first_time(engine, STREAM, WINDOW)
    assert came_back is not None
    assert (came_back.events, came_back.of) == (0, 10)
    assert right is not None
    assert (right.rolled.value, right.measured, right.surveyed) == (1.0, 2, 0)
    assert aftermath.right_first_time(engine, STREAM, Selection(at(50), at(60))) is None


def test_work_that_came_back_is_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SHOP-0 was done, opened anew, and done again: one of ten reopened, and Build got nine of ten right at once."""
    folder = tmp_path_factory.mktemp("reopened")
    work = trouble.work()
    item = work.add_object("item", "SHOP-0")
    work.add_event("opened", "again", at(20), [item])
    last = work.add_object("deployment", "D-0b")
    work.add_event("finished", "d0b", at(22), [last], value="success")
    work.add_relation(last, "tracker:change:o/till#0", "brought", rule="deploying build")
    with trouble.derived(folder, work) as engine:
        came_back = aftermath.reopened(engine, STREAM, WINDOW)
        right = aftermath.right_first_time(engine, STREAM, WINDOW)
    assert came_back is not None
    assert (came_back.events, came_back.of) == (1, 10)
    assert right is not None
    assert right.rolled.value == pytest.approx(0.9)
    assert right.rolled.low < 0.9 < right.rolled.high


def test_work_that_came_back_counts_while_it_is_open(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SHOP-0 was done on day 5 and is open since day 20: one of the ten done by day 30, none of those after day 6."""
    work = trouble.work()
    work.add_event("opened", "again", at(20), [work.add_object("item", "SHOP-0")])
    with trouble.derived(tmp_path_factory.mktemp("open-again"), work) as engine:
        came_back = aftermath.reopened(engine, STREAM, WINDOW)
        later = aftermath.reopened(engine, STREAM, Selection(at(6), at(30)))
        none = aftermath.reopened(engine, STREAM, Selection(at(50), at(60)))
    assert came_back is not None
    assert (came_back.events, came_back.of) == (1, 10)
    assert later is not None
    assert (later.events, later.of) == (0, 9)
    assert none is None
