"""What GitHub answered in DevLake's tests, read by our parser, is what DevLake makes of it, row for row."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.github.connector import GitHub
from headrace.connectors.ground.contract import Document
from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch
from headrace.eventlog.persons import pseudonym
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors.devlake import tables
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.connectors.devlake import Tables

pytestmark = pytest.mark.data

REPOSITORY = "panjf2000/ants"


def read(documents: Iterable[Document]) -> Said:
    """Parse documents."""
    tool, batch = GitHub({"token": "t", "repositories": REPOSITORY}), Batch("hub")
    for document in documents:
        tool.parse(document, batch, pseudonym)
    return Said([batch], Reading("hub"))


def answers(found: Tables, name: str) -> list[tuple[Any, Any]]:
    """Return the answers of a raw table, each with what was asked."""
    return [
        (json.loads(r["data"]), json.loads(r["input"] or "null")) for r in found[f"_raw_github_api_{name}"]
    ]


def at(text: str) -> int | None:
    """Return a stamp of an expected row; ``None`` where there is none."""
    return parse(text)[0] if text else None


@pytest.fixture(scope="module")
def devlake(shared: Path) -> Tables:
    """The tables of DevLake's GitHub tests."""
    return tables(shared, "github")


@pytest.fixture(scope="module")
def threads(devlake: Tables) -> Said:
    """Issues and pull requests with the events, reviews and commits that were answered for them."""
    told: dict[int, list[Any]] = defaultdict(list)
    for entry, _ in answers(devlake, "events"):
        told[entry["issue"]["number"]].append(entry)
    for review, asked in answers(devlake, "pull_request_reviews"):
        told[asked["Number"]].append({**review, "event": "reviewed"})
    for commit, asked in answers(devlake, "pull_request_commits"):
        told[asked["Number"]].append({"event": "committed", "sha": commit["sha"]})
    once = {
        raw["number"]: ("issue", raw) for raw, _ in answers(devlake, "issues") if not raw.get("pull_request")
    }
    once |= {raw["number"]: ("pull", raw) for raw, _ in answers(devlake, "pull_requests")}
    return read(
        Document(kind, str(raw["id"]), {"thread": raw, "timeline": told[number]})
        for number, (kind, raw) in once.items()
    )


def moment(found: Said, oid: str, kind: str) -> int | None:
    """Return when the last event of a kind happened."""
    times = [when for when, event, _ in found.timeline(oid) if event == kind]
    return times[-1] if times else None


def test_issues_agree(devlake: Tables, threads: Said) -> None:
    """Every issue: title, address, state, when it was made and when it was closed, labels, who made it."""
    labels = defaultdict(set)
    for row in devlake["issue_labels"]:
        labels[row["issue_id"]].add(row["label_name"])
    rows = devlake["issues"]
    assert {f"hub:item:{REPOSITORY}#{row['issue_key']}" for row in rows} == {
        o for o in threads.objects if ":item:" in o
    }
    for row in rows:
        oid = f"hub:item:{REPOSITORY}#{row['issue_key']}"
        _, _, title, url = threads.objects[oid]
        assert (title or "", url) == (row["title"], row["url"])
        assert moment(threads, oid, "opened") == at(row["created_date"])
        assert moment(threads, oid, "closed") == at(row["resolution_date"])
        assert (threads.history(oid, "state")[-1][1] == "closed") == (row["status"] == "DONE")
        assert {value for _, value in threads.history(oid, "labels")} >= labels[row["id"]]
        assert [v for _, v in threads.history(oid, "author_key")] == [pseudonym(row["creator_name"])]


def test_pull_requests_agree(devlake: Tables, threads: Said) -> None:
    """Every pull request: title, state, its times, branches, draft, and the commit that it became."""
    rows = devlake["pull_requests"]
    assert len(rows) == sum(":change:" in oid for oid in threads.objects)
    for row in rows:
        oid = f"hub:change:{REPOSITORY}#{row['pull_request_key']}"
        assert (threads.objects[oid][2], threads.objects[oid][3]) == (row["title"], row["url"])
        merged = at(row["merged_date"])
        assert moment(threads, oid, "opened") == at(row["created_date"])
        assert moment(threads, oid, "merged") == merged
        if merged is None:
            assert moment(threads, oid, "closed") == at(row["closed_date"])
        else:  # a merge closes: one event, not two
            assert moment(threads, oid, "closed") is None
        state = threads.history(oid, "state")[-1][1]
        assert row["status"] == ("OPEN" if state == "open" else "CLOSED" if merged is None else "MERGED")
        assert threads.history(oid, "branch")[-1][1] == row["head_ref"]
        assert threads.history(oid, "base")[-1][1] == row["base_ref"]
        assert (threads.history(oid, "draft")[-1][1] == "yes") == (row["is_draft"] == "1")
        became = {ref for ref, word, _ in threads.mentioned(oid) if word == "became"}
        assert became == ({row["merge_commit_sha"]} if merged is not None else set())


