"""Stages that only people know of enter every timeline that passes them, marked, and nothing gets lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.engine import Embedded, rows
from headrace.errors import BadConfiguration
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.flow.parts import stage_parts
from headrace.flow.selection import Selection
from headrace.report.view import Window
from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.definition import Mode, ValueStream
from headrace.value_streams.derivation import derive
from headrace.workspace import Workspace
from tests.value_streams import oracle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HOUR = 3_600_000_000
DAY = 24 * HOUR


def _estimated(name: str, function: str, wait: str, work: str) -> dict[str, Any]:
    return {
        "name": name,
        "function": function,
        "estimate": {"wait": wait, "work": work, "right_first_time": "80%", "by": "them", "on": "2026-05-04"},
    }


DEFINITION: dict[str, Any] = {
    "name": "S",
    "customer": "a customer",
    "value": "gets something",
    "items": "item",
    "stages": [
        _estimated("Need", "Sales", "2h", "1h"),
        _estimated("Shape", "Product", "0h", "3h"),
        {
            "name": "Build",
            "function": "Making",
            "waiting": ["item.is=Ready"],
            "working": ["item.is=Building"],
        },
        _estimated("Review", "Making", "4h", "2h"),
        _estimated("Sign off", "Law", "1h", "3h"),
        {
            "name": "Test",
            "function": "Quality",
            "waiting": ["item.is=To test"],
            "working": ["item.is=Testing"],
        },
        _estimated("Train", "Help", "5h", "0h"),
        {
            "name": "Roll out",
            "function": "Running",
            "waiting": ["item.is=Approved"],
            "working": ["item.is=Live"],
        },
        _estimated("Tell", "Sales", "1h", "2h"),
        _estimated("Nothing", "Sales", "0h", "0h"),
    ],
    "done": ["item.is=Closed"],
    "cancelled": ["item.is=Dropped"],
}

STREAM = ValueStream.model_validate({"id": "s", **DEFINITION})
STATUSES = ["Ready", "Building", "To test", "Testing", "Approved", "Live", "Closed", "Dropped"]
Events = list[tuple[str, int]]
ITEMS: st.SearchStrategy[list[Events]] = st.lists(
    st.lists(st.tuples(st.sampled_from(STATUSES), st.integers(0, 40)), max_size=9), min_size=30, max_size=60
)


@dataclass(frozen=True)
class Stay:
    """One visit, as the oracle and the engine are compared."""

    stage: int | None
    function: str | None
    mode: Mode
    entered_at: int
    left_at: int | None
    returned: bool
    from_stage: int | None
    from_function: str | None
    worked_stage: int | None
    worked_function: str | None
    estimated: bool


def _plain(events: Events) -> list[Stay]:
    """Derive an item's timeline as the oracle says it, and put the estimates in, one by one."""
    seen = [oracle.Seen(hour * HOUR, "item", "is", status) for status, hour in events]
    recorded = [
        Stay(
            None if visit.mode in oracle.ENDS else visit.stage_order,
            visit.function,
            visit.mode,
            visit.entered_at,
            visit.left_at,
            visit.returned,
            visit.from_order,
            visit.from_function,
            visit.worked_order,
            visit.worked_function,
            False,
        )
        for visit in oracle.timeline(STREAM, seen).visits
    ]
    if not recorded:
        return []
    stays = [*_before(recorded[0]), *_carved(recorded)]
    if stays[-1].mode is Mode.DONE:
        end = stays.pop()
        told = list(_one_after_another([8, 9], end.entered_at))
        last = told[-1].left_at
        assert last is not None
        stays += [*told, replace(end, entered_at=last, left_at=last)]
    return _from_the_one_before(stays)


def _put_in(stage: int, mode: Mode, start: int, length: int) -> Stay:
    function = STREAM.stages[stage].function
    assert isinstance(function, str)
    return Stay(stage, function, mode, start, start + length, False, None, None, None, None, True)


