"""What a preflight of the tools of delivery finds out, over fakes of them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.http_client import Client, Refused
from tests.connectors.fake_tool import Told
from tests.connectors.fakes.argocd import FakeArgoCD
from tests.connectors.fakes.azure_devops import FakeAzureDevOps
from tests.connectors.fakes.circleci import FakeCircleCI
from tests.connectors.fakes.jenkins import FakeJenkins
from tests.connectors.fakes.sonarqube import FakeSonarQube

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.connectors.ground.contract import Finding

FAKES = (FakeArgoCD, FakeAzureDevOps, FakeCircleCI, FakeJenkins, FakeSonarQube)
ENOUGH = 10
"""Requests for two projects and what belongs to them."""


@pytest.fixture(params=FAKES)
def tool(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fake with something of everything in it."""
    chance = Random(5)
    with request.param() as fake:
        for _ in range(60):
            fake.change_anything(chance)
        yield fake


def findings(tool: Any) -> list[Finding]:
    """What a preflight finds."""
    connector = tool.connector(tool.settings())
    client = Client(connector.access(), wait=lambda _seconds: None)
    try:
        return list(connector.preflight(client))
    finally:
        client.close()


def test_all_that_can_be_read_is_found_with_few_requests(tool: Any) -> None:
    """Every finding works, each thing is said once, and no more is asked than is needed."""
    found = findings(tool)
    assert found
    assert all(finding.works for finding in found)
    assert len({finding.what for finding in found}) == len(found)
    assert len(tool.requests) <= ENOUGH


def test_what_may_not_be_read_is_said_and_stops_nothing(tool: Any) -> None:
    """A refusal of the second project is one finding or some; what else there is, is tried all the same."""
    allowed = findings(tool)
    last = len(tool.requests)
    tool.requests.clear()
    tool.fault = lambda number, _asked: Told({"message": "Not for you"}, 403) if number == last else None
    found = findings(tool)
    assert [finding.what for finding in found] == [finding.what for finding in allowed]
    assert [finding.works for finding in found].count(False) == 1
    assert "403" in next(finding.meaning for finding in found if not finding.works)


def test_a_token_that_is_not_valid_ends_it(tool: Any) -> None:
    """401 is told as it is, as soon as something is asked, and nothing more is."""
    tool.fault = lambda _number, _asked: Told({"message": "Who are you?"}, 401)
    with pytest.raises(Refused, match="401") as refused:
        findings(tool)
    assert refused.value.ends_source
    assert len(tool.requests) == 1
