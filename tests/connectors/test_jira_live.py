"""Jira read live: what holds beside what holds for every tool."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.connectors.conformance import Reading, patient
from tests.connectors.fakes.jira import FakeJira

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("cloud", [False, True])
def test_the_last_one_that_goes_is_noticed(
    cloud: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every issue is deleted: an incremental sync leaves as empty a log as a full one."""
    with FakeJira(cloud=cloud) as tool, patient(monkeypatch):
        chance = Random(2)
        for _ in range(20):
            tool.change_anything(chance)
        reading = Reading(tool, tmp_path)
        assert reading.sync().complete
        assert reading.log()["objects"]
        tool.issues.clear()
        assert reading.sync().complete
        assert reading.log()["objects"] == []
        assert reading.log()["events"] == []


def test_nothing_is_listed_while_as_many_are_there_as_are_kept(tmp_path: Path) -> None:
    """A sync that brings nothing asks how many there are; one deletion beside one creation is still noticed."""
    with FakeJira() as tool:
        first, *_ = [tool.create("SHOP") for _ in range(12)]
        reading = Reading(tool, tmp_path)
        assert reading.sync().complete
        assert reading.sync().complete
        assert not _listings(tool)
        del tool.issues[first]
        tool.create("SHOP")
        assert reading.sync().complete
        assert _listings(tool)
        assert len(reading.log()["objects"]) == 12


def _listings(tool: FakeJira) -> list[str]:
    """Return the requests that list ids."""
    return [
        asked.query["jql"]
        for asked in tool.requests
        if asked.query.get("fields") == "id" and asked.query["maxResults"] != "0"
    ]
