"""The pages over a real workspace: every link that a page offers leads somewhere."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import httpx
import pytest

from headrace.intake import Asked
from headrace.workspace import Workspace
from tests import small_records
from tests.web.conftest import serving

MOST = 120


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace of forty changes read from a CSV file."""
    folder = tmp_path_factory.mktemp("shop")
    workspace = Workspace.create(folder)
    workspace.file.write_text("version: 1\n" + small_records.CATALOGUE, encoding="utf-8")
    workspace.import_files([Asked(small_records.write_records(folder))])
    return workspace


def links(text: str, page: str) -> list[str]:
    """Return the addresses on this server that a page leads to."""
    found = [unescape(href) for href in re.findall(r'(?:href|src|action)="([^"]+)"', text)]
    return [urljoin(page, href).partition("#")[0] for href in found if href.startswith(("/", "?"))]


def test_no_link_leads_nowhere(workspace: Workspace) -> None:
    """Following links from the start page, through map, items, files and single items, nothing is missing."""
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        ahead, seen, broken = ["/"], {"/"}, {}
        while ahead and len(seen) < MOST:
            page = ahead.pop(0)
            answer = client.get(page, follow_redirects=True)
            if answer.status_code != 200:
                broken[page] = answer.status_code
            if answer.headers["content-type"].startswith("text/html") and ".html" not in page:
                new = [link for link in dict.fromkeys(links(answer.text, page)) if link not in seen]
                seen.update(new)
                ahead.extend(new)
        assert broken == {}
        assert any("/items/" in page for page in seen)
        assert any("at=return:" in page for page in seen)
        assert any("map.pdf" in page for page in seen)


def test_the_picture_the_list_and_the_values_agree(workspace: Workspace) -> None:
    """The number of items a wall stands for is the number of items behind its link."""
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        view = client.get("/api/v1/streams/first-payment/map").json()
        assert view["n_finished"] == small_records.FINISHED
        for wall in view["walls"]:
            behind = client.get(f"/api/v1/streams/first-payment/items?at=wait:{wall['key']}").json()
            assert behind["total"] == wall["items"]
        for back in view["returns"]:
            behind = client.get(f"/api/v1/streams/first-payment/items?at=return:{back['key']}").json()
            assert behind["total"] == back["items"]


def test_all_time_reaches_from_the_first_item_to_the_last_event(workspace: Workspace) -> None:
    """``window=all`` becomes the days there are records of, so that the address says what is shown."""
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        answer = client.get("/s/first-payment/map?window=all")
        assert answer.status_code == 303
        assert "window=2025-01-06..2025-06-" in answer.headers["location"]


def test_a_changed_definition_is_shown_at_the_next_look(workspace: Workspace) -> None:
    """Whoever edits ``headrace.yaml`` reloads the page and sees it; what cannot be read is told in words."""
    before = workspace.file.read_text(encoding="utf-8")
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        first = client.get("/s/first-payment/map")
        workspace.file.write_text(before.replace("name: First payment", "name: First till"), encoding="utf-8")
        again = client.get("/s/first-payment/map", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 200
        assert "First till" in again.text
        workspace.file.write_text(before.replace("stages:", "stagse:"), encoding="utf-8")
        broken = client.get("/s/first-payment/map")
        assert broken.status_code == 500
        assert "stagse" in broken.text
        assert "Traceback" not in broken.text
    workspace.file.write_text(before, encoding="utf-8")
