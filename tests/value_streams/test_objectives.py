"""Objectives in ``headrace.yaml``: what they hold, what must agree, and which streams serve them."""

from __future__ import annotations

from datetime import date

import pytest

from headrace.errors import BadConfiguration
from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.objectives import served_by

GOOD = """\
version: 1
signals:
  paid-in-a-day: {dimension: adoption, better: up, unit: "%"}
objectives:
  growth: {name: More shops sell}
  activation:
    name: Shops start within a day
    measure: New shops paid within a day
    from: 20
    since: 2025-01-01
    now: paid-in-a-day
    goal: 50
    by: 2026-12-31
    weight: 2
    parent: growth
value_streams:
  first-payment:
    name: First payment
    customer: a new shop
    value: takes its first payment
    serves: {activation: 60%, growth: 0.4}
    items: item
    stages: [{name: Build, function: Engineering, working: [item.status=Doing]}]
    done: [item.status=Done]
  card-test:
    name: Card test
    customer: a new shop
    value: sees a card test
    parent: first-payment
    items: item
    stages: [{name: Build, function: Engineering, working: [item.status=Doing]}]
    done: [item.status=Done]
"""


def test_an_objective_holds_where_it_began_is_and_shall_be() -> None:
    """Every part arrives, days as days, and what it is now as the signal that tells it."""
    one = parse_catalogue(GOOD.encode()).objectives["activation"]
    assert (one.start, one.now, one.goal, one.weight, one.parent) == (20, "paid-in-a-day", 50, 2, "growth")
    assert (one.since, one.by) == (date(2025, 1, 1), date(2026, 12, 31))
    number = parse_catalogue(GOOD.replace("now: paid-in-a-day", "now: 31.5").encode()).objectives
    assert number["activation"].now == 31.5


def test_a_part_of_a_stream_serves_what_the_stream_serves() -> None:
    """Without an objective of its own a stream has those of the stream that it is part of."""
    streams = parse_catalogue(GOOD.encode()).value_streams
    assert served_by(streams["card-test"], streams) == {"activation": 0.6, "growth": 0.4}
    alone = parse_catalogue(GOOD.replace("    serves: {activation: 60%, growth: 0.4}\n", "").encode())
    assert served_by(alone.value_streams["card-test"], alone.value_streams) == {}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("now: paid-in-a-day", "now: paid-in-day", "line 11: no signal is called"),
        ("now: paid-in-a-day", "now: paid-in-day", "Did you mean paid-in-a-day?"),
        ("parent: growth", "parent: growht", "Did you mean growth?"),
        ("{name: More shops sell}", "{name: More, parent: activation}", "is part of itself"),
        ("goal: 50", "goal: 20", "there is nothing to reach"),
        ("by: 2026-12-31", "by: 2024-12-31", "shall be reached by 2024-12-31, but began on 2025-01-01"),
        ("activation: 60%", "activation: 70%", "add up to 1.1; all of its work is 1"),
        ("activation: 60%", "activation: 7", "write a share as 85% or 0.85"),
        ("activation: 60%", "activaton: 60%", "Did you mean activation?"),
        ("weight: 2", "wieght: 2", "Did you mean weight?"),
    ],
)
def test_what_does_not_agree_is_told_with_what_is_near(old: str, new: str, told: str) -> None:
    """Names that are not there, circles, shares beyond all of the work, goals that are none: each in a sentence."""
    assert old in GOOD
    with pytest.raises(BadConfiguration) as caught:
        parse_catalogue(GOOD.replace(old, new, 1).encode())
    assert told in str(caught.value)
