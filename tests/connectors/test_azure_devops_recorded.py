"""Azure DevOps' own recorded answers, and DevLake's example of them, through the connector."""

from __future__ import annotations

import json
import re
import tarfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from headrace.connectors.azure_devops.connector import AzureDevOps
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.devlake import tables
from tests.connectors.recorded import Recorded, documents, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.connectors.fake_tool import Asked
    from tests.connectors.readings import Said

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OURS = {"SUCCESS": "success", "FAILURE": "failure", "": None}
COUNTS = {"work items": 38, "pull requests": 19, "builds": 14}
"""What the thirty recordings hold."""


def tool(url: str, read: str) -> AzureDevOps:
    """A connector that reads one part."""
    return AzureDevOps({"url": url, "token": "t", "projects": "Shop", "read": read})


@pytest.mark.data
def test_builds_agree_with_devlake(shared: Path) -> None:
    """Name, times, result and commit of every build of DevLake's example; a cancelled one is no failure here."""
    held = tables(shared, "azuredevops_go")
    raw = [json.loads(row["data"]) for row in held["_raw_azuredevops_go_api_builds"]]
    records: dict[str, list[Any]] = {}
    for row in held["_raw_azuredevops_go_api_timeline_records"]:
        number = str(json.loads(row["input"])["AzuredevopsId"])
        records.setdefault(number, []).append(json.loads(row["data"]))

    def answers(asked: Asked) -> Any:
        if asked.path.endswith("/_apis/build/builds"):
            return {"value": raw}
        number = re.search(r"/builds/(\d+)/timeline", asked.path)
        return {"records": records.get(number[1], [])} if number else None

    with Recorded(answers) as fake:
        connector = tool(fake.url, read="builds")
        found = parsed(connector, *{d.key: d for d in documents(connector, "Shop")}.values())
    assert len(held["cicd_pipelines"]) == len([o for o in found.objects if ":build:" in o]) == 7
    for row in held["cicd_pipelines"]:
        number = row["id"].rsplit(":", 1)[1]
        oid = f"s:build:build/{number}"
        times = {kind: (at, value) for at, kind, value in found.timeline(oid)}
        assert found.history(oid, "name") == [(0, row["name"])]
        # DevLake leaves the time of queueing empty until a build has started; its creation is the same.
        assert _near(times["queued"][0], row["created_date"])
        assert ("started" in times) == bool(row["started_date"])
        if row["started_date"]:
            assert _near(times["started"][0], row["started_date"])
        assert ("finished" in times) == bool(row["finished_date"])
        if row["finished_date"]:
            assert _near(times["finished"][0], row["finished_date"])
            ours = "cancelled" if row["original_result"] == "canceled" else OURS[row["result"]]
            assert times["finished"][1] == ours
    for row in held["cicd_pipeline_commits"]:
        oid = f"s:build:build/{row['pipeline_id'].rsplit(':', 1)[1]}"
        assert (row["commit_sha"], "of", link_rules.BUILT_COMMIT) in found.mentioned(oid)
    # The other rows of DevLake's example have the type "type", which no timeline has.
    jobs = [row for row in held["cicd_tasks"] if row["name"] == "deploy production"]
    assert {o for o in found.objects if ":job:" in o} == {
        f"s:job:build/{row['id'].split(':')[4]}/{row['id'].split(':')[3]}" for row in jobs
    }
    for row in jobs:
        timeline = found.timeline(f"s:job:build/{row['id'].split(':')[4]}/{row['id'].split(':')[3]}")
        assert [kind for _, kind, _ in timeline] == ["started", "finished"]
        assert _near(timeline[0][0], row["started_date"])
        assert _near(timeline[1][0], row["finished_date"])
        assert timeline[1][2] == OURS[row["result"]]


