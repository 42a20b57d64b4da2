"""The profile page over HTTP: the page, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from tests.report.profile_views import a_profile

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

PROFILE = "/s/first-payment/profile"


def test_the_page_shows_dimensions_side_by_side(web: httpx.Client) -> None:
    """Headline, each dimension with its question and measures, what is missing folded, the same as a table."""
    text = web.get(PROFILE).text
    assert "stands out" in text
    for part in (
        "How often does something break?",
        "2 open now &amp; &lt;counted&gt;",
        "1 measure is missing",
        "Not measured yet",
        "No findings of security scans are read.",
        "headrace connect github",
        "The same as a table",
        "How this is computed",
        'href="/s/first-payment/flow"',
        'aria-current="page"><b>Profile</b>',
    ):
        assert part in text


def test_a_stream_without_records_says_what_to_do(web: httpx.Client, company: Company) -> None:
    """What cannot be said is said, with the next step, and no empty dimensions stand in for it."""
    company.profiles = a_profile(
        missing="The log has no items.", remedy="headrace import FILE", dimensions=()
    )
    text = web.get(PROFILE).text
    assert "The log has no items." in text
    assert "headrace import FILE" in text
    assert "The same as a table" not in text


def test_the_measures_come_as_files(web: httpx.Client) -> None:
    """CSV has one row per measure, JSON everything; any other suffix is told which there are."""
    answer = web.get(f"{PROFILE}.csv")
    assert "first-payment-profile-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    table = {row["measure"]: row for row in csv.DictReader(StringIO(answer.text))}
    assert (table["half"]["value"], table["half"]["unit"]) == ("35.1", "days")
    assert web.get(f"{PROFILE}.json").json()["dimensions"][0]["key"] == "flow"
    assert web.get(f"{PROFILE}.docx").status_code == 404


def test_the_api_gives_the_view(web: httpx.Client) -> None:
    """The same values, described in the OpenAPI document."""
    view = web.get("/api/v1/streams/first-payment/profile").json()
    assert view["dimensions"][1]["lines"][0]["value"]["value"] == 1.3
    assert "/api/v1/streams/{stream}/profile" in web.get("/api/v1/openapi.json").json()["paths"]
    assert web.get("/api/v1/streams/frist-payment/profile").status_code == 404


def test_a_dimension_that_has_a_page_leads_there_and_back(web: httpx.Client) -> None:
    """The link says where it leads, and the delivery page, which is no tab, leads back."""
    text = web.get(PROFILE).text
    assert '<a href="/s/first-payment/flow">Read flow</a>' in text
    assert text.count("Read ") == 1
    back = web.get("/s/first-payment/delivery").text
    assert f'<a href="{PROFILE}">Back to the profile</a>' in back


def test_a_chart_with_rings_says_its_rule_in_its_line(web: httpx.Client) -> None:
    """What the rings are stands beside the usual range, not in the chart's name alone."""
    text = web.get(PROFILE).text.replace("\u00a0", " ")
    assert " · rings: " in text
    assert "below its average since 21 Apr 2025" in text.partition(" · rings: ")[2].partition("</p>")[0]
