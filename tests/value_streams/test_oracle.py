"""The oracle itself, on timelines short enough to be worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headrace.value_streams.definition import Mode, ValueStream

from .oracle import ENDS, Seen, Timeline, both_ways, reached, timeline

WAITING, WORKING, BLOCKED, DONE, CANCELLED = Mode

STREAM = ValueStream.model_validate(
    {
        "name": "Parcel",
        "customer": "a sender",
        "value": "has the parcel delivered",
        "items": "item",
        "follows": ["change"],
        "stages": [
            {
                "name": "Build",
                "function": "Engineering",
                "waiting": ["item.status=Ready"],
                "working": ["item.status=In Progress", "change.opened"],
                "blocked": ["item.flagged"],
            },
            {
                "name": "Test",
                "function": {"attribute": "group", "names": {"qa*": "Quality"}},
                "waiting": ["item.status=Built"],
                "working": ["item.status=Test*[lab=yes]"],
            },
            {
                "name": "Release",
                "function": "Operations",
                "waiting": ["change.merged"],
                "working": ["item.go"],
            },
        ],
        "done": ["item.status=Done"],
        "cancelled": ["item.status=Dropped"],
    }
)


def item(at: int, value: str, **attributes: str) -> Seen:
    """Return a status event of the item."""
    return Seen(at, "item", "status", value, attributes)


def brief(found: Timeline) -> list[tuple[str | None, Mode, int, int | None, bool]]:
    """Return what most tests look at: stage, mode, entered, left, returned."""
    return [(v.stage, v.mode, v.entered_at, v.left_at, v.returned) for v in found.visits]


def test_each_match_lasts_until_the_next_and_done_has_no_length() -> None:
    """Visits tile the time from the first match to the end."""
    found = timeline(STREAM, [item(30, "Done"), item(0, "Ready"), item(10, "In Progress")])
    assert brief(found) == [
        ("Build", WAITING, 0, 10, False),
        ("Build", WORKING, 10, 30, False),
        (None, DONE, 30, 30, False),
    ]
    assert (found.started_at, found.ended_at, found.outcome) == (0, 30, "done")
    assert found.visits[1].from_order == 0
    assert found.visits[2].from_function == "Engineering"


def test_a_match_equal_to_the_one_before_changes_nothing() -> None:
    """Two tools that tell the same move make one visit."""
    found = timeline(
        STREAM, [item(0, "In Progress"), Seen(5, "change", "opened"), item(9, "Built", group="QA-2")]
    )
    assert brief(found) == [("Build", WORKING, 0, 9, False), ("Test", WAITING, 9, None, False)]
    assert found.visits[1].function == "Quality"
    assert (found.ended_at, found.outcome) == (None, "open")


def test_a_change_of_function_alone_starts_a_new_visit() -> None:
    """The same stage and mode in another function is another visit; an unnamed value is its own function."""
    found = timeline(STREAM, [item(0, "Built", group="qa"), item(4, "Built", group="lab"), item(6, "Built")])
    assert [(v.function, v.entered_at) for v in found.visits] == [
        ("Quality", 0),
        ("lab", 4),
        ("not recorded", 6),
    ]


def test_ties_break_by_stage_and_then_by_mode() -> None:
    """Events of one moment are taken in the order of the work, however they arrive."""
    events = [
        Seen(0, "item", "flagged"),
        item(0, "Done"),
        item(0, "Built"),
        item(0, "In Progress"),
        item(0, "Ready"),
    ]
    found = timeline(STREAM, events)
    assert [(v.stage, v.mode) for v in found.visits] == [
        ("Build", WAITING),
        ("Build", WORKING),
        ("Build", BLOCKED),
        ("Test", WAITING),
        (None, DONE),
    ]
    assert all(v.entered_at == v.left_at == 0 for v in found.visits)


def test_an_earlier_stage_is_a_return_until_the_highest_is_reached_again() -> None:
    """Returned means: before the furthest stage reached so far."""
    events = [
        item(0, "In Progress"),
        Seen(1, "change", "merged"),
        item(2, "Ready"),
        item(3, "Built"),
        Seen(4, "item", "go"),
    ]
    assert [(v.stage, v.returned) for v in timeline(STREAM, events).visits] == [
        ("Build", False),
        ("Release", False),
        ("Build", True),
        ("Test", True),
        ("Release", False),
    ]


def test_a_reopened_item_waits_from_done_for_what_it_enters_next() -> None:
    """Time after a done that was not the end belongs to the wait for the stage re-entered."""
    events = [item(0, "In Progress"), item(5, "Done"), item(9, "In Progress"), item(12, "Done")]
    found = timeline(STREAM, events)
    assert brief(found) == [
        ("Build", WORKING, 0, 5, False),
        ("Build", WAITING, 5, 9, True),
        ("Build", WORKING, 9, 12, True),
        (None, DONE, 12, 12, False),
    ]
    assert found.ended_at == 12
    assert [v.from_order for v in found.visits] == [None, 3, 0, 0]


def test_a_reopened_item_that_waits_at_once_has_two_waits() -> None:
    """The wait since done and the recorded wait stay apart: one was nobody's, the other stands in a queue."""
    events = [item(0, "Ready"), item(5, "Done"), item(9, "Ready"), item(12, "In Progress")]
    assert brief(timeline(STREAM, events)) == [
        ("Build", WAITING, 0, 5, False),
        ("Build", WAITING, 5, 9, True),
        ("Build", WAITING, 9, 12, True),
        ("Build", WORKING, 12, None, True),
    ]


