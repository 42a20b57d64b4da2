"""Rules name the log's activities."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.value_streams.definition import Mode, ValueStream
from headrace.value_streams.rules import MatchedRule, match_rules, means, placed_rules

ACTIVITIES = [
    (1, "item", "status", "Open"),
    (2, "item", "status", "In Progress"),
    (3, "item", "status", "In Review"),
    (4, "item", "status", "Closed"),
    (5, "item", "created", None),
    (6, "change", "opened", None),
    (7, "item", "resolution", "Won't Do (old)"),
]


def _stream(**changes: object) -> ValueStream:
    content: dict[str, object] = {
        "name": "First payment",
        "customer": "a new shop",
        "value": "takes its first payment",
        "items": "item",
        "follows": ["change"],
        "stages": [
            {"name": "Wish", "function": "Product", "waiting": ["item.created", "item.status=open"]},
            {
                "name": "Build",
                "function": "Engineering",
                "working": ["item.status=In *", "change.opened[draft=no]"],
            },
        ],
        "done": ["item.status=Closed"],
    }
    return ValueStream.model_validate(content | changes)


def test_each_rule_finds_its_activities() -> None:
    """A rule finds its activity whatever the case, a star finds several, conditions are handed on."""
    matches = match_rules(_stream(), ACTIVITIES)
    assert matches.unmatched == ()
    assert matches.rows == (
        MatchedRule(5, 0, Mode.WAITING, 0, ()),
        MatchedRule(1, 0, Mode.WAITING, 1, ()),
        MatchedRule(2, 1, Mode.WORKING, 2, ()),
        MatchedRule(3, 1, Mode.WORKING, 2, ()),
        MatchedRule(6, 1, Mode.WORKING, 3, (("draft", "no"),)),
        MatchedRule(4, None, Mode.DONE, 4, ()),
    )


def test_a_rule_without_value_means_every_value() -> None:
    """``item.status`` means the event whatever status it set; ``item.created=x`` needs a value."""
    stream = _stream(done=["item.status"], cancelled=["item.created=x"])
    matches = match_rules(stream, ACTIVITIES)
    assert [row.activity_no for row in matches.rows if row.mode is Mode.DONE] == [1, 2, 3, 4]
    assert len(matches.unmatched) == 1


def test_a_rule_that_matches_nothing_is_told_with_the_nearest_name() -> None:
    """The sentence names the place, the rule as written and the nearest activity as the log writes it."""
    stream = _stream(
        stages=[{"name": "Build", "function": "Engineering", "working": ["item.status=in Progres"]}],
        cancelled=["ticket.zzz"],
    )
    assert match_rules(stream, ACTIVITIES).unmatched == (
        "stage Build: item.status=in Progres matches nothing in the log. "
        "Did you mean item.status=In Progress?",
        "cancelled: ticket.zzz matches nothing in the log.",
    )


def test_special_characters_stand_for_themselves() -> None:
    """Only the star is special: brackets and dots in a value are plain characters."""
    matches = match_rules(_stream(cancelled=["item.resolution=won't do (*)"]), ACTIVITIES)
    assert [row.activity_no for row in matches.rows if row.mode is Mode.CANCELLED] == [7]


def test_an_empty_log_matches_nothing() -> None:
    """Without activities every rule is reported, and none is suggested."""
    matches = match_rules(_stream(), [])
    assert matches.rows == ()
    assert len(matches.unmatched) == len(placed_rules(_stream()))
    assert not any("Did you mean" in message for message in matches.unmatched)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_a_star_stands_for_any_run(before: str, middle: str, after: str) -> None:
    """``before*after`` matches whatever stands in the middle, line breaks included."""
    before, after = before.replace("*", ""), after.replace("*", "")
    assert means(f"{before}*{after}", before + middle + after)
