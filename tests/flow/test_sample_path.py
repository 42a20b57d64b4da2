"""How many items were there, and Little's law on any window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.flow.sample_path import SamplePath, sample_path
from headrace.flow.spans import NEVER, Spans, spans_of
from headrace.value_streams.rollup import DAY
from tests.flow import reference

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 86_400


def in_seconds(path: SamplePath) -> dict[str, np.ndarray]:
    """Return the path's measures in the peer's names and units."""
    return {
        "L": path.mean_present,
        "Lambda": path.arrival_rate / SECONDS,
        "Theta": path.departure_rate / SECONDS,
        "w": path.per_arrival * SECONDS,
        "w_prime": path.per_departure * SECONDS,
        "N": path.present,
        "H": path.presence * SECONDS,
        "Arrivals": path.arrivals,
        "Departures": path.departures,
    }


@pytest.mark.data
def test_every_event_of_the_reference_case_agrees_with_the_peer(shared: Path) -> None:
    """All of N, H, L, Λ, Θ, w, w′, W*, total age, e_W, both end effects and ρ agree to 1e-9 at all 69 times."""
    expected = reference.lines(shared / "reference" / "generated" / "items40__samplepath_event.csv")
    path = sample_path(reference.items40(shared), reference.micros(expected[0]["time"]))
    assert path.times.tolist() == [reference.micros(line["time"]) for line in expected]
    ours = in_seconds(path) | {
        "W_star": path.sojourn * SECONDS,
        "R_total_age_s": path.total_age * SECONDS,
        "e_W": path.residence_error,
        "rH": path.cut_presence,
        "rB": path.cut_items,
        "rho": path.relative_length,
    }
    for name, values in ours.items():
        # at the first instant no time has passed, and the peer leaves some of it empty
        np.testing.assert_allclose(values[1:], reference.column(expected, name)[1:], rtol=1e-9, err_msg=name)


@pytest.mark.data
def test_weekly_times_of_the_reference_case_agree_with_the_peer(shared: Path) -> None:
    """The path looked at every Monday gives the peer's weekly table to 1e-9."""
    expected = reference.lines(shared / "reference" / "generated" / "items40__samplepath_weekly.csv")
    times = np.array([reference.micros(line["time"]) for line in expected])
    path = sample_path(reference.items40(shared), int(times[0]), times)
    for name, values in in_seconds(path).items():
        np.testing.assert_allclose(values[1:], reference.column(expected, name)[1:], rtol=1e-9, err_msg=name)


moments = st.integers(-40 * DAY, 40 * DAY)
spans = st.lists(st.tuples(moments, st.none() | st.integers(0, 30 * DAY)), min_size=1, max_size=40).map(
    lambda listed: spans_of(
        [start for start, _ in listed], [None if took is None else start + took for start, took in listed]
    )
)


@given(spans, moments, st.lists(st.integers(1, 60 * DAY), min_size=1, max_size=6))
def test_littles_law_holds_on_every_window(items: Spans, start: int, after: list[int]) -> None:
    """L = Λ·w = Θ·w′ whatever the work did and wherever the window begins and ends, also with items there before."""
    times = np.array(sorted(start + each for each in after))
    path = sample_path(items, start, times)
    came, left = path.arrivals > 0, path.departures > 0
    np.testing.assert_allclose(
        (path.arrival_rate * path.per_arrival)[came], path.mean_present[came], rtol=1e-12
    )
    np.testing.assert_allclose(
        (path.departure_rate * path.per_departure)[left], path.mean_present[left], rtol=1e-12
    )


@given(spans, moments, st.integers(1, 60 * DAY))
def test_the_path_is_the_sum_of_its_items(items: Spans, start: int, length: int) -> None:
    """N, H, total age and the end effects are those that counting item by item gives."""
    end = start + length
    path = sample_path(items, start, np.array([end]))
    pairs = list(zip(items.starts.tolist(), items.ends.tolist(), strict=True))
    there = [(s, e) for s, e in pairs if s <= end and e >= start]
    overlap = sum(max(min(e, end) - max(s, start), 0) for s, e in there)
    age = sum(end - s for s, e in pairs if s <= end < e)
    whole = [(s, e) for s, e in pairs if s >= start and e <= end]
    assert path.present[0] == sum(s <= end < e for s, e in pairs)
    assert path.present_before == sum(s < start <= e for s, e in pairs)
    assert path.presence[0] == pytest.approx(overlap / DAY, rel=1e-12, abs=1e-12)
    assert path.total_age[0] == pytest.approx(age / DAY, rel=1e-12, abs=1e-9)
    assert path.whole[0] == len(whole)
    assert path.whole_presence[0] == pytest.approx(sum(e - s for s, e in whole) / DAY, rel=1e-12, abs=1e-12)
    if there:
        assert path.per_item[0] == pytest.approx(overlap / DAY / len(there), rel=1e-12, abs=1e-12)


def test_sums_outgrow_no_number() -> None:
    """A million items of three years each have more item-µs than an int64 holds; the path still is exact."""
    n, long = 200_000, 1_000 * DAY
    items = Spans(np.arange(n), np.arange(n) + long, np.ones(n, dtype=bool))
    path = sample_path(items, 0, np.array([2_000 * DAY]))
    assert n * long > np.iinfo(np.int64).max
    assert path.presence[0] == n * 1_000.0
    assert path.sojourn[0] == 1_000.0


def test_finished_work_of_an_even_flow_tells_the_same_as_all_work() -> None:
    """One item a day, each taking half of it: past the horizon all of the path is coherent."""
    starts = np.arange(400) * DAY
    even = Spans(starts, starts + DAY // 2, np.ones(400, dtype=bool))
    path = sample_path(even, 0, np.arange(1, 400) * DAY)
    assert path.coherence() == 1.0


def test_finished_work_of_a_leaking_flow_tells_something_else() -> None:
    """When every third item is never finished, what left says nothing about the rest: no time coheres."""
    starts = np.arange(400) * DAY
    ends = np.where(np.arange(400) % 3 == 0, NEVER, starts + 3 * DAY)
    path = sample_path(Spans(starts, ends, ends != NEVER), 0, np.arange(1, 400) * DAY)
    assert path.coherence() == 0.0


def test_a_window_shorter_than_the_horizon_has_no_coherence() -> None:
    """Before four weeks have passed nothing can cohere, and that is not said to be incoherent."""
    assert sample_path(spans_of([0], [DAY]), 0, np.array([20 * DAY])).coherence() is None
