"""GitHub's answers become objects and events."""

from __future__ import annotations

import gzip
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.github.connector import GitHub
from headrace.connectors.github.questions import kept
from headrace.connectors.github.reader import GitHubReader
from headrace.connectors.ground.contract import Document
from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch
from headrace.eventlog.persons import pseudonym
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors.readings import Said, said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHANGE, ITEM = "hub:change:shop/pay#14", "hub:item:shop/pay#12"


def read(*documents: tuple[str, Any]) -> Said:
    """Parse documents."""
    tool, batch = GitHub({"token": "t", "repositories": "shop/pay"}), Batch("hub")
    for kind, body in documents:
        tool.parse(Document(kind, "1", body), batch, pseudonym)
    found = Said([batch], Reading("hub"))
    ids = [eid for eid, *_ in found.events]
    assert len(ids) == len(set(ids)), "every event has its own id"
    return found


def minute(number: int) -> str:
    """Return a stamp in one hour."""
    return f"2025-03-02T09:{number:02}:00Z"


def at(number: int) -> int:
    """Return the same in µs."""
    return parse(minute(number))[0]


def thread(word: str, number: int, **more: Any) -> dict[str, Any]:
    """Return a record of an issue (``issues``) or a pull request (``pull``) opened in minute 0."""
    return {
        "html_url": f"https://github.com/shop/pay/{word}/{number}", "number": number, "title": "A title",
        "state": "open", "created_at": minute(0), "updated_at": minute(50), "closed_at": None, **more,
    }  # fmt: skip


def entry(event: str, when: int, **more: Any) -> dict[str, Any]:
    """Return an entry of a timeline."""
    return {"event": event, "id": 100 + when, "created_at": minute(when), **more}


def test_an_issues_timeline_becomes_its_events() -> None:
    """Labels, milestones, closings and reopenings are events at their times; the last closing keeps the reader's id."""
    timeline = [
        entry("labeled", 1, label={"name": "bug"}), entry("milestoned", 2, milestone={"title": "May"}),
        entry("assigned", 3, assignee={"login": "mjones"}), entry("closed", 4, state_reason="completed"),
        entry("reopened", 5), entry("unlabeled", 6, label={"name": "bug"}), entry("renamed", 7),
        entry("transferred", 8), entry("closed", 9, state_reason="not_planned", commit_id="ab" * 20),
        entry("subscribed", 10), entry("locked", 11),
    ]  # fmt: skip
    record = thread("issues", 12, state="closed", closed_at=minute(9), state_reason="not_planned",
                    assignees=[{"login": "mjones"}], milestone={"title": "May"})  # fmt: skip
    found = read(("issue", {"thread": record, "timeline": timeline}))
    assert found.timeline(ITEM) == [
        (at(0), "opened", None), (at(1), "labelled", "bug"), (at(2), "milestone", "May"), (at(3), "assigned", None),
        (at(4), "closed", "completed"), (at(5), "reopened", None), (at(6), "unlabelled", "bug"),
        (at(7), "renamed", None), (at(8), "moved", None), (at(9), "closed", "not_planned"),
    ]  # fmt: skip
    assert "hub:closed:shop/pay#12" in {eid for eid, _, _, when, *_ in found.events if when == at(9)}
    assert found.history(ITEM, "labels") == [(at(1), "bug"), (at(6), None)]
    assert found.history(ITEM, "milestone") == [(at(2), "May")]
    assert found.history(ITEM, "state") == [
        (at(0), "open"),
        (at(4), "closed"),
        (at(5), "open"),
        (at(9), "closed"),
    ]
    assert found.history(ITEM, "assignee_key") == [(at(3), pseudonym("mjones"))]
    assert ("ab" * 20, "closed by", link_rules.TRACKER_LINK) in found.mentioned(ITEM)


def test_what_was_there_before_the_timeline_holds_from_the_beginning() -> None:
    """A label that nothing put on was there when the issue was opened, also when it has been taken off since."""
    record = thread("issues", 12, labels=[{"name": "old"}])
    found = read(("issue", {"thread": record, "timeline": [entry("unlabeled", 5, label={"name": "gone"})]}))
    assert found.history(ITEM, "labels") == [(at(0), "gone"), (at(0), "old"), (at(5), "old")]


