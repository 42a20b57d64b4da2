"""How long visits take, from counts by length and day, against the same visits one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from headrace.engine import columns
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER, Spans
from headrace.flow.spells import Spell, spells
from headrace.flow.survival import counted_survival, flow_survival, survival
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY
from tests.derived import derived
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.engine import Embedded

STAGES = (
    "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}, "
    "{name: Test, function: Quality, waiting: [item.Built], working: [item.Test]}"
)
START = int(FIRST.timestamp()) * 1_000_000
WHOLE = Selection(START, START + 400 * DAY)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Return three hundred items over a year; waits are skewed, some are given up, and the last are open."""
    chance = np.random.default_rng(3)
    lines: list[Line] = []
    for item in range(300):
        day = float(chance.uniform(0, 360))
        for what, length in (("Ready", 2.0), ("Build", 1.0), ("Built", 6.0), ("Test", 0.5)):
            lines.append((f"I-{item}", what, day, ""))
            day += float(chance.lognormal(np.log(length), 0.9))
            if day > 370 or (what == "Built" and item % 10 == 0):
                break
        if day <= 370:
            lines.append((f"I-{item}", "Given up" if item % 10 == 0 else "Done", day, ""))
    with derived(workspace(tmp_path_factory.mktemp("spells"), STAGES, lines), "flow") as opened:
        yield opened


def one_by_one(engine: Embedded, stage: int, mode: Mode) -> Spans:
    """Return the visits of a stage as they are stored."""
    visits = columns(engine.table("visits").sort("item_no", "visit"))
    items = columns(engine.table("items").select("item_no", "outcome", "ended_at"))
    given_up = dict(zip(items["item_no"], zip(items["outcome"], items["ended_at"], strict=True), strict=True))
    here = (visits["stage_order"] == stage) & (visits["mode"] == int(mode))
    ends = np.array([NEVER if np.isnan(each) else int(each) for each in visits["left_at"].astype(float)])[
        here
    ]
    done = np.array(
        [
            end != NEVER and not (given_up[item][0] == int(Mode.CANCELLED) and given_up[item][1] == end)
            for item, end in zip(visits["item_no"][here], ends, strict=True)
        ]
    )
    return Spans(visits["entered_at"][here].astype(np.int64), ends, done)


def of(found: tuple[Spell, ...], stage: int | None, mode: Mode) -> Spell:
    """Return the one of a stage; of the hand-offs, the first."""
    return next(each for each in found if each.stage == stage and each.mode is mode)


@pytest.mark.parametrize("days", [(0, 371), (100, 371), (100, 250)])
@pytest.mark.parametrize(("stage", "mode"), [(0, Mode.WAITING), (0, Mode.WORKING), (1, Mode.WAITING)])
def test_counts_by_length_say_what_single_visits_do(
    engine: Embedded, days: tuple[int, int], stage: int, mode: Mode
) -> None:
    """In a window that cuts nothing, or at either end, the half and 85 % are those of the visits, within a step."""
    start, end = (START + day * DAY for day in days)
    exact = flow_survival(one_by_one(engine, stage, mode), start, end)
    found = of(spells(engine, WHOLE, start, end), stage, mode).curve
    assert found.n == pytest.approx(exact.n, abs=3)
    assert found.finished == pytest.approx(exact.finished, abs=3)
    for share in (0.5, 0.85):
        ours, theirs = found.quantile(share), exact.quantile(share)
        assert ours.days == pytest.approx(theirs.days, rel=0.06)
        assert ours.low == pytest.approx(theirs.low, rel=0.08)


def test_a_hand_off_is_the_waits_between_its_functions(engine: Embedded) -> None:
    """There is one, from Engineering to Quality, and it has all waits for Test."""
    found = spells(engine, WHOLE, START, START + 371 * DAY)
    (between,) = (each for each in found if each.stage is None)
    assert (between.sender, between.receiver) == (0, 1)
    assert between.curve.n == of(found, 1, Mode.WAITING).curve.n


def test_equal_items_can_be_counted_together() -> None:
    """Groups of so many items give the same curve as the items themselves."""
    exits, done = np.array([1.0, 2.0, 2.0, 5.0]), np.array([True, False, True, True])
    entries, counts = np.array([0.0, 0.0, 1.0, 0.0]), np.array([3, 2, 4, 1])
    one = counted_survival(exits, done, counts, entries)
    other = survival(np.repeat(exits, counts), np.repeat(done, counts), np.repeat(entries, counts))
    assert one.unfinished == pytest.approx(other.unfinished)
    assert one.at_risk == pytest.approx(other.at_risk)
    assert (one.n, one.finished) == (other.n, other.finished)


def test_too_few_visits_say_nothing(engine: Embedded) -> None:
    """No line where there were fewer than five visits: nobody is told a time by three of them."""
    assert all(each.curve.n >= 5 for each in spells(engine, WHOLE, START, START + 3 * DAY))
    assert spells(engine, Selection(0, 1, "none such"), START, START + 3 * DAY) == ()
