"""Incidents of status pages become objects and events."""

from __future__ import annotations

import gzip
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Client
from headrace.connectors.statuspage.connector import Statuspage
from headrace.errors import BadConfiguration
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors.conformance import Reading as Syncing
from tests.connectors.fakes.statuspage import FakeStatuspage
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from pathlib import Path


def said(*bodies: Any) -> Said:
    """Parse incidents."""
    batch = Batch("s")
    tool = Statuspage({"token": "t"})
    for body in bodies:
        tool.parse(Document("incident", "x", body), batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))


def update(number: int, status: str) -> dict[str, str]:
    """An update at a minute of one hour."""
    return {"id": f"u{number}", "status": status, "display_at": f"2026-03-02T09:{number:02}:00-08:00"}


INCIDENT = {
    "id": "i1", "name": "Checkout is slow", "status": "resolved", "impact": "major", "shortlink": "https://e.org/i1",
    "created_at": "2026-03-02T09:00:00-08:00", "components": [{"name": "Checkout"}],
}  # fmt: skip


def test_updates_tell_the_statuses_and_what_they_mean() -> None:
    """An update that leaves the status as it is makes no event; after a resolution another status reopens it."""
    kinds = [
        "investigating",
        "investigating",
        "monitoring",
        "resolved",
        "monitoring",
        "resolved",
        "postmortem",
    ]
    updates = [update(n, kind) for n, kind in enumerate(kinds)][::-1]
    found = said(INCIDENT | {"status": "postmortem", "incident_updates": updates})
    oid = "s:incident:i1"
    assert [(kind, value) for _, kind, value in found.timeline(oid) if kind != "status"] == [
        ("opened", None), ("resolved", None), ("reopened", None), ("resolved", None),
    ]  # fmt: skip
    assert [v for _, v in found.history(oid, "status")] == [kinds[0], *kinds[2:]]
    assert found.timeline(oid)[0][0] == parse("2026-03-02T17:00:00Z")[0]
    assert [v for _, v in found.history(oid, "severity")] == ["major"]


def test_maintenance_that_was_announced_is_no_incident() -> None:
    """Planned maintenance is told as such: it is not something that did not work."""
    kinds = ["scheduled", "in_progress", "completed"]
    updates = [update(n, kind) for n, kind in enumerate(kinds)]
    found = said(INCIDENT | {"status": "completed", "impact": "maintenance", "incident_updates": updates})
    assert [kind for _, kind, _ in found.timeline("s:maintenance:i1") if kind != "status"] == [
        "announced", "resolved",
    ]  # fmt: skip


@pytest.mark.parametrize("body", [None, [], {}, {"id": "i"}, INCIDENT | {"created_at": "soon"}])
def test_what_is_no_incident_is_refused_in_a_sentence(body: Any) -> None:
    """Whatever an answer holds, it is told as a sentence and nothing else is raised."""
    with pytest.raises(ValueError, match=r"\w+"):
        said(body)


def test_a_public_page_is_read_without_a_key_and_keeps_what_it_no_longer_lists(tmp_path: Path) -> None:
    """A public page lists its newest 50: what has fallen off it stays in the log."""
    with FakeStatuspage(public=True) as tool:
        first = tool.create("p1")
        reading = Syncing(tool, tmp_path)
        assert reading.sync().complete
        for _ in range(50):
            tool.create("p1")
        assert reading.sync().complete
        objects = {oid for oid, _, _ in reading.log()["objects"]}
    assert f"tool:incident:{first}" in objects
    assert len(objects) == 51


def test_no_text_of_an_update_is_kept() -> None:
    """What was written in updates and post-mortems is left out."""
    with FakeStatuspage() as tool:
        tool.create("p1")
        connector = Statuspage(tool.settings())
        with closing(Client(connector.access())) as client:
            assert list(connector.scopes(client)) == ["p1", "p2"]
            kept = [d.body for page in connector.collect(client, "p1", {}) for d in page.documents]
    assert len(kept) == 1
    assert "Planted" not in json.dumps(kept)


def test_without_a_page_and_without_a_key_there_is_nothing_to_read() -> None:
    """The API answers nobody without a key, so that is told before anything is asked."""
    with pytest.raises(BadConfiguration, match="public page"):
        Statuspage({})


@pytest.mark.data
def test_real_incidents_last_as_long_as_their_source_says(shared: Path) -> None:
    """399 incidents of a real page, brought into Statuspage's form: none is lost, each is resolved when it was."""
    path = shared / "data/github_status_incidents/incidents.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        real = [json.loads(line) for line in lines]
    found = said(*(as_answered(one) for one in real))
    assert len(found.objects) == len(real) == 399
    for one in real:
        (oid,) = (oid for oid in found.objects if oid.endswith(f":{one['id']}"))
        events = found.timeline(oid)
        begun = [at for at, kind, _ in events if kind in ("opened", "announced")]
        assert begun == [parse(one["started_at"])[0]]
        ended = [at for at, kind, _ in events if kind == "resolved"]
        assert ended[-1:] == ([parse(one["resolved_at"])[0]] if one["resolved_at"] else [])


def as_answered(one: dict[str, Any]) -> dict[str, Any]:
    """Return an incident of the data set as Statuspage answers it; "Update" leaves the status as it is."""
    updates: list[dict[str, str]] = []
    status = "investigating"
    for number, told in enumerate(one["updates"]):
        name = told["status"].lower().replace(" ", "_")
        status = status if name == "update" else name
        updates.insert(0, {"id": f"{one['id']}-{number}", "status": status, "display_at": told["at"]})
    return {
        "id": one["id"], "name": one["title"], "status": status, "impact": one["impact"], "shortlink": one["url"],
        "created_at": one["started_at"], "incident_updates": updates,
        "components": [{"name": name} for name in one.get("components") or ()],
    }  # fmt: skip
