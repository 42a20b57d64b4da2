"""Pull requests and commits of Bitbucket Data Center become objects and events as they were told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.bitbucket_server.connector import BitbucketServer
from headrace.connectors.bitbucket_server.minimising import kept
from headrace.connectors.ground.contract import Document
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors import devlake
from tests.connectors.documents import parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.readings import Said

PLACE = "SHOP/web"
ANN = {"name": "ann", "displayName": "Ann Example", "emailAddress": "ann@example.org"}
BOB = {"name": "bob", "displayName": "Bob Example", "emailAddress": "bob@example.org"}
FIRST = 1_767_261_600_000
"""Milliseconds of the first day."""


def at(number: int) -> int:
    """µs UTC of a day."""
    return day(number) * 1000


def day(number: int) -> int:
    """A day as Bitbucket writes it."""
    return FIRST + (number - 1) * 86_400_000


def read(*documents: tuple[str, dict[str, Any]], place: str = PLACE) -> Said:
    """Parse documents of kind and content, kept as a collection keeps them."""
    connector = BitbucketServer({"url": "https://bitbucket.example.org", "token": "t"})
    made = [
        Document(kind, str(number), json.loads(json.dumps(kept({"repository": place, **body}))))
        for number, (kind, body) in enumerate(documents)
    ]
    return parsed(connector, made)


def request(**more: Any) -> dict[str, Any]:
    """A pull request that is open."""
    return {
        "id": 9, "title": "Pay", "description": "", "state": "OPEN", "createdDate": day(1), "updatedDate": day(9),
        "author": {"user": ANN, "role": "AUTHOR"}, "fromRef": {"displayId": "SHOP-7-pay"},
        "toRef": {"displayId": "main"}, "links": {"self": [{"href": "https://bitbucket.example.org/9"}]},
    } | more  # fmt: skip


def activity(number: int, action: str, by: dict[str, Any] = BOB, **more: Any) -> dict[str, Any]:
    """Something that happened to a request, one per day."""
    return {"id": number, "createdDate": day(number), "user": by, "action": action, **more}


OID = f"s:change:{PLACE}#9"


def test_a_pull_request_with_its_activities() -> None:
    """Reviews of others, ends and reopenings are events; its merge names the commit it became."""
    body = {
        "pull_request": request(state="MERGED", closedDate=day(9)),
        "activities": [
            activity(9, "MERGED", commit={"id": "m" * 40}),
            activity(8, "APPROVED"),
            activity(7, "UNAPPROVED"),
            activity(6, "REVIEWED"),
            activity(5, "REOPENED", ANN),
            activity(4, "DECLINED"),
            activity(3, "COMMENTED", comment={"text": "Cents?"}),
            activity(2, "COMMENTED", ANN),
            activity(1, "UPDATED", ANN, addedReviewers=[BOB]),
        ],
        "commits": [{"id": "c" * 40, "authorTimestamp": day(1)}],
    }
    said = read(("pull_request", body))
    assert {(kind, value) for _, kind, value in said.timeline(OID)[:3]} == {
        ("opened", None), ("review requested", None), ("authored", None),
    }  # fmt: skip
    assert [(kind, value) for _, kind, value in said.timeline(OID)[3:]] == [
        ("reviewed", "commented"), ("closed", "declined"), ("reopened", None), ("reviewed", "changes requested"),
        ("approval withdrawn", None), ("reviewed", "approved"), ("merged", None),
    ]  # fmt: skip
    assert said.history(OID, "status") == [
        (at(1), "open"), (at(4), "declined"), (at(5), "open"), (at(9), "merged"),
    ]  # fmt: skip
    assert said.mentioned(OID) == {
        ("m" * 40, "became", link_rules.MERGE_COMMIT),
        ("c" * 40, "contains", link_rules.CHANGE_COMMIT),
        ("SHOP-7", "names", link_rules.KEY_IN_TEXT),
    }
    assert said.objects[OID][3] == "https://bitbucket.example.org/9"


@pytest.mark.parametrize(("state", "event"), [("MERGED", "merged"), ("DECLINED", "closed")])
def test_an_end_without_its_activity_stands_where_the_request_says(state: str, event: str) -> None:
    """The request's own closing time stands in, once."""
    said = read(("pull_request", {"pull_request": request(state=state, closedDate=day(4))}))
    assert [(moment, kind) for moment, kind, _ in said.timeline(OID)] == [(at(1), "opened"), (at(4), event)]


