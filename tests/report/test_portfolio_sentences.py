"""Which sentence the portfolio says, and what is said of an objective and of a stream."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.improvement.course import Course
from headrace.report.portfolio.portfolio_measures import portfolio_table
from headrace.report.portfolio.portfolio_picture import axis_of, course_bar, outcome_chart, split_bar
from headrace.report.portfolio.portfolio_record import portfolio_csv, portfolio_record
from headrace.report.portfolio.portfolio_sentences import mattering, portfolio_facts, portfolio_headline
from headrace.report.portfolio.portfolio_view import ObjectiveLine, PortfolioView
from headrace.report.portfolio.portfolio_words import (
    objective_words,
    outcome_trend,
    outcome_value,
    serves_words,
    unsaid,
    unserved_words,
)
from headrace.report.portfolio.terminal_portfolio import portfolio_lines
from headrace.report.screen import Screen
from headrace.report.view import Estimated
from headrace.report.words import NBSP
from tests.report.portfolio_views import a_chart, a_portfolio, a_row, a_run, an_objective, an_outcome


def _said(view: PortfolioView) -> str:
    return portfolio_headline(view).text().replace(NBSP, " ")


def _objective(line: ObjectiveLine) -> str:
    view = a_portfolio(objectives=(line,))
    return "".join(part.text for part in objective_words(view, line)).replace(NBSP, " ")


def test_strong_says_what_waits_what_matters_and_what_serves_nothing() -> None:
    """All that serve an objective wait more; the heaviest objective's stream follows, then what serves none."""
    assert _said(a_portfolio()) == (
        "Every stream that serves an objective waits more than it works. First payment matters most: 38 days to a "
        "new shop, 28 of them waiting. And 34 % of what was finished serves no stated objective."
    )
    assert len(_said(a_portfolio()).split()) <= 45


def test_strong_counts_where_only_some_wait_more() -> None:
    """Streams that are worked on longer than they wait are not said to wait more."""
    rows = (a_row(), a_row("shop-check", work_days=20.0, wait_days=5.0))
    assert _said(a_portfolio(streams=rows, unserved=0)).startswith(
        "One of 2 streams that serve an objective waits"
    )
    worked = tuple(replace(row, work_days=30.0, wait_days=5.0) for row in rows)
    assert "is worked on longer than it waits" in _said(a_portfolio(streams=worked, unserved=0))


def test_nothing_matters_most_where_objectives_weigh_the_same() -> None:
    """Then the stream whose items wait longest is said, as what it is."""
    view = a_portfolio(objectives=tuple(replace(each, weight=1.0) for each in a_portfolio().objectives))
    assert mattering(view) is None
    assert "Settled disputes waits longest" in _said(view)


def test_without_objectives_all_streams_count_and_it_says_so() -> None:
    """One stream alone is said by name, and what to do next stands below."""
    one = a_portfolio(objectives=(), streams=(a_row(objective=None),), unserved=1184)
    said = portfolio_headline(one)
    assert said.text().replace(NBSP, " ") == (
        "First payment waits more than it works. It takes 38 days to a new shop, 28 of them waiting. "
        "No objective is stated yet."
    )
    assert "objectives in headrace.yaml" in said.note


def test_uncertain_where_the_stream_that_matters_cannot_be_said() -> None:
    """A range wider than the average itself: what customers get is said instead, and of which stream not."""
    wide = a_row(flow_days=Estimated(38.2, 10.0, 66.0, 12), finished=12)
    rest = a_portfolio().streams[1:]
    assert _said(a_portfolio(streams=(wide, *rest))) == (
        "One of 4 streams shows a real change in what customers get since 1 Jan 2025; it is not First payment."
    )
    two = (wide, replace(rest[0], outcome=an_outcome(a_run())), *rest[1:])
    assert "Two of 4 streams show a real change" in _said(a_portfolio(streams=two))
    assert "is not one of them" in _said(a_portfolio(streams=two))
    calm = tuple(replace(row, outcome=None) for row in (wide, *rest))
    assert _said(a_portfolio(streams=calm)).startswith("No stream shows a real change")


def test_thin_names_and_does_not_compare() -> None:
    """Too few finished items: the streams are named, nothing is compared, whatever the rows hold."""
    rows = (a_row(finished=9), a_row("shop-check", finished=10))
    assert _said(a_portfolio(streams=rows, finished=19)) == (
        "Two value streams, 19 finished items: enough to name them, not to compare them."
    )


def test_what_keeps_from_telling_comes_first() -> None:
    """No streams, nothing read, nothing readable: each in its sentence, with what to do."""
    assert portfolio_headline(a_portfolio(streams=())).key == "portfolio.none"
    assert portfolio_headline(a_portfolio(empty=True, finished=0)).key == "portfolio.empty"
    broken = tuple(replace(row, problem="The log has no items.") for row in a_portfolio().streams)
    assert portfolio_headline(a_portfolio(streams=broken)).key == "portfolio.unread"


def test_facts_name_both_findings() -> None:
    """Objectives without a stream and streams without an objective are facts, as is that items count once."""
    facts = " · ".join(portfolio_facts(a_portfolio())).replace(NBSP, " ")
    assert "4 value streams · 1,184 items finished 1 Jan – 30 Jun 2025" in facts
    assert "1 objective without a value stream" in facts
    assert "1 value stream without an objective" in facts