def test_commits_and_closed_issues_agree(devlake: Tables, threads: Said) -> None:
    """Which commits a pull request has, and which issue it closes."""
    contained = {(f, ref) for f, ref, _, rule, _ in threads.mentions if rule == link_rules.CHANGE_COMMIT}
    numbers = {row["id"]: row["pull_request_key"] for row in devlake["pull_requests"]}
    expected = {
        (f"hub:change:{REPOSITORY}#{numbers[row['pull_request_id']]}", row["commit_sha"])
        for row in devlake["pull_request_commits"]
        if row["pull_request_id"] in numbers
    }
    assert contained == expected
    closes = {(f, ref) for f, ref, _, rule, _ in threads.mentions if rule == link_rules.CLOSES}
    for row in devlake["pull_request_issues"]:
        assert (
            f"hub:change:{REPOSITORY}#{row['pull_request_key']}",
            f"{REPOSITORY}#{row['issue_key']}",
        ) in closes


def test_reviews_agree(devlake: Tables, threads: Said) -> None:
    """Every review: when and what it said."""
    said = {eid.rpartition(".")[2]: (when, threads.attributes(eid)["said"])
            for eid, kind, _, when, *_ in threads.events if kind == "reviewed"}  # fmt: skip
    expected = {row["github_id"]: (at(row["github_submit_at"]), row["state"].lower())
                for row in devlake["_tool_github_pull_request_reviews"]}  # fmt: skip
    assert said == expected


OUR_WORDS = {"labeled": "labelled", "head_ref_force_pushed": "force pushed", "ready_for_review": "ready"}


def test_events_agree(devlake: Tables) -> None:
    """Every event that is read: its kind and its time; who subscribed or was mentioned is not read.

    The last closing is told by the thread's own record, which once has another second than the event.
    """
    told: dict[int, list[Any]] = defaultdict(list)
    records = {}
    for entry, _ in answers(devlake, "events"):
        told[entry["issue"]["number"]].append(entry)
        records[entry["issue"]["number"]] = entry["issue"]
    found = read(
        Document("issue", "1", {"thread": raw, "timeline": told[number]}) for number, raw in records.items()
    )
    happened = {(kind, when) for _, kind, _, when, *_ in found.events}
    expected = {
        (OUR_WORDS.get(row["type"], row["type"]), at(row["github_created_at"]))
        for row in devlake["_tool_github_issue_events"]
        if row["type"] not in ("subscribed", "mentioned")
    }
    assert len(expected) > 30
    merged = {
        ("closed", parse(raw["closed_at"])[0])
        for raw in records.values()
        if "/pull/" in raw["html_url"] and raw["closed_at"]
    }
    assert expected - happened - merged == {("closed", at("2022-05-07T14:45:36Z"))}
    assert ("closed", at("2022-05-07T14:45:35Z")) in happened


@pytest.fixture(scope="module")
def runs(devlake: Tables) -> Said:
    """The runs with their jobs."""
    jobs: dict[int, list[Any]] = defaultdict(list)
    for job, _ in answers(devlake, "jobs"):
        jobs[job["run_id"]].append(job)
    told = [raw for raw, _ in answers(devlake, "runs")]
    # The table of jobs is of other runs than the table of runs.
    bare = [
        {"id": run, "created_at": "2021-01-01T00:00:00Z"}
        for run in jobs
        if run not in {raw["id"] for raw in told}
    ]
    return read(
        Document(
            "run",
            str(raw["id"]),
            {"repository": REPOSITORY, "run": raw, "jobs": jobs[raw["id"]], "attempts": []},
        )
        for raw in [*told, *bare]
    )


RESULTS = {"SUCCESS": "success", "FAILURE": "failure", "": None}
DIFFERENT = {"cancelled": "cancelled", "stale": "cancelled", "neutral": "success", "skipped": "skipped"}
"""Results that DevLake calls failures, or has no word for."""


def ended(found: Said, oid: str) -> tuple[int | None, str | None]:
    """Return when something finished and how."""
    ends = [(when, value) for when, kind, value in found.timeline(oid) if kind == "finished"]
    return ends[-1] if ends else (None, None)


