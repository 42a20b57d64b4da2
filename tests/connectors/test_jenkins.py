"""Jenkins' builds become builds, jobs and deployments."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.jenkins.connector import Jenkins
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.devlake import tables
from tests.connectors.recorded import Recorded, documents, parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.fake_tool import Asked
    from tests.connectors.readings import Said


def tool(url: str = "https://jenkins.example.org", **options: str) -> Jenkins:
    """A connector; nothing is asked before it collects."""
    return Jenkins({"url": url, "user": "u", "token": "t"} | options)


def one(body: Any, **options: str) -> Said:
    """What one build says."""
    return parsed(tool(**options), Document("build", "x", BUILD | body))


BUILD = {
    "job": "shop/web/PR-7", "number": 3, "timestamp": 1_740_992_400_000, "duration": 60_000, "result": "UNSTABLE",
    "building": False, "actions": [
        {}, {"causes": [{"_class": "hudson.model.Cause$UpstreamCause", "upstreamProject": "lib", "upstreamBuild": 9}]},
        {"lastBuiltRevision": {"SHA1": "A" * 40, "branch": [{"name": "refs/remotes/origin/pay"}]},
         "remoteUrls": ["git@github.com:shop/web.git"]},
    ],
    "changeSets": [{"kind": "git", "items": [{"commitId": "b" * 40}]}, {"kind": "svn", "items": [{"commitId": "7"}]}],
}  # fmt: skip
OID = "s:build:shop/web/PR-7 #3"


def test_a_build_with_its_commits_its_request_and_its_cause() -> None:
    """The commit it was made from, those that came in with it, the pull request, and the build that started it."""
    found = one({})
    assert [(k, v) for _, k, v in found.timeline(OID)] == [("started", None), ("finished", "failure")]
    assert found.timeline(OID)[1][0] - found.timeline(OID)[0][0] == 60_000_000
    assert found.attributes("s:finished:shop/web/PR-7 #3") == {"said": "UNSTABLE"}
    assert found.mentioned(OID) == {
        ("a" * 40, "of", link_rules.BUILT_COMMIT),
        ("b" * 40, "contains", link_rules.BUILT_COMMIT),
        ("shop/web#7", "of", link_rules.BUILT_CHANGE),
        ("lib #9", "started by", link_rules.CAUSED_BUILD),
    }
    assert found.history(OID, "branch") == [(0, "pay")]
    assert found.history(OID, "trigger") == [(0, "build")]
    assert found.objects[OID][3] == "https://jenkins.example.org/job/shop/job/web/job/PR-7/3/"


def test_what_still_runs_has_not_finished() -> None:
    """Jenkins may tell a result while it is still building; that is not its end."""
    assert [k for _, k, _ in one({"building": True, "result": "SUCCESS"}).timeline(OID)] == ["started"]


def test_stages_are_jobs_and_a_wait_for_a_person_is_told() -> None:
    """A stage that waits for an answer has not ended; of one that has, it is said how long it waited."""
    stages = [
        {"id": "6", "name": "test", "status": "SUCCESS", "startTimeMillis": 1_740_992_401_000, "durationMillis": 5},
        {"id": "9", "name": "ask", "status": "PAUSED_PENDING_INPUT", "startTimeMillis": 1_740_992_402_000,
         "durationMillis": 5},
        {"id": "11", "name": "asked", "status": "NOT_EXECUTED", "startTimeMillis": 1_740_992_402_000,
         "durationMillis": 5, "pauseDurationMillis": 1500},
    ]  # fmt: skip
    found = one({"stages": stages})
    ends = [
        [v for _, k, v in found.timeline(f"s:job:shop/web/PR-7 #3/{n}") if k == "finished"]
        for n in (6, 9, 11)
    ]
    assert ends == [["success"], [], ["skipped"]]
    assert found.attributes("s:finished:shop/web/PR-7 #3/11") == {
        "said": "NOT_EXECUTED",
        "paused_seconds": "1.5",
    }
    assert {(o, to, rule) for o, to, _, rule, _ in found.relations} == {
        (f"s:job:shop/web/PR-7 #3/{n}", OID, link_rules.PART_OF_BUILD) for n in (6, 9, 11)
    }


@pytest.mark.parametrize(
    ("named", "key", "production"),
    [("deploy *", "deployment shop/web/PR-7 #3/6", "yes"), ("shop/*", "deployment shop/web/PR-7 #3", "no")],
)
def test_jobs_and_stages_that_are_named_so_deploy(named: str, key: str, production: str) -> None:
    """Jenkins knows no deployments; whoever sets it up says which jobs and stages are."""
    stage = {"id": "6", "name": "Deploy eu", "status": "SUCCESS", "startTimeMillis": 1_740_992_401_000}
    found = one({"stages": [stage]}, deployments=named, production="deploy eu")
    (oid,) = [o for o in found.objects if ":deployment:" in o]
    assert oid == f"s:deployment:{key}"
    assert found.history(oid, "production") == [(0, production)]
    assert found.mentioned(oid) == {("a" * 40, "of", link_rules.DEPLOYED_COMMIT)}


def test_jobs_in_folders_of_any_depth_are_found() -> None:
    """A folder is what can have jobs; one that is empty is no job."""
    tree: Any = {"a": {"b": {"c": {"d": {"e": {"f": None}, "none": {}}}, "x": None}}}

    def answers(asked: Asked) -> Any:
        parts = re.findall(r"job/([^/]+)", asked.path)
        if asked.query["tree"].startswith("allBuilds"):
            return {"allBuilds": []}
        node, depth = tree, asked.query["tree"].count("jobs[")
        for part in parts:
            node = node[part]
        return _folder("/".join(parts), node, depth)

    with Recorded(answers) as fake:
        documents(tool(fake.url), "a")
        read = [a.path for a in fake.requests if a.query["tree"] == "allBuilds[number]"]
    assert read == ["job/a/job/b/job/c/job/d/job/e/job/f/api/json", "job/a/job/b/job/x/api/json"]


def _folder(name: str, node: Any, depth: int) -> dict[str, Any]:
    if node is None or depth == 0:
        return {"fullName": name}
    return {
        "fullName": name,
        "jobs": [_folder(f"{name}/{part}", below, depth - 1) for part, below in node.items()],
    }


SINGLE = "Test-jenkins-dir/test-jenkins-sub-dir/test-sub-sub-dir/devlake"


@pytest.mark.data
@pytest.mark.parametrize(("suffix", "scope"), [("", SINGLE), ("_multibranch", "github_org/devlake-jenkins")])
def test_builds_agree_with_devlake(shared: Path, suffix: str, scope: str) -> None:
    """Times, results, commits and stages of every build of DevLake's examples, but for the named differences."""
    held = tables(shared, "jenkins")
    builds: dict[str, dict[int, Any]] = {}
    for row in held[f"_raw_jenkins_api_builds{suffix}"]:
        asked_for = json.loads(row["input"])
        job = asked_for.get("FullName") or (scope if asked_for["Name"] == "devlake" else "")
        build = json.loads(row["data"])
        builds.setdefault(job, {})[build["number"]] = build
    builds.pop("", None)  # another job, of which DevLake keeps nothing
    stages: dict[str, list[Any]] = {}
    for row in held[f"_raw_jenkins_api_stages{suffix}"]:
        stages.setdefault(json.loads(row["input"])["FullName"], []).append(json.loads(row["data"]))

    with Recorded(lambda asked: _devlake(asked, builds, stages, scope)) as fake:
        found = parsed(tool(fake.url), *documents(tool(fake.url), scope))
    rows = held[f"cicd_pipelines{suffix}"]
    assert {f"s:build:{row['name'].replace('#', ' #')}" for row in rows} == {
        o for o in found.objects if ":build:" in o
    }
    for row in rows:
        times = {k: (at, v) for at, k, v in found.timeline(f"s:build:{row['name'].replace('#', ' #')}")}
        # DevLake cuts milliseconds off a build's beginning.
        assert 0 <= times["started"][0] - parse(row["created_date"])[0] < 1_000_000
        assert _end(row) == (times["finished"][1] if "finished" in times else None)
        if "finished" in times:
            assert 0 <= times["finished"][0] - parse(row["finished_date"])[0] < 1_000_000
    for row in held[f"cicd_pipeline_commits{suffix}"]:
        oid = f"s:build:{row['pipeline_id'].removeprefix('jenkins:JenkinsBuild:1:').replace('#', ' #')}"
        assert (row["commit_sha"], "of", link_rules.BUILT_COMMIT) in found.mentioned(oid)
    assert len([m for m in found.mentions if m[2] == "of"]) - len(
        [m for m in found.mentions if m[3] == link_rules.BUILT_CHANGE]
    ) == len(held[f"cicd_pipeline_commits{suffix}"])
    if suffix:
        expected = {(row["build_name"], row["id"]): row for row in held["_tool_jenkins_stages_multibranch"]}
        assert len([o for o in found.objects if ":job:" in o]) == len(expected) == 65
        for (build_name, number), row in expected.items():
            oid = f"s:job:{build_name.replace('#', ' #')}/{number}"
            assert found.objects[oid][2] == row["name"]
            begun, ended = found.timeline(oid)
            assert begun[0] == int(row["start_time_millis"]) * 1000
            assert ended[0] - begun[0] == int(row["duration_millis"]) * 1000


def _end(row: dict[str, str]) -> str | None:
    """DevLake's result in our words: an aborted build is no failure, an unstable one is, and NOT_BUILD is no word."""
    differing = {"ABORTED": "cancelled", "UNSTABLE": "failure", "NOT_BUILD": None}
    if row["status"] == "IN_PROGRESS":
        return None
    if row["original_result"] in differing:
        return differing[row["original_result"]]
    return {"SUCCESS": "success", "FAILURE": "failure"}[row["result"]]


def _devlake(asked: Asked, builds: Any, stages: Any, scope: str) -> Any:
    name = "/".join(re.findall(r"job/([^/]+)", asked.path))
    number = re.search(r"/(\d+)/wfapi", asked.path)
    if number:
        return {"stages": stages.get(f"{name}#{number[1]}", [])}
    if name == scope and asked.query["tree"].startswith("fullName"):
        return {"fullName": name} if name in builds else {"jobs": [{"fullName": job} for job in builds]}
    return {"allBuilds": [builds[name][n] for n in sorted(builds[name], reverse=True)]}
