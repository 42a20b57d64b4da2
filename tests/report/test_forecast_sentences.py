"""What the forecast page says: one sentence per question, refusals with a day, nothing that is not so."""

from __future__ import annotations

import json

import pytest

from headrace.errors import BadRequest
from headrace.report.forecast.forecast_asked import asked, check_day
from headrace.report.forecast.forecast_figure import age_figure, forecast_figure, past_figure
from headrace.report.forecast.forecast_measures import (
    answers,
    answers_rows,
    answers_table,
    check_rows,
    check_table,
)
from headrace.report.forecast.forecast_record import forecast_csv, forecast_record
from headrace.report.forecast.forecast_sentences import (
    forecast_facts,
    forecast_headline,
    good_sentence,
    loss_sentence,
    start_sentence,
)
from headrace.report.forecast.forecast_view import Asked, When
from headrace.report.forecast.terminal_forecast import forecast_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.words import NBSP
from tests.report.flow_views import DAY, END
from tests.report.forecast_views import a_forecast, an_item, refused


def _said(view) -> str:
    return forecast_headline(view).text().replace(NBSP, " ")


def test_the_first_answer_is_a_day_with_its_chance() -> None:
    """So many more, by which day with 85 in 100, by which day it is even, and what is too old."""
    said = _said(a_forecast(Asked(items=20)))
    assert said.startswith("The next 20 changes reach a new shop by ")
    assert "with a chance of 85 in 100; by " in said
    assert said.endswith("in progress are older than most ever get.")
    assert _said(a_forecast(Asked(items=1))).startswith("The next change reaches a new shop by ")
    assert _said(a_forecast(Asked(items=5))).startswith("The next five changes reach")


def test_every_headline_is_short() -> None:
    """At most forty words, whatever was asked."""
    views = [
        a_forecast(),
        a_forecast(Asked(by=END + 40 * DAY)),
        a_forecast(question="item", item=an_item()),
        a_forecast(question="item", item=an_item(age=60.0, chance=0.0)),
        *(refused(each) for each in ("nothing", "early", "few", "idle", "missing")),
    ]
    for view in views:
        assert len(_said(view).split()) <= 40


def test_how_many_by_a_day() -> None:
    """The number that is reached with 85 in 100, and the even one; with too little time, that none may be."""
    view = a_forecast(Asked(by=END + 40 * DAY))
    assert f"{view.by.likely} changes or more" in _said(view)
    assert view.by.sure <= view.by.likely <= view.by.even
    soon = a_forecast(Asked(by=END - DAY))
    assert "no change" in _said(soon)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "FP-1 keeps its promise of 45 days with a chance of 81 in 100, likely 65 to 92"),
        ({"age": 60.0, "chance": 0.0}, "FP-1 is older than its promise of 45 days; by "),
        ({"age": 60.0, "half": None, "p85": None}, "that no day can be said"),
        ({"promise": None, "chance": None}, "with a chance of 85 in 100; by "),
        ({"promise": None, "chance": None, "p85": None}, "It is even that FP-1 reaches a new shop by "),
        ({"promise": None, "chance": None, "p85": None, "half": None}, "fewer than half"),
        ({"basis": "few", "n": 3}, "only 3 changes were ever as old"),
        ({"basis": "over", "ended": END - DAY}, "FP-1 was over on 30 Jun"),
    ],
)
def test_one_item(changes: dict[str, object], words: str) -> None:
    """What is said of one item follows from its promise, its age and what is known of those as old."""
    assert words in _said(a_forecast(question="item", item=an_item(**changes)))


def test_too_early_says_when() -> None:
    """Fewer than eight weeks refuse with the day of the first forecast; nothing and few say what is missing."""
    early = refused("early")
    assert _said(early).startswith("Too early to forecast: 4 weeks of finished changes, 8 are needed (")
    assert "the first can be made on" in forecast_headline(early).note
    assert "no change is finished yet" in _said(refused("nothing"))
    assert "3 changes are finished" in _said(refused("few")).replace("three", "3")
    assert _said(refused("missing")) == "The log has no items."


def test_work_that_stopped_is_not_too_early() -> None:
    """Where enough was finished, all of it before the weeks that are looked at, that is what is said."""
    view = refused("idle")
    assert view.refusal == "idle"
    assert view.n_finished == 9
    assert _said(view) == "No forecast: no change was finished in the last 10 weeks."


