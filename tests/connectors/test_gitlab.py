"""GitLab's issues, merge requests, pipelines and deployments become objects and events as they were told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.gitlab.connector import GitLab
from headrace.connectors.gitlab.minimising import kept
from headrace.connectors.gitlab.references import references
from headrace.connectors.ground.contract import Document
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors import devlake
from tests.connectors.documents import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.connectors.readings import Said

PROJECT = "group/shop"
WHO = {"id": 1, "username": "ann", "name": "Ann Example", "avatar_url": "https://example.org/a.png"}
OTHER = {"id": 2, "username": "bob", "name": "Bob Example", "avatar_url": "https://example.org/b.png"}


def at(text: str) -> int:
    """µs UTC of a time."""
    return parse(text)[0]


def day(number: int) -> str:
    """A day of a month as GitLab writes it."""
    return f"2026-01-{number:02d}T10:00:00.000Z"


def read(*documents: tuple[str, dict[str, Any]], **settings: str) -> Said:
    """Parse documents of kind and content, kept as a collection keeps them."""
    connector = GitLab({"token": "t", **settings})
    made = [
        Document(kind, str(number), json.loads(json.dumps(kept(kind, {"project": PROJECT, **body}))))
        for number, (kind, body) in enumerate(documents)
    ]
    return parsed(connector, made)


def issue(**more: Any) -> dict[str, Any]:
    """An issue that is open."""
    return {
        "id": 1, "iid": 4, "title": "Take payments", "description": "", "state": "opened", "labels": [],
        "created_at": day(1), "updated_at": day(1), "author": WHO, "web_url": "https://gitlab.example.org/i/4",
        "issue_type": "issue", "references": {"full": f"{PROJECT}#4"},
    } | more  # fmt: skip


def request(**more: Any) -> dict[str, Any]:
    """A merge request that is open."""
    return {
        "id": 2, "iid": 9, "title": "Pay", "description": "", "state": "opened", "created_at": day(1),
        "updated_at": day(1), "author": WHO, "source_branch": "SHOP-7-pay", "target_branch": "main",
        "references": {"full": f"{PROJECT}!9"}, "web_url": "https://gitlab.example.org/m/9", "draft": False,
    } | more  # fmt: skip


def test_an_issue_with_its_whole_history() -> None:
    """Closing, opening again, labels and milestones are events; status and labels are known at any time."""
    body = {
        "issue": issue(labels=["urgent"], milestone={"title": "M2"}, weight=3, epic={"url": "/groups/group/-/epics/5"}),
        "state_events": [
            {"id": 11, "state": "closed", "created_at": day(3)},
            {"id": 12, "state": "reopened", "created_at": day(4)},
        ],
        "label_events": [
            {"id": 21, "action": "add", "label": {"name": "doing"}, "created_at": day(2)},
            {"id": 22, "action": "remove", "label": {"name": "doing"}, "created_at": day(3)},
            {"id": 23, "action": "add", "label": None, "created_at": day(3)},
        ],
        "milestone_events": [{"id": 31, "action": "add", "milestone": {"title": "M2"}, "created_at": day(2)}],
        "links": [{"id": 5, "link_type": "blocks", "references": {"full": "group/pay#8"}}],
    }  # fmt: skip
    said = read(("issue", body))
    oid = f"s:item:{PROJECT}#4"
    assert [(kind, value) for _, kind, value in said.timeline(oid)] == [
        ("opened", None), ("labelled", "doing"), ("milestone", "M2"), ("closed", None), ("unlabelled", "doing"),
        ("reopened", None),
    ]  # fmt: skip
    assert said.history(oid, "status") == [
        (at(day(1)), "opened"),
        (at(day(3)), "closed"),
        (at(day(4)), "opened"),
    ]
    assert said.history(oid, "labels") == [
        (at(day(1)), "urgent"), (at(day(2)), "doing"), (at(day(2)), "urgent"), (at(day(3)), "urgent"),
    ]  # fmt: skip
    assert said.history(oid, "story_points") == [(at(day(1)), "3")]
    assert said.mentioned(oid) == {
        ("group/pay#8", "blocks", link_rules.DECLARED_LINK),
        ("group&5", "is in the epic", link_rules.EPIC),
    }


def test_an_issue_closed_without_a_record_of_it_is_closed_when_it_says_so() -> None:
    """Imported issues have no state events; their own closing time stands in."""
    said = read(("issue", {"issue": issue(state="closed", closed_at=day(5))}))
    assert (at(day(5)), "closed", None) in said.timeline(f"s:item:{PROJECT}#4")


def test_an_incident_is_resolved_when_it_is_closed() -> None:
    """An issue of type incident is an incident, with its severity."""
    body = {
        "issue": issue(issue_type="incident", severity="CRITICAL", state="closed"),
        "state_events": [{"id": 1, "state": "closed", "created_at": day(2)}],
    }
    said = read(("issue", body))
    oid = f"s:incident:{PROJECT}#4"
    assert [kind for _, kind, _ in said.timeline(oid)] == ["opened", "resolved"]
    assert said.history(oid, "severity") == [(at(day(1)), "critical")]


def test_an_iteration_without_a_title_is_called_by_its_days() -> None:
    """Iterations that GitLab plans by itself have days only; the sprint has a name all the same."""
    iteration = {"title": None, "start_date": "2026-01-05", "due_date": "2026-01-18"}
    events = [{"id": 1, "action": "add", "iteration": iteration, "created_at": day(2)}]
    said = read(("issue", {"issue": issue(iteration=iteration), "iteration_events": events}))
    assert (at(day(2)), "sprint", "2026-01-05 to 2026-01-18") in said.timeline(f"s:item:{PROJECT}#4")


def test_an_epic_is_an_item() -> None:
    """An epic keeps the key that people write, and its states."""
    epic = issue(references={"full": "group&5"})
    said = read(
        ("epic", {"epic": epic, "state_events": [{"id": 1, "state": "closed", "created_at": day(2)}]})
    )
    assert [kind for _, kind, _ in said.timeline("s:item:group&5")] == ["opened", "closed"]


def note(number: int, text: str, by: dict[str, Any] = OTHER, *, system: bool = True) -> dict[str, Any]:
    """A note below a merge request, one per day."""
    return {"id": number, "body": text, "system": system, "author": by, "created_at": day(number)}


def test_a_merge_request_with_its_reviews() -> None:
    """Drafts, requested reviews, comments of others, changes asked for and approvals are events of the change."""
    body = {
        "merge_request": request(merged_at=day(9), state="merged", merge_commit_sha="m" * 40, sha="c" * 40),
        "notes": [
            note(2, "marked this merge request as **ready**", WHO),
            note(3, "requested review from @bob", WHO),
            note(4, "What about cents?", system=False),
            note(5, "They are next.", WHO, system=False),
            note(6, "requested changes"),
            note(7, "approved this merge request"),
            note(8, "changed the description", WHO),
        ],
        "commits": [{"id": "c" * 40, "authored_date": day(1), "committed_date": day(1), "author_name": "Ann Example"}],
    }  # fmt: skip
    said = read(("merge_request", body))
    oid = f"s:change:{PROJECT}!9"
    assert [(kind, value) for _, kind, value in said.timeline(oid)] == [
        ("opened", None), ("authored", None), ("ready", None), ("review requested", None),
        ("reviewed", "commented"), ("reviewed", "changes requested"), ("reviewed", "approved"), ("merged", None),
    ]  # fmt: skip
    assert said.history(oid, "draft") == [(at(day(1)), "yes"), (at(day(2)), "no")]
    assert said.mentioned(oid) == {
        ("m" * 40, "became", link_rules.MERGE_COMMIT),
        ("c" * 40, "contains", link_rules.CHANGE_COMMIT),
        ("SHOP-7", "names", link_rules.KEY_IN_TEXT),
    }


@pytest.mark.parametrize(
    ("told", "became", "holds"),
    [
        ({"merge_commit_sha": "m", "squash_commit_sha": "q"}, "m", {"q"}),
        ({"merge_commit_sha": None, "squash_commit_sha": "q"}, "q", set()),
        ({"merge_commit_sha": None, "squash_commit_sha": None}, "c", set()),
        ({"merge_commit_sha": "m", "squash_commit_sha": None}, "m", {"c"}),
    ],
)
def test_what_a_merge_request_became(told: dict[str, Any], became: str, holds: set[str]) -> None:
    """A merge commit, a squashed one, or, when fast-forwarded, its own last one; squashed ones never land."""
    body = {
        "merge_request": request(state="merged", merged_at=day(2), sha="c", **told),
        "commits": [{"id": "c", "authored_date": day(1)}],
    }
    said = read(("merge_request", body))
    named = said.mentioned(f"s:change:{PROJECT}!9")
    assert {ref for ref, _, rule in named if rule == link_rules.MERGE_COMMIT} == {became}
    assert {ref for ref, _, rule in named if rule == link_rules.CHANGE_COMMIT} == holds


def test_a_pipeline_with_its_jobs() -> None:
    """It is queued, started and finished in our words; its jobs are part of it; it names commit and request."""
    run = {"created_at": day(1), "started_at": day(2), "finished_at": day(3), "status": "canceled"}
    pipeline = {"id": 3, "iid": 1, "sha": "a" * 40, "ref": "refs/merge-requests/9/head", **run}
    jobs = [
        {
            "id": 4,
            "name": "test",
            "stage": "check",
            "commit": {"author_name": "Ann"},
            **run,
            "status": "success",
        }
    ]
    bridges = [{"id": 5, "downstream_pipeline": {"id": 77}}]
    said = read(("pipeline", {"pipeline": pipeline, "jobs": jobs, "bridges": bridges}))
    assert said.timeline("s:build:pipeline 3") == [
        (at(day(1)), "queued", None), (at(day(2)), "started", None), (at(day(3)), "finished", "cancelled"),
    ]  # fmt: skip
    assert said.attributes("s:finished:pipeline 3") == {"said": "canceled"}
    assert said.relations == [
        ("s:job:job 4", "s:build:pipeline 3", "part of", link_rules.PART_OF_BUILD, True)
    ]
    assert said.mentioned("s:build:pipeline 3") == {
        ("a" * 40, "of", link_rules.BUILT_COMMIT),
        (f"{PROJECT}!9", "of", link_rules.BUILT_CHANGE),
        ("pipeline 77", "started", link_rules.CAUSED_BUILD),
    }


@pytest.mark.parametrize(
    ("name", "tier", "setting", "expected"),
    [
        ("eu", "production", "", "yes"),
        ("production", "staging", "", "no"),
        ("production", None, "", "yes"),
        ("eu-west", "staging", "eu-*", "yes"),
    ],
)
def test_whether_a_deployment_is_to_production(
    name: str, tier: str | None, setting: str, expected: str
) -> None:
    """The source's own option counts, then GitLab's tier, then the usual names."""
    deployment = {
        "id": 6, "sha": "a" * 40, "ref": "main", "status": "success", "created_at": day(1), "updated_at": day(2),
        "environment": {"id": 1, "name": name},
        "deployable": {"id": 4, "started_at": day(1), "finished_at": day(2), "pipeline": {"id": 3}},
    }  # fmt: skip
    said = read(("deployment", {"deployment": deployment, "tier": tier}), production=setting)
    oid = "s:deployment:deployment 6"
    assert said.history(oid, "production") == [(0, expected)]
    assert said.timeline(oid)[-1] == (at(day(2)), "finished", "success")
    assert said.mentioned(oid) == {
        ("a" * 40, "of", link_rules.DEPLOYED_COMMIT),
        ("pipeline 3", "made by", link_rules.DEPLOYED_BY),
    }


def test_a_release_that_is_still_to_come_has_not_been_released() -> None:
    """Only what can be had is released; it names the commit that it stands on."""
    release = {"tag_name": "v1", "name": "One", "released_at": day(1), "commit": {"id": "a" * 40}}
    said = read(("release", {"release": release}))
    assert said.timeline(f"s:release:{PROJECT}@v1") == [(at(day(1)), "released", None)]
    assert said.mentioned(f"s:release:{PROJECT}@v1") == {("a" * 40, "of", link_rules.RELEASED_COMMIT)}
    assert read(("release", {"release": release | {"upcoming_release": True}})).events == []


def test_a_commit_knows_its_parents() -> None:
    """A deployment's commits are found by them; who wrote it is a key."""
    commit = {
        "id": "a" * 40, "message": "SHOP-1", "parent_ids": ["b" * 40], "authored_date": day(1),
        "committed_date": day(2), "author_name": "Ann Example", "author_email": "ann@example.org",
    }  # fmt: skip
    said = read(("commit", {"commit": commit}))
    oid = f"s:commit:{'a' * 40}"
    assert [kind for _, kind, _ in said.timeline(oid)] == ["authored", "committed"]
    assert said.history(oid, "parent") == [(0, "b" * 40)]
    assert said.history(oid, "author_key") == [(0, "key of ann@example.org")]


