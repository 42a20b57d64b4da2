"""The pages over HTTP, from a real server."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from headrace.errors import BadRequest
from headrace.report.trust.trust_view import OddityLine, RuleLine
from tests.web.company import HOSTILE, Company

MAP = "/s/first-payment/map"
ITEMS = "/s/first-payment/items"
ITEM = "/s/first-payment/items/jira:item:FP-1283"
PAGES = (
    "/",
    MAP,
    f"{MAP}?detail=functions",
    "/s/first-payment/handoffs",
    "/s/first-payment/bottleneck",
    "/s/first-payment/flow",
    "/s/first-payment/profile",
    "/s/first-payment/delivery",
    "/s/first-payment/segments",
    "/s/first-payment/topology",
    "/s/first-payment/forecast",
    ITEMS,
    f"{ITEMS}?at=wait:test&page=2",
    ITEM,
    "/data",
    "/data?stream=first-payment",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_headline_one_main_and_a_title(web: httpx.Client, path: str) -> None:
    """A page says what it is, once."""
    answer = web.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert len(re.findall(r"<h1\b", answer.text)) == 1
    assert len(re.findall(r"<main\b", answer.text)) == 1
    assert re.search(r"<title>[^<]+</title>", answer.text)


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/s/frist-payment/map", "/healthz", "/static/page.css"])
def test_every_answer_carries_the_security_headers(web: httpx.Client, path: str) -> None:
    """Pages, files and refusals alike may run nothing inline, be framed by nobody and leak no address."""
    headers = web.get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(web: httpx.Client, path: str) -> None:
    """Nothing on a page needs what the policy forbids."""
    text = web.get(path).text
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize(
    "path", [*PAGES, "/s/%3Cscript%3Ealert(1)%3C/map", f"{MAP}?kind=%3Cscript%3Ealert(1)%3C/script%3E"]
)
def test_data_is_never_markup(web: httpx.Client, path: str) -> None:
    """A label, an attribute or a name in the URL that looks like HTML is shown as text."""
    text = web.get(path).text
    assert "<script>alert" not in text
    assert HOSTILE not in text
    assert "javascript:alert" not in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", ""])
def test_only_our_own_name_is_answered(web: httpx.Client, host: str) -> None:
    """A page elsewhere that points its own name at this machine reads nothing."""
    answer = web.get("/api/v1/streams", headers={"Host": host})
    assert answer.status_code == 400
    assert "first-payment" not in answer.text


def test_unknown_stream_names_the_nearest(web: httpx.Client) -> None:
    """A misspelt stream is a 404 that says which one may be meant, and leads there."""
    answer = web.get("/s/frist-payment/map")
    assert answer.status_code == 404
    assert "Did you mean first-payment?" in answer.text
    assert 'href="/s/first-payment/map"' in answer.text


def test_bad_window_is_refused_in_words(web: httpx.Client) -> None:
    """A window that is none is a 400 with how one is written."""
    answer = web.get(f"{MAP}?window=2025-06-30..2025-01-01")
    assert answer.status_code == 400
    assert "ends before it begins" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/s/first-payment/map.exe",
        f"{ITEMS}/jira:item:FP-0",
        f"{ITEMS}?page=99",
        f"{ITEMS}?page=0",
    ],
)
def test_what_is_not_there_is_not_found(web: httpx.Client, path: str) -> None:
    """Pages, files, items and page numbers that do not exist are refused as such."""
    answer = web.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_a_fault_of_ours_is_said_without_a_traceback(web: httpx.Client, company: Company) -> None:
    """When the workspace fails in a way nobody foresaw, the reader gets a sentence, not code."""
    company.check = lambda: 1 / 0  # type: ignore[method-assign, return-value]
    answer = web.get("/data")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "content-security-policy" in answer.headers


def test_api_refuses_as_problem_json(web: httpx.Client) -> None:
    """A program gets the same three parts as values."""
    answer = web.get("/api/v1/streams/frist-payment/map")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Did you mean first-payment?" in answer.json()["title"]


def test_api_gives_what_the_pages_show(web: httpx.Client) -> None:
    """The map's numbers come as values, and every answer is described in the OpenAPI document."""
    view = web.get("/api/v1/streams/first-payment/map?window=2025-02-01..2025-02-28&kind=Fix").json()
    assert view["n_finished"] == 212
    assert view["kind"] == "Fix"
    assert len(view["blocks"]) == 9
    assert view["window"]["end"] - view["window"]["start"] == 28 * 86_400_000_000
    paths = web.get("/api/v1/openapi.json").json()["paths"]
    assert {
        "/api/v1/streams",
        "/api/v1/streams/{stream}/map",
        "/api/v1/streams/{stream}/items",
        "/api/v1/check",
    } <= set(paths)
    assert (
        web.get("/api/v1/streams/first-payment/items?per_page=5&page=2").json()["strips"][0]["key"]
        == "FP-1285"
    )
    assert (
        web.get("/api/v1/streams/first-payment/items/jira:item:FP-1283").json()["strip"]["key"] == "FP-1283"
    )
    assert web.get("/api/v1/check").json()["sources"][0]["source"] == "jira"
    assert len(web.get("/api/v1/streams").json()["streams"]) == 3


