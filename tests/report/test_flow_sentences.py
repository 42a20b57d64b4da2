"""What the flow page says: refusals with a next step, verdicts with their evidence, and nothing that is not there."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.report.flow.flow_measures import flow_table, lines, path_table, sized, weeks_table
from headrace.report.flow.flow_record import flow_csv, flow_record
from headrace.report.flow.flow_sentences import behaviour_facts, flow_facts, flow_headline, signed
from headrace.report.flow.flow_spells import spell_measures, spells_table
from headrace.report.flow.flow_view import Behaviour, Likely, SignalLine, Verdict
from headrace.report.flow.terminal_flow import flow_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.view import Latest, Window
from tests.flow.events import FIRST, Line, workspace
from tests.report.flow_views import a_flow

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.flow.flow_view import FlowView
    from headrace.workspace import Workspace

DAY = 86_400_000_000
START = int(FIRST.timestamp()) * 1_000_000
STAGES = "{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}"
EVERYTHING = Window(0, 2**62)


def steady(days: int = 150, took: float = 4.0) -> list[Line]:
    """Return one item a day that waits half of its time and is built in the other half."""
    return [
        line
        for day in range(days)
        for line in (
            (f"I-{day}", "Ready", float(day), ""),
            (f"I-{day}", "Build", day + took / 2, ""),
            (f"I-{day}", "Done", day + took, ""),
        )
    ]


@pytest.fixture(scope="module")
def even(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a steady flow of one item a day that takes four."""
    return workspace(tmp_path_factory.mktemp("even"), STAGES, steady())


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the same with two thirds never finished after day 60."""
    kept = [line for line in steady() if line[1] != "Done" or line[2] < 64 or int(line[0][2:]) % 3 == 0]
    return workspace(tmp_path_factory.mktemp("leaking"), STAGES, kept)


def view(made: Workspace, **how: object) -> FlowView:
    """Return the flow of all there is, unless asked otherwise."""
    return made.flow("flow", **{"window": EVERYTHING, **how})  # type: ignore[arg-type]


def test_a_steady_flow_is_called_steady_and_its_times_are_said(even: Workspace) -> None:
    """As many leave as arrive, and half and 85 % need the four days that all need."""
    said = flow_headline(view(even))
    assert said.key == "flow.steady+flow.times"
    assert said.text() == (
        "As many items leave as arrive, as far as 20 weeks can tell. "
        "Half reach a shop within 4.0\u00a0days, 85\u00a0% within 4.0\u00a0days."
    )


def test_a_flow_that_piles_up_says_by_how_much_and_how_sure(leaking: Workspace) -> None:
    """More arrives than leaves, with a range above zero; the 85 % are not reached and that is said, not guessed."""
    found = view(leaking, window=Latest(80))
    said = flow_headline(found)
    assert found.stability is not None
    assert found.stability.net is not None
    assert found.stability.net.low is not None
    assert 0 < found.stability.net.low <= found.stability.net.value <= 7
    assert said.key == "flow.growing+flow.times.none"
    assert "More items arrive than leave: +" in said.text()
    assert "Not even half reach a shop within" in said.text()


@pytest.mark.parametrize(
    ("lines", "window", "key", "next_step"),
    [
        ([("I", "Ready", 0, ""), ("I", "Done", 3, "")], None, "few", "--window all"),
        (steady(3), Window(START + 900 * DAY, START + 990 * DAY), "nothing", "--window all"),
        (
            [(f"I-{n}", what, 0, "") for n in range(9) for what in ("Ready", "Done")],
            None,
            "one_date",
            "second date",
        ),
        (steady(20, 0.6), Window(START + 5 * DAY, START + 6 * DAY), "few", "longer window"),
        (
            [line for line in steady(30) if line[1] != "Done"],
            None,
            "all_open",
            "headrace items flow --at open",
        ),
    ],
    ids=["few", "nothing", "one date", "few on a day", "all open"],
)
def test_what_cannot_be_said_is_refused_with_a_next_step(
    tmp_path: Path, lines: list[Line], window: Window | None, key: str, next_step: str
) -> None:
    """A sentence and what to do, the same on page and terminal, and no number beside it that pretends more."""
    made = workspace(tmp_path, STAGES, [*lines, ("late", "Somewhere", 40.5, "")])
    found = view(made, window=window or EVERYTHING)
    said = flow_headline(found)
    assert (found.refusal, said.key) == (key, f"flow.{key}")
    assert said.text().endswith(".")
    assert next_step in said.note
    assert (found.path, found.times, found.stability, found.behaviour) == (None, None, None, ())
    assert said.text().split()[0] in "\n".join(flow_lines(found, Screen(100)))


def test_one_day_of_many_items_is_too_short(tmp_path: Path) -> None:
    """Many items within one day say nothing about how work flows from day to day."""
    made = workspace(tmp_path, STAGES, steady(150, 20.0))
    found = view(made, window=Window(START + 60 * DAY, START + 61 * DAY))
    assert found.refusal == "one_day"
    assert "--window all" in flow_headline(found).note


def test_a_few_weeks_are_too_short_for_a_verdict_but_not_for_times(even: Workspace) -> None:
    """Five weeks: the times are said, the trend is not, and what is needed is named."""
    said = flow_headline(view(even, window=Window(START + 10 * DAY, START + 45 * DAY)))
    assert said.key == "flow.too_short+flow.times"
    assert "8 are needed" in said.text()


def test_every_headline_keeps_to_forty_words(even: Workspace, leaking: Workspace) -> None:
    """Whatever verdict and trend there are, a sentence stays one that a person can repeat."""
    base = view(even)
    likely = Likely(12.3, 4.5, 20.1)
    trend = Behaviour(
        "time", (START,), (1.0,), 1.0, 0.5, 2.0, (SignalLine("run", START, START, True, True),), 0.1
    )
    for verdict in ("steady", "growing", "shrinking", "ageing"):
        found = replace(
            base, stability=Verdict(verdict, 20, likely, likely), behaviour=(trend,), unit="change request"
        )
        assert len(flow_headline(found).text().split()) <= 40
    assert len(flow_headline(view(leaking)).text().split()) <= 40


def test_a_trend_is_said_only_from_a_signal_that_lasts(even: Workspace) -> None:
    """A run that goes on to the end is said with its beginning; one that is over is not, and no other rule is."""
    base = view(even)
    for signal, says in (
        (SignalLine("run", START, START, True, True), True),
        (SignalLine("run", START, START, True, False), False),
        (SignalLine("beyond", START, START, True, True), False),
    ):
        chart = Behaviour("time", (START,), (1.0,), 1.0, 0.5, 2.0, (signal,), 0.1)
        said = flow_headline(replace(base, behaviour=(chart,))).text()
        assert ("Work takes longer since 6\u00a0Jan\u00a02025." in said) == says


def test_the_chance_of_a_false_alarm_stands_beside_every_chart(even: Workspace) -> None:
    """Two charts, each with its usual range, and with how often such a chart shows a signal by chance."""
    found = view(even)
    assert [each.what for each in found.behaviour] == ["done", "time"]
    for fact in behaviour_facts(found):
        assert "by chance alone, " in fact


def test_numbers_of_the_headline_stand_in_the_facts_or_the_table(leaking: Workspace) -> None:
    """Whoever doubts a number of the sentence finds it again below."""
    found = view(leaking, window=Latest(80))
    below = " ".join([*flow_facts(found), *(f"{each.shown} {each.likely}" for each in lines(found))])
    assert found.stability is not None
    assert found.stability.net is not None
    assert signed(found.stability.net.value) in below


def test_parts_and_totals_of_the_table_agree(even: Workspace) -> None:
    """Working and waiting add up to the flow time of what finished; L is Λ·w; the weeks add up to the arrivals."""
    found = view(even)
    assert found.parts is not None
    assert found.path is not None
    assert found.parts.blocked is None  # nothing was ever blocked, and nothing says what would be
    assert (found.parts.work or 0) + (found.parts.wait or 0) == pytest.approx(4.0)
    assert found.parts.work == pytest.approx(sum(each.work for each in found.parts.stages))
    assert found.path.arrival_rate is not None
    assert found.path.per_arrival is not None
    assert found.path.mean_present == pytest.approx(found.path.arrival_rate / 7 * found.path.per_arrival)
    assert sum(each.arrived for each in found.weeks) <= found.path.arrivals
    assert len(weeks_table(found).rows) == len(found.weeks)


def test_csv_and_json_hold_the_same_numbers(even: Workspace) -> None:
    """Every measure is one row; missing is an empty cell or null; JSON has no time but ISO."""
    found = view(even)
    table = list(csv.DictReader(StringIO(flow_csv(found).decode())))
    measures = [*lines(found), *spell_measures(found)]
    assert [row["measure"] for row in table] == [each.key for each in measures]
    record = json.loads(json.dumps(flow_record(found), allow_nan=False))
    assert record["observed"]["start"] == "2025-01-06T00:00:00Z"
    assert (
        float(next(row["value"] for row in table if row["measure"] == "half"))
        == record["times"]["half"]["days"]
    )
    spells = 2 * len(spells_table(found).rows)
    assert len(flow_table(found).rows) + len(path_table(found).rows) + spells == len(table)


def test_nothing_is_ever_a_zero_that_is_missing(leaking: Workspace) -> None:
    """Where half is not reached, the value is missing, and what is written says more than the longest watched."""
    found = view(leaking, window=Latest(80))
    half = next(each for each in lines(found) if each.key == "half")
    assert half.value is None
    assert half.shown.startswith("more than ")


def test_what_flows_now_is_kept_until_something_changes(even: Workspace) -> None:
    """Asked the same twice, the answer is the same object, as for the map."""
    assert view(even) is view(even)


def test_a_part_that_is_not_over_says_so() -> None:
    """Half and 85 % of each part's visits with ranges, open upwards or not reached where that is so."""
    table = spells_table(a_flow())
    cells = [[cell.text.replace("\u00a0", " ") for cell in row] for row in table.rows]
    assert cells[0] == ["Waits for Build", "3.2 days", "3.0 to 3.5", "9.0 days", "8.1 or more", "240"]
    assert cells[1][0] == "Waits from Design to Engineering <b>"
    assert cells[1][3:5] == ["more than 60 days", ""]
    drawn = table.html(nowhere)
    assert "<b>" not in drawn
    assert 'class="plain blocks"' in drawn
    assert 'data-label="85 % within"' in drawn


def test_a_difference_of_hardly_anything_has_no_sign() -> None:
    """A sign before a trace would say more than is known."""
    written = [sized(value) for value in (1.4, -0.3, 0.0, 0.01, -0.01)]
    assert written == ["+1.4", "−0.3", "0", "about 0", "about 0"]