def test_a_time_that_is_none_is_said_in_a_sentence() -> None:
    """A document that cannot be read tells which field it was."""
    with pytest.raises(ValueError, match=r'"created_at" is "soon", which is no time\.'):
        read(("issue", {"issue": issue(created_at="soon")}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Closes #1, #2 and !3", [("group/shop#1", True), ("group/shop#2", True), ("group/shop!3", False)]),
        ("see pay#7 or far/away/pay#7", [("group/pay#7", False), ("far/away/pay#7", False)]),
        ("Fixes https://git.example.org/g/p/-/issues/8.", [("g/p#8", True)]),
        ("https://git.example.org/g/p/-/merge_requests/8#note_1", [("g/p!8", False)]),
        ("Implements issue #5; #6 comes later", [("group/shop#5", True), ("group/shop#6", False)]),
        ("colour #123abc &#39; ##4 v1.0", []),
    ],
)
def test_references_are_written_in_full(text: str, expected: list[tuple[str, bool]]) -> None:
    """What a text leaves out is the place that it stands in; only issues can be closed by it."""
    assert [(found.full, found.closes) for found in references(text, PROJECT)] == expected


def test_nobody_is_named_in_what_is_kept() -> None:
    """Names, pictures and what people wrote below a request are not even kept."""
    body = {
        "project": PROJECT,
        "merge_request": request(),
        "notes": [note(2, "Ask Ann Example", system=False)],
        "commits": [{"id": "c", "author_name": "Ann Example", "author_email": "ann@example.org"}],
    }
    text = json.dumps(kept("merge_request", body))
    assert "Ann Example" not in text
    assert "ann@example.org" not in text
    assert "example.org/a.png" not in text