def test_runs_agree(devlake: Tables, runs: Said) -> None:
    """Every run: name, times, result, commit and branch."""
    commits = {row["pipeline_id"]: row for row in devlake["cicd_pipeline_commits"]}
    assert len(devlake["cicd_pipelines"]) == 35
    for row in devlake["cicd_pipelines"]:
        oid = f"hub:build:{REPOSITORY}/actions/runs/{row['id'].rpartition(':')[2]}"
        assert runs.history(oid, "name")[-1][1] == row["name"]
        times = {kind: when for when, kind, _ in reversed(runs.timeline(oid))}
        assert times["queued"] == at(row["created_date"])
        check_end(row, ended(runs, oid), over=row["status"] == "DONE")
        if "started" in times:
            assert times["started"] == at(row["started_date"])
        commit = commits[row["id"]]
        assert (commit["commit_sha"], "of", link_rules.BUILT_COMMIT) in runs.mentioned(oid)
        assert runs.history(oid, "branch")[-1][1] == commit["branch"]


def check_end(row: dict[str, str], end: tuple[int | None, str | None], *, over: bool) -> None:
    """Compare how something finished; an end that DevLake gives to what goes on is none."""
    said = row["original_result"].lower()
    if said in DIFFERENT:
        assert end == (at(row["finished_date"]), DIFFERENT[said])
    else:
        assert end == ((at(row["finished_date"]), RESULTS[row["result"]]) if over else (None, None))


def test_jobs_agree(devlake: Tables, runs: Said) -> None:
    """Every job: name, run, times and result."""
    for row in devlake["cicd_tasks"]:
        run, job = row["id"].split(":")[-2:]
        oid = f"hub:job:{REPOSITORY}/actions/jobs/{job}"
        assert runs.objects[oid][2] == row["name"]
        started = moment(runs, oid, "started")
        assert started in (at(row["started_date"]), None)
        assert (started is None) == (
            row["original_status"] in ("QUEUED", "WAITING", "PENDING", "REQUESTED", "SKIPPED")
        )
        check_end(row, ended(runs, oid), over=row["status"] == "DONE")
        build = f"hub:build:{REPOSITORY}/actions/runs/{run}"
        assert (oid, build, "part of", link_rules.PART_OF_BUILD, True) in runs.relations


def lower(value: Any) -> Any:
    """Return what DevLake wrote with its own capitals as GraphQL answers it."""
    if isinstance(value, list):
        return [lower(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {"id" if n == "ID" else n[:1].lower() + n[1:]: lower(part) for n, part in value.items()}


def last(deployment: Any) -> dict[str, Any]:
    """Return the last status as the only one."""
    status = deployment["LatestStatus"]
    return {"nodes": [{"state": status["State"], "createdAt": status["updatedAt"]}]}


def test_deployments_agree(shared: Path) -> None:
    """Every deployment: environment, ref, commit, times and result.

    Older answers have the last status alone. DevLake then takes the deployment's last change for its end, also
    when that is the next one taking its place; ours is when it succeeded or failed, if that is told.
    """
    found = tables(shared, "github_graphql")
    raw = {row["Id"]: row for r in found["_raw_github_graphql_deployment"] if (row := json.loads(r["data"]))}
    repository = "facebook/OpenBIC"
    parsed = read(
        Document(
            "deployment", "1", {"repository": repository, "deployment": {"statuses": last(one), **lower(one)}}
        )
        for one in raw.values()
    )
    rows = {row["id"].rpartition(":")[2]: row for row in found["cicd_deployment_commits"]}
    assert rows.keys() == raw.keys()
    for identity, row in rows.items():
        oid = f"hub:deployment:{repository}/deployments/{raw[identity]['DatabaseId']}"
        assert (row["commit_sha"], "of", link_rules.DEPLOYED_COMMIT) in parsed.mentioned(oid)
        assert parsed.history(oid, "environment")[-1][1] == row["original_environment"]
        assert [v for _, v in parsed.history(oid, "ref")] == ([row["ref_name"]] if row["ref_name"] else [])
        assert moment(parsed, oid, "created") == at(row["created_date"])
        when, value = ended(parsed, oid)
        if "Statuses" in raw[identity]:
            assert (when, value) == (at(row["finished_date"]), RESULTS[row["result"]])
        else:
            assert row["finished_date"].startswith(raw[identity]["UpdatedAt"].rstrip("Z"))
            over = row["original_status"] == "ACTIVE"
            told = at(raw[identity]["LatestStatus"]["updatedAt"])
            assert (when, value) == ((told, RESULTS[row["result"]]) if over else (None, None))