@pytest.mark.data
def test_pull_requests_agree_with_devlake(shared: Path) -> None:
    """Key, title, times, branches, author and commits of DevLake's example."""
    held = tables(shared, "azuredevops_go")
    raw = [json.loads(row["data"]) for row in held["_raw_azuredevops_go_api_pull_requests"]]
    shas = [row["commit_sha"] for row in held["pull_request_commits"]]

    def answers(asked: Asked) -> Any:
        if asked.path.endswith("/_apis/git/pullrequests"):
            return {"value": raw[int(asked.query["$skip"]) :]}
        if asked.path.endswith("/commits"):
            return {"value": [{"commitId": sha} for sha in shas]}
        return {"value": []}

    with Recorded(answers) as fake:
        connector = tool(fake.url, read="pull requests")
        found = parsed(connector, *documents(connector, "test-project"))
    (row,) = held["pull_requests"]
    oid = f"s:change:test-project/test-repo2!{row['pull_request_key']}"
    assert found.objects[oid][2] == row["title"]
    ((at, kind, _),) = found.timeline(oid)
    assert kind == "opened"
    assert _near(at, row["created_date"])
    assert found.history(oid, "branch")[0][1] == row["head_ref"].removeprefix("refs/heads/")
    assert found.history(oid, "base")[0][1] == row["base_ref"].removeprefix("refs/heads/")
    assert found.history(oid, "labels")[0][1] == "feature"
    assert {(sha, "has", link_rules.CHANGE_COMMIT) for sha in shas} <= found.mentioned(oid)


def _near(micros: int, text: str) -> bool:
    """Whether a time is the one in a table, which has milliseconds."""
    return abs(micros - parse(text)[0]) <= 1000


@pytest.mark.data
def test_every_recorded_answer_of_azure_is_understood(shared: Path) -> None:
    """Work items, pull requests and builds of thirty recordings of dev.azure.com, each in all its recorded states."""
    kinds: dict[str, list[Any]] = {"work items": [], "pull requests": [], "builds": []}
    for body in _recorded(shared):
        if {"id", "rev", "fields"} <= body.keys() and "System.CreatedDate" in body["fields"]:
            kinds["work items"].append(body)
        elif "pullRequestId" in body and "creationDate" in body:
            kinds["pull requests"].append(body)
        elif "buildNumber" in body and "queueTime" in body:
            kinds["builds"].append(body)
    assert {name: len(found) for name, found in kinds.items()} == COUNTS
    for name, bodies in kinds.items():
        for body in bodies:
            with Recorded(_answers(body)) as fake:
                connector = tool(fake.url, read=name)
                (document,) = {d.key: d for d in documents(connector, "Shop")}.values()
                found = parsed(connector, document)
            _check(name, body, found)


def _recorded(shared: Path) -> Iterator[dict[str, Any]]:
    path = shared / "data/azure_devops_recordings/azdo_cli_vcr_recordings.tar.gz"
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            loaded = yaml.load(content, Loader=_LOADER)  # noqa: S506 - both are safe
            for exchange in loaded["interactions"]:
                try:
                    body = json.loads(exchange["response"]["body"]["string"])
                except ValueError:
                    continue
                listed = body.get("value") if isinstance(body, dict) else None
                for entry in listed if isinstance(listed, list) else [body]:
                    if isinstance(entry, dict):
                        yield entry


def _answers(body: dict[str, Any]) -> Any:
    def answers(asked: Asked) -> Any:
        path = asked.path
        if path.endswith("/wiql"):
            first = "System.ChangedDate] >" not in asked.body["query"]
            return {"asOf": "2100-01-01T00:00:00Z", "workItems": [{"id": body["id"]}] if first else []}
        if path.endswith("/workitemsbatch"):
            return {"value": [body]}
        if path.endswith("/pullrequests"):
            return {"value": [body] if asked.query["$skip"] == "0" else []}
        if path.endswith("/build/builds"):
            return {"value": [body]}
        return {"value": [], "records": []}

    return answers


def _check(name: str, body: dict[str, Any], found: Said) -> None:
    if name == "work items":
        oid = f"s:item:AB#{body['id']}"
        fields = body["fields"]
        assert found.objects[oid][2] == fields["System.Title"]
        assert found.timeline(oid)[0][:2] == (parse(fields["System.CreatedDate"])[0], "created")
        assert found.history(oid, "status")[-1][1] == fields["System.State"]
        links = [r for r in body.get("relations") or () if "/workItems/" in r["url"]]
        assert len([m for m in found.mentioned(oid) if m[0].startswith("AB#")]) == len(links)
    elif name == "pull requests":
        repository = body["repository"]
        oid = f"s:change:{repository['project']['name']}/{repository['name']}!{body['pullRequestId']}"
        kinds = [kind for _, kind, _ in found.timeline(oid)]
        ends = {"active": [], "abandoned": ["closed"], "completed": ["merged"]}
        assert kinds == ["opened", *ends[body["status"]]]
    else:
        kinds = [kind for _, kind, _ in found.timeline(f"s:build:build/{body['id']}")]
        stamps = {"queued": "queueTime", "started": "startTime", "finished": "finishTime"}
        assert kinds == [kind for kind, stamp in stamps.items() if body.get(stamp)]
