"""Bitbucket's pull requests, pipelines and deployments become objects and events as they were told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.bitbucket.connector import Bitbucket
from headrace.connectors.bitbucket.minimising import kept
from headrace.connectors.ground.contract import Document
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors import devlake
from tests.connectors.documents import parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.readings import Said

PLACE = "space/shop"
ANN = {"account_id": "ann", "display_name": "Ann Example", "uuid": "{1}"}
BOB = {"account_id": "bob", "display_name": "Bob Example", "uuid": "{2}"}


def at(text: str) -> int:
    """µs UTC of a time."""
    return parse(text)[0]


def day(number: int) -> str:
    """A day of a month as Bitbucket writes it."""
    return f"2026-01-{number:02d}T10:00:00.123456+00:00"


def read(*documents: tuple[str, dict[str, Any]], place: str = PLACE, **settings: str) -> Said:
    """Parse documents of kind and content, kept as a collection keeps them."""
    connector = Bitbucket({"token": "t", **settings})
    made = [
        Document(kind, str(number), json.loads(json.dumps(kept({"repository": place, **body}))))
        for number, (kind, body) in enumerate(documents)
    ]
    return parsed(connector, made)


def request(**more: Any) -> dict[str, Any]:
    """A pull request that is open."""
    return {
        "id": 9, "title": "Pay", "description": "See SHOP-3", "state": "OPEN", "author": ANN,
        "created_on": day(1), "updated_on": day(9), "source": {"branch": {"name": "SHOP-7-pay"}},
        "destination": {"branch": {"name": "main"}}, "merge_commit": None,
        "links": {"html": {"href": "https://bitbucket.org/space/shop/pull-requests/9"}},
    } | more  # fmt: skip


OID = f"s:change:{PLACE}#9"


def test_a_pull_request_with_its_activity() -> None:
    """Reviews of others, drafts, its merge and its commits; nothing of what was said."""
    activity = [
        {"update": {"date": day(8), "state": "MERGED", "changes": {}}},
        {"approval": {"date": day(6), "user": BOB}},
        {"changes_requested": {"date": day(5), "user": BOB}},
        {
            "comment": {
                "id": 41,
                "created_on": day(4),
                "user": BOB,
                "content": {"raw": "Cents?"},
                "deleted": False,
            }
        },
        {"comment": {"id": 42, "created_on": day(4), "user": ANN, "deleted": False}},
        {"comment": {"id": 43, "created_on": day(4), "user": BOB, "deleted": True}},
        {"update": {"date": day(3), "state": "OPEN", "changes": {"reviewers": {"added": [BOB]}}}},
        {"update": {"date": day(2), "state": "OPEN", "changes": {"draft": {"old": True, "new": False}}}},
        {"update": {"date": day(1), "state": "OPEN", "changes": {}}},
    ]
    body = {
        "pull_request": request(state="MERGED", merge_commit={"hash": "abcdef012345"}),
        "activity": activity,
        "commits": [{"hash": "c" * 40, "date": day(1)}],
    }
    said = read(("pull_request", body))
    assert [(kind, value) for _, kind, value in said.timeline(OID)] == [
        ("opened", None), ("authored", None), ("ready", None), ("review requested", None),
        ("reviewed", "commented"), ("reviewed", "changes requested"), ("reviewed", "approved"), ("merged", None),
    ]  # fmt: skip
    assert said.history(OID, "draft") == [(at(day(1)), "yes"), (at(day(2)), "no")]
    assert said.history(OID, "status") == [(at(day(1)), "open"), (at(day(8)), "merged")]
    assert said.mentioned(OID) == {
        ("abcdef012345", "became", link_rules.MERGE_COMMIT),
        ("c" * 40, "contains", link_rules.CHANGE_COMMIT),
        ("SHOP-3", "names", link_rules.KEY_IN_TEXT),
        ("SHOP-7", "names", link_rules.KEY_IN_TEXT),
    }


@pytest.mark.parametrize("state", ["DECLINED", "SUPERSEDED"])
def test_a_pull_request_that_was_not_merged_was_closed(state: str) -> None:
    """Declined and superseded are ways of closing; its commits are not part of the branch."""
    activity = [{"update": {"date": day(4), "state": state, "changes": {}}}]
    said = read(("pull_request", {"pull_request": request(state=state), "activity": activity}))
    assert (at(day(4)), "closed", state.lower()) in said.timeline(OID)
    assert link_rules.MERGE_COMMIT not in {rule for *_, rule in said.mentioned(OID)}


def test_an_end_that_the_activity_does_not_tell_stands_at_the_last_change() -> None:
    """Old requests have no activity; when they were changed last is the best that is known."""
    said = read(("pull_request", {"pull_request": request(state="MERGED"), "activity": []}))
    assert said.timeline(OID)[-1] == (at(day(9)), "merged", None)


def test_a_pipeline_with_its_steps() -> None:
    """It starts with its first step, ends in our words, and names commit and request."""
    pipeline = {
        "uuid": "{p1}", "build_number": 5, "created_on": day(1), "completed_on": day(4),
        "state": {"name": "COMPLETED", "result": {"name": "STOPPED"}}, "trigger": {"name": "PUSH"},
        "target": {"ref_name": "main", "commit": {"hash": "a" * 40}, "pullrequest": {"id": 9}},
    }  # fmt: skip
    ended = {"name": "COMPLETED", "result": {"name": "SUCCESSFUL"}}
    steps = [
        {"uuid": "{s1}", "name": "Test", "started_on": day(2), "completed_on": day(3), "state": ended},
        {"uuid": "{s2}", "name": "Deploy", "state": {"name": "PENDING"}},
    ]
    said = read(("pipeline", {"pipeline": pipeline, "steps": steps}))
    assert said.timeline("s:build:p1") == [
        (at(day(1)), "queued", None), (at(day(2)), "started", None), (at(day(4)), "finished", "cancelled"),
    ]  # fmt: skip
    assert said.timeline("s:job:s1") == [(at(day(2)), "started", None), (at(day(3)), "finished", "success")]
    assert said.timeline("s:job:s2") == []
    assert said.mentioned("s:build:p1") == {
        ("a" * 40, "of", link_rules.BUILT_COMMIT),
        (f"{PLACE}#9", "of", link_rules.BUILT_CHANGE),
    }
    assert {row[:2] for row in said.relations} == {("s:job:s1", "s:build:p1"), ("s:job:s2", "s:build:p1")}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"name": "COMPLETED", "status": {"name": "FAILED"}}, "failure"),
        ({"name": "COMPLETED"}, "success"),
        ({"name": "UNDEPLOYED"}, None),
    ],
)
def test_how_a_deployment_ended(state: dict[str, Any], expected: str | None) -> None:
    """By its status where Bitbucket tells it; what was never deployed has no end."""
    deployment = {
        "uuid": "{d1}", "environment": {"name": "eu", "environment_type": {"name": "Production"}},
        "release": {"created_on": day(1), "commit": {"hash": "a" * 40}, "pipeline": {"uuid": "{p1}"}},
        "state": {**state, "started_on": day(2), "completed_on": day(3)},
    }  # fmt: skip
    said = read(("deployment", {"deployment": deployment}))
    oid = "s:deployment:d1"
    ends = [value for _, kind, value in said.timeline(oid) if kind == "finished"]
    assert ends == ([expected] if expected else [])
    assert said.history(oid, "production") == [(0, "yes")]
    assert ("p1", "made by", link_rules.DEPLOYED_BY) in said.mentioned(oid)
    assert read(("deployment", {"deployment": deployment}), production="live").history(oid, "production") == [
        (0, "no")
    ]


def test_a_commits_author_is_known_by_address() -> None:
    """Other tools know the same person by it; the name is not kept."""
    commit = {
        "hash": "a" * 40,
        "date": day(1),
        "message": "SHOP-1",
        "author": {"raw": "Ann <ann@example.org>", "user": ANN},
        "parents": [{"hash": "b" * 40}],
    }
    said = read(("commit", {"commit": commit}))
    assert said.history(f"s:commit:{'a' * 40}", "author_key") == [(0, "key of ann@example.org")]
    assert said.history(f"s:commit:{'a' * 40}", "parent") == [(0, "b" * 40)]
    assert ("SHOP-1", "names", link_rules.KEY_IN_MESSAGE) in said.mentioned(f"s:commit:{'a' * 40}")


def test_nobody_is_named_in_what_is_kept() -> None:
    """Names of people and what they wrote below a request are not even kept."""
    activity = [{"comment": {"id": 1, "created_on": day(1), "user": BOB, "content": {"raw": "Ask Ann"}}}]
    text = json.dumps(kept({"repository": PLACE, "pull_request": request(), "activity": activity}))
    assert "Example" not in text
    assert "Ask" not in text


# What Apache DevLake makes of the same answers; docs/connectors/bitbucket.md lists what differs, and why.


@pytest.fixture(scope="module")
def tables(shared: Path) -> devlake.Tables:
    """DevLake's own test of Bitbucket."""
    return devlake.tables(shared, "bitbucket")


