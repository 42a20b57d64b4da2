"""The portfolio over HTTP: the page, few and many streams, its files, the API, and pages that lead there."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from tests.report.portfolio_views import a_portfolio, a_row

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Browser

    from tests.web.company import Company


def test_the_page_shows_streams_under_their_objectives(web: httpx.Client) -> None:
    """Headline, both findings, each objective's course, and every row with what it leads to; nothing unescaped."""
    text = web.get("/portfolio").text.replace("\u00a0", " ")
    for part in (
        "waits more than it works",
        "34 % of what was finished",
        "Behind: on course would be 32 %.",
        "No value stream serves this objective yet.",
        "402 of 1,184 finished items, 34 %, are only here.",
        'href="/s/first-payment/map"',
        'href="/s/first-payment/handoffs"',
        "Engineering → Quality",
        "no measure agreed",
        "no change is recorded yet",
        "The same as a table",
        "How this is computed",
        'aria-current="page"><b>Portfolio</b>',
    ):
        assert part in text
    assert "<b>2 open now" not in text


def test_the_window_is_carried_into_every_link(web: httpx.Client) -> None:
    """A stream, its hand-offs and its items open in the window that the reader looks at."""
    text = web.get("/portfolio?window=2025-01-01..2025-03-31").text
    for part in ("map", "handoffs", "items"):
        assert f'href="/s/first-payment/{part}?window=2025-01-01..2025-03-31"' in text


def test_one_stream_and_no_objectives(web: httpx.Client, company: Company) -> None:
    """The same table without a heading over it, and what to do next."""
    company.together = a_portfolio(objectives=(), streams=(a_row(objective=None),), unserved=1184)
    text = web.get("/portfolio").text
    assert "No objective is stated yet." in text
    assert "No stated objective" not in text.partition("The same as a table")[0]
    assert 'id="filter"' not in text
    assert text.count('<table class="list streams rows">') == 1


def test_many_streams_are_folded_by_objective(web: httpx.Client, company: Company) -> None:
    """Two hundred streams: each objective is one line to open, with a box to filter by."""
    rows = tuple(a_row(f"stream-{each}", ("selling", "stay", None)[each % 3]) for each in range(200))
    company.together = a_portfolio(streams=rows)
    text = web.get("/portfolio").text
    assert text.count('<details class="group">') == 3
    assert 'id="filter"' in text
    assert text.count('<tr>\n<th scope="row">') == 200


def test_filtering_opens_what_holds_a_match(web: httpx.Client, company: Company, browser: Browser) -> None:
    """Typing shows the rows that match and opens their objective; clearing folds all again."""
    rows = tuple(a_row(f"stream-{each}", ("selling", "stay")[each % 2]) for each in range(20))
    company.together = a_portfolio(streams=rows)
    page = browser.new_page()
    try:
        page.goto(f"{web.base_url}/portfolio")
        page.fill("#filter", "stream 17")
        assert page.locator(".portfolio tbody tr:visible").count() == 1
        assert page.locator("details.group[open]").count() == 1
        page.fill("#filter", "")
        assert page.locator("details.group[open]").count() == 0
    finally:
        page.close()


def test_a_stream_that_cannot_be_read_says_why(web: httpx.Client, company: Company) -> None:
    """It keeps its row, and the others theirs."""
    first, *rest = company.together.streams
    broken = replace(first, problem="The log has no items.", remedy="headrace import FILE")
    company.together = replace(company.together, streams=(broken, *rest))
    text = web.get("/portfolio").text
    assert "The log has no items." in text
    assert 'href="/s/shop-check/map"' in text


def test_nothing_read_names_streams_and_objectives(web: httpx.Client, company: Company) -> None:
    """Without records there are names and the next step, and no empty pictures."""
    rows = tuple(
        replace(row, finished=0, flow_days=None, work_days=None, wait_days=None, outcome=None, handoff=None)
        for row in a_portfolio().streams
    )
    company.together = a_portfolio(streams=rows, empty=True, data_to=0, finished=0)
    text = web.get("/portfolio").text
    assert "known by name alone" in text
    assert "headrace import FILE" in text


def test_the_portfolio_comes_as_files_and_over_the_api(web: httpx.Client) -> None:
    """CSV has one row per stream, JSON both findings; any other suffix is told which there are."""
    answer = web.get("/portfolio.csv")
    assert "portfolio-2025-01-01-2025-06-30.csv" in answer.headers["content-disposition"]
    assert len([*csv.DictReader(StringIO(answer.text))]) == 4
    assert web.get("/portfolio.json").json()["objectives_without_stream"] == ["germany"]
    assert web.get("/portfolio.docx").status_code == 404
    assert web.get("/api/v1/portfolio").json()["unserved"] == 402
    assert "/api/v1/portfolio" in web.get("/api/v1/openapi.json").json()["paths"]
    assert web.get("/portfolio?window=never").status_code == 400


def test_the_start_page_leads_there(web: httpx.Client) -> None:
    """By its navigation and below its table."""
    assert web.get("/").text.count('href="/portfolio"') >= 2
