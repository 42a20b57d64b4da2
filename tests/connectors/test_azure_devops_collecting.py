"""How Azure DevOps is read: nothing is missed when lists change, and no more is kept than is needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.http_client import Client, Refused
from tests.connectors.fake_tool import Told
from tests.connectors.fakes import azure_devops
from tests.connectors.fakes.azure_devops import FakeAzureDevOps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.connectors.ground.contract import Cursor, Document
    from tests.connectors.fake_tool import Asked


@pytest.fixture
def tool() -> Iterator[FakeAzureDevOps]:
    """A fake with something of everything in it."""
    chance = Random(5)
    with FakeAzureDevOps() as fake:
        for _ in range(60):
            fake.change_anything(chance)
        yield fake


def read(
    tool: Any, scope: str, cursor: Cursor | None = None, **options: str
) -> tuple[list[Document], Cursor]:
    """All documents of one reading, and the cursor behind them."""
    connector = tool.connector(tool.settings() | options)
    client = Client(connector.access(), wait=lambda _seconds: None)
    found: list[Document] = []
    cursor = cursor or {}
    try:
        for page in connector.collect(client, scope, cursor):
            found.extend(page.documents)
            cursor = page.cursor
    finally:
        client.close()
    return found, cursor


def test_descriptions_and_names_of_persons_are_not_kept(tool: FakeAzureDevOps) -> None:
    """What is not read is left out before anything is kept."""
    found, _ = read(tool, "Shop")
    assert {document.kind for document in found} == {"work item", "pull request", "build", "deployment"}
    told = repr([document.body for document in found])
    assert "someone@example.org" in told  # to become a key
    for left_out in ("not to be kept", "Some One"):
        assert left_out not in told


def test_more_items_of_one_moment_than_a_page_holds(tool: FakeAzureDevOps) -> None:
    """A bulk change stamps many items alike; all are read, and none twice within a reading."""
    at = "2026-04-01T00:00:00Z"
    for number in range(1000, 1010):
        fields = {"System.TeamProject": "Shop", "System.State": "New", "System.CreatedDate": at,
                  "System.WorkItemType": "Bug"}  # fmt: skip
        tool.items[number] = {"id": number, "rev": 1, "fields": fields, "relations": [], "updates": []}
        tool.clock = datetime(2026, 4, 1, tzinfo=UTC)
        tool._update(number, {})
    found, cursor = read(tool, "Shop", read="work items")
    keys = [document.key for document in found]
    assert {str(number) for number in range(1000, 1010)} <= set(keys)
    assert len(keys) == len(set(keys))
    again, _ = read(tool, "Shop", cursor, read="work items")
    assert {str(number) for number in range(1000, 1010)} == {document.key for document in again}


def test_an_item_that_changes_after_it_was_listed_does_not_carry_the_place_along(
    tool: FakeAzureDevOps,
) -> None:
    """Otherwise what changed between the two would never be read."""
    moved: list[int] = []

    def fault(_number: int, asked: Asked) -> Told | None:
        if asked.path.endswith("/workitemsbatch") and not moved:
            moved.append(asked.body["ids"][-1])
            tool.clock = datetime(2027, 1, 1, tzinfo=UTC)
            tool._update(moved[0], {"System.State": "Closed"})
        return None

    tool.fault = fault
    found, _ = read(tool, "Shop", read="work items")
    inside = {str(n) for n, item in tool.items.items() if item["fields"]["System.TeamProject"] == "Shop"}
    assert moved
    assert {document.key for document in found} == inside
    last = [document for document in found if document.key == str(moved[0])][-1]
    assert last.body["fields"]["System.State"] == "Closed"


def test_times_that_azure_rounds_are_no_trap(tool: FakeAzureDevOps, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed a fraction later than it says lies behind its own time; the reading ends all the same."""
    told = azure_devops._changed
    monkeypatch.setattr(azure_devops, "_changed", lambda item: told(item) + timedelta(microseconds=300))
    found, _ = read(tool, "Shop", read="work items")
    inside = {str(n) for n, item in tool.items.items() if item["fields"]["System.TeamProject"] == "Shop"}
    assert {document.key for document in found} == inside


def test_a_part_that_may_not_be_read_stops_no_other(tool: FakeAzureDevOps) -> None:
    """Its refusal is told at the end, when everything else has been read."""
    tool.fault = lambda _n, asked: Told({"message": "No"}, 403) if "pullrequests" in asked.path else None
    connector = tool.connector(tool.settings())
    found: set[str] = set()

    def everything() -> None:
        for page in connector.collect(Client(connector.access()), "Shop", {}):
            found.update(document.kind for document in page.documents)

    with pytest.raises(Refused, match="403"):
        everything()
    assert found == {"work item", "build", "deployment"}


def test_projects_are_listed_page_by_page() -> None:
    """All projects are found, however many there are."""

    class Projects(FakeAzureDevOps):
        def answer(self, asked: Asked) -> Told:
            skip = int(asked.query["$skip"])
            return Told({"value": [{"name": f"P{number}"} for number in range(skip, min(250, skip + 100))]})

    with Projects() as fake:
        connector = fake.connector(fake.settings() | {"projects": ""})
        assert len(connector.scopes(Client(connector.access()))) == 250
