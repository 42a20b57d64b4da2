"""What the made-up company calls true is what its records say, and what really happened."""

from __future__ import annotations

from collections import Counter

import pytest

from headrace.value_streams.catalog import Catalogue
from headrace.world import World
from headrace.world.company import IMAGINARY_TILLS
from headrace.world.truth import TrueTimeline, Truth
from tests.value_streams.oracle import Timeline
from tests.world.log import Log

STREAMS = [stream.id for stream in IMAGINARY_TILLS.streams]


def flat(found: Timeline) -> list[tuple[object, ...]]:
    """Return an oracle's timeline in the form of a true one."""
    return [
        (v.stage, v.stage_order, v.function, v.mode.name.lower(), v.entered_at, v.left_at, v.returned)
        for v in found.visits
    ]


def flat_truth(found: TrueTimeline) -> list[tuple[object, ...]]:
    """Return a true timeline in the same form."""
    return [
        (v.stage, v.stage_order, v.function, v.mode, v.entered_at, v.left_at, v.returned)
        for v in found.visits
    ]


@pytest.mark.parametrize("stream", STREAMS)
def test_a_perfect_reader_of_the_records_finds_the_recorded_truth(
    stream: str, world: World, log: Log, catalogue: Catalogue
) -> None:
    """Records, links, rules and the timeline's rules together give the stated visits, to the µs."""
    definition = catalogue.value_streams[stream]
    for item, true in world.truth.recorded[stream].items():
        found = log.timeline(definition, item)
        assert flat(found) == flat_truth(true), item
        assert found.outcome == true.outcome


@pytest.mark.parametrize("stream", STREAMS)
def test_what_was_recorded_of_work_that_can_be_followed_is_what_happened(stream: str, world: World) -> None:
    """Where no link and no status is missing, records and reality agree, and that is common."""
    truth = world.truth
    same = sum(truth.happened[stream][item] == seen for item, seen in truth.recorded[stream].items())
    expected = {"settled-disputes": 0.0, "first-payment": 0.15, "card-test": 0.15, "till-connection": 0.5}
    assert same >= expected.get(stream, 0.6) * len(truth.recorded[stream])
    for item, seen in truth.recorded[stream].items():
        happened = truth.happened[stream][item]
        if happened.outcome == "done" and seen.outcome == "done":
            assert seen.ended_at is not None
            assert happened.ended_at is not None
            assert 0 <= seen.ended_at - happened.ended_at <= 4_000_000


def test_visits_tile_the_time_of_every_item(world: World) -> None:
    """Neither what happened nor what was recorded has gaps or overlaps."""
    for timelines in (*world.truth.happened.values(), *world.truth.recorded.values()):
        for found in timelines.values():
            for one, following in zip(found.visits, found.visits[1:], strict=False):
                assert one.left_at == following.entered_at
                assert one.left_at is not None
                assert one.entered_at <= one.left_at


def test_links_are_missing_as_often_as_described(world: World) -> None:
    """The share of links that are there is the one in the description, within what chance allows."""
    followed = world.truth.followed
    assert followed["key in file name"] == pytest.approx(0.86, abs=0.03)
    assert followed["change built"] > 0.98
    hero = IMAGINARY_TILLS.process("FP")
    works = [
        work
        for work in world.truth.works["FP"]
        if world.truth.records.seen.get(world.truth.records.ids.get(work.name, ""))
    ]
    seen = [
        {moment.stage for moment in world.truth.records.seen[world.truth.records.ids[work.name]]}
        for work in works
    ]
    share = sum(0 in stages for stages in seen) / len(seen)
    signal = next(paper for paper in hero.papers if paper.role == "signal")
    assert share == pytest.approx(signal.followed, abs=0.04)


def test_the_turn_that_helped_did_so_where_it_was_tried_and_moved_the_queue_on(truth_of_turns: Truth) -> None:
    """Refining together halves one wait, lengthens the next, and shortens the journey by less."""
    effects = {(e.process, e.stage): e.days for e in truth_of_turns.effects("refine-together")}
    assert effects["FP", "Build"] < -3
    assert 1 < effects["FP", "Test"] < 4
    assert effects["FP", "Build"] < effects["FP", None] < -0.5
    elsewhere = [days for (process, stage), days in effects.items() if process != "FP" and stage is None]
    assert len(elsewhere) > 5
    assert all(abs(days) < 0.5 for days in elsewhere)


def test_the_turn_that_changed_nothing_did_so_everywhere(truth_of_turns: Truth) -> None:
    """Smaller batches move no wait and no journey by a tenth of a day."""
    assert all(abs(effect.days) < 0.1 for effect in truth_of_turns.effects("smaller-batches"))


def test_a_queue_grows_in_one_stream(world: World) -> None:
    """Far more payouts wait for approval at the end than half a year before."""
    end, day = world.until, 86_400_000_000

    def waiting(at: int) -> int:
        return sum(
            visit.stage == "Approve"
            and visit.mode == "waiting"
            and visit.entered_at <= at < (visit.left_at or end)
            for found in world.truth.happened["next-day-payout"].values()
            for visit in found.visits
        )

    assert waiting(end - 1) > waiting(end - 180 * day) + 10


@pytest.mark.parametrize("outcome", ["done", "cancelled", "open"])
def test_items_end_in_every_way(outcome: str, world: World) -> None:
    """Work is finished, dropped, and still open; some of it was reopened, some is never taken up."""
    assert Counter(t.outcome for t in world.truth.recorded["first-payment"].values())[outcome] > 20


@pytest.fixture(scope="module")
def truth_of_turns(world: World) -> Truth:
    """Return the truth of the demo's world."""
    return world.truth