# What Apache DevLake makes of the same answers; docs/connectors/gitlab.md lists what differs, and why.


DRAFTS = {"145012495", "158698019"}
"""Merge requests that GitLab calls drafts; DevLake's rows have no drafts at all."""


def answers(tables: devlake.Tables, name: str) -> list[dict[str, Any]]:
    """The answers of a raw table."""
    return [json.loads(row["data"]) for row in tables[f"_raw_gitlab_api_{name}"]]


def rows(tables: devlake.Tables, name: str, known: Iterable[Any]) -> dict[str, dict[str, str]]:
    """DevLake's rows by GitLab's id, for what is among the answers."""
    ids = {str(one) for one in known}
    found = {row["id"].rpartition(":")[2]: row for row in tables[name]}
    return {number: row for number, row in found.items() if number in ids}


def when(text: str) -> int | None:
    """DevLake's time."""
    return at(text) if text else None


def first(said: Said, oid: str, kind: str) -> int | None:
    """When an event happened first."""
    return next((moment for moment, event, _ in said.timeline(oid) if event == kind), None)


@pytest.fixture(scope="module")
def gitlab(shared: Path) -> devlake.Tables:
    """DevLake's own test of GitLab."""
    return devlake.tables(shared, "gitlab")


@pytest.mark.data
def test_issues_agree_with_devlake(gitlab: devlake.Tables) -> None:
    """Title, address, opening, closing, state and labels of every issue."""
    raw = {str(one["id"]): one for one in answers(gitlab, "issues")}
    said = read(*(("issue", {"issue": one}) for one in raw.values()))
    expected = rows(gitlab, "issues", raw)
    assert len(expected) == len(raw) == 16
    labels: dict[str, set[str]] = {number: set() for number in raw}
    for row in gitlab["issue_labels"]:
        labels[row["issue_id"].rpartition(":")[2]].add(row["label_name"])
    for number, row in expected.items():
        oid = f"s:item:{raw[number]['references']['full']}"
        assert said.objects[oid][2:] == (row["title"], row["url"])
        assert raw[number]["references"]["full"].endswith(f"#{row['issue_key']}")
        assert first(said, oid, "opened") == when(row["created_date"])
        assert first(said, oid, "closed") == when(row["resolution_date"])
        assert said.history(oid, "status")[-1][1] == {"DONE": "closed", "TODO": "opened"}[row["status"]]
        assert {label for _, label in said.history(oid, "labels")} == labels[number]