def test_status_in_projects_is_status() -> None:
    """Moves on a board are changes of status, those of the projects that GitHub had before as well."""
    timeline = [entry("moved_columns_in_project", 1, project_card={"column_name": "Doing"}),
                entry("project_v2_item_status_changed", 2)]  # fmt: skip
    statuses = [{"id": "S1", "createdAt": minute(2), "previousStatus": "Doing", "status": "Done",
                 "project": {"title": "B"}},
                {"id": "S2", "createdAt": minute(3), "status": "", "project": None}]  # fmt: skip
    found = read(("issue", {"thread": thread("issues", 12), "timeline": timeline, "statuses": statuses}))
    assert [row for row in found.timeline(ITEM) if row[1] == "status"] == [
        (at(1), "status", "Doing"),
        (at(2), "status", "Done"),
    ]
    assert found.history(ITEM, "status") == [(at(1), "Doing"), (at(2), "Done")]
    assert found.attributes("hub:status:shop/pay#12.S1") == {"from": "Doing", "project": "B"}


def test_a_pull_requests_way_to_its_merge() -> None:
    """Draft, ready, review requested, reviewed, merged; the closing that comes with a merge is no event of its own."""
    timeline = [
        {"event": "committed", "sha": "c" * 40, "author": {"date": minute(1), "email": "m@example.org"}},
        entry("ready_for_review", 2), entry("review_requested", 3),
        {"event": "reviewed", "id": 7, "submitted_at": minute(4), "state": "changes_requested"},
        {"event": "reviewed", "id": 8, "submitted_at": minute(5), "state": "dismissed"},
        entry("review_dismissed", 6, dismissed_review={"review_id": 8, "state": "approved"}),
        {"event": "reviewed", "id": 9, "submitted_at": None, "state": "pending"},
        entry("head_ref_force_pushed", 7), entry("merged", 8, commit_id="d" * 40), entry("closed", 8),
        entry("cross-referenced", 9, source={"issue": {"html_url": "https://github.com/shop/web/issues/3"}}),
        entry("referenced", 10, commit_id="e" * 40),
    ]  # fmt: skip
    record = thread("pull", 14, state="closed", closed_at=minute(8), merged_at=minute(8), draft=False,
                    merge_commit_sha="d" * 40, head={"ref": "SHOP-9-fix"}, base={"ref": "main"})  # fmt: skip
    found = read(("pull", {"thread": record, "timeline": timeline}))
    assert found.timeline(CHANGE) == [
        (at(0), "opened", None), (at(2), "ready", None), (at(3), "review requested", None),
        (at(4), "reviewed", "changes requested"), (at(5), "reviewed", "approved"), (at(6), "review dismissed", None),
        (at(7), "force pushed", None), (at(8), "merged", None),
    ]  # fmt: skip
    assert found.history(CHANGE, "draft") == [(at(0), "yes"), (at(2), "no")]
    assert found.mentioned(CHANGE) == {
        ("c" * 40, "contains", link_rules.CHANGE_COMMIT), ("d" * 40, "became", link_rules.MERGE_COMMIT),
        ("shop/web#3", "named by", link_rules.TRACKER_LINK), ("e" * 40, "named by", link_rules.TRACKER_LINK),
        ("SHOP-9", "names", link_rules.KEY_IN_TEXT),
    }  # fmt: skip


def test_parts_of_an_issue_name_their_whole() -> None:
    """A sub-issue is part of its parent, and an issue's type is an attribute."""
    record = thread(
        "issues", 12, parent_issue_url="https://api.github.com/repos/shop/pay/issues/3", type={"name": "Bug"}
    )
    found = read(("issue", {"thread": record, "timeline": []}))
    assert found.mentioned(ITEM) == {("shop/pay#3", "part of", link_rules.PARENT)}
    assert found.history(ITEM, "type") == [(at(0), "Bug")]


RUN = {"id": 5, "name": "CI", "event": "push", "head_branch": "main", "head_sha": "a" * 40, "status": "completed",
       "conclusion": "success", "run_attempt": 2, "created_at": minute(0), "run_started_at": minute(20),
       "updated_at": minute(25)}  # fmt: skip


def test_every_attempt_of_a_run_is_finished_in_its_own_time() -> None:
    """A run that failed and was repeated failed first and succeeded then; each job is a part of it."""
    first = {
        **RUN,
        "run_attempt": 1,
        "run_started_at": minute(1),
        "updated_at": minute(9),
        "conclusion": "timed_out",
    }
    jobs = [
        {"id": 51, "name": "unit", "status": "completed", "conclusion": "skipped", "created_at": minute(1),
         "started_at": minute(2), "completed_at": minute(2)},
        {"id": 52, "name": "live", "status": "waiting", "conclusion": None, "created_at": minute(20),
         "started_at": minute(20), "completed_at": None},
    ]  # fmt: skip
    found = read(("run", {"repository": "shop/pay", "run": RUN, "jobs": jobs, "attempts": [first]}))
    build = "hub:build:shop/pay/actions/runs/5"
    assert found.timeline(build) == [
        (at(0), "queued", None), (at(1), "started", None), (at(9), "finished", "failure"),
        (at(20), "queued", None), (at(20), "started", None), (at(25), "finished", "success"),
    ]  # fmt: skip
    assert found.attributes("hub:finished:shop/pay/actions/runs/5") == {"said": "timed_out"}
    assert found.timeline("hub:job:shop/pay/actions/jobs/51") == [
        (at(1), "queued", None),
        (at(2), "finished", "skipped"),
    ]
    assert found.timeline("hub:job:shop/pay/actions/jobs/52") == [(at(20), "queued", None)]
    assert {(f, word) for f, _, word, *_ in found.relations} == {
        (f"hub:job:shop/pay/actions/jobs/{n}", "part of") for n in (51, 52)
    }


