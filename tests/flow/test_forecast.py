"""Forecasts: their closed form, what they learn from being wrong, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, poisson

from headrace.flow.forecast import FARTHEST, first_possible, forecast, round_number, throughput
from headrace.flow.forecast_check import binomial_range, check, pinball
from headrace.flow.forecast_level import Counted, cumulative, drift, levels
from headrace.flow.forecast_reading import SHARES, UNTOUCHED, Recalibrator, held
from headrace.flow.weeks import WEEK
from headrace.value_streams.rollup import DAY

NOON = 20_000 * DAY + DAY // 2
COUNTS = st.lists(st.integers(0, 40), min_size=9, max_size=40).filter(any)


def _finished(counts: list[int]) -> np.ndarray:
    """Return when items were done so that the weeks up to noon hold ``counts``, the first at its week's start."""
    edge = NOON + 1 - len(counts) * WEEK
    spread = [
        edge + week * WEEK + (each * WEEK) // max(n, 1) for week, n in enumerate(counts) for each in range(n)
    ]
    return np.array(sorted([edge, *spread]), dtype=np.int64)


def _made(counts: list[int]):
    found = forecast(throughput(_finished(counts), NOON))
    assert found is not None
    return found


def test_weeks_of_a_known_level_convolve_exactly() -> None:
    """Two weeks' chances are the convolution of one week's when the level is known and does not drift."""
    one = np.diff(cumulative(np.arange(-1.0, 200), 6.0, 12.0))
    two = np.diff(cumulative(np.arange(-1.0, 200), 12.0, 24.0))
    np.testing.assert_allclose(np.convolve(one, one)[:200], two[:200], atol=1e-9)


def test_one_by_one_is_exactly_gamma_poisson() -> None:
    """With φ = 1 the forecast is the Gamma mixture of Poisson counts, as integration has it."""
    shape, rate, weeks = 7.0, 1.4, 3
    level = np.linspace(1e-6, 30, 60_001)
    weight = gamma.pdf(level, shape, scale=1 / rate) * (level[1] - level[0])
    mixed = np.array([(poisson.cdf(n, weeks * level) * weight).sum() for n in range(40)])
    mean = weeks * shape / rate
    told = cumulative(np.arange(40.0), mean, mean + weeks**2 * shape / rate**2)
    np.testing.assert_allclose(told, mixed, atol=1e-5)


def test_a_walk_of_h_steps_has_the_mean_that_is_said() -> None:
    """k is the variance of the mean of the first h places of a random walk, summed by hand."""
    for weeks in (1, 2, 5, 12):
        by_hand = sum(min(i, j) for i in range(1, weeks + 1) for j in range(1, weeks + 1)) / weeks**2
        assert drift(weeks) == pytest.approx(by_hand)


@given(counts=COUNTS)
@settings(max_examples=30, deadline=None)
def test_chances_are_in_order(counts: list[int]) -> None:
    """More items are never likelier, more time never less likely, and a better chance is never earlier."""
    found = _made(counts)
    days = [NOON + day * DAY for day in (1, 5, 16, 60, 200)]
    chances = np.array([[found.chance(items, day) for day in days] for items in (1, 5, 20, 80)])
    assert (np.diff(chances, axis=0) <= 1e-9).all()
    assert (np.diff(chances, axis=1) >= -0.02).all()
    even, likely = found.day(20, 0.5), found.day(20, 0.85)
    assert likely is None or (even is not None and even <= likely)


