"""Lists of any API become objects and events, however they come in pages."""

from __future__ import annotations

from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import pytest

from headrace.connectors.ground.exposed import exposed
from headrace.connectors.ground.http_client import Client, Refused
from headrace.connectors.http_json.connector import HttpJson
from headrace.errors import BadConfiguration
from tests.cli.conftest import headrace
from tests.connectors import conformance
from tests.connectors.fake_tool import Told
from tests.connectors.fakes.http_json import TOKEN, FakeList

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call

__all__ = ["headrace"]


@pytest.mark.parametrize("how", ["number", "address", "token", "link"])
@pytest.mark.parametrize("by_event", [False, True])
def test_every_way_of_paging_reads_all(how: str, by_event: bool, tmp_path: Path) -> None:
    """By number, by address, by token and by Link header: every entry comes, and what is gone goes."""
    chance = Random(5)
    with FakeList(how, by_event=by_event) as tool:
        for _ in range(40):
            tool.change_anything(chance)
        reading = conformance.Reading(tool, tmp_path)
        assert reading.sync().complete
        keys = {str(one["ref"]["number"]) for one in tool.orders.values()}
        assert {oid.rsplit(":", 1)[1] for oid, _, _ in reading.log()["objects"]} == keys
        for _ in range(10):
            tool.change_anything(chance)
        assert reading.sync().complete
        keys = {str(one["ref"]["number"]) for one in tool.orders.values()}
        assert {oid.rsplit(":", 1)[1] for oid, _, _ in reading.log()["objects"]} == keys


def test_entries_become_objects_and_events(tmp_path: Path) -> None:
    """Parts are found by the names on the way; nothing that is not mapped is kept."""
    with FakeList() as tool:
        tool.change_anything(Random(1))
        reading = conformance.Reading(tool, tmp_path)
        reading.sync()
        log = reading.log()
        connector = HttpJson(tool.settings())
        with closing(Client(connector.access())) as client:
            kept = [d.body for page in connector.collect(client, "list", {}) for d in page.documents]
    assert [oid for oid, _, _ in log["objects"]] == ["tool:item:1"]
    assert [event[1] for event in log["events"]] == ["created"]
    assert log["mentions"] == [("tool:item:1", "SHOP-1", "names", "key in text")]
    assert [sorted(row) for body in kept for row in body["rows"]] == [
        ["done", "opened", "ref.number", "state", "what"]
    ]


def test_only_changes_are_asked_for(tmp_path: Path) -> None:
    """Where the API can be asked for changes, a second sync asks from the newest stamp, less ten minutes."""
    chance = Random(2)
    with FakeList("address", since=True) as tool:
        for _ in range(20):
            tool.change_anything(chance)
        reading = conformance.Reading(tool, tmp_path)
        reading.sync()
        before = len(tool.requests)
        reading.sync()
        asked = tool.requests[before].query["changed_since"]
    newest = max(one["changed"] for one in tool.orders.values())
    assert "2026-03-02T09" < asked < newest


def test_an_api_that_repeats_its_last_page_ends(tmp_path: Path) -> None:
    """Some APIs answer the last page for every later number: the same page again is the end."""
    with FakeList() as tool:
        tool.fault = lambda _number, _asked: Told(
            {"data": {"orders": [{"ref": {"number": 1}, "opened": "2026-03-02"}]}}
        )
        reading = conformance.Reading(tool, tmp_path)
        assert reading.sync().complete
        assert len(tool.requests) == 2


@pytest.mark.parametrize(
    "answer", [{"data": None}, [], {"data": {"orders": {}}}, {"data": {"orders": [{"ref": {}}]}}, None]
)
def test_an_answer_of_another_shape_is_told_in_a_sentence(answer: object, tmp_path: Path) -> None:
    """A list that is not where it should be, or an entry without key, fails the source with what to do."""
    with FakeList() as tool:
        tool.fault = lambda _number, _asked: Told(answer)
        found = conformance.Reading(tool, tmp_path).sync().sources[0].collected
    assert not found.complete
    assert found.scopes[0].failure
    assert found.scopes[0].remedies