@pytest.mark.data
def test_merge_requests_agree_with_devlake(gitlab: devlake.Tables) -> None:
    """Title, branches, times and the commit that each one became."""
    raw = {str(one["id"]): one for one in answers(gitlab, "merge_requests")}
    said = read(*(("merge_request", {"merge_request": one}) for one in raw.values()))
    expected = rows(gitlab, "pull_requests", raw)
    assert len(expected) == len(raw) == 18
    for number, row in expected.items():
        oid = f"s:change:{raw[number]['references']['full']}"
        assert said.objects[oid][2:] == (row["title"], row["url"])
        assert said.history(oid, "branch")[0][1] == row["head_ref"]
        assert said.history(oid, "base")[0][1] == row["base_ref"]
        assert row["is_draft"] == "0"
        assert said.history(oid, "draft")[0][1] == ("yes" if number in DRAFTS else "no")
        times = (first(said, oid, kind) for kind in ("opened", "merged", "closed"))
        assert list(times) == [when(row[name]) for name in ("created_date", "merged_date", "closed_date")]
        became = {ref for ref, _, rule in said.mentioned(oid) if rule == link_rules.MERGE_COMMIT}
        assert became == ({row["merge_commit_sha"]} if row["status"] == "MERGED" else set())


@pytest.mark.data
def test_commits_and_notes_of_merge_requests_agree_with_devlake(gitlab: devlake.Tables) -> None:
    """Every commit with the time it was written, and every review and comment."""
    requests = {
        str(one["id"]): one
        for name in ("merge_requests_for_mr_commit_test", "merge_requests_for_mr_notes_test")
        for one in answers(gitlab, name)
    }
    below: dict[str, dict[str, list[Any]]] = {number: {"commits": [], "notes": []} for number in requests}
    for part in ("commits", "notes"):
        for row in gitlab[f"_raw_gitlab_api_merge_request_{part}"]:
            number = str(json.loads(row["input"])["GitlabId"])
            one = json.loads(row["data"])
            if one not in below.setdefault(number, {"commits": [], "notes": []})[part]:
                below[number][part].append(one)
    said = read(*(("merge_request", {"merge_request": one, **below[n]}) for n, one in requests.items()))
    # DevLake's rows of commits are of the first five requests only.
    listed = {str(one["iid"]) for one in answers(gitlab, "merge_requests_for_mr_commit_test")}
    commits = {
        (about.removeprefix("s:change:"), said.attributes(eid)["commit"], moment)
        for eid, kind, _, moment, *_ in said.events if kind == "authored"
        for other, about, _ in said.event_objects if other == eid and about.partition("!")[2] in listed
    }  # fmt: skip
    full = {number: one["references"]["full"] for number, one in requests.items()}
    expected = {
        (full[row["pull_request_id"].rpartition(":")[2]], row["commit_sha"], at(row["commit_authored_date"]))
        for row in gitlab["pull_request_commits"]
    }
    assert commits == expected
    notes = {
        eid.rpartition(".")[2]: moment
        for eid, kind, _, moment, *_ in said.events
        if kind in ("reviewed", "approval withdrawn")
    }
    mine = {
        str(one["id"]) for number, parts in below.items() for one in parts["notes"]
        if not one["system"] and one["author"]["username"] == requests[number]["author"]["username"]
    }  # fmt: skip
    told = {row["id"].rpartition(":")[2]: at(row["created_date"]) for row in gitlab["pull_request_comments"]}
    assert notes == {number: moment for number, moment in told.items() if number not in mine}


