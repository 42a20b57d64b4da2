"""CircleCI's workflows become builds, jobs, approvals and deployments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.circleci.connector import CircleCI
from headrace.connectors.ground.contract import Document
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.devlake import tables
from tests.connectors.recorded import Recorded, documents, parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.fake_tool import Asked
    from tests.connectors.readings import Said

SLUG = "gh/coldgust/coldgust.github.io"
PIPELINE = {
    "id": "p", "number": 4, "project_slug": "gh/shop/web", "state": "created", "created_at": "2025-03-03T09:00:00Z",
    "trigger": "webhook", "vcs": {"revision": "A" * 40, "branch": "pay",
                                  "target_repository_url": "https://github.com/shop/web",
                                  "review_url": "https://github.com/shop/web/pull/7"},
}  # fmt: skip


def tool(url: str = "https://circleci.com/api/v2", **options: str) -> CircleCI:
    """A connector; nothing is asked before it collects."""
    return CircleCI({"url": url, "token": "t", "projects": SLUG} | options)


def one(*jobs: dict[str, Any], status: str = "success", **options: str) -> Said:
    """What a pipeline with one workflow says."""
    workflow = {"id": "w", "name": "ship", "status": status, "created_at": "2025-03-03T09:00:00Z",
                "stopped_at": "2025-03-03T10:00:00Z", "jobs": list(jobs)}  # fmt: skip
    return parsed(tool(**options), Document("pipeline", "p", PIPELINE | {"workflows": [workflow]}))


def test_a_workflow_is_a_build_of_its_commit_and_request() -> None:
    """Each workflow is one build, whatever pipeline it is of."""
    found = one()
    assert [(k, v) for _, k, v in found.timeline("s:build:w")] == [("started", None), ("finished", "success")]
    assert found.mentioned("s:build:w") == {
        ("a" * 40, "of", link_rules.BUILT_COMMIT),
        ("shop/web#7", "of", link_rules.BUILT_CHANGE),
    }
    assert found.history("s:build:w", "repository") == [(0, "shop/web")]
    page = "https://app.circleci.com/pipelines/gh/shop/web/4/workflows/w"
    assert found.objects["s:build:w"] == ("build", "w", "ship #4", page)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("failed", "failure"),
        ("canceled", "cancelled"),
        ("not_run", "skipped"),
        ("on_hold", None),
        ("running", None),
    ],
)
def test_only_what_has_ended_has_finished(status: str, expected: str | None) -> None:
    """A workflow that goes on, or waits for a person, has no end yet."""
    ends = [v for _, k, v in one(status=status).timeline("s:build:w") if k == "finished"]
    assert ends == ([expected] if expected else [])


def test_an_approval_ends_when_what_waited_for_it_begins() -> None:
    """CircleCI does not say when it was given; without anything behind it, nothing is made up."""
    ask = {
        "id": "1",
        "name": "ask",
        "type": "approval",
        "status": "success",
        "started_at": "2025-03-03T09:10:00Z",
    }
    behind = [
        {"id": n, "name": "deploy", "status": "success", "started_at": f"2025-03-03T09:{minute}:00Z",
         "dependencies": ["1"]} for n, minute in (("2", 50), ("3", 40))
    ]  # fmt: skip
    found = one(ask, *behind)
    assert found.history("s:job:w/1", "kind") == [(0, "approval")]
    assert found.timeline("s:job:w/1") == [
        (parse("2025-03-03T09:10:00Z")[0], "started", None),
        (parse("2025-03-03T09:40:00Z")[0], "finished", "success"),
    ]
    assert [k for _, k, _ in one(ask).timeline("s:job:w/1")] == ["started"]
    waiting = one(ask | {"status": "on_hold"}, *behind)
    assert [k for _, k, _ in waiting.timeline("s:job:w/1")] == ["started"]


def test_what_is_named_so_deploys_and_an_approval_does_not() -> None:
    """A job named as one that deploys is a deployment of the workflow's commit."""
    jobs = [
        {"id": "1", "name": "deploy-eu", "type": "approval", "status": "on_hold"},
        {"id": "2", "name": "deploy-eu", "type": "build", "status": "timedout",
         "started_at": "2025-03-03T09:40:00Z", "stopped_at": "2025-03-03T09:50:00Z"},
    ]  # fmt: skip
    found = one(*jobs, deployments="deploy-*", production="*-eu")
    assert [o for o in found.objects if ":deployment:" in o] == ["s:deployment:deployment w/2"]
    oid = "s:deployment:deployment w/2"
    assert [(k, v) for _, k, v in found.timeline(oid)] == [("started", None), ("finished", "failure")]
    assert found.history(oid, "production") == [(0, "yes")]
    assert found.mentioned(oid) == {("a" * 40, "of", link_rules.DEPLOYED_COMMIT)}