def test_unchanged_pages_are_not_computed_again(web: httpx.Client, company: Company) -> None:
    """The same address is answered 304 until the data or a definition changes."""
    first = web.get(MAP)
    asked = company.asked
    again = web.get(MAP, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert company.asked == asked
    company.version = "2"
    assert web.get(MAP, headers={"If-None-Match": first.headers["etag"]}).status_code == 200
    assert web.get(f"{MAP}?kind=Fix", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("?kind=&detail=stages&window=&shown=2025-01-01..2025-06-30", ""),
        ("?window=other&from=2025-02-01&to=2025-03-01&kind=Fix", "?window=2025-02-01..2025-03-01&kind=Fix"),
        ("?window=all", "?window=2025-01-01..2025-06-30"),
        ("?kind=New+capability&detail=functions&shown=x", "?kind=New%20capability&detail=functions"),
    ],
)
def test_a_form_ends_at_the_one_address_of_its_picture(web: httpx.Client, asked: str, leads_to: str) -> None:
    """What the form sends without a script is led to the address that one would share."""
    answer = web.get(f"{MAP}{asked}")
    assert answer.status_code == 303
    assert sorted(answer.headers["location"].partition("?")[2].split("&")) == sorted(leads_to[1:].split("&"))
    assert web.get(answer.headers["location"]).status_code == 200


def test_other_dates_are_asked_for_without_a_script(web: httpx.Client) -> None:
    """Choosing other dates shows two date fields, filled with what was shown before."""
    text = web.get(f"{MAP}?window=other&shown=2025-02-01..2025-03-01").text
    assert 'name="from" value="2025-02-01"' in text
    assert 'name="to" value="2025-03-01"' in text


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        ("svg", b"<"),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("html", b"<!"),
        ("json", b"{"),
        ("csv", b"stage,function"),
    ],
)
def test_the_map_comes_as_a_file(web: httpx.Client, suffix: str, begins: bytes) -> None:
    """Each format is sent to be kept, under a name that says stream and window."""
    answer = web.get(f"/s/first-payment/map.{suffix}?window=2025-01-01..2025-06-30")
    assert answer.status_code == 200
    assert answer.content.lstrip()[: len(begins)].lower() == begins.lower()
    assert f"first-payment-map-2025-01-01-2025-06-30.{suffix}" in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_items_as_csv_are_all_of_them_and_run_nothing(web: httpx.Client) -> None:
    """The CSV holds every item of every page."""
    lines = web.get(f"{ITEMS}?format=csv").text.splitlines()
    assert len(lines) == 61
    assert lines[0].startswith("id,key,label,kind,started_at,ended_at,outcome,total_days")


def test_events_lead_to_their_source_only_over_the_web(web: httpx.Client) -> None:
    """Links out carry no referrer and no opener, and other schemes than http are not linked at all."""
    text = web.get(ITEM).text
    outside = re.findall(r'<a href="(https?://[^"]+)"([^>]*)>', text)
    assert outside
    assert all("noreferrer" in rest and "noopener" in rest for _, rest in outside)