@pytest.mark.data
def test_pipelines_and_jobs_agree_with_devlake(gitlab: devlake.Tables) -> None:
    """Times, results and commits of every pipeline and every job."""
    details = {str(one["id"]): one for one in answers(gitlab, "pipeline_details")}
    listed = {str(one["id"]): one for one in answers(gitlab, "pipeline")}
    said = read(*(("pipeline", {"pipeline": one}) for one in {**listed, **details}.values()))
    expected = rows(gitlab, "cicd_pipelines", details)
    assert len(expected) == len(details) == 16
    for number, row in expected.items():
        _same_run(said, f"s:build:pipeline {number}", row)
        assert said.objects[f"s:build:pipeline {number}"][3] == row["url"]
    for row in gitlab["cicd_pipeline_commits"]:
        oid = f"s:build:pipeline {row['pipeline_id'].rpartition(':')[2]}"
        assert (row["commit_sha"], "of", link_rules.BUILT_COMMIT) in said.mentioned(oid)
        assert said.history(oid, "branch") == [(0, row["branch"])]


@pytest.mark.data
def test_jobs_agree_with_devlake(gitlab: devlake.Tables) -> None:
    """Name, pipeline, times and result of every job."""
    raw = {str(one["id"]): one for one in answers(gitlab, "job")}
    below: dict[str, list[Any]] = {}
    for job in raw.values():
        below.setdefault(job["pipeline"]["id"], []).append(job)
    said = read(
        *(("pipeline", {"pipeline": {**jobs[0]["pipeline"]}, "jobs": jobs}) for jobs in below.values())
    )
    expected = rows(gitlab, "cicd_tasks", raw)
    assert len(expected) == len(raw) == 75
    parts = {job: build for job, build, *_ in said.relations}
    for number, row in expected.items():
        oid = f"s:job:job {number}"
        _same_run(said, oid, row)
        assert said.objects[oid][2] == row["name"]
        assert parts[oid] == f"s:build:pipeline {row['pipeline_id'].rpartition(':')[2]}"


