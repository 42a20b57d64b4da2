"""The forecast page over HTTP: the page and its questions, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.report.forecast_views import refused

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

FORECAST = "/s/first-payment/forecast"


def test_the_page_answers_shows_and_checks_itself(web: httpx.Client) -> None:
    """Headline, bands, ages, other questions, past forecasts and how it is computed."""
    text = web.get(FORECAST).text
    for part in (
        "with a chance of",
        "Finished so far and what is to come",
        "Age of work in progress",
        "The same picture as a table",
        "Ask another question",
        "Is this forecast any good?",
        "Held at",
        "How this is computed",
        'data-go="f"',
    ):
        assert part in text
    assert "FP-<1>" not in text
    assert "FP-&lt;1&gt;" in text


def test_each_question_has_its_own_sentence(web: httpx.Client) -> None:
    """How many more, by which day: the sentence follows what is asked, and the form keeps it."""
    assert "The next 20 changes reach" in web.get(f"{FORECAST}?items=20").text
    text = web.get(f"{FORECAST}?by=2025-08-31").text
    assert "By 31" in text
    assert 'value="2025-08-31"' in text


@pytest.mark.parametrize("query", ["items=none", "items=0", "by=soon", "by=2025-01-01"])
def test_a_question_that_cannot_be_answered_says_why(web: httpx.Client, query: str) -> None:
    """No number, no day or a day that is over: told with what to do, never a broken page."""
    answer = web.get(f"{FORECAST}?{query}")
    assert answer.status_code in (400, 404)
    assert "<h1" in answer.text


@pytest.mark.parametrize("refusal", ["nothing", "early", "few", "idle", "missing"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """What cannot be forecast is said, with the next step, and no picture stands in for it."""
    company.forecasts = refused(refusal)
    text = web.get(FORECAST).text
    assert "Show how work flows" in text
    assert "Is this forecast any good?" not in text


def test_the_answers_come_as_files(web: httpx.Client) -> None:
    """CSV has one row per question and chance, JSON everything; any other suffix is told which there are."""
    answer = web.get(f"{FORECAST}.csv?items=20")
    assert "first-payment-forecast-2025-06-30.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["chance"] for row in rows if row["question"] == "when"] == ["0.5", "0.85", "0.95"]
    assert web.get(f"{FORECAST}.json").json()["when"]["likely"].endswith("Z")
    assert web.get(f"{FORECAST}.docx").status_code == 404


def test_the_api_gives_the_view(web: httpx.Client) -> None:
    """Over the API come the values themselves, and an unknown stream is not found."""
    record = web.get("/api/v1/streams/first-payment/forecast?items=20").json()
    assert record["when"]["items"] == 20
    assert record["checks"]
    assert web.get("/api/v1/streams/frist-payment/forecast").status_code == 404