@pytest.mark.parametrize("refusal", ["nothing", "early", "few", "idle", "missing"])
def test_a_refusal_has_no_numbers(refusal: str) -> None:
    """Where nothing is forecast, there is no picture, no answer and no check, but a next step."""
    view = refused(refusal)
    assert forecast_headline(view).note
    assert not answers(view)
    assert not view.checks
    assert not forecast_figure(view)
    assert json.dumps(forecast_record(view))
    assert forecast_lines(view, Screen(80))


def test_the_check_is_always_said() -> None:
    """Facts, sentence, loss and table tell how past forecasts did."""
    view = a_forecast()
    facts = " ".join(forecast_facts(view)).replace(NBSP, " ")
    assert "past forecasts 4 weeks ahead: the band of 85 % held" in facts
    assert "forecasts four weeks ahead" in good_sentence(view)
    assert "pinball loss" in loss_sentence(view)
    head, rows = check_rows(view)
    assert [row[0] for row in rows] == ["1", "2", "4", "8", "16"]
    assert len(head) == len(rows[0])
    assert "keeps the promise of 45" in start_sentence(view)


def test_a_forecast_that_held_too_seldom_says_so() -> None:
    """Where most past forecasts missed, the sentence does not call it right."""
    view = a_forecast()
    missed = tuple(
        type(each)(each.made, each.until, 999, *(getattr(each, n) for n in each.__slots__[3:]))
        for each in view.past_forecasts
    )
    assert "fewer than it should be" in good_sentence(a_forecast(past_forecasts=missed))


def test_what_is_over_a_year_away_is_said_so() -> None:
    """A day that is not reached is no day."""
    assert "more than a year away" in _said(a_forecast(when=When(900, END + 300 * DAY, None, None)))
    assert "within a year is less than even" in _said(a_forecast(when=When(900, None, None, None)))


def test_pictures_say_what_they_show() -> None:
    """Every picture has its sentence for a screen reader, and no word of data breaks out of it."""
    view = a_forecast(name="First <b> & payment")
    for figure in (forecast_figure(view), past_figure(view), age_figure(view)):
        assert 'role="img"' in figure
        assert "aria-label" in figure
        assert "<b>" not in figure


def test_files_hold_every_answer() -> None:
    """CSV has a row per question and chance; JSON has days as ISO times."""
    view = a_forecast(Asked(items=20), item=an_item(key="=1+1"))
    lines = forecast_csv(view).decode().splitlines()
    assert lines[0] == "question,asked,chance,day,items"
    assert sum(line.startswith("when,20,") for line in lines) == 3
    assert any(line.startswith("item,'=1+1,") for line in lines)
    record = forecast_record(view)
    assert record["when"]["likely"].startswith("2025-07")
    assert record["checks"][0]["held"][1]["share"] == 0.85


@pytest.mark.parametrize("items", ["0", "-3", "many", "1.5", "2000000", "²"])
def test_what_is_no_number_is_refused(items: str) -> None:
    """Only 1 to a million items can be asked for."""
    with pytest.raises(BadRequest):
        asked(items)


def test_a_day_is_in_the_time_that_can_be_forecast() -> None:
    """A period means its last day; what is over, too far away or no day is refused with what to do."""
    assert asked(by="2025-08").by == asked(by="2025-08-31").by
    check_day(asked(by="2025-08-31"), END)
    for text in ("2025-05-01", "2031"):
        with pytest.raises(BadRequest) as problem:
            check_day(asked(by=text), END)
        assert problem.value.remedies
    for text in ("90d", "all", "soon"):
        with pytest.raises(BadRequest):
            asked(by=text)


def test_what_is_not_reached_is_said_at_every_chance() -> None:
    """One item's 95 in 100 has words where fewer were ever done: no empty cell, and null in the record."""
    view = a_forecast(
        Asked(item="FP-1"), item=an_item(), start=an_item(key="", basis="start", p95=END + 60 * DAY)
    )
    rows = {row[0]: row[1:] for row in answers_rows(view)}
    assert rows["FP-1"][2] == "not reached"
    assert all(cell for row in rows.values() for cell in row)
    assert rows["One that starts now"][2] not in ("", "not reached")
    record = forecast_record(view)
    assert record["item"]["p95"] is None
    assert record["start"]["p95"].startswith("2025-")


def test_tables_stand_as_blocks_where_there_is_no_room() -> None:
    """Each number of a phone's block has its column's name, the number at its head as well."""
    drawn = check_table(a_forecast()).html(nowhere)
    assert 'class="plain blocks"' in drawn
    assert '<th scope="row" class="r" data-label="Weeks ahead">' in drawn
    answered = answers_table(a_forecast()).html(nowhere)
    assert 'class="plain blocks"' in answered
    assert 'data-label="85 in 100"' in answered
    assert 'data-label="Question"' not in answered
