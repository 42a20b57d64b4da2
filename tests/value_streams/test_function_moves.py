"""Functions are read from events, records and items, and a rule says what it would move before it is written."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from headrace.engine import Embedded, rows
from headrace.errors import BadRequest
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.value_streams.definition import ValueStream
from headrace.value_streams.derivation import derive, known_placement
from headrace.value_streams.function_moves import FunctionRule, Move, moves, with_rules

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3_600_000_000


def stream(function: Any, follows: tuple[str, ...] = ()) -> ValueStream:
    """Return a stream of one stage whose function is a name, or read from somewhere."""
    return ValueStream.model_validate(
        {
            "id": "s",
            "name": "S",
            "customer": "a customer",
            "value": "gets it",
            "items": "item",
            "follows": follows,
            "stages": [{"name": "Build", "function": function, "working": ["item.status", "change.opened"]}],
            "done": ["item.end"],
        }
    )


def log() -> Batch:
    """Return two items: one that moves between projects and has a change, one whose events tell their team."""
    batch = Batch("t")
    moved, told = batch.add_object("item", "1"), batch.add_object("item", "2")
    batch.add_value(moved, "project", "PAY", since=0)
    batch.add_value(moved, "project", "SHOP", since=2 * HOUR)
    batch.add_value(told, "project", "PAY", since=3 * HOUR)
    for hour in (1, 2, 4):
        batch.add_event("status", f"1/{hour}", hour * HOUR, [moved], value="Open")
        batch.add_event(
            "status", f"2/{hour}", hour * HOUR, [told], value="Open", attributes={"team": f"team-{hour}"}
        )
    change = batch.add_object("change", "o/r#1")
    batch.add_value(change, "repository", "o/r")
    batch.add_relation(change, moved, "about", rule="declared in the test")
    batch.add_event("opened", "1", 3 * HOUR, [change])
    return batch


def read(folder: Path, definition: ValueStream) -> dict[str, str]:
    """Return event → function."""
    store = Store(folder / "store")
    store.ingest([log()])
    with closing(Embedded(log=store.current())) as engine:
        derive(engine, definition)
        placement = known_placement(engine, definition)
        events = {row["event_no"]: row["event_id"] for row in rows(engine.table("events"))}
        return {
            events[row["event_no"]].removeprefix("t:"): placement.coding.functions[row["function_no"]]
            for row in rows(placement.functions())
        }


def test_a_function_is_read_from_the_item_as_it_was(tmp_path: Path) -> None:
    """Where the event does not tell the project, the item's counts, from the time on that it was set."""
    function = {"attribute": "project", "names": {"shop": "Shopping"}, "otherwise": "Nobody yet"}
    assert read(tmp_path, stream(function)) == {
        "status:1/1": "PAY",
        "status:1/2": "Shopping",
        "status:1/4": "Shopping",
        "status:2/1": "Nobody yet",
        "status:2/2": "Nobody yet",
        "status:2/4": "PAY",
    }


def test_the_record_that_an_event_is_about_tells_before_the_item(tmp_path: Path) -> None:
    """A change has a repository of its own; what it does not tell, its item does."""
    by_repository = read(tmp_path / "r", stream({"attribute": "repository"}, ("change",)))
    assert by_repository["opened:1"] == "o/r"
    assert by_repository["status:1/1"] == "not recorded"
    by_project = read(tmp_path / "p", stream({"attribute": "project"}, ("change",)))
    assert by_project["opened:1"] == "SHOP"


def moved(folder: Path, definition: ValueStream, *rules: str) -> tuple[Move, ...]:
    """Return what rules would move."""
    store = Store(folder / "store")
    store.ingest([log()])
    with closing(Embedded(log=store.current())) as engine:
        derive(engine, definition)
        after = with_rules(definition, [FunctionRule.parse(rule) for rule in rules])
        return moves(engine, definition, after)


def test_a_rule_moves_what_it_means_and_nothing_else(tmp_path: Path) -> None:
    """The rest stays with the function that the stage has now, also where nothing tells the attribute."""
    assert moved(tmp_path, stream("Engineering"), "team=TEAM-1:Payments") == (
        Move("Engineering", "Payments", 1, 1),
        Move("Engineering", "Engineering", 5, 2),
    )


def test_of_several_rules_the_first_that_fits_counts(tmp_path: Path) -> None:
    """Rules stand before what the stage reads now, in the order in which they were given."""
    now = {"attribute": "project", "names": {"PAY": "Payments"}, "otherwise": "Others"}
    rules = ("project=S*:Shopping", "project=*:Everybody")
    assert moved(tmp_path, stream(now), *rules) == (
        Move("Payments", "Everybody", 2, 2),
        Move("SHOP", "Shopping", 2, 1),
        Move("Others", "Others", 2, 1),
    )


def test_without_a_rule_everything_stays(tmp_path: Path) -> None:
    """The same table tells which functions there are."""
    assert moved(tmp_path, stream("Engineering")) == (Move("Engineering", "Engineering", 6, 2),)


@pytest.mark.parametrize("text", ["team", "team=x", "=x:F", "team=:F", "team=x:", "author_key=x:F"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    """A rule has three parts, and none of persons."""
    with pytest.raises(BadRequest):
        FunctionRule.parse(text)


def test_rules_that_no_stage_can_read_are_refused() -> None:
    """Nothing is left out in silence: a stage reads one attribute, and keeps the one it reads."""
    rules = [FunctionRule("team", "a", "F"), FunctionRule("project", "b", "G")]
    with pytest.raises(BadRequest, match="several attributes"):
        with_rules(stream("Engineering"), rules)
    with pytest.raises(BadRequest, match="another attribute"):
        with_rules(stream({"attribute": "project"}), rules[:1])
