"""What is measured from visits: efficiency, kinds, ages, debt and the cumulative flow diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.flow.ageing import ageing, marks
from headrace.flow.cumulative_flow import cumulative_flow
from headrace.flow.daily import read_daily
from headrace.flow.debt import FlowDebt, flow_debt
from headrace.flow.distribution import distribution
from headrace.flow.efficiency import efficiency, ratio_of_sums
from headrace.flow.load import load_at
from headrace.flow.sample_path import sample_path
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER, Spans, read_spans
from headrace.flow.survival import flow_survival
from headrace.flow.time import flow_time
from headrace.value_streams.rollup import DAY
from tests.derived import derived
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.engine import Embedded
    from headrace.workspace import Workspace

STAGES = (
    "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}, "
    "{name: Test, function: Quality, waiting: [item.Built], working: [item.Test]}"
)
START = int(FIRST.timestamp()) * 1_000_000
WHOLE = Selection(START, START + 60 * DAY)


def journey(name: str, day: float, scale: float = 1.0) -> list[Line]:
    """Return one item: it waits one day, is built in two, waits three, is tested in four."""
    steps = (("Ready", 0), ("Build", 1), ("Built", 3), ("Test", 6), ("Done", 10))
    return [(name, what, day + at * scale, "") for what, at in steps]


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return thirty items, one a day; the fifth slower by five; two more given up, and four that are open."""
    lines: list[Line] = []
    for day in range(30):
        lines += journey(f"I-{day}", day, 5.0 if day == 4 else 1.0)
    for day in (3, 7):
        lines += [(f"G-{day}", "Ready", day, ""), (f"G-{day}", "Given up", day + 2, "")]
    for day in (1, 20, 38):
        lines += [(f"O-{day}", "Ready", day, ""), (f"O-{day}", "Build", day + 1, "")]
    lines.append(("O-back", "Test", 30, ""))
    lines.append(("O-back", "Build", 33, ""))
    return workspace(tmp_path_factory.mktemp("measures"), STAGES, lines)


@pytest.fixture
def engine(flow: Workspace) -> Iterator[Embedded]:
    """Open its visits."""
    with derived(flow, "flow") as opened:
        yield opened


def now(engine: Embedded) -> int:
    """Return the data's time."""
    spans = read_spans(engine, WHOLE)
    return int(max(spans.starts.max(), spans.ends[spans.left].max()))


def test_spans_are_the_items_as_they_are_stored(engine: Embedded) -> None:
    """36 items: thirty done, two given up, four open."""
    spans = read_spans(engine, WHOLE)
    assert (len(spans), int(spans.done.sum()), int(spans.left.sum())) == (36, 30, 32)
    path = sample_path(spans, START, np.array([now(engine)]))
    assert path.present[0] == load_at(engine, WHOLE, now(engine)).items == 4


def test_efficiency_is_a_ratio_of_sums(engine: Embedded) -> None:
    """Every item is worked on for six of its ten parts, the slow one too: 60 %, not the mean of anything."""
    found = efficiency(engine, WHOLE)
    assert found is not None
    assert found.share == pytest.approx(0.6, abs=1e-12)
    assert found.low == pytest.approx(0.6)
    assert found.high == pytest.approx(0.6)


def test_a_long_item_weighs_as_much_as_it_is_long() -> None:
    """One item of an hour worked on throughout and one of 99 hours waiting: 1 %, where a mean of ratios says 50 %."""
    found = ratio_of_sums(np.array([1.0, 0.0]), np.array([1.0, 99.0]))
    assert found is not None
    assert (found.share, found.low) == (0.01, None)


def test_the_range_of_a_ratio_holds_the_truth_about_as_often_as_it_says() -> None:
    """Work and waits from gamma laws, 60 days of finished work: 95 % ranges hold the true ratio in 91 to 98 %."""
    chance = np.random.default_rng(2)
    held = 0
    for _ in range(500):
        work, wait = chance.gamma(2, 1, 60), chance.gamma(1, 4, 60)
        found = ratio_of_sums(work, work + wait)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 2 / 6 <= found.high
    assert 0.91 <= held / 500 <= 0.98


def test_nothing_finished_has_no_efficiency(engine: Embedded) -> None:
    """Without finished work the share is missing, not zero."""
    assert efficiency(engine, Selection(START - 50 * DAY, START - 40 * DAY)) is None


def test_kinds_that_are_not_recorded_are_one_kind(engine: Embedded) -> None:
    """A stream without kinds has one share of all its finished items."""
    (only,) = distribution(read_daily(engine), WHOLE)
    assert (only.kind, only.items, only.share) == (None, 30, 1.0)


def test_ages_are_those_of_open_items_only(engine: Embedded) -> None:
    """The oldest open item began on day one; it alone is older than 85 % of all ever get."""
    moment = now(engine)
    found = ageing(engine, WHOLE, moment, 40.0)
    ages = sorted((moment - START) / DAY - day for day in (1, 20, 38, 30))
    assert found.items == 4
    assert found.oldest == pytest.approx(ages[-1])
    assert found.mean == pytest.approx(float(np.mean(ages)))
    assert found.older == sum(age > 40 for age in ages) == 1
    (build,) = found.stages
    assert (build.stage, build.items, build.working, build.older) == (0, 4, 4, 1)
    assert build.ages == pytest.approx(ages)
    assert ageing(engine, Selection(0, 1, "none such"), moment, 40.0).oldest is None
    assert ageing(engine, WHOLE, moment, None).older is None


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=200))
def test_a_crowd_is_shown_by_twenty_of_its_ages(ages: list[float]) -> None:
    """Up to twenty ages are shown as they are; of more, twenty that lie among them in order."""
    shown = marks(np.array(ages))
    assert len(shown) == min(len(ages), 20)
    assert list(shown) == sorted(shown)
    assert set(shown) <= set(ages)


