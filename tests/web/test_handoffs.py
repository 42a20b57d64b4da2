"""The hand-offs page over HTTP: the page, its files, the API, and refusals with a next step."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from headrace.report.handoffs.handoffs_sentences import handoffs_headline
from headrace.report.handoffs.handoffs_view import ChosenHandoff, GoesWithLine
from tests.report.handoffs_views import some_handoffs

if TYPE_CHECKING:
    import httpx

    from tests.web.company import Company

HANDOFFS = "/s/first-payment/handoffs"


def test_the_page_says_shows_and_explains(web: httpx.Client) -> None:
    """Headline, the two cells that it compares outlined, items behind a cell, the table, and how it is computed."""
    text = web.get(HANDOFFS).text
    assert "costs most, but not for everything" in text
    assert text.count(" cmp") == 2
    assert "at=handoff:engineering~quality~kind~Fix" in text
    for part in (
        "Every hand-off with its ranges",
        "Waits inside functions",
        "How this is computed",
        "likely",
    ):
        assert part in text or part.capitalize() in text
    assert "Product &lt;b&gt;&amp; Co&lt;/b&gt;" in text
    assert "<b>& Co" not in text


@pytest.mark.parametrize("refusal", ["missing", "nothing", "few", "one", "untold"])
def test_a_refusal_says_what_to_do(web: httpx.Client, company: Company, refusal: str) -> None:
    """What cannot be compared is said, with the next step."""
    company.handed = some_handoffs(
        refusal=refusal, missing="The log has no items.", remedy="headrace import FILE"
    )
    text = web.get(HANDOFFS).text
    said = handoffs_headline(company.handed)
    assert said.note
    assert said.note.split(":")[0] in text
    assert "Show all time" in text


def test_the_ledger_comes_as_files(web: httpx.Client) -> None:
    """CSV has one row per hand-off and group, JSON everything; any other suffix is told which there are."""
    answer = web.get(f"{HANDOFFS}.csv")
    assert "first-payment-handoffs-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["group"] for row in rows[:3]] == ["", "New capability", "Fix"]
    assert web.get(f"{HANDOFFS}.json").json()["boundaries"][0]["cells"][1]["mean"] == 1.8
    assert web.get(f"{HANDOFFS}.docx").status_code == 404


def test_a_hand_off_is_looked_at_closely(web: httpx.Client, company: Company) -> None:
    """A row leads to what goes with a long wait there and to its weeks, split and counted as before; words say why."""
    before, clear = some_handoffs(), GoesWithLine("again", "", False, 30, 4.0, 1.0, 7.0, True)
    unclear = GoesWithLine("size", "<b>", True, 40, -0.5, -2.0, 1.0, False)
    chosen = ChosenHandoff(before.boundaries[0].key, 96, 1, (clear, unclear))
    company.handed = replace(before, chosen=chosen)
    text = web.get(f"{HANDOFFS}?split=size&unit=working-days").text
    assert "What goes with a long wait: Engineering → Quality" in text
    assert "it need not be the cause" in text
    assert "size &lt;b&gt;" in text
    assert text.count("f-paper s-wait") == 4  # one hollow dot in each of four layouts
    for part in ("split=size", "unit=working-days", "#closely"):
        assert part in text.split("Product → Engineering")[0].rsplit("href=", 1)[1]
    assert "in working days, Monday to Friday" in text
    assert "There are fewer than eight weeks" in text
    record = web.get(f"{HANDOFFS}.json").json()
    assert record["chosen"]["goes_with"][0]["days"] == 4.0
    assert "in all = 400.0 worked on" in record["notes"][0]


def test_the_api_gives_the_view(web: httpx.Client) -> None:
    """The same values, described in the OpenAPI document; a split is handed on."""
    view = web.get("/api/v1/streams/first-payment/handoffs?split=size").json()
    assert view["split"] == "size"
    assert view["boundaries"][0]["sender"] == "Engineering"
    assert "/api/v1/streams/{stream}/handoffs" in web.get("/api/v1/openapi.json").json()["paths"]
    assert web.get("/api/v1/streams/frist-payment/handoffs").status_code == 404
