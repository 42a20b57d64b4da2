"""How many are done by which age, with unfinished work counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from headrace.flow.spans import NEVER, Spans, spans_of
from headrace.flow.survival import Survival, flow_survival, survival
from headrace.value_streams.rollup import DAY
from tests.flow import reference

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def freireich(shared: Path) -> Survival:
    """Return the estimate for the treated patients of Freireich's trial, a case that every textbook has."""
    listed = reference.lines(shared / "reference" / "survival" / "freireich_6mp.csv")
    treated = [line for line in listed if line["group"] == "6MP"]
    times = np.array([float(line["time"]) for line in treated])
    return survival(times, np.array([line["event"] == "1" for line in treated]))


@pytest.mark.data
def test_the_textbook_case_agrees_with_its_publication(freireich: Survival, shared: Path) -> None:
    """Published S(6) = 0.857 and S(10) = 0.753; curve, band and restricted means are the peer's to 1e-9."""
    expected = reference.document(shared / "reference" / "survival" / "freireich_expected.json")
    assert (round(freireich.at(6), 3), round(freireich.at(10), 3)) == (0.857, 0.753)
    for age, share in expected["km_6mp"].items():
        assert freireich.at(float(age)) == pytest.approx(share, abs=1e-9)
    for age, (low, high) in expected["ci_6mp_lifelines_loglog"].items():
        if float(age):
            place = np.searchsorted(freireich.ages, float(age), side="right") - 1
            assert (freireich.low[place], freireich.high[place]) == pytest.approx((low, high), abs=1e-9)
    for until in (10, 20, 23):
        mean = freireich.restricted_mean(until)
        assert mean is not None
        assert mean.days == pytest.approx(expected[f"rmst_{until}"]["mp"], abs=1e-9)
        assert mean.low < mean.days < mean.high
    assert freireich.quantile(0.5).days == expected["median_6mp"]


@pytest.mark.data
def test_a_share_that_nobody_reached_is_not_invented(freireich: Survival) -> None:
    """85 % were not in relapse-free time's end by the last visit: no number, only that it is longer."""
    reached = freireich.quantile(0.85)
    assert reached.days is None
    assert reached.high is None
    assert freireich.longest == 35


@pytest.mark.data
def test_the_reference_items_agree_with_the_peer(shared: Path) -> None:
    """Forty items, six of them open: every step of the curve and the median are the peer's to 1e-9."""
    expected = reference.document(shared / "reference" / "generated" / "items40__lifelines.json")
    items = reference.items40(shared)
    found = flow_survival(items, int(items.starts.min()), reference.micros(expected["censor_at"]))
    for age, share in expected["S"].items():
        # ages there are rounded to six digits
        assert found.at(float(age) + 1e-6) == pytest.approx(share, abs=1e-9)
    assert found.quantile(0.5).days == pytest.approx(expected["median"], abs=1e-9)
    assert (found.n, found.finished) == (40, 34)


ages = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


@given(ages)
def test_the_curve_is_scipys(listed: list[tuple[int, bool]]) -> None:
    """On any right-censored sample the curve is that of ``scipy.stats.ecdf``."""
    times = np.array([float(age) for age, _ in listed])
    done = np.array([finished for _, finished in listed])
    ours = survival(times, done)
    data = stats.CensoredData.right_censored(times, ~done)
    theirs = stats.ecdf(data).sf
    assert [ours.at(age) for age in theirs.quantiles] == pytest.approx(list(theirs.probabilities), abs=1e-12)


@given(ages)
def test_with_everything_finished_it_is_counting(listed: list[tuple[int, bool]]) -> None:
    """Without open items, half within is the smallest age within which half were done, as on the map."""
    times = np.array([float(age) for age, _ in listed])
    found = survival(times, np.ones(len(times), dtype=bool)).quantile(0.5)
    assert found.days == sorted(times)[(len(times) + 1) // 2 - 1]
    mean = survival(times, np.ones(len(times), dtype=bool)).restricted_mean(31)
    assert mean is not None
    assert mean.days == pytest.approx(float(times.mean()))


def test_what_began_before_the_window_counts_from_the_age_it_had() -> None:
    """An item of 50 days at the window's start says nothing about the ages before: nobody who left then is seen."""
    young = [(day, day + 2) for day in range(100, 120)]
    items = spans_of([50 + 0, *(s for s, _ in young)], [None, *(e for _, e in young)])
    days = Spans(items.starts * DAY, np.where(items.left, items.ends * DAY, NEVER), items.done)
    found = flow_survival(days, 100 * DAY, 130 * DAY)
    assert found.at_risk[0] == 20
    assert found.n == 21
    assert found.quantile(0.5).days == 2.0


def test_one_item_that_is_done_early_is_not_all_work() -> None:
    """Two that were watched at an age are done, but older ones come later: it is not said that none is left."""
    exits, entries = np.array([1.0, 1.0, *[30.0] * 9, 31.0]), np.array([0.0, 0.0, *[20.0] * 10])
    done = np.array([True] * 11 + [False])
    found = survival(exits, done, entries)
    assert found.at(1) == 1.0
    assert found.quantile(0.5).days == 30.0


def test_what_was_given_up_is_not_done() -> None:
    """Ten items given up on day one leave the question open; the ten done on day three answer it."""
    starts = np.zeros(20, dtype=np.int64)
    ends = np.repeat([DAY, 3 * DAY], 10)
    found = flow_survival(Spans(starts, ends, ends == 3 * DAY), 0, 10 * DAY)
    assert found.at(1.5) == 1.0
    assert found.quantile(0.85).days == 3.0
    assert found.finished == 10


def test_the_range_holds_the_truth_as_often_as_it_says() -> None:
    """Skewed times cut off at 30 days: the range of the 85 % age holds the true one in 90 to 99 % of 400 worlds."""
    chance = np.random.default_rng(7)
    truth = float(np.exp(stats.norm.ppf(0.85)) * 8)
    held = 0
    for _ in range(400):
        times = chance.lognormal(np.log(8), 1.0, 150)
        found = survival(np.minimum(times, 30.0), times <= 30.0).quantile(0.85)
        assert found.low is not None
        held += found.low <= truth and (found.high is None or truth <= found.high)
    assert 0.90 <= held / 400 <= 0.99


def test_finished_work_alone_would_have_said_less() -> None:
    """In a window no longer than the work takes, what finished is the quick half; the estimate sees the rest."""
    chance = np.random.default_rng(3)
    starts = np.sort(chance.uniform(0, 60, 2000))
    took = chance.exponential(40.0, 2000)
    spans = Spans(
        (starts * DAY).astype(np.int64), ((starts + took) * DAY).astype(np.int64), np.ones(2000, dtype=bool)
    )
    truth = 40.0 * np.log(2)
    known = spans.known_at(60 * DAY)
    finished = float(np.median((known.ends - known.starts)[known.left] / DAY))
    estimated = flow_survival(known, 0, 60 * DAY).quantile(0.5)
    assert estimated.low is not None
    assert estimated.high is not None
    assert finished < 0.7 * truth
    assert estimated.low <= truth <= estimated.high


def test_nothing_watched_is_no_curve() -> None:
    """Without items there are no ages, and every share is out of reach."""
    empty = survival(np.zeros(0), np.zeros(0, dtype=bool))
    assert empty.quantile(0.5).days is None
    assert empty.restricted_mean() is None
    assert empty.longest is None