def test_a_run_that_waits_for_consent_has_not_ended() -> None:
    """GitHub calls it completed with an action required; nothing has run yet."""
    run = {**RUN, "run_attempt": 1, "conclusion": "action_required"}
    found = read(("run", {"repository": "shop/pay", "run": run, "jobs": [], "attempts": []}))
    assert "finished" not in {kind for _, kind, *_ in found.events}


def test_a_deployment_starts_ends_and_names_its_run() -> None:
    """Statuses in any order; a second success after a failure is a second end; its log's address names the run."""
    log = "https://github.com/shop/pay/actions/runs/5/job/51"
    states = [
        (9, "INACTIVE", None),
        (4, "SUCCESS", log),
        (3, "FAILURE", log),
        (1, "WAITING", None),
        (2, "IN_PROGRESS", log),
    ]
    node = {"databaseId": 77, "environment": "Live-EU", "commitOid": "a" * 40, "createdAt": minute(0), "ref": None,
            "statuses": {"nodes": [{"state": s, "createdAt": minute(m), "logUrl": u} for m, s, u in states]},
            }  # fmt: skip
    found = read(("deployment", {"repository": "shop/pay", "deployment": node}))
    oid = "hub:deployment:shop/pay/deployments/77"
    assert found.timeline(oid) == [(at(0), "created", None), (at(1), "waiting", None), (at(2), "started", None),
                                   (at(3), "finished", "failure"), (at(4), "finished", "success")]  # fmt: skip
    assert found.history(oid, "production") == [(0, "no")]
    assert ("shop/pay/actions/runs/5", "made by", link_rules.DEPLOYED_BY) in found.mentioned(oid)


def test_a_draft_is_no_release() -> None:
    """Nobody can have it yet; a published one names the commit of its tag."""
    told = {"tag_name": "v1", "name": None, "draft": False, "prerelease": True, "published_at": minute(3)}
    draft = {"repository": "shop/pay", "release": {**told, "draft": True}, "commit": None}
    found = read(
        ("release", {"repository": "shop/pay", "release": told, "commit": "a" * 40}), ("release", draft)
    )
    oid = "hub:release:shop/pay@v1"
    assert set(found.objects) == {oid}
    assert found.timeline(oid) == [(at(3), "released", None)]
    assert found.mentioned(oid) == {("a" * 40, "of", link_rules.RELEASED_COMMIT)}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("issue", {"thread": thread("issues", 12, created_at="soon"), "timeline": []}),
        ("issue", {"thread": thread("issues", 12), "timeline": [entry("reopened", 3) | {"created_at": "later"}]}),
        ("issue", {"thread": {"message": "Not Found", "documentation_url": "x"}, "timeline": []}),
        ("run", {"repository": "shop/pay", "run": {**RUN, "updated_at": "then"}, "jobs": [], "attempts": []}),
        ("deployment", {"repository": "shop/pay", "deployment": {"id": 1, "created_at": None, "ref": "m"}}),
        ("release", {"repository": "a/b", "release": {"tag_name": "v", "published_at": "x"}, "commit": None}),
        ("dependabot", {"repository": "a/b", "alert": {"number": 1, "created_at": "x"}}),
    ],
)  # fmt: skip
def test_what_is_not_as_documented_is_refused_in_words(kind: str, body: Any) -> None:
    """Each is left out with one sentence, not with a traceback's words."""
    with pytest.raises(ValueError, match=r"no time|refusal"):
        read((kind, body))


def test_persons_and_texts_are_not_kept() -> None:
    """Of an account only the login is kept, to make its key from; addresses of other answers are not kept."""
    told = {"user": {"login": "m", "email": "m@example.org"}, "events_url": "x", "html_url": "y", "node_id": "z",
            "labels": [{"name": "bug", "url": "u"}], "base": {"repo": {"full_name": "a/b", "fork": True}}}  # fmt: skip
    assert kept(told) == {"user": {"login": "m"}, "html_url": "y", "labels": [{"name": "bug", "url": "u"}],
                          "base": {"repo": {"full_name": "a/b"}}}  # fmt: skip


