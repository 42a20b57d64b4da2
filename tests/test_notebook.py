"""The front door for notebooks: typed results that show themselves, and refusals with a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import headrace
from headrace.errors import BadConfiguration, BadRequest
from headrace.report.flow.flow_measures import lines
from headrace.report.flow.flow_spells import spell_measures
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.notebook import Flow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one stream and forty items."""
    from headrace.intake import Asked  # noqa: PLC0415

    made = tmp_path_factory.mktemp("shop")
    (made / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(made)
    Workspace(made).import_files([Asked(made / "shop.csv")])
    return made


@pytest.fixture
def flow(folder: Path) -> Flow:
    """Return the flow of all there is."""
    return headrace.open(folder).stream("first-payment").flow(window="all")


def test_a_result_says_itself_as_the_command_line_does(flow: Flow) -> None:
    """As text it begins with the page's sentence; as HTML it has sentence, picture and table, and no script."""
    assert (
        repr(flow).replace("\n", " ").replace("\u00a0", " ").startswith(flow.headline.replace("\u00a0", " "))
    )
    html = flow._repr_html_()
    assert "<svg" in html
    assert "<table" in html
    assert "<script" not in html
    assert "var(--" not in html


def test_tables_hold_what_the_page_holds(flow: Flow) -> None:
    """Polars and pandas get the same rows, one per measure, with missing values missing."""
    polars, pandas = flow.to_polars(), flow.to_pandas()
    keys = [each.key for each in (*lines(flow.view), *spell_measures(flow.view))]
    assert polars["key"].to_list() == list(pandas["key"]) == keys
    assert polars.filter(polars["key"] == "half")["value"][0] == flow.view.times.half.days  # type: ignore[union-attr]
    assert polars.filter(polars["key"] == "wait")["low"][0] is None
    weeks = flow.to_polars("weeks")
    assert weeks["done"].to_list() == [each.done for each in flow.view.weeks]
    with pytest.raises(BadRequest, match="days"):
        flow.to_polars("days")


def test_a_picture_stands_alone(flow: Flow, tmp_path: Path) -> None:
    """Its colours are in it, so that a viewer without our stylesheet shows it."""
    flow.chart().save(tmp_path / "flow.svg")
    svg = (tmp_path / "flow.svg").read_text(encoding="utf-8")
    assert svg == flow.chart()._repr_svg_()
    assert "class=" not in svg
    assert 'fill="#' in svg


def test_what_is_not_there_is_said(folder: Path, tmp_path: Path) -> None:
    """An unknown folder, stream, window or kind, and a picture of too little, are refused with what to do."""
    with pytest.raises(BadConfiguration):
        headrace.open(tmp_path)
    shop = headrace.open(str(folder))
    assert shop.streams == ("first-payment",)
    with pytest.raises(BadRequest, match="first-payment"):
        shop.stream("frist-payment")
    stream = shop.stream("first-payment")
    assert repr(stream) == "First payment: a new shop takes its first payment"
    for how in ({"window": "soon"}, {"kind": "none such"}):
        with pytest.raises(BadRequest):
            stream.flow(**how)
    little = stream.flow(window="2025-01-06")
    assert little.view.refusal == "few"
    assert "too few" in little._repr_html_()
    with pytest.raises(BadRequest, match="too few"):
        little.chart()


def test_the_profile_says_itself_and_has_a_row_per_measure(folder: Path) -> None:
    """As text and HTML it begins with the page's sentence; its table has every measure, missing ones as well."""
    profile = headrace.open(folder).stream("first-payment").profile(window="all")
    assert " ".join(repr(profile).split()).startswith(" ".join(profile.headline.split()))
    assert "<table" in profile._repr_html_()
    table = profile.to_polars()
    assert {"flow", "reliability", "security", "quality"} <= set(table["dimension"])
    open_findings = table.filter((table["dimension"] == "security") & (table["measure"] == "open"))
    assert open_findings["value"][0] is None
    assert open_findings["missing"][0] == "No findings of security scans are read."


def test_what_waits_go_with_comes_as_tables(folder: Path) -> None:
    """It says what the page says; the parts of each hand-off add up to its days, and what cannot be told is missing."""
    waiting = headrace.open(folder).stream("first-payment").waiting(window="all")
    assert repr(waiting).startswith("Of ")
    assert waiting.headline.split(",")[0] in waiting._repr_html_()
    places = waiting.to_polars("places")
    assert places["days"].sum() == pytest.approx(waiting.view.days)
    outside = waiting.to_pandas("parts").set_index("cause").loc["outside"]
    assert outside["untold"] == "undeclared"
    assert waiting.to_polars("longest").height > 0


def test_one_stream_alone_meets_no_other(folder: Path) -> None:
    """Contention of a workspace with one stream says so, and its tables are empty."""
    contention = headrace.open(folder).contention(window="all")
    assert contention.headline in contention._repr_html_()
    assert "Only one value stream" in repr(contention)
    assert contention.to_polars("streams").height == contention.to_polars("functions").height == 0


def test_a_stream_by_its_teams_comes_as_tables(folder: Path) -> None:
    """Without declared teams all is in none, and every table is there all the same, with its columns."""
    found = headrace.open(folder).stream("first-payment").topology(window="all")
    assert repr(found).replace("\n", " ").startswith(found.headline)
    teams = found.to_polars("teams")
    assert teams["name"].to_list() == ["in no team"]
    assert teams["share"][0] == 1
    assert found.to_polars("interactions").is_empty()
    assert list(found.to_pandas("moves")) == [
        "functions", "days", "enough", "each", "each_low", "each_high", "kept", "kept_low", "kept_high",
    ]  # fmt: skip
    assert "<p><b>" in found._repr_html_()
