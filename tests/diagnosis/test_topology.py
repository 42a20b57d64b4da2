"""A stream by its teams: where time goes, how teams work with each other, and what would let one do it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.diagnosis.interaction_drift import Drift, drift
from headrace.diagnosis.self_contained import self_contained
from headrace.diagnosis.team_records import Passings, Returns, Stays, TeamRecords
from headrace.diagnosis.team_time import NO_TEAM, Held
from headrace.diagnosis.topology import Topology, held_by, topology
from headrace.flow.selection import Selection
from headrace.value_streams.rollup import DAY
from headrace.value_streams.teams import Team
from tests.derived import derived
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from headrace.diagnosis.team_interactions import Between
    from headrace.flow.handoff_times import Waited
    from headrace.flow.spans import Flags
    from headrace.value_streams.teams import Interaction

STAGES = (
    "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}, "
    "{name: Test, function: Quality, waiting: [item.Built], working: [item.Test], blocked: [item.Stuck]}, "
    "{name: Release, function: Operations, waiting: [item.Tested], working: [item.Release]}"
)
FUNCTIONS = ("Engineering", "Quality", "Operations")
SHOPS, GROUND = 0, 1
TEAMS = {
    "shops": Team(type="stream-aligned", functions=("Engineering", "Quality"), streams=("flow",)),
    "ground": Team(type="platform", functions=("Operations",)),
}
START = int(FIRST.timestamp()) * 1_000_000


def read(folder: Path, lines: Iterable[Line], teams: Mapping[str, Team] = TEAMS) -> Topology:
    """Return the topology of a stream whose items went through these steps."""
    made = workspace(folder, STAGES, lines)
    window = Selection(START, START + 400 * DAY)
    with derived(made, "flow") as engine:
        held = held_by(teams, "flow", FUNCTIONS)
        return topology(engine, window, START, window.end - 1, window.end, held)


def items(steps: list[tuple[str, float]], count: int = 20) -> list[Line]:
    """Return so many items that all go through the same steps, one every third day."""
    return [(f"I-{n}", what, day + 3 * n, "") for n in range(count) for what, day in steps]


# a release of which a half has to be made ready by both together: five times to and fro within a day
TOGETHER = [
    ("Build", 0.0), ("Test", 1.0), ("Release", 2.0), ("Build", 2.2), ("Release", 2.4), ("Build", 2.6),
    ("Release", 2.8), ("Done", 3.0),
]  # fmt: skip
ONCE = [("Build", 0.0), ("Test", 1.0), ("Tested", 2.0), ("Release", 2.1), ("Done", 3.0)]
QUEUED = [("Build", 0.0), ("Test", 1.0), ("Tested", 2.0), ("Release", 8.0), ("Done", 8.5)]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Between]:
    """Return what there is between the two teams where all twenty items go the same way."""
    ways = {"together": TOGETHER, "once": ONCE, "queued": QUEUED}
    found = {name: read(tmp_path_factory.mktemp(name), items(steps)) for name, steps in ways.items()}
    assert {(each.one, each.other) for one in found.values() for each in one.between} == {(SHOPS, GROUND)}
    return {name: one.between[0] for name, one in found.items()}


def test_a_service_that_is_really_a_collaboration(worlds: dict[str, Between]) -> None:
    """Declared as a service, most items go to and fro: it drifts, and by which rule is said."""
    said = drift(worlds["together"], "x-as-a-service")
    assert said == Drift("x-as-a-service", "drift", "collaboration", "again")


@pytest.mark.parametrize(
    ("world", "declared", "verdict", "looks", "why"),
    [
        ("once", "x-as-a-service", "as-declared", "x-as-a-service", "again"),
        ("once", "collaboration", "drift", "x-as-a-service", "once"),
        ("once", "facilitating", "drift", "dependency", "passed"),
        ("once", None, "undeclared", "x-as-a-service", "once"),
        ("queued", "x-as-a-service", "drift", "dependency", "waits"),
        ("queued", None, "undeclared", "dependency", "waits"),
        ("together", "collaboration", "as-declared", "collaboration", "once"),
        ("together", None, "undeclared", "collaboration", "again"),
    ],
)
def test_each_mode_has_its_rule(
    worlds: dict[str, Between],
    world: str,
    declared: Interaction | None,
    verdict: str,
    looks: str,
    why: str,
) -> None:
    """One hand-over without a return is a service, a long queue a dependency, and help is on the path of few items."""
    assert drift(worlds[world], declared) == Drift(declared, verdict, looks, why)  # type: ignore[arg-type]


def test_help_that_few_items_need_is_help(tmp_path: Path) -> None:
    """Where two of twenty items pass it, a team that facilitates does what it means to."""
    lines = items([("Build", 0.0), ("Test", 1.0), ("Done", 2.0)], 38)
    lines += [(f"H-{n}", what, day, "") for n in range(10) for what, day in ONCE]
    found = read(tmp_path, lines).between[0]
    assert found.passed is not None
    assert found.passed.value == pytest.approx(10 / 48)
    assert drift(found, "facilitating").verdict == "as-declared"


def test_below_ten_items_nothing_is_said(tmp_path: Path) -> None:
    """Nine items that go to and fro are too few to call a service anything else."""
    found = read(tmp_path, items(TOGETHER, 9))
    assert drift(found.between[0], "x-as-a-service").verdict == "few"
    assert found.contained is None


def test_half_of_the_items_cannot_tell(tmp_path: Path) -> None:
    """Where about half go over again, the records cannot tell most from few."""
    lines = items(TOGETHER, 10) + [(f"O-{n}", what, day, "") for n in range(10) for what, day in ONCE]
    found = read(tmp_path, lines).between[0]
    assert drift(found, "x-as-a-service").verdict == "open"
    assert drift(found, "collaboration").verdict == "open"


def test_what_lies_between_two_teams(tmp_path: Path) -> None:
    """Both ways, each with its waits; the round trips, what was sent back, and the hand-offs that it is made of."""
    steps = [
        ("Build", 0.0), ("Test", 1.0), ("Tested", 2.0), ("Release", 5.0), ("Ready", 6.0), ("Build", 8.0),
        ("Tested", 9.0), ("Release", 10.0), ("Done", 11.0),
    ]  # fmt: skip
    found = read(tmp_path, items(steps)).between[0]
    assert (found.whole.items, found.whole.times) == (20, 60)
    assert (found.there.total, found.back.total) == (20 * 4 * DAY, 20 * 2 * DAY)
    assert (found.provider, found.returns) == (GROUND, 20)
    assert found.rounds is not None
    assert found.rounds.value == 2
    assert found.sent_back is not None
    assert found.sent_back.value == 1
    assert found.longer is not None
    assert found.longer.value == pytest.approx(4 - 2)
    assert sum(each.total for each in found.crossings) == found.whole.total


def test_where_the_time_goes(tmp_path: Path) -> None:
    """Waits inside a team and on arrival are the team's; a wait on the way to another is neither's."""
    steps = [
        ("Ready", 0.0), ("Build", 1.0), ("Built", 2.0), ("Stuck", 3.0), ("Test", 4.0), ("Tested", 5.0),
        ("Release", 9.0), ("Done", 10.0),
    ]  # fmt: skip
    found = read(tmp_path, items(steps)).spent
    shops, ground = found.teams
    days = [each / DAY / 20 for each in (shops.working, shops.waiting, shops.blocked, shops.arrival)]
    assert days == [2, 2, 1, 1]
    assert (ground.working / DAY / 20, ground.waiting, found.between / DAY / 20) == (1, 0, 4)
    assert found.inside is not None
    assert found.inside.value == pytest.approx(0.5)
    assert found.kept is not None
    assert found.kept.events == 0


STEPS = ("Ready", "Build", "Built", "Test", "Stuck", "Tested", "Release")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.sampled_from(STEPS), min_size=1, max_size=9), min_size=1, max_size=5),
    st.lists(st.sampled_from((NO_TEAM, 0, 1)), min_size=3, max_size=3),
)
def test_inside_and_outside_are_the_flow_time(
    tmp_path_factory: pytest.TempPathFactory, routes: list[list[str]], whose: list[int]
) -> None:
    """However items go and whoever holds which function, the parts are the flow time to the microsecond."""
    lines: list[Line] = []
    for number, steps in enumerate(routes):
        lines += [(f"I-{number}", what, day * 1.7, "") for day, what in enumerate((*steps, "Done"))]
    made = workspace(tmp_path_factory.mktemp("any"), STAGES, lines)
    window = Selection(START, START + 90 * DAY)
    held = Held(np.asarray(whose), frozenset({0}))
    with derived(made, "flow") as engine:
        found = topology(engine, window, START, window.end - 1, window.end, held)
    assert found.spent.items == len(routes)
    assert found.spent.flow_time == sum(each.total for each in found.spent.teams) + found.spent.between
    assert found.spent.between == sum(each.whole.total for each in found.between)


def a_world(pairs: list[tuple[int, int, float]]) -> TeamRecords:
    """Return one finished item per pair of functions, handed over after so many days."""
    at = np.arange(len(pairs), dtype=np.int64)
    sender, receiver = (np.asarray([each[place] for each in pairs], dtype=np.int64) for place in (0, 1))
    waited = (np.asarray([each[2] for each in pairs]) * DAY).astype(np.int64)
    none, done = np.zeros(0, dtype=np.int64), np.ones(len(pairs), dtype=np.bool_)

    def summarised(these: Flags) -> Waited:  # noqa: ARG001 - the shape of every summary
        raise AssertionError("nothing between teams is summarised here")

    return TeamRecords(
        at,
        Stays(at, receiver, np.zeros_like(at), waited, receiver),
        Passings(at, done, sender, receiver, waited, summarised),
        Returns(none, none, none),
    )


def test_the_smallest_set_that_takes_most_waits_away() -> None:
    """Of three functions outside, the one with nearly all waits is enough; each larger set is the best of its size."""
    world = a_world([(0, 1, 10.0), (0, 2, 1.0), (0, 3, 0.5), (2, 3, 0.2)])
    found = self_contained(world, Held(np.asarray([0, 1, 2, 3]), frozenset({0})), 0)
    assert [each.functions for each in found.moves] == [(1,), (1, 2), (1, 2, 3)]
    assert [round(each.removed / DAY, 3) for each in found.moves] == [10.0, 11.0, 11.7]
    assert (found.enough, found.exact) == (0, True)


def test_what_stays_behind_counts_against_a_move() -> None:
    """Taken out of a team that it works closely with, a function would wait for that instead: both move, or none."""
    world = a_world([(0, 1, 3.0), (1, 2, 8.0)])
    found = self_contained(world, Held(np.asarray([0, 1, 1]), frozenset({0})), 0)
    assert [each.functions for each in found.moves] == [(1, 2)]


@given(
    st.lists(
        st.tuples(st.integers(0, 14), st.integers(0, 14), st.integers(0, 9)).filter(
            lambda each: each[0] != each[1]
        ),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=25, deadline=None)
def test_one_by_one_is_never_better_than_all_sets(pairs: list[tuple[int, int, int]]) -> None:
    """With many functions outside they are added one by one; that is said, and every step takes more away."""
    world = a_world([(a, b, float(days)) for a, b, days in pairs])
    found = self_contained(world, Held(np.arange(15, dtype=np.int64), frozenset({0})), 0)
    removed = [each.removed for each in found.moves]
    assert removed == sorted(set(removed))
    assert all(each > 0 for each in removed)


def test_a_team_alone_has_nothing_between(tmp_path: Path) -> None:
    """Where one team holds all functions, all is inside and there is no interaction."""
    alone = {"all": Team(type="stream-aligned", functions=FUNCTIONS, streams=("flow",))}
    found = read(tmp_path, items(ONCE), alone)
    assert found.between == ()
    assert found.spent.between == 0
    assert found.spent.inside is not None
    assert found.spent.inside.value == 1
    assert found.contained is not None
    assert found.contained.moves == ()


def test_no_record_of_a_team_says_nothing_of_it(tmp_path: Path) -> None:
    """A declared team whose functions did not work here is in no sum, and with no aligned team nothing is inside."""
    lonely: dict[str, Team] = {"ground": TEAMS["ground"]}
    found = read(tmp_path, items([("Build", 0.0), ("Test", 1.0), ("Done", 2.0)]), lonely)
    assert [each.team for each in found.spent.teams] == [NO_TEAM]
    assert found.spent.inside is None
    assert found.contained is None