@pytest.mark.data
def test_workflows_and_jobs_agree_with_devlake(shared: Path) -> None:
    """Names, times and results of every workflow and job of DevLake's example, and the commits of its pipelines."""
    held = tables(shared, "circleci")
    pipelines = [json.loads(row["data"]) for row in held["_raw_circleci_api_pipelines"]]
    workflows: dict[str, list[Any]] = {}
    for row in held["_raw_circleci_api_workflows"]:
        workflow = json.loads(row["data"])
        workflows.setdefault(workflow["pipeline_id"], []).append(workflow)
    jobs: dict[str, list[Any]] = {}
    for row in held["_raw_circleci_api_jobs"]:
        jobs.setdefault(json.loads(row["input"])["id"], []).append(json.loads(row["data"]))

    def answers(asked: Asked) -> Any:
        key = asked.path.split("/")[-2]
        kind = asked.path.split("/")[-1]
        listed = {"pipeline": pipelines, "workflow": workflows.get(key, []), "job": jobs.get(key, [])}
        return {"items": listed[kind], "next_page_token": None}

    with Recorded(answers) as fake:
        found = parsed(tool(fake.url), *documents(tool(fake.url), SLUG))
    rows = {row["id"].rsplit(":", 1)[1]: row for row in held["cicd_pipelines"]}
    # The tenth workflow of the example is of a pipeline that is not in it.
    assert {o.removeprefix("s:build:") for o in found.objects if ":build:" in o} == rows.keys()
    commits = {pipeline["id"]: (pipeline.get("vcs") or {}).get("revision") for pipeline in pipelines}
    for key, row in rows.items():
        times = {kind: (at, value) for at, kind, value in found.timeline(f"s:build:{key}")}
        begun, ended = times["started"], times["finished"]
        assert found.history(f"s:build:{key}", "name") == [(0, row["name"])]
        assert begun[0] == parse(row["started_date"])[0]
        # One workflow of the example stopped before it was made: DevLake says 0, here it stands as it was told.
        assert max(0, ended[0] - begun[0]) // 1_000_000 == int(row["duration_sec"])
        assert ended[1] == {"SUCCESS": "success", "FAILURE": "failure"}[row["result"]]
        (pipeline,) = [p for p, some in workflows.items() if any(w["id"] == key for w in some)]
        if commits[pipeline]:
            assert (commits[pipeline], "of", link_rules.BUILT_COMMIT) in found.mentioned(f"s:build:{key}")
    tasks = {tuple(row["id"].split(":")[-2:]): row for row in held["cicd_tasks"]}
    assert {o for o in found.objects if ":job:" in o} == {f"s:job:{w}/{j}" for w, j in tasks}
    for (workflow_id, job_id), row in tasks.items():
        first, last = found.timeline(f"s:job:{workflow_id}/{job_id}")
        assert found.history(f"s:job:{workflow_id}/{job_id}", "name") == [(0, row["name"])]
        assert (first[0], last[0]) == (parse(row["started_date"])[0], parse(row["finished_date"])[0])
        assert last[2] == {"SUCCESS": "success", "FAILURE": "failure"}[row["result"]]
