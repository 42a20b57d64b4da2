"""The topology page over HTTP: the page, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.report.topology.topology_sentences import topology_headline
from tests.report.topology_views import a_topology

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

PAGE = "/s/first-payment/topology"


def test_the_page_says_shows_and_explains(web: httpx.Client) -> None:
    """Headline, picture, whether teams interact as declared, the items behind each hand-off, and the moves."""
    text = web.get(PAGE).text
    for part in (
        "is inside Shops",
        "The same picture as tables",
        "Do teams interact as they mean to?",
        "Declared as a service, but looks like collaboration",
        "at=handoff:engineering~quality",
        "What would let Shops do it alone",
        "How this is computed",
    ):
        assert part in text
    assert "Quality &lt;b&gt;&amp; Co&lt;/b&gt;" in text
    assert "<b>& Co" not in text


def test_the_hand_offs_lead_here_and_back(web: httpx.Client) -> None:
    """Function by function, and team by team: each page leads to the other, with its window."""
    assert f"{PAGE}?window=2025-Q2" in web.get("/s/first-payment/handoffs?window=2025-Q2").text
    assert "/s/first-payment/handoffs?window=2025-Q2" in web.get(f"{PAGE}?window=2025-Q2").text


@pytest.mark.parametrize("refusal", ["missing", "undeclared", "nothing", "few", "unaligned", "one"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """What cannot be told is said, with the next step; without teams, with some to begin with."""
    company.teams = a_topology(
        refusal=refusal, missing="The log has no items.", remedy="headrace import FILE", proposal="teams: {}\n",
        moves=(),
    )  # fmt: skip
    text = web.get(PAGE).text
    said = topology_headline(company.teams)
    assert said.note.split(":")[0] in text
    assert ("Teams to begin with" in text) == (refusal == "undeclared")


def test_teams_come_as_files_and_over_the_api(web: httpx.Client) -> None:
    """CSV has one row per team and interaction, JSON and the API everything; what is not there is told so."""
    answer = web.get(f"{PAGE}.csv")
    assert "first-payment-topology-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["row"] for row in rows].count("interaction") == 4
    assert web.get(f"{PAGE}.json").json()["interactions"][0]["verdict"] == "drift"
    assert web.get(f"{PAGE}.docx").status_code == 404
    view = web.get("/api/v1/streams/first-payment/topology").json()
    assert view["interactions"][0]["looks"] == "collaboration"
    assert "/api/v1/streams/{stream}/topology" in web.get("/api/v1/openapi.json").json()["paths"]
    assert web.get("/api/v1/streams/frist-payment/topology").status_code == 404
