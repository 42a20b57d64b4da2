"""A step written down on an item's page: it is on that page at once, and only a page of this server may send it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from headrace.intake import Asked
from headrace.web.app import create_app
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "http://127.0.0.1"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[TestClient]:
    """The pages of a real workspace."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    workspace = Workspace(tmp_path)
    workspace.import_files([Asked(write_records(tmp_path))])
    with TestClient(create_app(workspace), base_url=HERE, follow_redirects=False) as client:
        yield client


def test_a_step_is_written_down_and_shown(web: TestClient) -> None:
    """The form's answer leads back to the item, whose events have the step; who said it is not shown."""
    strip = web.get("/api/v1/streams/first-payment/items").json()["strips"][0]
    item = strip["item_id"]
    form = {"item": item, "step": "Approved by the customer", "at": "2025-01-10T14:30", "by": "Ann Example"}
    answer = web.post("/s/first-payment/steps", data=form, headers={"Origin": HERE})
    assert answer.status_code == 303
    page = web.get(answer.headers["location"])
    assert page.status_code == 200
    assert "Approved by the customer" in page.text
    assert "Ann Example" not in page.text


def test_a_step_is_taken_back_after_a_question(web: TestClient) -> None:
    """The page asks in a fold of its own; sent, the step is gone from the item; from elsewhere it stays."""
    item = web.get("/api/v1/streams/first-payment/items").json()["strips"][0]["item_id"]
    page = f"/s/first-payment/items/{item}"
    assert "Take it back" not in web.get(page).text
    form = {"item": item, "step": "Sent & received", "at": "2025-01-10T14:30", "by": "Ann Example"}
    web.post("/s/first-payment/steps", data=form, headers={"Origin": HERE})
    shown = web.get(page).text
    assert "Take it back" in shown
    address, fields = form_of(shown, "take-back")
    assert fields == {"item": item, "step": "Sent & received", "at": "2025-01-10T14:30:00Z"}
    assert web.post(address, data=fields).status_code == 400
    assert web.post(address, data=fields | {"at": "2025-01-11"}, headers={"Origin": HERE}).status_code == 400
    assert "Sent &amp;" in web.get(page).text
    answer = web.post(address, data=fields, headers={"Origin": HERE})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert "Sent &amp;" not in web.get(page).text


def form_of(page: str, action: str) -> tuple[str, dict[str, str]]:
    """Return the address and the fields of the form that is sent to an address with these words."""
    address, inside = re.findall(rf'<form[^>]*action="([^"]*{action}[^"]*)">(.*?)</form>', page, re.DOTALL)[0]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', inside)
    return unescape(address), {name: unescape(value) for name, value in fields}


def test_only_a_page_of_this_server_may_send_it(web: TestClient) -> None:
    """From elsewhere, without an origin, or with something missing: refused, and nothing is written."""
    item = web.get("/api/v1/streams/first-payment/items").json()["strips"][0]["item_id"]
    form = {"item": item, "step": "Sent", "at": "2025-01-10T14:30"}
    for headers in ({"Origin": "http://elsewhere.example.com"}, {}, {"Origin": "null"}):
        assert web.post("/s/first-payment/steps", data=form, headers=headers).status_code == 400
    for part in form:
        left = {name: text for name, text in form.items() if name != part}
        assert web.post("/s/first-payment/steps", data=left, headers={"Origin": HERE}).status_code == 400
    late = web.post("/s/first-payment/steps", data=form | {"at": "soon"}, headers={"Origin": HERE})
    assert late.status_code == 400
    assert "is no time" in late.text
    assert "Sent" not in web.get(f"/s/first-payment/items/{item}").text


def test_an_item_page_says_that_what_is_known_is_known_now(web: TestClient) -> None:
    """What an item is shown with is as of the data's time: it may have been another when the item began."""
    item = web.get("/api/v1/streams/first-payment/items").json()["strips"][0]["item_id"]
    shown = web.get(f"/s/first-payment/items/{item}").text
    assert "<h2>Known of it now</h2>" in shown
    assert "<dt>type</dt><dd>bug</dd>" in shown or "<dt>type</dt><dd>feature</dd>" in shown