@given(counts=COUNTS, items=st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_the_day_is_the_first_by_which_the_chance_is_reached(counts: list[int], items: int) -> None:
    """By the end of the day the chance is there; the question the other way round agrees with it."""
    found = _made(counts)
    day = found.day(items, 0.85)
    if day is None:
        assert found.chance(items, NOON + FARTHEST * WEEK) < 0.85
        return
    assert found.chance(items, day + DAY - 1) >= 0.85
    assert found.at_least(day + DAY - 1, 0.85) >= items - 1


def test_the_bands_lie_in_each_other() -> None:
    """50 % lie within 85 % and those within 95 %, at every time ahead."""
    found = _made([3, 9, 4, 6, 5, 8, 2, 7, 6, 5, 4, 9] * 3)
    for weeks in (0.4, 1, 3, 9, 30):
        counts = found.shares(NOON + int(weeks * WEEK), SHARES)
        assert (np.diff(counts) >= 0).all()


def test_weeks_are_counted_back_from_the_end_of_the_data() -> None:
    """Every week holds what it was given, and a week that the record begins within is left out."""
    counts = [4, 0, 7, 2, 5, 5, 0, 1, 9]
    past = throughput(_finished(counts), NOON)
    assert past.counts.tolist()[1:] == counts[1:]
    assert past.starts[-1] + WEEK == NOON + 1
    later = throughput(_finished(counts)[5:], NOON)
    assert later.counts.tolist() == counts[-len(later) :]


def test_a_weekday_on_which_work_finishes_counts_for_more() -> None:
    """Where all is finished on one weekday, most of a week's chance lies there, and a week is worth one."""
    ends = np.array([NOON - 2 * DAY - week * WEEK for week in range(30)][::-1], dtype=np.int64)
    past = throughput(ends, NOON)
    assert int(np.argmax(past.habit)) == 4
    assert past.habit.sum() == pytest.approx(1.0)
    found = forecast(past)
    assert found is not None
    assert found.exposure(NOON + WEEK) == pytest.approx(1.0)


def test_too_early_says_when() -> None:
    """Below eight weeks of finished items there is no forecast but a day for it; with nothing finished, no day."""
    ends = _finished([3, 3, 3, 3, 3, 3])
    assert forecast(throughput(ends, NOON)) is None
    assert first_possible(ends) == ends[0] + 8 * WEEK
    assert forecast(throughput(ends, int(ends[0]) + 8 * WEEK)) is not None
    assert first_possible(np.zeros(0, dtype=np.int64)) is None


def test_a_drifting_record_is_remembered_for_less_long() -> None:
    """The memory of a level that moves is shorter than that of one that stays, and batches are known as such."""
    random = np.random.default_rng(5)
    steady = levels(random.poisson(12, 104))
    moving = levels(random.poisson(12 * np.exp(np.cumsum(random.normal(0, 0.2, 104)))))
    batches = levels(5 * random.poisson(3, 104))
    assert moving.memory < steady.memory
    assert batches.batches > 3 > steady.batches


def test_bands_that_were_too_narrow_are_widened() -> None:
    """Where past counts fell outside again and again, the next band is wider; where they fit, it stays."""
    narrow, fitting = Recalibrator(1), Recalibrator(1)
    random = np.random.default_rng(3)
    for _ in range(150):
        miss = random.choice([0.001, 0.999])
        narrow.learn(miss, miss)
        share = random.random()
        fitting.learn(share, share)
    assert narrow.current().widened > 1.3
    assert fitting.current().widened == pytest.approx(1, abs=0.3)


def test_nothing_learnt_changes_nothing() -> None:
    """Before any forecast has come out, the model's shares are the honest ones, both ways."""
    shares = np.array([0.001, 0.2, 0.5, 0.93, 0.999])
    np.testing.assert_allclose(UNTOUCHED.of_model(shares), shares, atol=1e-4)
    np.testing.assert_allclose(Recalibrator(4).current().honest(shares), shares, atol=1e-3)


@given(misses=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=60))
@settings(max_examples=30, deadline=None)
def test_reading_there_and_back_is_the_same(misses: list[tuple[float, float]]) -> None:
    """Honest chances of model shares lead back to them, whatever was learnt."""
    learner = Recalibrator(2)
    for ends in misses:
        learner.learn(*sorted(ends))
    reading = learner.current()
    shares = np.linspace(0.05, 0.95, 19)
    np.testing.assert_allclose(reading.of_model(reading.honest(shares)), shares, atol=1e-3)
    assert (np.diff(reading.of_model(shares)) >= 0).all()


def test_a_forecast_knows_nothing_of_what_came_after() -> None:
    """Changing the later weeks leaves every forecast made before them as it was."""
    counts = np.array([3, 9, 4, 6, 5, 8, 2, 7, 6, 5, 4, 9] * 3)
    other = counts.copy()
    other[30:] = 50
    first, second = (check(each, levels(each), 2) for each in (counts, other))
    before = first.origins <= 30
    np.testing.assert_array_equal(first.quantiles[before], second.quantiles[before])


def test_pinball_and_parts_by_hand() -> None:
    """A forecast three off at every share loses its share of three; a whole number counts by its part."""
    flat = np.full((1, len(SHARES)), 7.0)
    assert pinball(flat, np.array([10]))[0] == pytest.approx(3 * SHARES.mean())
    np.testing.assert_allclose(held(np.array([0.1, 0.3, 0.9]), 0.2, 0.4), [0, 0.5, 1])
    low, high = binomial_range(0.85, 20)
    assert (low, high) == (pytest.approx(0.621, abs=1e-3), pytest.approx(0.968, abs=1e-3))


def test_known_worlds_hold_what_they_say() -> None:
    """Over many records each of steady, drifting and batched work, bands hold their share within some points.

    The points are those that chance leaves to so many forecasts that overlap; the benchmark prints them.
    """
    random = np.random.default_rng(11)
    for rate in (
        lambda: random.poisson(12, 80),
        lambda: random.poisson(12 * np.exp(np.cumsum(random.normal(0, 0.1, 80)))),
        lambda: 5 * random.poisson(2.4, 80),
    ):
        found = [check(counts, levels(counts), 4) for counts in (rate() for _ in range(12))]
        for at, share in enumerate((0.5, 0.85, 0.95)):
            told = np.mean([each.coverage[at].held for each in found])
            n = sum(len(each) for each in found) / 4
            assert abs(told - share) < 4 * np.sqrt(share * (1 - share) / n) + 0.02


def test_counts_are_found_at_their_shares() -> None:
    """A quantile is the smallest count whose chance reaches the share."""
    counted = Counted(9.0, 20.0)
    for share in (0.05, 0.5, 0.93):
        count = counted.quantile(np.array([share]))[0]
        assert counted.below_or_at(count) >= share > counted.below_or_at(count - 1)


@pytest.mark.parametrize(
    ("size", "told"), [(0.2, 1), (4, 5), (19, 20), (24, 20), (3800, 3000), (70_000, 50_000)]
)
def test_round_numbers(size: float, told: int) -> None:
    """What is asked when nobody asked is a round number of about that size."""
    assert round_number(size) == told