def test_the_bands_lose_nothing(engine: Embedded) -> None:
    """On every day what came less what left is what is in the stages, and that is what the sample path says."""
    end = now(engine) + 1
    diagram = cumulative_flow(engine, read_daily(engine), WHOLE, START, end, 2)
    path = sample_path(read_spans(engine, WHOLE), START, diagram.days - 1)
    present = np.sum(diagram.in_stage, axis=0)
    assert present.tolist() == path.present.tolist()
    assert (diagram.arrived - diagram.left).tolist() == present.tolist()
    assert diagram.left.tolist() == path.departures.tolist()
    assert diagram.arrived.tolist() == path.arrivals.tolist()
    assert diagram.in_stage[1].max() > 0


def test_a_window_that_begins_later_takes_what_is_there_with_it(engine: Embedded) -> None:
    """What was there when the window begins has come and not left; the diagram starts at its height."""
    diagram = cumulative_flow(engine, read_daily(engine), WHOLE, START + 20 * DAY, START + 30 * DAY, 2)
    path = sample_path(read_spans(engine, WHOLE), START + 20 * DAY, diagram.days - 1)
    assert (diagram.arrived - diagram.left).tolist() == path.present.tolist()
    assert diagram.left.tolist() == path.departures.tolist()
    assert len(diagram.days) == 10


def test_first_come_first_served_owes_nothing() -> None:
    """Where all leave in the order in which they came, the gap is the flow time, and the debt is zero."""
    starts = np.arange(20) * DAY
    found = flow_debt(Spans(starts, starts + 4 * DAY, np.ones(20, dtype=bool)), 0, 30 * DAY)
    assert found is not None
    assert (found.gap, found.left, found.days, found.n) == (4.0, 4.0, 0.0, 20)


def test_a_trace_left_by_sums_is_no_debt() -> None:
    """Means of the same times in another order differ in their last digit: that is nothing, on either side."""
    assert [FlowDebt(3.0, left, 9).days for left in (3.0 - 1e-15, 3.0 + 1e-15, 2.5)] == [0.0, 0.0, 0.5]


def test_leaving_old_work_lying_is_debt_and_finishing_it_pays_back() -> None:
    """Ten old items lie while ten new ones pass in a day: debt; when the old ones leave, it turns."""
    starts = np.concatenate([np.zeros(10), 50 + np.arange(10)]).astype(np.int64) * DAY
    ends = np.concatenate([np.full(10, 100), 51 + np.arange(10)]).astype(np.int64) * DAY
    spans = Spans(starts, ends, np.ones(20, dtype=bool))
    taken, paid = flow_debt(spans, 50 * DAY, 70 * DAY), flow_debt(spans, 90 * DAY, 110 * DAY)
    assert taken is not None
    assert paid is not None
    assert taken.days > 50
    assert paid.days < 0
    assert flow_debt(spans, 200 * DAY, 300 * DAY) is None


def test_what_was_known_then_is_what_had_happened_then() -> None:
    """Looking back to a day, later ends have not happened and later items are not there."""
    spans = Spans(np.array([0, 10, 20]), np.array([15, NEVER, 30]), np.array([True, False, True]))
    then = spans.known_at(12)
    assert (then.starts.tolist(), then.ends.tolist(), then.done.tolist()) == (
        [0, 10],
        [NEVER, NEVER],
        [False] * 2,
    )


def test_with_nothing_open_the_estimate_is_the_maps_own_count(engine: Embedded) -> None:
    """In a window in which all began and finished, half and 85 % are those that the map counts."""
    spans = read_spans(engine, WHOLE)
    finished = Spans(spans.starts[spans.done], spans.ends[spans.done], spans.done[spans.done])
    counted = flow_time(engine, WHOLE)
    estimated = flow_survival(finished, WHOLE.start, WHOLE.end)
    assert estimated.quantile(0.5).days == counted.half_within
    assert estimated.quantile(0.85).days == counted.p85_within


@pytest.mark.parametrize("day", [0, 3, 12, 25, 44])
def test_debt_needs_only_what_is_recent(engine: Embedded, day: int) -> None:
    """Items that had ended before a time told by counts alone change nothing in the debt from then on."""
    moment = START + day * DAY
    everything = read_spans(engine, WHOLE)
    recent = read_spans(engine, WHOLE, since=read_daily(engine).oldest_needed(WHOLE, moment))
    assert len(recent) < len(everything) or day < 25
    assert flow_debt(recent, moment, START + 60 * DAY) == flow_debt(everything, moment, START + 60 * DAY)


def test_days_tell_what_items_would(engine: Embedded) -> None:
    """When the first item began, and how many finished in a window, is what the items themselves say."""
    spans = read_spans(engine, WHOLE)
    counts = read_daily(engine)
    assert counts.began == int(spans.starts.min())
    for days in (5, 20, 60):
        inside = spans.done & (spans.ends < START + days * DAY)
        assert counts.finished(Selection(START, START + days * DAY)) == int(inside.sum())