@pytest.mark.data
def test_the_reader_and_the_live_source_say_the_same(shared: Path) -> None:
    """QUIC's issues and pull requests: the same objects, events and links with the same ids; numbers as counted."""
    checks = json.loads((shared / "data" / "CHECKS.json").read_text())["quic_github"]
    found: dict[str, list[Any]] = {}
    for name in ("issues", "pulls"):
        path = shared / "data" / "quic_github" / f"{name}_2017-04-28.json.gz"
        by_reader = said(GitHubReader(), path, source="hub")
        with gzip.open(path, "rt", encoding="utf-8") as text:
            found[name] = json.load(text)
        live = read(*(("issue", {"thread": raw, "timeline": []}) for raw in found[name]))
        assert live.objects == by_reader.objects
        assert sorted(live.events, key=str) == sorted(by_reader.events, key=str)
        assert sorted(live.mentions) == sorted(by_reader.mentions)
    live = read(*(("pull", {"thread": raw, "timeline": []}) for raw in found["pulls"]))
    assert len(live.objects) == checks["pulls"]
    assert sum(kind == "merged" for _, kind, *_ in live.events) == checks["merged_pulls"]
    assert sum(word == "became" for _, _, word, *_ in live.mentions) == checks["merged_pulls"]


OF_WEBHOOKS: dict[str, Callable[[Any], tuple[str, Any]]] = {
    "issues": lambda x: ("issue", {"thread": x["issue"], "timeline": []}),
    "issue_comment": lambda x: ("issue", {"thread": x["issue"], "timeline": []}),
    "pull_request": lambda x: ("pull", {"thread": x["pull_request"], "timeline": []}),
    "pull_request_review": lambda x: (
        "pull", {"thread": x["pull_request"], "timeline": [{**x["review"], "event": "reviewed"}]}
    ),
    "workflow_run": lambda x: ("run", {"run": x["workflow_run"], "jobs": [], "attempts": []}),
    "workflow_job": lambda x: (
        "run", {"run": {**RUN, "id": x["workflow_job"]["run_id"]}, "jobs": [x["workflow_job"]], "attempts": []}
    ),
    "deployment": lambda x: ("deployment", {"deployment": x["deployment"]}),
    "deployment_status": lambda x: (
        "deployment", {"deployment": {**x["deployment"], "statuses": {"nodes": [x["deployment_status"]]}}}
    ),
    "release": lambda x: ("release", {"release": x["release"], "commit": None}),
    "code_scanning_alert": lambda x: ("code-scanning", {"alert": x["alert"]}),
    "dependabot_alert": lambda x: ("dependabot", {"alert": x["alert"]}),
}  # fmt: skip


@pytest.mark.data
def test_every_webhook_payload_is_understood(shared: Path) -> None:
    """Octokit's example payloads of all kinds that are parsed: each gives an object with its events, and no login."""
    with gzip.open(
        shared / "data/octokit/github_webhook_payload_examples.json.gz", "rt", encoding="utf-8"
    ) as text:
        examples = {one["name"]: one["examples"] for one in json.load(text)}
    for name, make in OF_WEBHOOKS.items():
        assert examples[name], name
        for payload in examples[name]:
            kind, body = make(payload)
            found = read((kind, {"repository": payload["repository"]["full_name"], **body}))
            assert found.objects, (name, payload.get("action"))
            assert found.events, (name, payload.get("action"))
            values = {value for _, attribute, value, _ in found.values if attribute != "repository"}
            assert payload["sender"]["login"] not in values


@pytest.mark.data
def test_every_recorded_exchange_is_understood(shared: Path) -> None:
    """Octokit's recorded REST answers: each issue and release in them is read."""
    counted = {"issue": 0, "release": 0}
    with tarfile.open(shared / "data/octokit/octokit_fixtures_recorded.tar.gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".json") else None
            for exchange in json.load(content) if content else ():
                answered = (
                    exchange.get("response") if isinstance(exchange.get("response"), list | dict) else []
                )
                told = answered.get("items", [answered]) if isinstance(answered, dict) else answered
                for one in told:
                    if isinstance(one, dict) and "html_url" in one and "/issues/" in str(one.get("url")):
                        found = read(("issue", {"thread": one, "timeline": []}))
                        counted["issue"] += "opened" in {kind for _, kind, *_ in found.events}
                    elif isinstance(one, dict) and "tag_name" in one:
                        body = {"repository": "a/b", "release": one, "commit": None}
                        counted["release"] += len(read(("release", body)).objects)
    assert counted["issue"] > 10
    assert counted["release"]
