"""The product, given the records of the made-up company, finds what is true of it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from headrace.engine import Embedded, rows
from headrace.report import window as windows
from headrace.report.maps import captions, map_sentences
from headrace.report.words import percent
from headrace.value_streams.definition import Mode
from headrace.value_streams.derivation import activities
from headrace.value_streams.rules import match_rules
from headrace.workspace import Workspace
from headrace.world import World
from headrace.world.company import IMAGINARY_TILLS
from headrace.world.truth import TrueTimeline

Row = tuple[int, int | None, str | None, str, int, int | None, bool]


@pytest.fixture(scope="module")
def workspace(world: World, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with the made-up company in it."""
    root: Path = tmp_path_factory.mktemp("made-up")
    workspace = Workspace(root)
    workspace.file.write_text(world.catalogue_text, encoding="utf-8")
    workspace.store.ingest(world.batches())
    return workspace


def derived(engine: Embedded) -> dict[str, list[Row]]:
    """Return item id → its visits as they are stored, with functions and modes by name."""
    names = {row["object_no"]: row["object_id"] for row in rows(engine.table("objects"))}
    functions = json.loads(rows(engine.table("coding"))[0]["functions"])
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows(engine.table("visits").sort("item_no", "visit")):
        number = row["function_no"]
        found[names[row["item_no"]]].append(
            (
                row["visit"],
                row["stage_order"],
                None if number is None else functions[number],
                Mode(row["mode"]).name.lower(),
                row["entered_at"],
                row["left_at"],
                row["returned"],
            )
        )
    return found


def expected(true: TrueTimeline) -> list[Row]:
    """Return a true timeline as it should be stored; the end has no stage."""
    return [
        (
            number,
            None if visit.stage is None else visit.stage_order,
            visit.function,
            visit.mode,
            visit.entered_at,
            visit.left_at,
            visit.returned,
        )
        for number, visit in enumerate(true.visits, 1)
    ]


@pytest.mark.parametrize("stream", [stream.id for stream in IMAGINARY_TILLS.streams])
def test_derived_visits_are_the_recorded_truth(stream: str, world: World, workspace: Workspace) -> None:
    """Every visit of every item of every stream is found, to the µs, and no other."""
    snapshot = workspace.store.snapshots.current()
    assert snapshot is not None
    engine = workspace.derivations.open(workspace.catalogue.value_streams[stream], snapshot)
    try:
        found = derived(engine)
    finally:
        engine.close()
    true = {item: expected(one) for item, one in world.truth.recorded[stream].items() if one.visits}
    assert set(found) == set(true)
    assert [item for item in true if found[item] != true[item]] == []


def test_the_demos_map_looks_like_the_one_it_was_made_after(workspace: Workspace) -> None:
    """The hero of the demo has the waits that its pages tell of: most of all before Test."""
    view = workspace.map("first-payment")
    assert view.flow_days is not None
    assert view.flow_days.value == pytest.approx(38, abs=2)
    assert view.work_days == pytest.approx(10, abs=1)
    assert view.wait_days == pytest.approx(28, abs=1.5)
    assert view.handoff_days == pytest.approx(25.5, abs=1.5)
    assert view.n_finished == pytest.approx(212, abs=15)
    assert view.n_open == pytest.approx(50, abs=12)
    assert max(view.walls, key=lambda wall: wall.wait_days).to_stage == "Test"
    assert {(back.from_stage, back.to_stage) for back in view.returns} >= {
        ("Test", "Build"),
        ("Refine", "Design"),
    }


def test_the_map_tells_what_customers_got(world: World, workspace: Workspace) -> None:
    """The outcome beside the full ring is the true one, of the items that tell; a stream without one says so."""
    true = world.truth.outcomes["first-payment"]
    done = {item for item, one in world.truth.recorded["first-payment"].items() if one.outcome == "done"}
    told = [good for item, good in true.items() if item in done]
    view = workspace.map("first-payment", window=windows.parse("all"))
    assert view.outcome is not None
    assert view.outcome.n == len(told)
    assert view.outcome.share == pytest.approx(sum(told) / len(told))
    assert captions.outcome_words(view) == f"{percent(view.outcome.share)} paid within a day"
    assert any(f"of {len(told):,} items that tell" in fact for fact in map_sentences.map_facts(view))
    assert captions.outcome_words(workspace.map("guest-checkout")) == "no outcome measured yet"


def test_the_demo_shows_every_state_of_a_map(workspace: Workspace) -> None:
    """Too few to average; a growing queue; waits inside a function; waits before anybody has it."""
    assert workspace.map("open-in-germany").strips
    payout = workspace.map("next-day-payout")
    assert payout.growing is not None
    assert payout.growing[0] == "Approve"
    till = workspace.map("till-connection")
    assert till.inside_days > till.handoff_days
    insight = workspace.map("sales-insight")
    assert insight.arrival_days > insight.handoff_days + insight.inside_days
    assert workspace.map("guest-checkout").outcome is None


def test_every_rule_of_the_demo_matches_records(workspace: Workspace) -> None:
    """The catalogue of the demo has no rule that means nothing."""
    engine = workspace.store.open()
    try:
        known = activities(engine)
    finally:
        engine.close()
    unmatched = [match_rules(one, known).unmatched for one in workspace.catalogue.value_streams.values()]
    assert not any(unmatched)