def _lengths(stage: int) -> tuple[int, int]:
    estimate = STREAM.stages[stage].estimate
    assert estimate is not None
    return round(estimate.wait * DAY), round(estimate.work * DAY)


def _one_after_another(stages: Sequence[int], start: int) -> Iterator[Stay]:
    for stage in stages:
        for mode, length in zip((Mode.WAITING, Mode.WORKING), _lengths(stage), strict=True):
            if length:
                yield _put_in(stage, mode, start, length)
                start += length


def _before(first: Stay) -> list[Stay]:
    return list(_one_after_another([0, 1], first.entered_at - 6 * HOUR))


def _carved(recorded: Sequence[Stay]) -> Iterator[Stay]:
    inside: dict[int, list[int]] = {}
    for stage in (3, 4, 6):
        for number, stay in enumerate(recorded):
            finished_wait = stay.mode is Mode.WAITING and stay.left_at is not None and stay.stage is not None
            if finished_wait and stay.from_stage is not None and stay.from_stage < stage < (stay.stage or 0):
                inside.setdefault(number, []).append(stage)
                break
    for number, stay in enumerate(recorded):
        room = (stay.left_at or 0) - stay.entered_at
        worked, waited = {}, {}
        for stage in inside.get(number, []):
            worked[stage] = min(_lengths(stage)[1], room)
            room -= worked[stage]
        for stage in inside.get(number, []):
            waited[stage] = min(_lengths(stage)[0], room)
            room -= waited[stage]
        at = stay.entered_at
        for stage in inside.get(number, []):
            for mode, length in ((Mode.WAITING, waited[stage]), (Mode.WORKING, worked[stage])):
                if length:
                    yield _put_in(stage, mode, at, length)
                    at += length
        yield replace(stay, entered_at=at)


def _from_the_one_before(stays: Sequence[Stay]) -> list[Stay]:
    told = []
    worked: tuple[int | None, str | None] = (None, None)
    for number, stay in enumerate(stays):
        before = stays[number - 1] if number else None
        if stay.mode in oracle.ENDS or stay.from_stage == len(STREAM.stages):
            worked = (len(STREAM.stages), None)
        elif stay.mode is Mode.WORKING:
            worked = (stay.stage, stay.function)
        stay = replace(stay, worked_stage=worked[0], worked_function=worked[1])  # noqa: PLW2901 - completed
        if stay.estimated or (before and before.estimated):
            stay = replace(  # noqa: PLW2901 - the same stay, completed
                stay,
                from_stage=before.stage if before else None,
                from_function=before.function if before else None,
            )
        told.append(stay)
    return told


def _log(items: Sequence[Events]) -> Batch:
    batch = Batch("t")
    for number, events in enumerate(items):
        item = batch.add_object("item", str(number))
        for index, (status, hour) in enumerate(events):
            batch.add_event("is", f"{number}/{index}", hour * HOUR, [item], value=status)
    return batch


