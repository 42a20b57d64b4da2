"""Which attribute goes with longer times, over all cuts of all attributes at once."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.diagnosis.log_rank import Attribute, scores, strongest_cuts
from tests.flow import reference

if TYPE_CHECKING:
    from pathlib import Path

TIMES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=40)


@given(TIMES)
def test_scores_sum_to_zero(times: list[tuple[int, bool]]) -> None:
    """What was done is what the hazards lived through add up to, with ties and with nothing done at all."""
    days, done = zip(*times, strict=True)
    assert scores(np.array(days, float), np.array(done)).sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.data
def test_scores_of_a_group_are_observed_less_expected(shared: Path) -> None:
    """Freireich's trial: 9 of the treated relapsed, 19.25 were expected (Kleinbaum & Klein, *Survival Analysis*)."""
    lines = reference.lines(shared / "reference" / "survival" / "freireich_6mp.csv")
    days = np.array([float(line["time"]) for line in lines])
    found = scores(days, np.array([line["event"] == "1" for line in lines]))
    treated = np.array([line["group"] == "6MP" for line in lines])
    assert found[treated].sum() == pytest.approx(9 - 19.25, abs=0.01)


def test_chance_is_that_of_all_orders() -> None:
    """With one attribute, shuffling finds the share of all orders that are as strong, to its own error."""
    days, done = np.array([1.0, 2, 3, 4, 5, 6, 7]), np.ones(7, dtype=bool)
    size = Attribute("size", ("s", "m", "l"), np.array([0, 0, 1, 1, 1, 2, 2]), ordered=True)
    a = scores(days, done)
    (found,) = strongest_cuts(a, [size], fewest=2, chance=np.random.default_rng(1), shuffles=4_000)

    def strength(order: tuple[float, ...]) -> float:
        sums = (sum(order[:2]), sum(order[:5]))
        return max(abs(each) / np.sqrt(a @ a / 6 * 2 * 5 / 7) for each in sums)

    every = [strength(order) for order in permutations(a)]
    assert found.strength == pytest.approx(strength(tuple(a)))
    assert found.p == pytest.approx(np.mean(np.array(every) >= found.strength - 1e-9), abs=0.03)


def test_the_slower_side_is_named() -> None:
    """Levels may be grouped freely unless they have an order; the side that takes longer is told."""
    codes = np.tile(np.arange(4), 25)
    days = np.where(np.isin(codes, (1, 3)), 20.0, 5.0) + np.linspace(0, 1, 100)
    origin = Attribute("origin", ("mail", "phone", "shop", "web"), codes)
    (found,) = strongest_cuts(
        scores(days, np.ones(100, dtype=bool)),
        [origin],
        fewest=10,
        chance=np.random.default_rng(1),
        shuffles=99,
    )
    assert found.below == (1, 3)
    assert found.p == 0.01
    ordered = Attribute("origin", origin.levels, codes, ordered=True)
    (found,) = strongest_cuts(
        scores(days, np.ones(100, dtype=bool)),
        [ordered],
        fewest=10,
        chance=np.random.default_rng(1),
        shuffles=99,
    )
    assert found.below in {(1, 2, 3), (3,)}


def test_what_is_missing_goes_with_either_end() -> None:
    """Items without a size may take as long as the small or as the large ones."""
    codes = np.arange(60) % 3
    size = Attribute("size", ("small", "large"), codes, ordered=True)
    for slow in ({0, 2}, {1, 2}):
        days = np.where(np.isin(codes, list(slow)), 30.0, 3.0) + np.linspace(0, 1, 60)
        (found,) = strongest_cuts(
            scores(days, np.ones(60, dtype=bool)),
            [size],
            fewest=5,
            chance=np.random.default_rng(1),
            shuffles=99,
        )
        assert set(found.below) == slow


def test_many_levels_do_not_hide_two() -> None:
    """A difference between two halves is found beside attributes whose many levels are always strong by chance."""
    chance = np.random.default_rng(3)
    half = np.tile([0, 1], 150)
    days = np.where(half == 1, 12.0, 7.0) * chance.lognormal(0, 0.7, 300)
    noise = [Attribute(f"n{k}", tuple("abcdefghijklmnopqrst"), chance.integers(0, 20, 300)) for k in range(8)]
    attributes = [*noise, Attribute("half", ("a", "b"), half)]
    found = strongest_cuts(
        scores(days, np.ones(300, dtype=bool)), attributes, fewest=15, chance=chance, shuffles=199
    )
    assert found[0].attribute == 8
    assert found[0].p <= 0.05


def test_nothing_to_cut_is_no_cut() -> None:
    """One level, too few on every side, nothing done: there is nothing to say."""
    done = np.ones(10, dtype=bool)
    one = Attribute("one", ("a",), np.zeros(10, dtype=np.intp))
    two = Attribute("two", ("a", "b"), np.arange(10) % 2)
    chance = np.random.default_rng(1)
    assert not strongest_cuts(scores(np.arange(10.0), done), [one], fewest=2, chance=chance)
    assert not strongest_cuts(scores(np.arange(10.0), done), [two], fewest=6, chance=chance)
    assert not strongest_cuts(scores(np.arange(10.0), ~done), [two], fewest=2, chance=chance)
