"""The delivery page over HTTP: the page, its files, the API, both readings, and what is missing with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from tests.report.delivery_views import a_delivery, nothing_read

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

DELIVERY = "/s/first-payment/delivery"


def test_the_page_says_shows_and_explains(web: httpx.Client) -> None:
    """Headline, facts, picture, measures with range and what could not be linked, stages, and how it is computed."""
    text = web.get(DELIVERY).text.replace("\u00a0", " ")
    for part in (
        "in production within 9.0 days",
        "2 of 50 deployments have incidents charged to them",
        "<figure",
        "Merged to deployed: 9.4 days",
        "likely 7.2 to 11",
        "57 of 272 merged changes lead to no deployment",
        "Too few failed deployments",
        "no item.milestone in the log",
        "more than 60 days",
        "How this is computed",
    ):
        assert part in text, part


def test_a_source_that_is_missing_is_said_with_what_to_do(web: httpx.Client, company: Company) -> None:
    """Without deployments the headline says so, each measure is missing, and no picture stands in for it."""
    company.deliveries = nothing_read()
    text = web.get(DELIVERY).text
    unread = "First payment: nothing in the records says how changes get to production, as no deployments are read."
    assert unread in text
    assert "Connect the tool that deploys." in text
    assert "<figure" not in text


def test_both_readings_have_an_address(web: httpx.Client, company: Company) -> None:
    """The other reading is one link away, its files too; a name that is no reading is refused."""
    assert f'href="{DELIVERY}?mode=devlake"' in web.get(DELIVERY).text
    company.deliveries = a_delivery(mode="devlake")
    text = web.get(f"{DELIVERY}?mode=devlake").text
    assert "as Apache DevLake computes it" in text
    assert f'href="{DELIVERY}.csv?mode=devlake"' in text
    assert company.reading == "devlake"
    assert web.get(f"{DELIVERY}?mode=elite").status_code == 400


def test_the_numbers_come_as_files(web: httpx.Client) -> None:
    """CSV has one row per measure, part and stage, JSON everything; any other suffix is told which there are."""
    answer = web.get(f"{DELIVERY}.csv")
    assert "first-payment-delivery-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    table = {row["measure"]: row for row in csv.DictReader(StringIO(answer.text))}
    assert (table["lead_half"]["value"], table["lead_half"]["high_95"]) == ("9.0", "10.8")
    assert table["recovery_half"]["value"] == ""
    assert table["recovery_half"]["missing"].startswith("Too few")
    assert table["part:release"]["value"] == "9.4"
    assert table["stage:Staging:p85"]["value"] == ""
    record = web.get(f"{DELIVERY}.json").json()
    assert [each["key"] for each in record["measures"]][:3] == ["lead_half", "lead_p85", "frequency"]
    assert record["unlinked"]["merged"] == 272
    assert web.get(f"{DELIVERY}.docx").status_code == 404


def test_the_api_gives_the_view(web: httpx.Client) -> None:
    """The same values, described in the OpenAPI document."""
    view = web.get("/api/v1/streams/first-payment/delivery").json()
    assert view["parts"][2] == {"key": "release", "days": 9.4}
    assert "/api/v1/streams/{stream}/delivery" in web.get("/api/v1/openapi.json").json()["paths"]
    assert web.get("/api/v1/streams/frist-payment/delivery").status_code == 404
