"""The bottleneck page over HTTP: the page, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.report.bottleneck.bottleneck_sentences import bottleneck_headline
from tests.report.bottleneck_views import some_evidence

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

PAGE = "/s/first-payment/bottleneck"


def test_the_page_says_shows_and_explains(web: httpx.Client) -> None:
    """Headline, the evidence with its ranges, the paths, and how it is computed; names are escaped."""
    text = web.get(PAGE).text
    assert "time saved there is waited again" in text
    assert "at=handoff:engineering~quality" in text
    for part in ("All evidence with its ranges", "What comes and goes", "Reaches the end", "Lindley"):
        assert part in text
    assert text.count(" cmp") == 2
    assert "Product &lt;b&gt;&amp; Co&lt;/b&gt;" in text
    assert "<b>& Co" not in text


@pytest.mark.parametrize("refusal", ["missing", "nothing", "short", "untold"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """What cannot be told is said, with the next step."""
    company.evidence = some_evidence(
        refusal=refusal, missing="The log has no items.", remedy="headrace import FILE"
    )
    text = web.get(PAGE).text
    assert bottleneck_headline(company.evidence).note.split(":")[0] in text
    assert "Show all time" in text


def test_the_evidence_comes_as_files_and_as_values(web: httpx.Client) -> None:
    """CSV has one row per place, JSON and the API all of it; any other suffix is told which there are."""
    answer = web.get(f"{PAGE}.csv")
    assert "first-payment-bottleneck-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["reading"] for row in rows] == ["moves", "unclear", "shortens", "unclear"]
    assert rows[0]["passes_high_95"] == "0.4"
    assert rows[3]["fills"] == ""
    assert web.get(f"{PAGE}.json").json()["places"][0]["said"] == "are waited again for Operations"
    assert web.get(f"{PAGE}.docx").status_code == 404
    view = web.get("/api/v1/streams/first-payment/bottleneck").json()
    assert view["places"][0]["passes"] == {"value": 0.1, "low": 0.0, "high": 0.4}
    assert web.get("/api/v1/streams/frist-payment/bottleneck").status_code == 404
