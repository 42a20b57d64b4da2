"""Shares and rates of counted things with their ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from headrace.flow.proportion import product, proportion, rate


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_has_wilsons_range(counted: tuple[int, int]) -> None:
    """The range of k among n is the score interval that scipy gives."""
    found = proportion(*counted)
    expected = binomtest(*counted).proportion_ci(method="wilson")
    assert found is not None
    assert found.value == counted[0] / counted[1]
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.integers(0, 300), st.floats(0.5, 1000))
def test_a_rate_has_the_exact_range(events: int, over: float) -> None:
    """The range of k events is Garwood's, by the quantiles of χ², divided by the exposure."""
    found = rate(events, over)
    assert found is not None
    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(0.975, 2 * events + 2) / 2
    assert (found.low * over, found.high * over) == pytest.approx((low, high), rel=1e-7, abs=1e-9)


def test_nothing_has_no_share_and_no_rate() -> None:
    """Of nothing there is no share, over no time no rate, and no product of no shares."""
    assert proportion(0, 0) is None
    assert rate(0, 0) is None
    assert product([]) is None


def test_the_product_of_shares_is_rolled() -> None:
    """Rolled right first time is the product of the stages' shares; its range holds it and narrows with n."""
    few = product([each for each in (proportion(18, 20), proportion(16, 20)) if each])
    many = product([each for each in (proportion(1800, 2000), proportion(1600, 2000)) if each])
    assert few is not None
    assert many is not None
    assert few.value == pytest.approx(0.72)
    assert few.low < 0.72 < few.high
    assert few.low < many.low < many.high < few.high


def test_a_share_of_nothing_rolls_to_nothing() -> None:
    """Where one stage got nothing right, the product is 0, and its range says how much it could be."""
    found = product([each for each in (proportion(0, 5), proportion(5, 5)) if each])
    assert found is not None
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0 < found.high < 1


def test_a_product_of_whole_shares_is_not_certain() -> None:
    """Where every one of few was right at every stage, the range still says how little that tells."""
    whole = proportion(5, 5)
    assert whole is not None
    found = product([whole, whole])
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low < whole.low < 1.0


def test_a_product_of_one_share_has_its_range() -> None:
    """With a single stage, rolled is that stage's share, range and all."""
    one = proportion(16, 20)
    assert one is not None
    found = product([one])
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((one.value, one.low, one.high))
