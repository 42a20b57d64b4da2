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