def test_the_first_of_consecutive_ends_counts() -> None:
    """A second end without any work in between says nothing new."""
    found = timeline(STREAM, [item(0, "Ready"), item(5, "Done"), item(7, "Done"), item(8, "Dropped")])
    assert (found.ended_at, found.outcome) == (5, "done")
    found = timeline(STREAM, [item(0, "Ready"), item(5, "Dropped"), item(7, "Done")])
    assert (found.ended_at, found.outcome) == (5, "cancelled")


def test_an_item_that_begins_with_its_end_has_no_start() -> None:
    """Only its end was recorded: no visits, and no invented duration."""
    assert timeline(STREAM, [item(5, "Done"), item(6, "Ready")]) == Timeline((), None, None, "start unknown")
    assert timeline(STREAM, [item(5, "Unknown")]).outcome == "not in the stream"


def test_rules_ignore_case_and_ask_for_values_and_attributes() -> None:
    """A rule with a value or a condition matches nothing that does not tell it."""
    assert timeline(STREAM, [item(0, "TESTING", lab="Yes")]).visits[0].stage == "Test"
    assert timeline(STREAM, [item(0, "Testing", lab="no")]).outcome == "not in the stream"
    assert timeline(STREAM, [item(0, "Testing")]).outcome == "not in the stream"
    assert timeline(STREAM, [Seen(0, "item", "status", None)]).outcome == "not in the stream"


def test_the_most_particular_rule_decides_what_an_event_means() -> None:
    """One event puts the item into one place, whatever more general rules say."""
    general = STREAM.model_dump(mode="json")
    general["stages"][0]["waiting"] = ["item.status", "item.status=*"]
    general["stages"][0]["working"] = ["item.*=Ready", "item.status=Ready[lab=y*]"]
    stream = ValueStream.model_validate(general)
    modes = [timeline(stream, [event]).visits[0].mode for event in (item(0, "x"), item(0, "Ready"))]
    assert modes == [WAITING, WORKING]
    assert timeline(stream, [item(0, "Done")]).outcome == "start unknown"
    assert (
        timeline(stream, [item(0, "Ready", lab="yes"), item(0, "Built", group="qa")]).visits[0].mode
        == WORKING
    )


def test_in_one_instant_cancelled_counts_before_done() -> None:
    """An item closed as dropped at the moment it is closed was dropped."""
    found = timeline(STREAM, [item(0, "Ready"), item(5, "Done"), item(5, "Dropped")])
    assert found.outcome == "cancelled"


def test_linked_objects_are_reached_hop_by_hop_and_never_backwards() -> None:
    """A deployment brings its own events, not those of the other changes in it."""
    types = {"i1": "item", "i2": "item", "c1": "change", "c2": "change", "d": "deployment", "t": "ticket"}
    links = both_ways([("c1", "i1"), ("c2", "i2"), ("d", "c1"), ("d", "c2"), ("t", "d")])
    assert reached("i1", ["change", "deployment"], links, types) == {"i1", "c1", "d"}
    assert reached("i1", ["deployment", "change"], links, types) == {"i1", "c1"}
    assert reached("i1", ["ticket", "change", "deployment"], links, types) == {"i1", "c1", "d"}


EVENTS = st.lists(
    st.builds(
        item,
        st.integers(0, 12),
        st.sampled_from(["Ready", "In Progress", "Built", "Done", "Dropped"]),
        group=st.sampled_from(["qa", "lab"]),
    )
    | st.builds(Seen, st.integers(0, 12), st.just("change"), st.sampled_from(["opened", "merged", "closed"])),
    max_size=12,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_visits_tile_the_time_of_the_item_in_any_order_of_arrival(
    events: list[Seen], shuffle: object
) -> None:
    """No gap, no overlap, no end but the last, and the order in which events are read does not matter."""
    found = timeline(STREAM, events)
    mixed = list(events)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert timeline(STREAM, mixed) == found
    for one, following in zip(found.visits, found.visits[1:], strict=False):
        assert one.left_at == following.entered_at
        assert one.mode not in ENDS
        same = (one.stage, one.mode, one.function) == (following.stage, following.mode, following.function)
        reopened = len(STREAM.stages)
        assert not same or reopened in (one.from_order, following.from_order)
    if found.visits:
        assert found.visits[0].entered_at == found.started_at
        assert found.visits[-1].left_at == found.ended_at
        assert (found.outcome == "open") == (found.ended_at is None)
