"""Which streams wait for the same function, over HTTP: the page, its files, the API, and refusals."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.report.contention_views import some_contention

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company


def test_the_page_says_and_shows(web: httpx.Client) -> None:
    """Headline, a row per function and stream, days on which they met, and how it is computed."""
    text = web.get("/contention").text
    assert "on 96 of 181 days" in text.replace("\u00a0", " ")
    assert "/s/card-test/map" in text
    assert "How this is computed" in text
    assert "Card &lt;b&gt;test&lt;/b&gt;" in text
    assert "<b>& Co" not in text


@pytest.mark.parametrize("refusal", ["empty", "one", "none"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """Without a shared function the page says so, and the next step."""
    company.meeting = some_contention(refusal=refusal, functions=())
    answer = web.get("/contention")
    assert answer.status_code == 200
    assert "headrace" in answer.text
    assert "<table" not in answer.text


def test_it_comes_as_files_and_values(web: httpx.Client) -> None:
    """CSV has one row per function and stream, JSON and the API everything."""
    answer = web.get("/contention.csv?window=2025-Q1")
    assert "contention-2025-01-01-2025-03-31.csv" in answer.headers["content-disposition"]
    assert len(list(csv.DictReader(StringIO(answer.text)))) == 5
    assert web.get("/contention.json").json()["functions"][1]["days_at_once"] == 96.0
    assert web.get("/api/v1/contention").json()["functions"][1]["streams"][0]["items"] == 90
    assert web.get("/contention.docx").status_code == 404


def test_other_pages_lead_there(web: httpx.Client) -> None:
    """The hand-offs page and the start page have a link."""
    assert "/contention" in web.get("/s/first-payment/handoffs").text
    assert "/contention" in web.get("/").text
