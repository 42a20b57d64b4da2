"""SPACE and product of a stream: refused with what to add, else each side from records and signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.intake import Asked
from headrace.report.view import Window
from headrace.workspace import Workspace
from tests.cli.test_delivery import DELIVERED
from tests.flow.test_delivery import a_log
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.dimensions.profile_view import Dimension, MeasureLine

EASE = "How easy is it to get a change to customers?"
SIGNALS = """\
signals:
  ease: {called: %s, dimension: satisfaction, better: up, streams: [first-payment]}
  adoption: {dimension: adoption, better: up, unit: '%%', goal: 60, streams: [first-payment]}
  elsewhere: {called: adoption, dimension: adoption, better: up}
"""


def workspace(folder: Path, definitions: str = "", *, asked: bool = True) -> Workspace:
    """Return the small shop with a survey, or a series of the same name that nobody was asked for."""
    (folder / "headrace.yaml").write_text(CATALOGUE + definitions, encoding="utf-8")
    lines = [f"{EASE},{1 + number % 5},2025-0{1 + number // 10}-10" for number in range(40)]
    (folder / "survey.csv").write_text("\n".join(["question,score,date", *lines]), encoding="utf-8")
    plain = [f"2025-0{month}-10,{month},how-easy" for month in range(1, 6)]
    (folder / "plain.csv").write_text("\n".join(["time,value,signal", *plain]), encoding="utf-8")
    shares = [f"2025-W{week:02},{40 + week % 3},adoption" for week in range(1, 30)]
    (folder / "adoption.csv").write_text("\n".join(["time,value,signal", *shares]), encoding="utf-8")
    made = Workspace(folder)
    told = folder / ("survey.csv" if asked else "plain.csv")
    made.import_files([Asked(write_records(folder)), Asked(told), Asked(folder / "adoption.csv")])
    return made


def dimension(made: Workspace, key: str, window: Window | None = None) -> Dimension:
    """Return a dimension of the profile."""
    found = {each.key: each for each in made.profile("first-payment", window=window).dimensions}
    return found[key]


def lines(found: Dimension) -> dict[str, MeasureLine]:
    """Return a dimension's measures by key."""
    return {line.key: line for line in found.lines}


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace where those who do the work were asked."""
    called = "how-easy-is-it-to-get-a-change-to-customers"
    return workspace(tmp_path_factory.mktemp("surveyed"), SIGNALS % called)


def test_space_is_said_with_three_sides_and_somebody_asked(surveyed: Workspace) -> None:
    """Every side says its name beside the measure; what nothing tells of says what is missing."""
    found = dimension(surveyed, "space")
    assert (found.refusal, found.measured) == (None, True)
    told = lines(found)
    assert told["ease"].value is not None
    assert (told["ease"].n, told["ease"].called) == (10, "Satisfaction")
    assert told["promise"].goal == 0.85
    assert told["handoffs"].value is not None
    assert told["review"].missing == "No record says when a change of this stream was reviewed."
    assert {line.called for line in found.lines} == {
        "Satisfaction", "Performance", "Activity", "Communication", "Efficiency and flow"
    }  # fmt: skip


def test_space_without_anybody_asked_is_refused(tmp_path: Path) -> None:
    """A series called satisfaction that is no survey does not do; the remedy says what would."""
    found = dimension(workspace(tmp_path, SIGNALS % "how-easy", asked=False), "space")
    assert found.refusal is not None
    assert found.refusal.endswith(
        "are measured, but nobody was asked: SPACE needs at least one side that people perceive."
    )
    assert "headrace signal import answers.csv --stream first-payment" in found.remedy
    assert not found.measured
    for line in found.lines:
        assert (line.value, line.said, line.series, line.n) == (None, "", None, 0)
        assert line.missing


def test_a_signal_can_say_that_people_were_asked(tmp_path: Path) -> None:
    """For what was taken together elsewhere, before it was read."""
    definitions = (
        SIGNALS.replace("dimension: satisfaction", "dimension: satisfaction, asked: true") % "how-easy"
    )
    assert dimension(workspace(tmp_path, definitions, asked=False), "space").refusal is None


def test_an_empty_window_measures_too_few_sides(surveyed: Workspace) -> None:
    """Before anything finished and anybody was asked, nothing of SPACE is said."""
    found = dimension(surveyed, "space", Window(0, 86_400_000_000))
    assert found.refusal == "Nothing of SPACE is measured; three of its five sides are needed."


def test_product_has_a_line_for_each_of_its_questions(surveyed: Workspace) -> None:
    """A signal with its goal and its usual range; what no signal tells says how to add one."""
    told = lines(dimension(surveyed, "product"))
    assert list(told) == ["adoption", "task-success", "customer-satisfaction"]
    adoption = told["adoption"]
    assert adoption.value is not None
    assert (adoption.goal, adoption.unit) == (60, "%")
    assert adoption.series is not None
    assert adoption.series.behaviour is not None
    assert told["task-success"].missing == "No signal of this stream tells it."
    assert told["task-success"].remedy == (
        "headrace signal import FILE --stream first-payment --dimension task-success --better up"
    )


def test_a_stream_sees_only_its_own_signals(tmp_path: Path) -> None:
    """What is about no stream, or another one, is on no profile of this one."""
    definitions = "signals:\n  adoption: {dimension: adoption, better: up}\n"
    told = lines(dimension(workspace(tmp_path, definitions), "product"))
    assert told["adoption"].missing == "No signal of this stream tells it."


def test_an_outcome_that_names_a_signal_is_about_the_stream(tmp_path: Path) -> None:
    """It is one of the product, and speaks of the performance of the work as well."""
    definitions = "    outcomes: [adoption]\nsignals:\n  adoption: {dimension: adoption, better: up}\n"
    made = workspace(tmp_path, definitions)
    assert lines(dimension(made, "product"))["adoption"].value is not None
    assert lines(dimension(made, "space"))["adoption"].called == "Performance"
    (signal, *_) = made.signals().signals
    assert signal.streams == ("first-payment",)


def test_deployments_and_items_are_counted_as_elsewhere_on_the_profile(tmp_path: Path) -> None:
    """SPACE has delivery's deployments, those of production that succeeded; n of what is done is what finished."""
    (tmp_path / "headrace.yaml").write_text(
        DELIVERED
        + (SIGNALS % "how-easy-is-it-to-get-a-change-to-customers").replace("first-payment", "shop"),
        encoding="utf-8",
    )
    answers = [f"{EASE},{1 + number % 5},1970-0{1 + number // 10}-10" for number in range(40)]
    (tmp_path / "survey.csv").write_text("\n".join(["question,score,date", *answers]), encoding="utf-8")
    made = Workspace(tmp_path)
    made.store.ingest([a_log(8)])
    made.import_files([Asked(tmp_path / "survey.csv")])
    found = {each.key: each for each in made.profile("shop").dimensions}
    told, delivered = lines(found["space"]), lines(found["delivery"])["frequency"]
    assert found["space"].refusal is None
    assert delivered.value is not None
    same = ("value", "n", "window", "note")
    assert [getattr(told["deployments"], name) for name in same] == [
        getattr(delivered, name) for name in same
    ]
    assert told["items"].n == lines(found["flow"])["done"].n