def _same_run(said: Said, oid: str, row: dict[str, str]) -> None:
    """Compare a build or a job; DevLake counts what was cancelled as failed, and ends what has not ended."""
    ours = {"success": "SUCCESS", "failure": "FAILURE", "cancelled": "FAILURE", "skipped": ""}
    assert first(said, oid, "queued") == when(row["created_date"])
    assert first(said, oid, "started") == when(row["started_date"])
    ended = [(moment, ours[str(value)]) for moment, kind, value in said.timeline(oid) if kind == "finished"]
    over = row["original_status"] in ("success", "failed", "canceled", "skipped", "completed")
    assert ended == ([(when(row["finished_date"]), row["result"])] if over and row["finished_date"] else [])


@pytest.mark.data
def test_deployments_agree_with_devlake(gitlab: devlake.Tables) -> None:
    """Environment, times, result and commit of every deployment."""
    raw = {str(one["id"]): one for one in answers(gitlab, "deployments")}
    said = read(*(("deployment", {"deployment": one, "tier": None}) for one in raw.values()))
    expected = rows(gitlab, "cicd_deployments", raw)
    commits = {row["cicd_deployment_id"].rpartition(":")[2]: row for row in gitlab["cicd_deployment_commits"]}
    assert len(expected) == len(raw) == 8
    for number, row in expected.items():
        oid = f"s:deployment:deployment {number}"
        assert said.history(oid, "environment") == [(0, row["environment"])]
        assert first(said, oid, "started") == when(row["started_date"])
        ended = [(moment, value) for moment, kind, value in said.timeline(oid) if kind == "finished"]
        results = {"SUCCESS": {"success"}, "FAILURE": {"failure", "cancelled"}}
        assert {value for _, value in ended} <= results.get(row["result"], set())
        over = bool(row["result"] and row["finished_date"])
        assert [moment for moment, _ in ended] == ([when(row["finished_date"])] if over else [])
        assert (commits[number]["commit_sha"], "of", link_rules.DEPLOYED_COMMIT) in said.mentioned(oid)
        assert said.history(oid, "ref") == [(0, commits[number]["ref_name"])]
