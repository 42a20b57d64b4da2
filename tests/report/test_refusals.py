"""Data that cannot bear a number: every surface says what is so and what to do next, and says no number instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from headrace.cli.program import run
from headrace.report.flow.flow_sentences import flow_headline
from headrace.report.items.items_sentences import items_headline
from headrace.report.maps.map_sentences import map_headline
from headrace.report.window import parse
from headrace.report.words import day
from headrace.web.app import create_app
from tests.flow.events import Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.headline import Headline
    from headrace.workspace import Workspace

STAGES = "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}"


def finished(items: int, apart: float, long: float, since: float = 0.0) -> list[Line]:
    """Return so many items, each begun so many days after the one before, that take as long."""
    return [
        line
        for at in range(items)
        for line in (
            (f"I-{at}", "Build", since + at * apart, ""),
            (f"I-{at}", "Done", since + at * apart + long, ""),
        )
    ]


CASES = {
    "few": finished(3, 2, 4),
    "one day": finished(8, 0.05, 0.3, since=0.6),
    "one date": finished(8, 0, 0),
    "all open": [(f"I-{at}", "Build", at * 3.0, "") for at in range(8)],
    "missing": [(f"I-{at}", "Other", at * 3.0, "") for at in range(8)],
}
SAYS_NOTHING = {
    "flow": tuple(CASES),
    "map": tuple(CASES),
    # a list of single items bears few of them, and a short time
    "items": ("one date", "all open", "missing"),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Workspace]:
    """Return each kind of data in a workspace of its own."""
    return request.param, workspace(tmp_path_factory.mktemp("refused"), STAGES, CASES[request.param])


def headline(made: Workspace, what: str) -> Headline:
    """Return what a page says first."""
    if what == "flow":
        return flow_headline(made.flow("flow"))
    return map_headline(made.map("flow")) if what == "map" else items_headline(made.items("flow"))


@pytest.mark.parametrize("what", SAYS_NOTHING)
def test_a_sentence_and_a_next_step(
    case: tuple[str, Workspace], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Page and command line say the same sentence, and under it what can be done."""
    name, made = case
    if name not in SAYS_NOTHING[what]:
        pytest.skip("this data says enough for that page")
    said = headline(made, what)
    assert said.text()
    assert len(said.note) > 20
    capsys.readouterr()
    assert run([what, "flow", "--workspace", str(made.root)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    page = TestClient(create_app(made), base_url="http://127.0.0.1").get(
        {"flow": "/s/flow/flow", "map": "/s/flow", "items": "/s/flow/items"}[what]
    )
    assert page.status_code == 200
    shown = " ".join(page.text.split())
    for sentence in (said.text(), said.note):
        start = " ".join(sentence.replace("\u00a0", " ").split()[:6])
        assert start in printed.replace("\u00a0", " ")
        assert start in shown.replace("\u00a0", " ")


def test_a_refusal_says_no_number_instead(case: tuple[str, Workspace]) -> None:
    """Whatever is refused has no share, rate or time of the whole."""
    view = case[1].flow("flow")
    assert view.refusal
    assert (view.path, view.times, view.arrived, view.done, view.efficiency, view.parts, view.debt) == (
        None,
    ) * 7
    assert (view.spells, view.behaviour, view.weeks) == ((), (), ())


@pytest.mark.parametrize("year", [1999, 2150])
def test_a_window_without_records_has_no_items(tmp_path: Path, year: int) -> None:
    """Before the records begin and after they end nothing was in progress, and the day of their end is told."""
    made = workspace(tmp_path, STAGES, [*finished(8, 3, 2), ("late", "Build", 1.0, "")])
    view = made.flow("flow", window=parse(str(year)))
    assert (view.refusal, view.n_there) == ("nothing", 0)
    said = flow_headline(view)
    assert day(view.data_to) in said.note
