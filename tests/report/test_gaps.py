"""A measure without input says so and what would mend it, on every surface: it is never zero."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from headrace.intake import Asked
from headrace.report.flow.flow_measures import lines
from headrace.report.maps.record import map_record
from headrace.report.screen import Screen
from headrace.report.streams.streams_sentences import untimed
from headrace.report.terminal import check_lines, streams_lines
from headrace.report.trust import gaps
from headrace.report.view import Window
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, FINISHED, write_records

if TYPE_CHECKING:
    from headrace.report.trust.trust_view import Gap

ALWAYS = Window(1_735_689_600_000_000, 1_767_225_600_000_000)
"""The year 2025, in which all of it finished."""
TABLE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "missing.md"


@pytest.fixture
def bare(tmp_path: Path) -> Workspace:
    """Return a workspace whose stream has neither work, promise, kind, outcome nor a second tool or function."""
    text = CATALOGUE.replace("working:", "waiting:").replace("    kind: type\n", "")
    kept = [
        line for line in text.splitlines() if "promise" not in line and "waiting: [item.Ready" not in line
    ]
    for name in ("Customer success", "Quality"):
        kept = [line.replace(f"function: {name}", "function: Engineering") for line in kept]
    (tmp_path / "headrace.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    workspace = Workspace(tmp_path)
    workspace.import_files([Asked(write_records(tmp_path))])
    return workspace


def _gaps(workspace: Workspace) -> dict[str, Gap]:
    return {gap.name: gap for gap in workspace.check().gaps}


def test_every_gap_is_named_with_what_would_mend_it(bare: Workspace) -> None:
    """All that is missing is listed, each with a fact and a remedy, in the check's words too; what is there is not."""
    found = _gaps(bare)
    assert set(found) == set(gaps.MEASURES) - {gaps.WAIT}
    assert all(gap.measure and gap.fact and gap.remedy for gap in found.values())
    said = " ".join(" ".join(check_lines(bare.check(), Screen(200))).split())
    assert all(gap.fact in said and gap.remedy in said for gap in found.values())


def test_in_a_narrow_terminal_no_word_of_the_gaps_is_broken(bare: Workspace) -> None:
    """At 80 columns every measure without input stands whole words to a line, under its stream."""
    shown = check_lines(bare.check(), Screen(80))
    assert max(len(line) for line in shown) <= 80
    words = {word for line in shown for word in line.split()}
    for gap in bare.check().gaps:
        assert {*gap.measure.split(), *gap.fact.split()} - words <= {
            gap.measure.split()[-1],
            gap.fact.split()[-1],
        }


def test_no_surface_says_zero_for_what_no_record_tells(bare: Workspace) -> None:
    """Without work that is recorded, no surface gives days or a share of it: streams, map, flow, terminal, files."""
    (line,) = bare.streams(ALWAYS).streams
    assert line.flow_days is not None
    assert (line.work_days, line.wait_days) == (None, None)
    assert "not told" in "\n".join(streams_lines(bare.streams(ALWAYS), Screen(120)))
    record = map_record(bare.map("first-payment", window=ALWAYS))
    assert (record["work_days"], record["blocked_days"], record["promise_kept_share_of_items"]) == (
        None,
        None,
        None,
    )
    assert record["outcome"] is None
    assert "no work on it is recorded" in record["headline"]
    flow = bare.flow("first-payment", window=ALWAYS)
    assert flow.parts is not None
    assert (flow.parts.work, flow.parts.blocked, flow.efficiency) == (None, None, None)
    shown = {each.key: (each.value, each.shown) for each in lines(flow)}
    assert shown["work"] == shown["efficiency"] == (None, "no record tells")


def test_a_profile_says_no_zero_for_what_no_record_tells(bare: Workspace) -> None:
    """Without recorded work there is no share of it, with one function no hand-off; each says what would mend it."""
    found = {
        each.key: {line.key: line for line in each.lines} for each in bare.profile("first-payment").dimensions
    }
    for missing in (found["flow"]["efficiency"], found["space"]["worked"], found["space"]["handoffs"]):
        assert not missing.measured
        assert missing.value is None
        assert missing.missing is not None
        assert missing.remedy
    assert "worked on" in (found["flow"]["efficiency"].missing or "")
    escaped = found["quality"]["escaped"]
    assert escaped.value is None
    assert escaped.missing == "None of 14 records that are incidents or called bugs is linked to anything."
    assert found["flow"]["efficiency"].missing == found["space"]["worked"].missing


def test_surfaces_agree_on_too_few_to_average(bare: Workspace) -> None:
    """With nine finished items the list of streams gives no average, as the map does; with more, both do."""
    (line,) = bare.streams(ALWAYS).streams
    assert line.finished == FINISHED
    assert untimed(line) == ""
    few = replace(line, finished=9)
    assert untimed(few) == "too few to average"
    view = replace(bare.streams(ALWAYS), streams=(few,))
    assert "too few" in "\n".join(streams_lines(view, Screen(120)))


def test_the_reference_names_every_input_that_can_be_missing() -> None:
    """The table in the reference has a row for each gap that the check can name."""
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert [name for name in gaps.MEASURES if not any(f"`{name}`" in row for row in rows)] == []