def test_made_up_data_is_called_so_on_every_page(web: httpx.Client) -> None:
    """Nobody takes the demo for a real company."""
    for path in PAGES:
        assert "Made up." in web.get(path).text


def test_nothing_yet_invites_to_name_a_first_stream(web: httpx.Client, company: Company) -> None:
    """An empty workspace says what to do next, on both pages that it has."""
    company.empty = True
    start = web.get("/").text
    assert "headrace init" in start
    assert "<table" not in start
    assert web.get("/data").status_code == 200


def test_a_window_in_which_nothing_finished_offers_a_wider_one(web: httpx.Client, company: Company) -> None:
    """Without a picture there is no empty table of it, but two ways on."""
    company.finished = 0
    text = web.get(MAP).text
    assert "The same picture as a table" not in text
    assert f'href="{MAP}?window=all"' in text
    assert f'href="{ITEMS}?at=open"' in text


def test_a_kind_of_work_that_is_not_there_can_be_left_out(web: httpx.Client, company: Company) -> None:
    """A refused kind leads to the same page for all work."""

    def refuse(*_: object, **__: object) -> None:
        raise BadRequest("No work of that kind finished in this window.")

    company.map = refuse  # type: ignore[method-assign, assignment]
    answer = web.get(f"{MAP}?kind=Chore&window=2025-01-01..2025-06-30")
    assert answer.status_code == 400
    assert f'<a href="{MAP}?window=2025-01-01..2025-06-30">Show all kinds of work</a>' in answer.text


def test_streams_that_cannot_be_derived_say_why(web: httpx.Client) -> None:
    """A stream with a problem is listed with it, not left out and not shown as zero."""
    assert "so nothing ever finishes" in web.get("/").text


def test_health_is_answered_without_touching_the_workspace(web: httpx.Client, company: Company) -> None:
    """A watcher may ask as often as it likes."""
    assert web.get("/healthz").json() == {"status": "ok"}
    assert company.asked == 0


def test_the_data_page_has_no_row_for_what_is_not_irregular(web: httpx.Client, company: Company) -> None:
    """Only kinds of irregularity that items have are listed; a stream without any says so in a line."""
    view = company.check()
    calm = (
        OddityLine("first-payment", "reopened", "until work goes on they wait", 0, 0.0),
        OddityLine("shop-check", "reopened", "until work goes on they wait", 0, 0.0),
    )
    names = (("first-payment", "First payment"), ("shop-check", "Shop check"))
    company.check = lambda: replace(view, oddities=(*view.oddities, *calm), streams=names)  # type: ignore[method-assign]
    text = web.get("/data").text
    assert "most often: went back" in text
    assert "reopened" not in text
    assert "<b>Shop check</b> nothing irregular" in text


def test_the_data_page_names_streams_and_folds_them(web: httpx.Client, company: Company) -> None:
    """A stream is called by its name, its rules are folded, and what matches nothing stands before them."""
    lost = RuleLine("first-payment", "Test", "working", "item.testing", 0, 0)
    view = company.check()
    names = (("first-payment", "First payment"), ("shop-check", "Shop check"))
    found = (RuleLine("shop-check", "Check", "working", "item.checking", 9, 3), *view.rules, lost)
    company.check = lambda: replace(view, rules=found, streams=names)  # type: ignore[method-assign]
    text = web.get("/data").text
    assert text.index("<code>item.testing</code>") < text.index(
        '<details class="fold"><summary><b>Shop check</b>'
    )
    assert "<b>Shop check</b> 1 rule<" in text
    assert "<b>First payment</b> 4 rules, 2 of them match nothing<" in text
    alone = web.get("/data?stream=shop-check").text
    assert "<b>Shop check</b></p>" in alone, "the crumb is the stream's name"
    assert '<details class="fold" open><summary><b>Shop check</b> 1 rule<' in alone
    assert "item.testing" not in alone
