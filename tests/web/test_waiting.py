"""Why it waits, over HTTP: the page, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.report.waiting.waiting_sentences import waiting_headline
from tests.report.waiting_views import some_waiting

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

WAITING = "/s/first-payment/waiting"


def test_the_page_says_shows_and_explains(web: httpx.Client) -> None:
    """Headline, a ladder per hand-off with its items behind it, tables, and how it is computed."""
    text = web.get(WAITING).text
    assert "busy with other items of this stream" in text
    assert "at=handoff:customer~product" in text
    assert "/s/first-payment/items/tracker:item:SHOP-7" in text
    for part in ("What all waiting goes with", "At each hand-off", "How this is computed", "cannot tell"):
        assert part in text
    assert "Quality &lt;b&gt;&amp; Co&lt;/b&gt;" in text
    assert "<b>& Co" not in text


@pytest.mark.parametrize("refusal", ["missing", "nothing", "few", "untold", "none"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """What cannot be told is said, with the next step."""
    company.waits = some_waiting(
        refusal=refusal, missing="The log has no items.", remedy="headrace import FILE"
    )
    text = web.get(WAITING).text
    said = waiting_headline(company.waits)
    assert said.note.split(":")[0] in text
    assert "Show all time" in text


def test_it_comes_as_files_and_values(web: httpx.Client) -> None:
    """CSV has one row per hand-off and part, JSON and the API everything; what cannot be told is empty, not zero."""
    answer = web.get(f"{WAITING}.csv")
    assert "first-payment-waiting-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert len(rows) == 3 * 8
    assert (rows[0]["days"], rows[0]["untold"]) == ("", "undeclared")
    for place in web.get(f"{WAITING}.json").json()["places"]:
        assert sum(part["days"] or 0.0 for part in place["parts"]) == pytest.approx(place["days"])
        assert all(part["how"] for part in place["parts"])
    assert web.get("/api/v1/streams/first-payment/waiting").json()["n_finished"] == 96
    assert web.get(f"{WAITING}.docx").status_code == 404