def test_the_preflight_names_parts_that_no_entry_has() -> None:
    """A part of the mapping that the first page does not have is told before anything is read."""
    with FakeList() as tool:
        tool.change_anything(Random(1))
        connector = HttpJson(tool.settings() | {"link": "links.web"})
        with closing(Client(connector.access())) as client:
            missing = [finding.what for finding in connector.preflight(client) if not finding.works]
            assert "Part links.web" in missing
        with (
            closing(Client(HttpJson(tool.settings() | {"token": "x"}).access())) as client,
            pytest.raises(Refused),
        ):
            list(connector.preflight(client))


def test_asking_for_changes_of_steps_is_refused() -> None:
    """Of an object with several entries only the changed ones would come."""
    with FakeList(by_event=True) as tool, pytest.raises(BadConfiguration):
        HttpJson(tool.settings() | {"since": "changed_since", "changed": "changed"})


@pytest.mark.parametrize("how", ["number", "address", "token", "link"])
def test_a_token_in_the_address_is_told_nowhere(
    how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where an API wants its key as a parameter, every page gets it; no error, log or kept answer has it."""
    chance = Random(5)
    with FakeList(how, parameter="api_key") as tool, caplog.at_level("DEBUG", "httpx"):
        for _ in range(20):
            tool.change_anything(chance)
        reading = conformance.Reading(tool, tmp_path)
        assert reading.sync().complete
        assert reading.log()["objects"]
        faults = (
            Told({"message": f"bad api_key={TOKEN}"}, 403),
            Told(None, 302, {"Location": f"http://elsewhere.example.com/?api_key={TOKEN}"}),
            Told(None, 302, {"Location": f"{tool.url}/on?api_key={TOKEN}"}),
        )
        told = ""
        for fault in faults:
            tool.fault = lambda _number, _asked, fault=fault: fault
            synced = reading.sync()
            assert not synced.complete
            told += repr(synced)
    told += caplog.text + "".join(capfd.readouterr()) + repr(HttpJson(tool.settings()).access())
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert TOKEN not in told
    assert TOKEN.encode() not in kept


@pytest.mark.parametrize(
    ("text", "name"),
    [("v1/orders?api_key=abc", "api_key"), ("https://x.example/?a=1&X-Access-Token=abc", "X-Access-Token"),
     ("v1?subscription-key=abc", "subscription-key"), ("v1?sig=abc#x", "sig"), ("v1?key=abc", "key"),
     ("v1/orders?api_key=${HEADRACE_KEY}", None), ("v1/orders?per_page=100&sort=key", None),
     ("v1?api_key=", None), ("v1?monkey=abc", None), ("key=abc", None)],
)  # fmt: skip
def test_a_secret_in_an_address_is_noticed(text: str, name: str | None) -> None:
    """A value in clear of a parameter that is called as secrets are; not a variable, and nothing else."""
    assert exposed(text) == name


def test_a_secret_in_an_address_is_refused(headrace: Call, tmp_path: Path) -> None:
    """Neither written into headrace.yaml nor read from there, and not repeated; as a variable it is hidden."""
    done = headrace("connect", "http-json", "--set", "url=http://127.0.0.1:9", "--set", "key=id",
                    "--set", "path=v1/orders?api_key=planted-key")  # fmt: skip
    assert done.returncode == 4
    assert "api_key=…" in done.stderr
    assert "planted-key" not in done.stderr + done.stdout
    (tmp_path / "headrace.yaml").write_text(
        "version: 1\nsources:\n  shop:\n    kind: http-json\n    url: http://127.0.0.1:9\n"
        "    options: {key: id, path: 'v1/orders?api_key=planted-key'}\n",
        encoding="utf-8",
    )
    done = headrace("sync")
    assert done.returncode == 3
    assert "api_key=…" in done.stdout
    assert "planted-key" not in done.stderr + done.stdout
    settings = {"url": "http://127.0.0.1:9", "path": "v1?api_key=planted-key", "key": "id", "events": "a=b"}
    with closing(Client(HttpJson(settings).access())) as client:
        assert "planted-key" not in client.hide("asked for v1?api_key=planted-key")