def answers(tables: devlake.Tables, name: str) -> list[dict[str, Any]]:
    """The answers of a raw table."""
    return [json.loads(row["data"]) for row in tables[f"_raw_bitbucket_api_{name}"]]


def number(identity: str) -> str:
    """The part of DevLake's id that Bitbucket gave."""
    return identity.rpartition(":")[2].strip("{}")


HOME = "likyh/likyhphp"
RESULTS = {"SUCCESS": {"success"}, "FAILURE": {"failure", "cancelled"}, "": {"skipped", "cancelled"}}
"""DevLake's result → ours: it counts what was stopped as failed, and gives what expired or did not run none."""


@pytest.mark.data
def test_pull_requests_agree_with_devlake(tables: devlake.Tables) -> None:
    """Title, address, branches, state and the commit that each one became."""
    raw = {str(one["id"]): one for one in answers(tables, "pull_requests")}
    said = read(*(("pull_request", {"pull_request": one}) for one in raw.values()), place=HOME)
    assert len(tables["pull_requests"]) == len(raw) == 57
    for row in tables["pull_requests"]:
        oid = f"s:change:{HOME}#{row['pull_request_key']}"
        assert said.objects[oid][2:] == (row["title"], row["url"])
        assert said.history(oid, "branch")[0][1] == row["head_ref"]
        assert said.history(oid, "base")[0][1] == row["base_ref"]
        assert str(said.history(oid, "status")[-1][1]).upper() == row["original_status"]
        became = {ref for ref, _, rule in said.mentioned(oid) if rule == link_rules.MERGE_COMMIT}
        assert became == ({row["merge_commit_sha"]} if row["merge_commit_sha"] else set())


