"""What the profile says first: what is measured, what is missing, and the one thing that stands out."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from headrace.report.dimensions.profile_lines import weekly
from headrace.report.dimensions.profile_measures import (
    in_unit,
    likely_words,
    profile_table,
    written,
    written_line,
)
from headrace.report.dimensions.profile_picture import profile_chart
from headrace.report.dimensions.profile_record import profile_csv, profile_record
from headrace.report.dimensions.profile_sentences import (
    chart_words,
    profile_facts,
    profile_headline,
    standing_out,
)
from headrace.report.dimensions.profile_view import Series
from headrace.report.flow.flow_series import charted
from headrace.report.headline import Headline
from headrace.report.profile.terminal_profile import profile_lines
from headrace.report.screen import Screen
from headrace.report.view import Window
from tests.report.flow_views import END, START, WEEK
from tests.report.profile_views import a_line, a_profile, a_series


def plain(said: str) -> str:
    """Return words with plain spaces."""
    return said.replace("\u00a0", " ")


def test_the_headline_says_what_is_measured_what_is_missing_and_what_stands_out() -> None:
    """Names of dimensions in words, SPACE keeps its letters, and the shift is said with its week."""
    said = plain(profile_headline(a_profile()).text())
    assert said.startswith("Flow, reliability and SPACE are measured; security is missing.")
    assert "One thing stands out: what is done a week has been below its average since 21 Apr 2025." in said
    assert len(said.split()) <= 40


def test_nothing_stands_out_when_no_series_shifts() -> None:
    """Without a run that lasts, that is said; nobody is told of noise."""
    said = profile_headline(a_profile(shifts=False))
    assert said.text().endswith("Nothing stands out: no series shows a shift that lasts.")
    assert standing_out(a_profile(shifts=False)) is None


def test_one_odd_week_is_no_shift() -> None:
    """Where one week lies low and all others much the same, they are above the average; nothing stands out."""
    view = a_profile(shifts=False)
    flow = view.dimensions[0]
    series = flow.lines[0].series
    assert series is not None
    values = tuple(0.5 if at == 12 else (2.0, 2.1, 2.05)[at % 3] for at in range(25))
    chart = charted("done", list(zip(series.starts, values, strict=True)), "counts")
    assert chart is not None
    assert any(signal.rule == "run" and signal.lasting for signal in chart.signals)
    odd = replace(flow, lines=(replace(flow.lines[0], series=Series(series.starts, values, chart)),))
    assert standing_out(replace(view, dimensions=(odd,))) is None


def test_everything_measured_is_one_sentence() -> None:
    """Where nothing is missing, all dimensions are counted."""
    view = a_profile()
    said = profile_headline(replace(view, dimensions=(view.dimensions[0], view.dimensions[3])))
    assert said.text().startswith("All two dimensions of First payment are measured.")


@pytest.mark.parametrize("missing", ["No record matches.", None])
def test_a_profile_of_nothing_says_what_to_do(missing: str | None) -> None:
    """A stream without records, and a window without measures, each say the next step."""
    view = a_profile(missing=missing, remedy="headrace check", dimensions=(a_profile().dimensions[2],))
    said = profile_headline(view)
    assert isinstance(said, Headline)
    assert said.note
    assert said.text() == (missing or "Nothing of First payment is measured in this window yet.")


def test_the_facts_tell_how_often_chance_shows_a_shift() -> None:
    """One series is charted: eight points on one side happen in 1 of 128 such windows, <1 % is said."""
    facts = [plain(each) for each in profile_facts(a_profile())]
    assert facts[0] == "222 items finished 1 Jan – 30 Jun 2025"
    assert facts[1] == "5 of 7 measures have what they need"
    assert facts[2] == "1 series charted, which shows a shift that lasts by chance in 1 % of windows"


def test_values_are_written_in_their_unit() -> None:
    """Durations in the unit that fits, shares as per cent, rates a week, and any other unit in words behind."""
    assert plain(in_unit(a_line("x", 0.25, "days"), 0.25)) == "6.0 hours"
    assert plain(in_unit(a_line("x", 0.255), 0.255)) == "26 %"
    assert in_unit(a_line("x", 3, "items"), 3) == "3"
    assert plain(in_unit(a_line("x", 1.25, "a week"), 1.25)) == "1.2 a week"
    assert plain(in_unit(a_line("x", 4.1, "of 5"), 4.1)) == "4.1 of 5"
    assert likely_words(a_line("x", None)) == ""
    assert plain(likely_words(a_line("x", 0.5))) == "45 % to 55 %"


def test_missing_is_said_and_never_nothing() -> None:
    """What is missing has a dash for its value and its reason beside it; what is not reached is said in words."""
    rows = {each.line.key: each for each in written(a_profile())}
    assert (rows["open"].value, rows["open"].beside) == ("–", "No findings of security scans are read.")
    assert rows["recovery_p85"].value == "more than 40 days"
    assert "goal 4.5" in rows["satisfaction"].beside
    table = profile_table(a_profile())
    assert len(table.rows) == 7


def test_a_refused_dimension_says_none_of_its_values() -> None:
    """A dimension that refuses is not measured, whatever its lines hold."""
    refused = replace(a_profile().dimensions[3], refusal="Fewer than three dimensions are measured.")
    view = a_profile(dimensions=(a_profile().dimensions[0], refused))
    assert "SPACE is missing" in profile_headline(view).text()
    assert "4.1" not in "\n".join(profile_lines(view, Screen(120)))


def test_the_record_and_the_table_of_measures_agree() -> None:
    """JSON has everything with ISO times, CSV a row per measure; missing is null or an empty cell."""
    view = a_profile()
    record = json.loads(json.dumps(profile_record(view), allow_nan=False))
    rows = {row["measure"]: row for row in csv.DictReader(StringIO(profile_csv(view).decode()))}
    flow = record["dimensions"][0]["lines"][0]
    assert flow["series"]["behaviour"]["signals"][0]["first"].endswith("Z")
    assert float(rows["done"]["value"]) == flow["value"]["value"] == 9.6
    assert record["dimensions"][2]["measured"] is False
    assert rows["open"]["value"] == rows["open"]["n"] == ""
    assert rows["open"]["missing"] == "No findings of security scans are read."
    assert "evidence" not in flow


def test_a_small_chart_is_told_in_words() -> None:
    """The chart's label says what, from when to when, the last value, the usual range and the signals."""
    flow = a_profile().dimensions[0]
    said = plain(chart_words(flow, flow.lines[0]))
    assert said.startswith("What is done a week, week by week: 25 points from 6 Jan 2025 to 23 Jun 2025")
    assert "Usual is" in said
    assert "below average" in said
    series = flow.lines[0].series
    assert series is not None
    drawn = profile_chart(series, said)
    assert drawn.count("<circle") == 25
    assert 'role="img"' in drawn
    assert profile_chart(replace(series, starts=series.starts[:1], values=series.values[:1]), "") == ""


