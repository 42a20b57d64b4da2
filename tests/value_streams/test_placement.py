"""Of several rules that mean an event the most particular decides, with conditions, wildcards and functions."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.engine import Embedded, rows
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.value_streams.definition import Mode, ValueStream
from headrace.value_streams.derivation import derive, placement_of
from tests.value_streams import oracle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HOUR = 3_600_000_000
Event = tuple[str, str | None, dict[str, str]]
"""Type, value and attributes."""


def stream(stages: Sequence[dict[str, Any]], done: Sequence[str] = ("item.end",)) -> ValueStream:
    """Return a stream with these stages."""
    return ValueStream.model_validate(
        {
            "id": "s",
            "name": "S",
            "customer": "a customer",
            "value": "gets it",
            "items": "item",
            "stages": [{"name": f"Stage {number}", **stage} for number, stage in enumerate(stages)],
            "done": done,
        }
    )


def log(items: Sequence[Sequence[Event]]) -> Batch:
    """Return items, each with its events an hour apart."""
    batch = Batch("t")
    for number, events in enumerate(items):
        item = batch.add_object("item", str(number))
        for hour, (kind, value, attributes) in enumerate(events):
            batch.add_event(kind, f"{number}/{hour}", hour * HOUR, [item], value=value, attributes=attributes)
    return batch


def deciding(folder: Path, rules: Sequence[str], event: Event) -> str | None:
    """Return which of the rules decides about an event."""
    store = Store(folder)
    store.ingest([log([[event]])])
    with closing(Embedded(log=store.current())) as engine:
        placement = placement_of(engine, stream([{"function": "F", "working": rules}]))
        found = rows(placement.matched())
    assert len(found) <= 1
    return str(placement.matches.rules[found[0]["rule_index"]].rule) if found else None


@pytest.mark.parametrize(
    ("rules", "event", "expected"),
    [
        (["item.status", "item.status=Open"], ("status", "Open", {}), "item.status=Open"),
        (["item.status=O*", "item.status=Open"], ("status", "Open", {}), "item.status=Open"),
        (["item.status", "item.status=O*"], ("status", "Open", {}), "item.status=O*"),
        (["item.*", "item.status"], ("status", "Open", {}), "item.status"),
        (["item.status=Open", "item.*[team=a]"], ("status", "Open", {"team": "a"}), "item.*[team=a]"),
        (["item.status=Open", "item.*[team=a]"], ("status", "Open", {"team": "b"}), "item.status=Open"),
        (["item.*[team=a]", "item.*[team=a][x=1]"], ("z", None, {"team": "a", "x": "1"}), "item.*[team=a][x=1]"),
        (["item.*[team=a]", "item.*[team=a][x=1]"], ("z", None, {"team": "a"}), "item.*[team=a]"),
        (["item.*[team=A*]"], ("x", None, {"team": "alpha"}), "item.*[team=A*]"),
        (["item.*[team=a]"], ("x", None, {"team": "b"}), None),
        (["item.*[team=a]"], ("x", None, {}), None),
        (["item.status=open"], ("Status", "OPEN", {}), "item.status=open"),
        (["item.status"], ("status", None, {}), "item.status"),
        (["item.status=*"], ("status", None, {}), None),
        (["item.status=a.c"], ("status", "abc", {}), None),
    ],
)  # fmt: skip
def test_the_most_particular_rule_decides(
    tmp_path: Path, rules: list[str], event: Event, expected: str | None
) -> None:
    """Most conditions, then an exact value, then a pattern, then an event type without a star."""
    assert deciding(tmp_path, rules, event) == expected


def test_functions_are_read_from_the_event(tmp_path: Path) -> None:
    """The first pattern that means the attribute's value names the function; else the value; else not recorded."""
    stages: list[dict[str, Any]] = [
        {
            "function": {"attribute": "team", "names": {"a*": "First", "alpha": "Never", "*z": "Last"}},
            "working": ["item.go"],
        },
        {"function": "Fixed", "working": ["item.stay"]},
    ]
    events: list[Event] = [
        ("go", None, {"team": "alpha"}),
        ("go", None, {"team": "buzz"}),
        ("stay", None, {"team": "alpha"}),
        ("go", None, {"team": "other"}),
        ("go", None, {}),
    ]
    store = Store(tmp_path)
    store.ingest([log([events])])
    with closing(Embedded(log=store.current())) as engine:
        derive(engine, stream(stages))
        functions = json.loads(rows(engine.table("coding"))[0]["functions"])
        found = [functions[row["function_no"]] for row in rows(engine.table("visits").sort("visit"))]
    assert found == ["First", "Last", "Fixed", "other", oracle.NOT_RECORDED]