@pytest.mark.data
def test_commits_of_pull_requests_agree_with_devlake(tables: devlake.Tables) -> None:
    """Every commit with its time."""
    below: dict[str, list[Any]] = {}
    for row in tables["_raw_bitbucket_api_pull_request_commits"]:
        below.setdefault(str(json.loads(row["input"])["BitbucketId"]), []).append(json.loads(row["data"]))
    documents = [
        ("pull_request", {"pull_request": request(id=int(one)), "commits": commits})
        for one, commits in below.items()
    ]
    said = read(*documents, place=HOME)
    ours = {
        (about.partition("#")[2], said.attributes(eid)["commit"], moment)
        for eid, kind, _, moment, *_ in said.events if kind == "authored"
        for other, about, _ in said.event_objects if other == eid
    }  # fmt: skip
    assert ours == {
        (number(row["pull_request_id"]), row["commit_sha"], at(row["commit_authored_date"]))
        for row in tables["pull_request_commits"]
    }


@pytest.mark.data
def test_pipelines_and_steps_agree_with_devlake(tables: devlake.Tables) -> None:
    """Result, commit and branch of every pipeline; name, times and result of every step."""
    steps: dict[str, list[Any]] = {}
    for one in answers(tables, "pipeline_steps"):
        steps.setdefault(one["pipeline"]["uuid"], []).append(one)
    raw = {one["uuid"]: one for one in answers(tables, "pipelines")}
    said = read(
        *(("pipeline", {"pipeline": one, "steps": steps.get(uuid, [])}) for uuid, one in raw.items()),
        place=HOME,
    )
    assert len(tables["cicd_pipelines"]) == len(raw) == 22
    for row in tables["cicd_pipelines"]:
        _same_end(said, f"s:build:{number(row['id'])}", row["result"])
    for row in tables["cicd_pipeline_commits"]:
        oid = f"s:build:{number(row['pipeline_id'])}"
        assert (row["commit_sha"], "of", link_rules.BUILT_COMMIT) in said.mentioned(oid)
        assert said.history(oid, "branch") == [(0, row["branch"])]
    parts = {job: build for job, build, *_ in said.relations}
    assert len(tables["cicd_tasks"]) == 26
    for row in tables["cicd_tasks"]:
        oid = f"s:job:{number(row['id'])}"
        assert parts[oid] == f"s:build:{number(row['pipeline_id'])}"
        assert said.objects[oid][2] == row["name"]
        _same_end(said, oid, row["result"])
        times = {kind: moment // 1000 for moment, kind, _ in said.timeline(oid)}
        for kind, field in (("started", "started_date"), ("finished", "finished_date")):
            if kind == "finished" and kind not in times:
                assert row["result"] == ""
            elif row[field]:  # in milliseconds
                assert times[kind] == at(row[field]) // 1000


def _same_end(said: Said, oid: str, result: str) -> None:
    ends = [value for _, kind, value in said.timeline(oid) if kind == "finished"]
    assert set(ends) <= RESULTS[result]
    assert len(ends) == 1 if result else len(ends) <= 1


@pytest.mark.data
def test_deployments_agree_with_devlake(tables: devlake.Tables) -> None:
    """Environment, result and commit of every deployment."""
    raw = answers(tables, "deployments")
    said = read(*(("deployment", {"deployment": one}) for one in raw), place=HOME)
    expected = tables["cicd_deployments_for_deployment"]
    assert len(expected) == len(raw) == 27
    for row in expected:
        oid = f"s:deployment:{number(row['id'])}"
        assert said.history(oid, "production") == [(0, "yes" if row["environment"] == "PRODUCTION" else "no")]
        assert said.history(oid, "status") == [(0, row["original_status"])]
        assert said.objects[oid][3] == row["url"]
        ends = [value for _, kind, value in said.timeline(oid) if kind == "finished"]
        assert len(ends) == bool(row["result"])
        assert set(ends) <= RESULTS[row["result"]]
    for row in tables["cicd_deployment_commits_for_deployment"]:
        oid = f"s:deployment:{number(row['id'])}"
        assert (row["commit_sha"], "of", link_rules.DEPLOYED_COMMIT) in said.mentioned(oid)