def _stays(engine: Embedded) -> dict[str, list[Stay]]:
    functions = json.loads(rows(engine.table("coding"))[0]["functions"])
    keys = {row["object_no"]: row["key"] for row in rows(engine.table("objects"))}
    found: dict[str, list[Stay]] = {}
    for number, row in enumerate(rows(engine.table("visits").sort("item_no", "visit"))):
        stays = found.setdefault(keys[row["item_no"]], [])
        assert row["visit"] == len(stays) + 1, number
        stays.append(
            Stay(
                row["stage_order"],
                None if row["function_no"] is None else functions[row["function_no"]],
                Mode(row["mode"]),
                row["entered_at"],
                row["left_at"],
                row["returned"],
                row["from_stage"],
                None if row["from_function"] is None else functions[row["from_function"]],
                row["worked_stage"],
                None if row["worked_function"] is None else functions[row["worked_function"]],
                row["estimated"],
            )
        )
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=ITEMS)
def test_timelines_with_estimates_are_as_said(tmp_path_factory, items) -> None:  # type: ignore[no-untyped-def]
    """Whatever happened, each item's visits are the recorded ones with the estimates put in by the stated rule.

    They tile [started, ended], and the parts of all finished items add up to their flow time exactly.
    """
    store = Store(tmp_path_factory.mktemp("w"))
    store.ingest([_log(items)])
    engine = Embedded(log=store.snapshots.current())
    try:
        derive(engine, STREAM)
        found = _stays(engine)
        finished = [row for row in rows(engine.table("items")) if row["outcome"] == int(Mode.DONE)]
        parts = stage_parts(engine, Selection(-10 * DAY, 10 * DAY), len(STREAM.stages))
    finally:
        engine.close()
    for number, events in enumerate(items):
        stays = found.get(str(number), [])
        assert stays == _plain(events), events
        assert all(one.left_at == other.entered_at for one, other in pairwise(stays))
    total = sum(row["ended_at"] - row["started_at"] for row in finished)
    assert total == sum(part.working + part.blocked + part.waiting for part in parts)


def _workspace(folder: Path) -> Workspace:
    document = {"value_streams": {"s": DEFINITION}}
    (folder / "headrace.yaml").write_text(json.dumps(document))
    workspace = Workspace(folder)
    course: Events = [
        ("Ready", 0),
        ("Building", 10),
        ("To test", 20),
        ("Testing", 50),
        ("Live", 60),
        ("Closed", 70),
    ]
    workspace.store.ingest([_log([course] * 12)])
    return workspace


def test_the_map_marks_estimates_and_shows_what_was_surveyed(tmp_path: Path) -> None:
    """An estimated stage stands on the map with its work, marked, with the right-first-time that people said."""
    view = _workspace(tmp_path).map("s", window=Window(-10 * DAY, 10 * DAY))
    shown = {block.stage: block for block in view.blocks}
    assert {name for name, block in shown.items() if block.estimated} == {
        "Need", "Shape", "Review", "Sign off", "Tell",
    }  # fmt: skip
    assert shown["Sign off"].work_days == pytest.approx(3 / 24)
    assert (shown["Sign off"].right_first_time, shown["Sign off"].surveyed) == (0.8, True)
    assert (shown["Build"].estimated, shown["Build"].surveyed) == (False, False)
    waits = {wall.to_stage: wall for wall in view.walls}
    assert waits["Review"].estimated
    assert waits["Review"].wait_days == pytest.approx(4 / 24)
    # 30 h between Building and Testing: 5 h waiting and 5 h work are estimated, 20 h are left
    assert waits["Test"].wait_days == pytest.approx(20 / 24)
    assert waits["Test"].from_function == "Law"
    assert view.flow_days is not None
    assert view.flow_days.value == pytest.approx((6 + 70 + 3) / 24)


def test_irregular_items_are_counted_by_what_was_recorded(tmp_path: Path) -> None:
    """Estimated visits count neither as recorded work nor as a stage that was not skipped."""
    workspace = _workspace(tmp_path)
    batch = _log([[("Ready", 0), ("Closed", 5)]])
    workspace.store.ingest([batch])
    found = {line.what: line.items for line in workspace.check().oddities}
    assert found["finished without every stage"] == 1
    assert found["finished without any work recorded"] == 1


def test_an_estimated_stage_names_its_function() -> None:
    """A function that is read from events cannot be that of a stage that has none; the file is refused."""
    raw = """
value_streams:
  s:
    name: S
    customer: a customer
    value: gets something
    items: item
    stages:
      - {name: A, function: F, working: [item.x]}
      - {name: B, function: {attribute: team}, estimate: {work: 1h, by: them, on: 2026-05-04}}
    done: [item.y]
"""
    with pytest.raises(BadConfiguration, match="only estimated"):
        parse_catalogue(raw.encode())