def test_a_chart_of_counts_beside_a_share_is_told_in_counts() -> None:
    """What fails a week is a number a week, also where the measure itself is a share of all."""
    flow = a_profile().dimensions[0]
    line = a_line("fail_rate", 0.04, "share", series=replace(a_series("fail_rate"), unit="a week"))
    assert "%" not in plain(chart_words(flow, line) + written_line(flow, line).usual)
    assert plain(written_line(flow, line).usual).endswith("a week")
    times = np.array([START + at * WEEK for at in range(25)])
    counted = weekly("fail_rate", times, Window(START, END))
    assert counted is not None
    assert counted.unit == "a week"


def test_the_terminal_says_what_the_page_says() -> None:
    """The sentence, each measured dimension with its lines, and what is missing with what would mend it."""
    shown = plain("\n".join(profile_lines(a_profile(), Screen(120))))
    assert shown.startswith("Flow, reliability and SPACE are measured; security is missing.")
    assert "What is called load" in shown
    assert "Security: not measured yet. No findings of security scans are read.\n  Connect the tool" in shown
    assert all(len(line) <= 120 for line in shown.splitlines())


def test_rings_say_beside_the_chart_which_rule_singles_them_out() -> None:
    """A run that lasts says since when, odd weeks how many and the latest; a calm chart says nothing."""
    dimension = a_profile().dimensions[0]
    run = written_line(dimension, a_line("done", 9.6, "a week", series=a_series("done", shifts=True)))
    assert "below its average since 21 Apr 2025" in plain(run.rings)
    assert run.rings.startswith("rings: ")
    assert written_line(dimension, a_line("done", 9.6, "a week", series=a_series("done"))).rings == ""
    assert written_line(dimension, a_line("done", 9.6, "a week")).rings == ""
    values = [10.0 + at % 3 for at in range(25)]
    values[7] = values[19] = 60.0
    starts = tuple(START + at * WEEK for at in range(25))
    odd = Series(starts, tuple(values), charted("done", list(zip(starts, values, strict=True)), "counts"))
    said = plain(written_line(dimension, a_line("done", 9.6, "a week", series=odd)).rings)
    assert "2 times above its usual range, last in the week of " in said


def test_the_table_of_measures_stands_as_blocks_where_there_is_no_room() -> None:
    """Seven columns do not fit a phone: each number there has its column's name."""
    drawn = profile_table(a_profile()).html(lambda *_: None)
    assert 'class="plain blocks"' in drawn
    assert 'data-label="Measure"' in drawn
