"""Signals on the data page and in the JSON API: the same values, and a name that is not there is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from headrace.intake import Asked
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records
from tests.web.conftest import serving

if TYPE_CHECKING:
    from pathlib import Path

MEANING = (
    "signals:\n  availability: {dimension: reliability, better: up, unit: '%', streams: [first-payment]}\n"
)


def test_the_data_page_and_the_api_have_the_same_readings(tmp_path: Path) -> None:
    """The last reading with its day; one signal by its name; 404 with the nearest name for another."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE + MEANING, encoding="utf-8")
    (tmp_path / "availability.csv").write_text("time,value,n\n2025-03-17,99.5,1012\n", encoding="utf-8")
    workspace = Workspace(tmp_path)
    workspace.import_files([Asked(write_records(tmp_path)), Asked(tmp_path / "availability.csv")])
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        page = client.get("/data").text.replace("\u00a0", " ")
        assert '<section id="signals">' in page
        assert "99.5 %" in page
        assert "17 Mar 2025" in page
        (line,) = client.get("/api/v1/signals/availability").json()
        assert (line["last"]["value"], line["last"]["n"]) == (99.5, 1012)
        assert client.get("/api/v1/signals").json()["signals"] == [line]
        unknown = client.get("/api/v1/signals/availibility")
        assert unknown.status_code == 404
        assert "availability" in unknown.text
