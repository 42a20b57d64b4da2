"""The reference log of twenty-five cases: who follows whom, what comes back and who hands over to whom."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests import derived
from tests.flow import reference
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.data

STAGES = ", ".join(
    f"{{name: {name}, function: {{attribute: function}}, working: [item.{name}]}}"
    for name in ("Ready", "Build", "Review", "Test", "Deploy")
)


@pytest.fixture(scope="module")
def visits(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[derived.Visit]]:
    """Return each case's visits: one per event, as nothing in the log comes twice in a row."""
    lines: list[Line] = []
    for line in reference.lines(shared / "reference" / "generated" / "log25.csv"):
        passed = datetime.fromisoformat(line["time:timestamp"]) - FIRST
        days = passed.total_seconds() / 86_400
        lines.append((line["case:concept:name"], line["concept:name"], days, line["org:resource"]))
    with derived.derived(workspace(tmp_path_factory.mktemp("log25"), STAGES, lines), "flow") as engine:
        return derived.visits(engine)


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, dict[str, float]]:
    """Return what the peer found."""
    found: dict[str, dict[str, float]] = reference.document(
        shared / "reference" / "generated" / "log25__pm4py.json"
    )
    return found


def test_what_follows_what(visits: list[list[derived.Visit]], expected: dict[str, dict[str, float]]) -> None:
    """Every stage directly follows every other within an item as often as the peer counts, after as long a time."""
    times: dict[str, list[float]] = {}
    for case in visits:
        for one, other in pairwise(case):
            times.setdefault(f"{one.stage}|{other.stage}", []).append(
                (other.entered_at - one.entered_at) / 1e6
            )
    assert {pair: len(each) for pair, each in times.items()} == expected["dfg"]
    means = {pair: sum(each) / len(each) for pair, each in times.items()}
    assert means == pytest.approx(expected["perf_mean_s"], rel=1e-9)
    assert Counter(case[0].stage for case in visits) == expected["start"]
    assert Counter(case[-1].stage for case in visits) == expected["end"]


def test_what_is_done_again(visits: list[list[derived.Visit]], expected: dict[str, dict[str, float]]) -> None:
    """Rework is a stage that an item visits again: so many items per stage."""
    again: Counter[str | None] = Counter()
    for case in visits:
        again.update(stage for stage, times in Counter(visit.stage for visit in case).items() if times > 1)
    assert again == expected["rework_cases_per_activity"]


def test_who_hands_over_to_whom(
    visits: list[list[derived.Visit]], expected: dict[str, dict[str, float]]
) -> None:
    """Hand-overs are the pairs on directly-follows edges, as shares of all of them."""
    pairs = Counter(f"{one.function}|{other.function}" for case in visits for one, other in pairwise(case))
    shares = {pair: times / pairs.total() for pair, times in pairs.items()}
    assert shares == pytest.approx(expected["handover_normalised"], rel=1e-9)