def test_a_commit() -> None:
    """Both times of a commit are told, and who wrote it is a key."""
    commit = {
        "id": "a" * 40, "message": "Pull request #9: SHOP-1", "author": ANN, "authorTimestamp": day(1),
        "committerTimestamp": day(2), "parents": [{"id": "b" * 40}, {"id": "c" * 40}],
    }  # fmt: skip
    said = read(("commit", {"commit": commit}))
    oid = f"s:commit:{'a' * 40}"
    assert said.timeline(oid) == [
        (at(1), "authored", None),
        (at(2), "committed", None),
        (at(2), "merged", None),
    ]
    assert said.history(oid, "author_key") == [(0, "key of ann@example.org")]
    assert said.history(oid, "parent") == [(0, "b" * 40), (0, "c" * 40)]
    assert said.mentioned(oid) == {
        ("#9", "merges", link_rules.MERGE_OF_PULL),
        ("SHOP-1", "names", link_rules.KEY_IN_MESSAGE),
    }


def test_nobody_is_named_in_what_is_kept() -> None:
    """Names of people and what they wrote below a request are not even kept."""
    activities = [activity(1, "COMMENTED", comment={"text": "Ask Ann"})]
    text = json.dumps(kept({"repository": PLACE, "pull_request": request(), "activities": activities}))
    assert "Example" not in text
    assert "Ask" not in text


# What Apache DevLake makes of the same answers; docs/connectors/bitbucket-server.md lists what differs, and why.

HOME = "TP/first-repo"


@pytest.fixture(scope="module")
def tables(shared: Path) -> devlake.Tables:
    """DevLake's own test of Bitbucket Server."""
    return devlake.tables(shared, "bitbucket_server")


@pytest.fixture(scope="module")
def read_all(tables: devlake.Tables) -> Said:
    """All of DevLake's answers, parsed."""
    commits: dict[int, list[Any]] = {}
    for row in tables["_raw_bitbucket_server_api_pull_request_commits"]:
        commits.setdefault(json.loads(row["input"])["BitbucketId"], []).append(json.loads(row["data"]))
    requests = [json.loads(row["data"]) for row in tables["_raw_bitbucket_server_api_pull_requests"]]
    return read(
        *(("pull_request", {"pull_request": one, "commits": commits.get(one["id"], [])}) for one in requests),
        place=HOME,
    )


@pytest.mark.data
def test_pull_requests_agree_with_devlake(tables: devlake.Tables, read_all: Said) -> None:
    """Title, address, branches, state and all times of every request."""
    assert len(tables["pull_requests"]) == len(read_all.objects) == 5
    for row in tables["pull_requests"]:
        oid = f"s:change:{HOME}#{row['pull_request_key']}"
        assert read_all.objects[oid][2:] == (row["title"], row["url"])
        assert read_all.history(oid, "branch")[0][1] == row["head_ref"]
        assert read_all.history(oid, "base")[0][1] == row["base_ref"]
        assert str(read_all.history(oid, "status")[-1][1]).upper() == row["original_status"]
        times = {kind: moment for moment, kind, _ in read_all.timeline(oid)}
        ended = row["merged_date"] or row["closed_date"]
        assert times["opened"] == parse(row["created_date"])[0]
        assert times.get("merged") == (parse(row["merged_date"])[0] if row["merged_date"] else None)
        assert times.get("merged", times.get("closed")) == (parse(ended)[0] if ended else None)


@pytest.mark.data
def test_commits_of_pull_requests_agree_with_devlake(tables: devlake.Tables, read_all: Said) -> None:
    """Every commit with the time it was written."""
    ours = {
        (about.partition("#")[2], read_all.attributes(eid)["commit"], moment)
        for eid, kind, _, moment, *_ in read_all.events if kind == "authored"
        for other, about, _ in read_all.event_objects if other == eid
    }  # fmt: skip
    assert ours == {
        (row["pull_request_id"].rpartition(":")[2], row["commit_sha"], parse(row["commit_authored_date"])[0])
        for row in tables["pull_request_commits"]
    }
