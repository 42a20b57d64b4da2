"""The summary of a log counts what is there: steps, their order, groups, attributes and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.engine import Spark
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.value_streams.attributes import Kind
from headrace.value_streams.log_summary import LogSummary, Step, steps_among, summarise
from headrace.value_streams.membership import current_values
from headrace.value_streams.scope import Scope

if TYPE_CHECKING:
    from pathlib import Path

_DAY = 86_400_000_000
CATEGORIES = {"Open": "new", "Closed": "done"}


def _log(source: str = "shop") -> Batch:
    """Two items go Open, Doing, Closed (one back to Doing); a third is open; one commit; one item is gone."""
    batch = Batch(source)
    paths = {
        "A-1": ["Open", "Doing", "Closed"],
        "A-2": ["Open", "Doing", "Closed", "Doing", "Closed"],
        "A-3": ["Open"],
    }
    for key, path in paths.items():
        item = batch.add_object("item", key)
        batch.add_value(item, "points", "3" if key == "A-1" else "5")
        batch.add_event("created", key, 0, [item])
        batch.add_event("commented", key, 5 * _DAY, [item], attributes={"team": "nobody"})
        for day, status in enumerate(path):
            team = "Desk" if status == "Open" else "Build"
            says = {"team": team, **({"category": CATEGORIES[status]} if status in CATEGORIES else {})}
            batch.add_event("status", f"{key}/{day}", day * _DAY, [item], value=status, attributes=says)
    commit = batch.add_object("commit", "abc")
    batch.add_mention(commit, "A-1", "mentions", rule="key-in-message")
    return batch


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store that holds the small log, and a tombstone."""
    store = Store(tmp_path / "store")
    gone = _log()
    removed = gone.add_object("item", "A-9")
    gone.add_event("created", "A-9", 0, [removed])
    store.ingest([gone])
    store.ingest([_log()])
    return store


@pytest.fixture
def summary(store: Store) -> LogSummary:
    """Return the summary of the small log."""
    engine = store.open()
    try:
        return summarise(engine)
    finally:
        engine.close()


def _check(summary: LogSummary) -> None:
    item = summary.type("item")
    assert item is not None
    assert (item.objects, item.events, item.sources) == (3, 15, ("shop",))
    by_name = {step.name: (step.events, step.items, step.first, step.last) for step in item.steps}
    assert by_name == {
        "created": (3, 3, 3, 1),
        "status=Open": (3, 3, 3, 1),
        "status=Doing": (3, 2, 0, 0),
        "status=Closed": (3, 2, 0, 2),
    }
    assert [step.name for step in item.others] == ["commented"]
    assert {step.value: step.category for step in item.steps if step.value} == {**CATEGORIES, "Doing": None}
    at = {step.name: index for index, step in enumerate(item.steps)}
    assert item.before[at["status=Open"], at["status=Closed"]] == 2
    assert (at["status=Closed"], at["status=Doing"]) not in item.before  # the way back is no first entry
    assert item.together[at["created"], at["status=Open"]] == 3
    assert item.attributes["points"].values == (("5", 2), ("3", 1))
    assert item.attributes["points"].kinds == {Kind.NUMBER}
    team = next(group for group in item.groups if group.name == "team")
    assert (team.name, team.values, team.distinct, team.events) == ("team", (("Build", 6), ("Desk", 3)), 2, 9)
    assert summary.linked_share("commit", "item") == 1
    assert summary.linked_share("item", "commit") == pytest.approx(1 / 3)
    assert summary.linked_share("item", "release") == 0


def test_everything_is_counted_once_and_what_is_gone_not_at_all(summary: LogSummary) -> None:
    """Steps, first and last, precedence of first entries, groups on steps, attributes and links."""
    _check(summary)


def test_steps_of_one_name_in_several_sources_are_one_step(tmp_path: Path) -> None:
    """Two projects exported to two files count together, and follow one another as in one file."""
    store = Store(tmp_path / "store")
    store.ingest([_log("shop"), _log("desk")])
    engine = store.open()
    try:
        item = summarise(engine).type("item")
    finally:
        engine.close()
    assert item is not None
    assert {step.name: (step.events, step.items, step.first, step.last) for step in item.steps} == {
        "created": (6, 6, 6, 2),
        "status=Open": (6, 6, 6, 2),
        "status=Doing": (6, 4, 0, 0),
        "status=Closed": (6, 4, 0, 4),
    }
    at = {step.name: index for index, step in enumerate(item.steps)}
    assert item.before[at["status=Open"], at["status=Closed"]] == 4


@pytest.mark.spark
def test_another_engine_gives_the_same(store: Store, tmp_path: Path) -> None:
    """The same expressions on Spark give the same summary, and a scope selects the same items."""
    tables = ("objects", "happenings", "activities", "object_values", "event_attributes", "links")
    engine = store.open()
    engine.export(tmp_path / "tables", tables)
    engine.close()
    spark = Spark(tmp_path / "tables")
    try:
        _check(summarise(spark))
        scope = Scope.parse("points > 4 AND NOT (points LIKE '3%' OR 'x' IN labels) AND created IS NULL")
        chosen = scope.select(current_values(spark), spark.table("objects").select("object_no"))
        assert len(chosen.collect(backend="pyarrow")) == 2
    finally:
        spark.close()


def test_a_status_decides_what_the_steps_are() -> None:
    """With a status, its values and the creation are the steps; without, all events but asides."""
    status, created, labelled, opened = (
        Step("status", "Open", 9, 9), Step("created", None, 9, 9), Step("labeled", "x", 9, 9), Step("Pick", None, 9, 9),
    )  # fmt: skip
    assert set(steps_among([status, created, labelled, opened])[0]) == {status, created}
    assert set(steps_among([created, labelled, opened])[0]) == {created, opened}
