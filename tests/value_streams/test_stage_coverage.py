"""How much of the items each stage and each tool tells of, with what a record begins, and why a rule finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.engine import rows
from headrace.value_streams import rule_causes
from headrace.value_streams.rule_causes import causes
from headrace.value_streams.rules import placed_rules
from headrace.value_streams.stage_coverage import Crossing, begun_midway, crossings, stage_coverage
from tests.derived import derived
from tests.tool_records import write_tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.engine import Embedded
    from headrace.value_streams.definition import ValueStream


UNLINKED = """\
value_streams:
  shop:
    name: A wish is in use
    customer: a shop
    value: gets what it wished for
    items: item
    follows: [build]
    stages:
      - {name: Build, function: Engineering, working: [item.status=Building, build.finished]}
    done: [item.status=Done]
"""
"""Builds are linked to changes, which this stream does not follow."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Embedded, ValueStream]]:
    """Return the derived tables of the stream of four tools, and its definition."""
    workspace = write_tools(tmp_path)
    with derived(workspace, "shop") as engine:
        yield engine, workspace.catalogue.stream("shop")


def test_a_stage_counts_items_once_and_those_done_apart(shop: tuple[Embedded, ValueStream]) -> None:
    """Twelve items were built, eight came to their release; stages that no record tells of have none."""
    engine, stream = shop
    names = [stage.name for stage in stream.stages]
    found = {names[one.stage_order]: (one.items, one.done) for one in stage_coverage(engine, stream)}
    assert found == {
        "Hear": (0, 0), "Build": (12, 10), "Check": (0, 0), "Try": (0, 0), "Approve": (0, 0), "Release": (8, 7)
    }  # fmt: skip


def test_items_are_followed_from_tool_to_tool(shop: tuple[Embedded, ValueStream]) -> None:
    """Of the ten items that ended, seven are told of by the tool of the last stage too."""
    engine, stream = shop
    assert crossings(engine, stream) == (Crossing("tracker", "deploys", 7, 10),)


def test_a_record_that_begins_behind_the_first_stage_is_midway(shop: tuple[Embedded, ValueStream]) -> None:
    """All items whose start is known begin with Build; without the stage before it none begins midway."""
    engine, stream = shop
    assert len(rows(begun_midway(engine, stream))) == 12
    shorter = stream.model_copy(
        update={"stages": (stream.stages[0].model_copy(update={"working": ()}), *stream.stages[1:])}
    )
    assert rows(begun_midway(engine, shorter)) == []


def test_the_first_thing_that_is_missing_is_named(shop: tuple[Embedded, ValueStream]) -> None:
    """A type, an event and a value that never occur are told apart, each with what there is, and the nearest of it."""
    engine, stream = shop
    told = causes(engine, stream, placed_rules(stream))
    by_rule = {str(placed.rule): told[placed.index] for placed in placed_rules(stream)}
    absent = by_rule["ticket.created"]
    assert (absent.what, absent.there[0]) == (rule_causes.TYPE, "item")
    assert by_rule["build.approved"].what == rule_causes.EVENT
    assert by_rule["build.approved"].there == ("finished",)
    slip = by_rule["item.status=Bulding"]
    assert (slip.what, slip.suggestion) == (rule_causes.VALUE, "Building")
    assert by_rule["item.status=Testign"].suggestion == ""


def test_an_unlinked_tool_is_told_apart_from_a_missing_one(tmp_path: Path) -> None:
    """Where the events are there and no item is linked to any such object, the link is what is missing."""
    workspace = write_tools(tmp_path)
    workspace.file.write_text(UNLINKED, encoding="utf-8")
    (line,) = [line for line in workspace.check().rules if line.rule == "build.finished"]
    assert (line.events, line.cause.split(".")[0]) == (
        0,
        "10 events match, but no build is linked to any item",
    )
