"""Fewer blocks with the same days, and the table that says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.report.links import nowhere
from headrace.report.maps import folding
from headrace.report.maps.map_picture import horizontal
from headrace.report.maps.map_sheet import sheet
from headrace.report.maps.map_table import map_table
from headrace.report.view import MapView
from tests.report.views import Step, build, first_payment, of_size, sent_back


def whole(view: MapView) -> float:
    """Return the sum of all parts of a picture."""
    blocks = sum(b.work_days + b.blocked_days + b.inside_wait_days for b in view.blocks)
    return blocks + sum(wall.wait_days for wall in view.walls)


def test_functions_only_shows_hand_offs_alone() -> None:
    """Each run of stages in one lane is one block, and what waits inside it stays in it."""
    view = folding.by_function(first_payment())
    assert [block.stage for block in view.blocks] == [
        "Signal", "Shape", "Design", "Refine", "Build +1", "Test", "Release", "Roll out",
    ]  # fmt: skip
    build_ = view.blocks[4]
    assert build_.folded == ("Build", "Review")
    assert build_.inside_wait_days == pytest.approx(1.6)
    assert not any(wall.inside for wall in view.walls)
    assert view.detail == "functions"
    assert whole(view) == pytest.approx(whole(first_payment()))


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.floats(0, 9), st.floats(0, 9)), min_size=1, max_size=40))
def test_folding_loses_no_time(drawn: list[tuple[str, float, float]]) -> None:
    """The parts add up to the same whole, and columns stay without gaps, whatever is folded."""
    view = build([Step(f"S{at}", f, work, wait, 0.5) for at, (f, work, wait) in enumerate(drawn)])
    for folded in (folding.by_function(view), folding.to_fit(view)):
        assert whole(folded) == pytest.approx(whole(view))
        assert sorted({block.column for block in folded.blocks}) == list(range(len(folded.blocks)))
        keys = {block.key for block in folded.blocks}
        assert {wall.key for wall in folded.walls} <= keys


def test_small_stages_are_folded_only_when_there_are_too_many() -> None:
    """Fifteen blocks stay; of more, consecutive small ones of one function become one."""
    assert folding.to_fit(of_size(15, 8)) == of_size(15, 8)
    steps = [
        Step(f"S{at}", "Ops" if 5 <= at < 9 else f"F{at % 7}", 0.1 if 5 <= at < 9 else 3) for at in range(17)
    ]
    folded = folding.to_fit(build(steps))
    assert [block.stage for block in folded.blocks if block.folded] == ["S5 +3"]


def test_returns_and_tools_follow_the_folding() -> None:
    """A return keeps its key and points at the folded block; one inside it is not drawn."""
    view = first_payment()
    view = replace(view, returns=(sent_back(view, 6, 4, 0.2), sent_back(view, 5, 4, 0.1)))
    folded = folding.by_function(view)
    assert [(sent.key, sent.from_column, sent.to_column) for sent in folded.returns] == [("test~build", 5, 4)]
    assert [run.tool for run in folded.tools][4] == "GitHub"
    assert folded.tools[-1].last_column == 7


def test_a_folded_block_shows_its_waits_hatched_inside() -> None:
    """The days between folded stages are a piece of the ladder, on the upper level."""
    page = sheet(folding.by_function(first_payment()), 1344)
    assert [(p.part, p.days) for p in page.ladder.segments if p.kind == "inside"] == [("build", 1.6)]
    assert "Build and Review" in horizontal(folding.by_function(first_payment()), nowhere)


def test_the_table_adds_up_to_the_sentence() -> None:
    """The days in the table's rows sum to its total, which is the mean in the facts line."""
    table = map_table(first_payment())
    days = [float(row[2].text) for row in table.rows]
    assert sum(days) == pytest.approx(float(table.totals[2].text))
    assert table.totals[2].text == "38.2"
    assert table.totals[3].text.startswith("100")


def test_the_table_has_every_part_with_its_link() -> None:
    """Waits and stages stand in the order of the work, each leading where the picture leads."""
    table = map_table(first_payment())
    targets = [row[0].target for row in table.rows]
    assert targets[:4] == [("block", "signal"), ("wall", "shape"), ("block", "shape"), ("wall", "design")]
    html = table.html(lambda kind, key: f"/{kind}?at={key}&x=1")
    assert '<a href="/wall?at=shape&amp;x=1">Wait for Shape</a>' in html
    assert html.count('<th scope="row"') == len(table.rows) + 1
    assert html.count('<th scope="col"') == len(table.head)


def test_the_table_shows_blocked_estimated_and_missing() -> None:
    """Blocked time has a row, an estimate says so, and a missing share is a dash, not a zero."""
    view = build([Step("Plan", "Product", 2, 0, 1.5, None, 0, True), Step("Build", "Dev", 3, 4, right=0.8)])
    rows = {row[0].text: [cell.text for cell in row] for row in map_table(view).rows}
    assert rows["Plan, marked as blocked"][2] == "1.5"
    assert rows["Plan, estimated, not measured"][4] == "–"
    assert rows["Build"][4].startswith("80")