@pytest.mark.parametrize(
    ("course", "told"),
    [
        (Course("reached", 32.0, 2.0), "Reached."),
        (Course("ahead", 24.0, 2.0), "Ahead: on course would be 24 %."),
        (Course("about", 29.0, 2.0), "About on course, which would be 29 %."),
        (Course("behind", 32.0, 2.0), "Behind: on course would be 32 %."),
        (Course("late", 40.0, 2.0), "The day has passed, and the goal is not reached."),
    ],
)
def test_a_course_is_said_in_words(course: Course, told: str) -> None:
    """Where it is, its goal and its day, then one sentence on its course."""
    said = _objective(an_objective(course=course))
    assert said.startswith("New shops paid within a day: 28 %, goal 40 % by 31 Dec 2025. ")
    assert told in said


@pytest.mark.parametrize(
    ("untold", "told"),
    [
        ("measure", "Nothing measures it yet."),
        ("unread", "has no reading yet"),
        ("goal", "No goal is stated"),
        ("day", "No day is stated"),
        ("start", "Where and when it began is not known"),
        ("few", "Five readings cannot tell yet"),
    ],
)
def test_what_keeps_a_course_from_being_told_is_said(untold: str, told: str) -> None:
    """Never silence, and never a verdict from too little."""
    assert told in _objective(an_objective(course=None, untold=untold, readings=5))


def test_an_objective_without_stream_is_a_finding() -> None:
    """It says that nobody serves it yet; one served only elsewhere says where."""
    assert _objective(an_objective(streams=())).endswith("No value stream serves this objective yet.")
    view = a_portfolio()
    said = "".join(part.text for part in objective_words(view, view.objectives[1]))
    assert said.endswith("Also served by Shop check.")


def test_a_stream_says_what_else_it_serves() -> None:
    """Shares below all of its work are written, and whose part it is."""
    view = a_portfolio()
    assert serves_words(view, view.streams[0]) == ""
    assert serves_words(view, view.streams[1]).replace(NBSP, " ") == "50 % of it; also Shops stay, 50 %"
    part = a_row("card-test", parent="first-payment", inherited=True)
    assert serves_words(view, part) == "as a part of First payment"


def test_what_cannot_be_drawn_is_said() -> None:
    """None finished, too few, or no record that tells working from waiting: words in place of a bar."""
    assert unsaid(a_row()) == ""
    assert unsaid(a_row(finished=0, flow_days=None)) == "none finished"
    assert unsaid(a_row(finished=3)) == "3 finished: too few for an average"
    assert "no record tells working from waiting" in unsaid(a_row(work_days=None, wait_days=None))


def test_outcomes_are_said_with_goal_and_change() -> None:
    """A run says since when; a calm chart says so; a short series cannot tell."""
    assert outcome_value(an_outcome()).replace(NBSP, " ") == "28 % of 40 %"
    assert outcome_trend(an_outcome(a_run())).replace(NBSP, " ") == "above its average since 2 Mar 2025"
    assert outcome_trend(an_outcome(a_run(high=False))).startswith("below")
    assert outcome_trend(an_outcome()) == "no change that stands out"
    assert outcome_trend(an_outcome(series=a_chart(n=5))) == "too few readings to tell a change"


def test_pictures_hold_what_is_said() -> None:
    """Every bar and chart says in words what it shows; all bars are on one axis."""
    view = a_portfolio()
    axis = axis_of(view)
    assert axis is not None
    assert axis.longest == 61.0
    assert axis.ticks() == (0, 20, 40, 60)
    bar = split_bar(view.streams[0], axis, "h1")
    assert "worked on for 10" in bar.replace(NBSP, " ")
    assert "stroke-dasharray" in outcome_chart(an_outcome())
    assert "stroke-dasharray" not in outcome_chart(an_outcome(goal=None))
    assert "on course would be 32" in course_bar(view.objectives[0])
    assert course_bar(view.objectives[2]) == ""
    assert axis_of(a_portfolio(streams=(a_row(finished=2),))) is None


def test_table_and_files_agree_with_the_view() -> None:
    """One row per stream and per objective without any; JSON names both findings; CSV has every stream once."""
    view = a_portfolio()
    table = portfolio_table(view)
    assert [row[0].text for row in table.rows][-2:] == ["Open in Germany", "No stated objective"]
    assert len(table.rows) == 5
    record = portfolio_record(view)
    assert record["objectives_without_stream"] == ["germany"]
    assert record["streams_without_objective"] == ["guest-checkout"]
    assert record["objectives"][0]["by"] == "2025-12-31T00:00:00Z"
    assert record["streams"][0]["outcome"]["goal"] == 40.0
    assert len(portfolio_csv(view).decode().strip().splitlines()) == 5


def test_the_terminal_shows_every_stream_under_its_objective() -> None:
    """Objectives in the order of the file, what serves none last, and nothing wider than the screen."""
    lines = portfolio_lines(a_portfolio(), Screen(78))
    text = "\n".join(lines).replace(NBSP, " ").partition("without an objective")[2]
    order = [
        "Small shops start selling",
        "First payment",
        "Shops stay",
        "Settled disputes",
        "Open in Germany",
    ]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert text.index("No stated objective") > places[-1]
    assert "Engineering → Quality 6.4 d" in text
    assert max(map(len, lines)) <= 78


def test_unserved_counts_are_written_with_their_whole() -> None:
    """402 of 1,184 and the share, as both stand on the page."""
    assert unserved_words(a_portfolio()).replace(NBSP, " ").startswith("402 of 1,184 finished items, 34 %")
    assert unserved_words(a_portfolio(finished=0, unserved=0)) == "Nothing finished here."