def test_the_order_of_patterns_is_each_stages_own(tmp_path: Path) -> None:
    """Stages that have the same patterns in another order read another function from the same value."""
    stages: list[dict[str, Any]] = [
        {
            "function": {"attribute": "team", "names": {"a*": "First", "alpha": "Exact"}},
            "working": ["item.go"],
        },
        {
            "function": {"attribute": "team", "names": {"alpha": "Exact", "a*": "First"}},
            "working": ["item.stay"],
        },
    ]
    store = Store(tmp_path)
    store.ingest([log([[("go", None, {"team": "alpha"}), ("stay", None, {"team": "alpha"})]])])
    with closing(Embedded(log=store.current())) as engine:
        derive(engine, stream(stages))
        functions = json.loads(rows(engine.table("coding"))[0]["functions"])
        found = [functions[row["function_no"]] for row in rows(engine.table("visits").sort("visit"))]
    assert found == ["First", "Exact"]


KINDS = ["status", "state", "opened"]
RULES = [
    "item.status", "item.status=Open", "item.status=O*", "item.status=*", "item.sta*", "item.sta*=Open", "item.*",
    "item.*=Shut", "item.status[team=a]", "item.status=Open[team=a*]", "item.*[team=*]", "item.*[team=b][flag=on]",
    "item.*[flag=on]", "item.opened", "item.STATE=open[flag=o*]",
]  # fmt: skip
EVENTS = st.tuples(
    st.sampled_from(KINDS),
    st.one_of(st.none(), st.sampled_from(["Open", "Over", "Shut", "open"])),
    st.fixed_dictionaries(
        {}, optional={"team": st.sampled_from(["a", "ab", "b"]), "flag": st.sampled_from(["on", "off"])}
    ),
)
FUNCTIONS = st.one_of(
    st.sampled_from(["F", "G"]),
    st.builds(
        lambda names: {"attribute": "team", "names": names},
        st.dictionaries(st.sampled_from(["a", "a*", "*"]), st.sampled_from(["F", "H"]), max_size=2),
    ),
)


@st.composite
def streams(draw: st.DrawFn) -> ValueStream:
    """Return a stream whose stages share some of the rules out among themselves, in any order."""
    rules = draw(st.permutations(RULES))[: draw(st.integers(3, len(RULES)))]
    places = draw(st.lists(st.integers(0, 9), min_size=len(rules), max_size=len(rules)))
    modes = ("waiting", "working", "blocked")
    stages: list[dict[str, Any]] = [{"function": draw(FUNCTIONS)} for _ in range(3)]
    done = ["item.never"]
    for rule, place in zip(rules, places, strict=True):
        if place == 9:
            done.append(rule)
        else:
            stages[place // 3].setdefault(modes[place % 3], []).append(rule)
    return stream(stages, done)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    definition=streams(),
    items=st.lists(st.lists(EVENTS, min_size=1, max_size=5), min_size=20, max_size=40),
)
def test_any_rules_place_any_events_as_said(
    tmp_path_factory: Any, definition: ValueStream, items: list[list[Event]]
) -> None:
    """Whatever the rules and the events are, each item is where the oracle puts it."""
    store = Store(tmp_path_factory.mktemp("w"))
    store.ingest([log(items)])
    found: dict[str, list[tuple[Any, ...]]] = {}
    with closing(Embedded(log=store.current())) as engine:
        derive(engine, definition)
        functions = json.loads(rows(engine.table("coding"))[0]["functions"])
        keys = {row["object_no"]: row["key"] for row in rows(engine.table("objects"))}
        for row in rows(engine.table("visits").sort("item_no", "visit")):
            function = None if row["function_no"] is None else functions[row["function_no"]]
            visit = (row["stage_order"], Mode(row["mode"]), function, row["entered_at"])
            found.setdefault(keys[row["item_no"]], []).append(visit)
    for number, events in enumerate(items):
        seen = [
            oracle.Seen(hour * HOUR, "item", kind, value, attributes)
            for hour, (kind, value, attributes) in enumerate(events)
        ]
        expected = [
            (
                None if visit.mode in oracle.ENDS else visit.stage_order,
                visit.mode,
                visit.function,
                visit.entered_at,
            )
            for visit in oracle.timeline(definition, seen).visits
        ]
        assert found.get(str(number), []) == expected, events
