"""Whether as much leaves as arrives, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.flow.rates import rates
from headrace.flow.spans import NEVER, Spans
from headrace.flow.stability import bootstrap_mean, stability
from headrace.flow.weeks import WEEK, weeks_of
from headrace.value_streams.rollup import DAY

MONDAY = 20_094 * DAY  # 6 Jan 2025


def flow(seed: int, weeks: int = 48, leak: float = 0.0) -> Spans:
    """Return ten arrivals a week that take two weeks on average; ``leak`` of them are never finished.

    It has been going on for a year before :data:`MONDAY`.
    """
    chance = np.random.default_rng(seed)
    n = chance.poisson(10 * (weeks + 52))
    starts = np.sort(chance.uniform(-52 * WEEK, weeks * WEEK, n)).astype(np.int64) + MONDAY
    ends = starts + (chance.lognormal(np.log(10), 0.8, n) * DAY).astype(np.int64)
    ends[(chance.uniform(size=n) < leak) & (starts > MONDAY)] = NEVER
    return Spans(starts, ends, ends != NEVER)


def judged(spans: Spans, weeks: int = 48) -> str:
    """Return the verdict on so many weeks from :data:`MONDAY` on."""
    return stability(weeks_of(spans, MONDAY, MONDAY + weeks * WEEK)).verdict


def test_a_steady_flow_is_hardly_ever_called_anything_else() -> None:
    """Of 40 stationary worlds at most three are flagged: one in twenty, and what chance adds."""
    assert sum(judged(flow(seed)) != "steady" for seed in range(40)) <= 3


def test_a_leak_is_found() -> None:
    """With 15 % of the work never finished, at least 36 of 40 worlds of 48 weeks are flagged as growing or ageing."""
    assert sum(judged(flow(seed, leak=0.15)) in {"growing", "ageing"} for seed in range(40)) >= 36


def test_work_that_runs_down_is_shrinking() -> None:
    """Nothing new arrives while two a week are finished."""
    ends = MONDAY + np.arange(40) * (WEEK // 2) + DAY
    spans = Spans(np.full(40, MONDAY - 300 * DAY), ends, np.ones(40, dtype=bool))
    found = stability(weeks_of(spans, MONDAY, MONDAY + 20 * WEEK))
    assert found.verdict == "shrinking"
    assert found.net is not None
    assert found.net.mean == -2.0


def test_as_many_leaving_as_arriving_can_still_leave_old_work_lying() -> None:
    """Two come and two go every week, but forty old ones are never touched: open work gets older, not more."""
    new = MONDAY + np.repeat(np.arange(30), 2) * WEEK + DAY
    starts = np.concatenate([np.full(40, MONDAY - 10 * WEEK), new])
    ends = np.concatenate([np.full(40, NEVER), new + 2 * DAY])
    spans = Spans(starts, ends, ends != NEVER)
    found = stability(weeks_of(spans, MONDAY, MONDAY + 30 * WEEK))
    assert found.verdict == "ageing"
    assert found.net is not None
    assert found.net.mean == 0
    assert found.age is not None
    assert found.age.mean == pytest.approx(40 * 7)


def test_seven_weeks_are_too_short() -> None:
    """A trend is not read from less than eight whole weeks; no range is given, and no rate."""
    weeks = weeks_of(flow(1), MONDAY, MONDAY + 7 * WEEK)
    assert (stability(weeks).verdict, stability(weeks).net) == ("too short", None)
    assert rates(weeks).done is None


@given(st.integers(0, 60), st.integers(1, 300))
def test_weeks_lie_inside_the_window_and_none_is_missing(begins: int, length: int) -> None:
    """Weeks are whole, from Monday to Sunday, and less than two weeks of the window are in none."""
    start, end = MONDAY + begins * DAY + 5, MONDAY + (begins + length) * DAY + 5
    weeks = weeks_of(flow(2), start, end)
    assert all((each - MONDAY) % WEEK == 0 for each in weeks.starts.tolist())
    if len(weeks):
        assert start <= weeks.starts[0] < start + WEEK
        assert end - WEEK < weeks.starts[-1] + WEEK <= end
    assert end - start - len(weeks) * WEEK < 2 * WEEK


def test_what_is_counted_per_week_is_what_came_and_went() -> None:
    """Arrivals less departures of all weeks is the change in what is there; given up is not done."""
    spans = flow(3)
    weeks = weeks_of(spans, MONDAY, MONDAY + 48 * WEEK)
    inside = (spans.starts >= MONDAY) & (spans.starts < MONDAY + 48 * WEEK)
    assert int(weeks.arrived.sum()) == int(inside.sum())
    there = [int(((spans.starts < at) & (spans.ends >= at)).sum()) for at in (MONDAY, MONDAY + 48 * WEEK)]
    assert int(weeks.net.sum()) == there[1] - there[0]
    ages = [
        float((at - spans.starts[(spans.starts < at) & (spans.ends >= at)]).sum() / DAY)
        for at in (MONDAY, MONDAY + 48 * WEEK)
    ]
    assert float(weeks.total_age.sum()) == pytest.approx(ages[1] - ages[0])
    none_done = weeks_of(Spans(spans.starts, spans.ends, spans.done & False), MONDAY, MONDAY + 48 * WEEK)
    assert int(none_done.done.sum()) == 0
    assert none_done.given_up.tolist() == weeks.done.tolist()


def test_the_same_weeks_always_give_the_same_range() -> None:
    """The draw is seeded, so a page says the same thing twice."""
    counts = np.random.default_rng(1).poisson(8, 30)
    assert bootstrap_mean(counts) == bootstrap_mean(counts)


def test_the_range_of_a_mean_holds_the_truth_about_as_often_as_it_says() -> None:
    """Independent Poisson weeks: 95 % ranges hold the true mean in 88 to 99 % of 300 series of 40 weeks."""
    chance = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        found = bootstrap_mean(chance.poisson(6, 40))
        held += found.low <= 6 <= found.high
    assert 0.88 <= held / 300 <= 0.99
