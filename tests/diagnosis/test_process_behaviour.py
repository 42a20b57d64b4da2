"""Which points ask for a reaction, and how often one does by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.diagnosis.process_behaviour import Signal, alarmed, chart, false_alarm
from tests.flow import reference

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.data
def test_the_handbooks_case_agrees(shared: Path) -> None:
    """NIST's individuals chart: mean, limits and the limit of ranges with Wheeler's factors, and by medians."""
    case = reference.document(shared / "reference" / "xmr" / "nist_individuals.json")
    usual = chart(case["x"])
    assert usual is not None
    expected = case["wheeler_2_66"]
    assert (usual.centre, usual.high, usual.low, usual.range_limit) == pytest.approx(
        (case["mean"], expected["unpl"], expected["lnpl"], expected["url"]), abs=1e-9
    )
    assert usual.high == pytest.approx(case["published"]["ucl"], abs=1e-3)
    assert usual.signals == ()
    robust = chart(case["x"], median=True)
    assert robust is not None
    expected = case["median_variant_3_145"]
    assert (robust.high, robust.low, robust.range_limit) == pytest.approx(
        (expected["unpl"], expected["lnpl"], expected["url"]), abs=1e-9
    )


def test_each_rule_fires_where_it_should() -> None:
    """A leap, a lasting shift, and three of four near a limit are told apart, each with its points and side."""
    still = [10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9]
    leap = chart([*still, 30])
    assert leap is not None
    assert Signal("beyond", 12, 12, True) in leap.signals
    shifted = chart([*still, *(value + 3 for value in still)])
    assert shifted is not None
    assert shifted.shift == Signal("run", 12, 23, True)
    low = chart([*[10, 11] * 8, 8.5, 8.5, 10, 8.5])
    assert low is not None
    assert [(each.rule, each.high) for each in low.signals] == [("near", False)]


def test_the_chance_of_a_false_alarm_is_the_one_in_the_literature() -> None:
    """24 normal points: about 11 % of charts show some signal (published simulation), 6 % a point beyond."""
    assert false_alarm(24) == pytest.approx(0.11, abs=0.012)
    assert false_alarm(24, ("beyond",)) == pytest.approx(0.06, abs=0.012)
    assert false_alarm(100) > false_alarm(24) > false_alarm(8)


def test_skewed_times_need_the_scale_of_logarithms() -> None:
    """Lognormal times raise an alarm on most plain charts; as logarithms they do as seldom as normal points."""
    times = np.random.default_rng(11).lognormal(2, 1, (3000, 24))
    assert alarmed(times).mean() > 0.6
    assert alarmed(np.log(times)).mean() == pytest.approx(false_alarm(24), abs=0.025)


@given(st.lists(st.floats(0.01, 1e4), min_size=8, max_size=60))
def test_single_charts_and_many_at_once_agree(values: list[float]) -> None:
    """A chart has signals exactly when the simulation that rates false alarms would call it alarmed."""
    for scale, series in (("counts", values), ("log", list(np.log(values)))):
        found = chart(values, scale)  # type: ignore[arg-type]
        assert found is not None
        assert bool(found.signals) == bool(alarmed(np.array([series]))[0])
        assert found.low <= found.centre <= found.high


def test_limits_are_said_in_the_unit_of_the_values() -> None:
    """On the scale of logarithms the centre is the geometric mean, and no limit is below zero on either scale."""
    values = [1.0, 100.0] * 6
    logs, counts = chart(values, "log"), chart(values)
    assert logs is not None
    assert counts is not None
    assert logs.centre == pytest.approx(10.0)
    assert logs.low > 0
    assert counts.low == 0


@pytest.mark.parametrize("value", [4.0, 0.1, 0.0, 1e6])
def test_what_never_changes_raises_no_alarm(value: float) -> None:
    """A series of one and the same number lies on its own centre, whatever rounding says."""
    flat = chart([value] * 20)
    assert flat is not None
    assert flat.signals == ()


def test_seven_points_have_no_limits() -> None:
    """Too few points are a value, not an error."""
    assert chart([1, 2, 3, 4, 5, 6, 7]) is None


def test_one_odd_week_makes_no_run_of_all_the_others() -> None:
    """Two deployments a week, once one: that week stands out, and the others are the series' usual self."""
    series = [2.0] * 12 + [1.0] + [2.0] * 12
    found = chart(series)
    assert found is not None
    assert found.signals == (Signal("beyond", 12, 12, high=False),)
    assert alarmed(np.array([series]))[0]
