"""The flow page over HTTP: the page, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.report.flow.flow_sentences import flow_headline
from tests.report.flow_views import a_flow, refused

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

FLOW = "/s/first-payment/flow"


def test_the_page_says_shows_and_explains(web: httpx.Client) -> None:
    """Headline, facts, picture, the same as a table, numbers with ranges, and how they are computed."""
    text = web.get(FLOW).text
    assert "As many changes leave as arrive" in text
    for part in (
        "<figure",
        "The same picture as a table",
        "Likely (95 %)",
        "32 to 40",
        "How this is computed",
    ):
        assert part in text
    assert "The sample path, by its letters" in text
    assert 'href="/s/first-payment/items?at=open"' in text


@pytest.mark.parametrize("refusal", ["missing", "nothing", "few", "one_date", "one_day", "all_open"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """What cannot be said is said, with the next step, and no picture stands in for it."""
    company.flows = refused(refusal, missing="The log has no items.", remedy="headrace import FILE")
    text = web.get(FLOW).text
    said = flow_headline(company.flows)
    assert said.note
    assert said.note.split(":")[0] in text
    assert "Show all time" in text
    assert "The numbers, and how sure they are" not in text


def test_the_numbers_come_as_files(web: httpx.Client) -> None:
    """CSV has one row per measure, JSON everything; any other suffix is told which there are."""
    answer = web.get(f"{FLOW}.csv")
    assert "first-payment-flow-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    table = {row["measure"]: row for row in csv.DictReader(StringIO(answer.text))}
    assert (table["half"]["value"], table["half"]["low_95"]) == ("35.1", "32.0")
    assert web.get(f"{FLOW}.json").json()["times"]["p95"]["high"] is None
    assert web.get(f"{FLOW}.docx").status_code == 404


def test_the_api_gives_the_view(web: httpx.Client) -> None:
    """The same values, described in the OpenAPI document."""
    view = web.get("/api/v1/streams/first-payment/flow").json()
    assert view["times"]["half"] == {"share": 0.5, "days": 35.1, "low": 32.0, "high": 39.7}
    assert view["path"]["mean_present"] == a_flow().path.mean_present  # type: ignore[union-attr]
    assert "/api/v1/streams/{stream}/flow" in web.get("/api/v1/openapi.json").json()["paths"]
    assert web.get("/api/v1/streams/frist-payment/flow").status_code == 404
