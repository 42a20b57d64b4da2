"""The segments page over HTTP, over a real workspace: the page, its files, the API, and a part that is written."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.segment_records import planted
from tests.web.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.workspace import Workspace

PAGE = "/s/orders/segments"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace in which orders by phone take longer."""
    return planted(tmp_path_factory.mktemp("segments") / "shop")


@pytest.fixture(scope="module")
def shop(workspace: Workspace) -> Iterator[httpx.Client]:
    """Return a client of its pages."""
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        yield client


def test_the_page_says_where_work_is_not_alike(shop: httpx.Client) -> None:
    """Headline, parts, what differs, what was asked and what not, routes, and how it is computed."""
    text = shop.get(PAGE).text
    for part in (
        "Work is not alike: where <b>origin is phone</b>",
        "Where origin is phone, work takes longer than where origin is",
        "the hand-off into Send",
        "origin is mail, o&#x27;clock or web",
        "What was asked",
        "resolution (says how items ended)",
        "Pick → Send",
        "How this is computed",
        "A part as a value stream of its own",
    ):
        assert part in text


def test_the_parts_come_as_files_and_over_the_api(shop: httpx.Client) -> None:
    """CSV has one row per part, JSON and the API everything; what is not there is told so."""
    table = list(csv.DictReader(StringIO(shop.get(f"{PAGE}.csv").text)))
    assert [row["where"] for row in table] == ["origin is phone", "origin is mail, o'clock or web"]
    assert shop.get(f"{PAGE}.json").json()["splits"][0]["attribute"] == "origin"
    assert shop.get(f"{PAGE}.docx").status_code == 404
    view = shop.get("/api/v1/streams/orders/segments").json()
    assert [each["number"] for each in view["segments"]] == [1, 2]
    assert shop.get("/api/v1/streams/odrers/segments").status_code == 404


def test_a_part_is_shown_first_and_written_on_a_word(shop: httpx.Client, workspace: Workspace) -> None:
    """The diff comes first; only this server's own form writes, and only what it showed; then its map is there."""
    before = workspace.file.read_text()
    text = shop.get(f"{PAGE}/write?part=1").text
    assert "Write orders-origin-is-phone into headrace.yaml?" in text
    assert "It holds 150 items, by the values of now." in text
    assert "+    scope:" in text
    scope = "(shop = 'main') AND origin = 'phone'"
    form = {"part": "1", "key": "orders-origin-is-phone", "scope": scope}
    here = {"origin": str(shop.base_url).rstrip("/")}
    assert shop.post(f"{PAGE}/write", data=form, headers={"origin": "http://elsewhere"}).status_code >= 400
    stale = {**form, "scope": "origin = 'web'"}
    assert shop.post(f"{PAGE}/write", data=stale, headers=here).status_code >= 400
    assert shop.get(f"{PAGE}/write?part=9").status_code >= 400
    assert workspace.file.read_text() == before
    answer = shop.post(f"{PAGE}/write", data=form, headers=here)
    assert (answer.status_code, answer.headers["location"]) == (303, "/s/orders-origin-is-phone/map")
    assert shop.get(answer.headers["location"]).status_code == 200
    assert workspace.catalogue.stream("orders-origin-is-phone").scope == scope
