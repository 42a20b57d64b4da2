"""Azure DevOps' REST API as far as the connector asks it, over two projects that tests change."""

from __future__ import annotations

import base64
import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from headrace.connectors.azure_devops.connector import AzureDevOps
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-azure-token"  # noqa: S105 - a test's
_BASIC = "Basic " + base64.b64encode(f":{TOKEN}".encode()).decode()
_PROJECTS = ("Shop", "Pay desk")
_STATES = {"New": "Proposed", "Active": "InProgress", "Resolved": "Resolved", "Closed": "Completed"}
_WIQL = re.compile(
    r"SELECT \[System\.Id\] FROM WorkItems WHERE \[System\.TeamProject\] = @project"
    r"(?: AND \(\[System\.ChangedDate\] > '(?P<at>[^']+)' OR \(\[System\.ChangedDate\] = '(?P=at)'"
    r" AND \[System\.Id\] > (?P<behind>\d+)\)\))?(?: AND \[System\.Id\] > (?P<after>\d+))? ORDER BY (?P<order>.+)"
)


class FakeAzureDevOps(FakeTool):
    """Projects "Shop" and "Pay desk"; the clock moves with every change, sometimes not at all."""

    connector = AzureDevOps

    def __init__(self, page: int = 3) -> None:
        self.page = page
        self.items: dict[int, dict[str, Any]] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.builds: dict[int, dict[str, Any]] = {}
        self.deployments: dict[int, dict[str, Any]] = {}
        self.clock = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._ids = 100
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": f"{self.url}/example", "token": TOKEN, "projects": ", ".join(_PROJECTS)}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        if chance.random() < 0.8:
            self.clock = (self.clock or datetime.now(UTC)) + timedelta(seconds=chance.choice((1, 40, 4000)))
        chance.choice((self._change_item, self._change_item, self._change_pull, self._change_build))(chance)

    def _change_item(self, chance: Random) -> None:
        what = chance.random()
        if not self.items or what < 0.3:
            number = self._next()
            fields = {"System.WorkItemType": "Bug", "System.Title": f"Item {number}",
                      "System.TeamProject": chance.choice(_PROJECTS), "System.State": "New",
                      "System.CreatedDate": self._stamp(), "System.Description": "not to be kept",
                      "System.AssignedTo": {"displayName": "Some One", "uniqueName": "some@example.org"}}  # fmt: skip
            self.items[number] = {"id": number, "rev": 0, "fields": {}, "relations": [], "updates": []}
            self._update(number, fields)
            return
        number = chance.choice(sorted(self.items))
        if what < 0.65:
            self._update(number, {"System.State": chance.choice(sorted(_STATES))})
        elif what < 0.75:
            self._update(number, {"System.TeamProject": chance.choice(_PROJECTS)})
        elif what < 0.85:
            self._update(number, {"System.Tags": chance.choice(("one", "one; two"))})
        elif what < 0.92 and self.pulls:
            url = f"vstfs:///Git/PullRequestId/1%2Frepo-id%2F{chance.choice(sorted(self.pulls))}"
            link = {"rel": "ArtifactLink", "url": url, "attributes": {"name": "Pull Request"}}
            self.items[number]["relations"].append(link)
            self._update(number, {}, {"added": [link]})
        else:
            del self.items[number]

    def _update(self, number: int, fields: dict[str, Any], relations: dict[str, Any] | None = None) -> None:
        item = self.items[number]
        item["rev"] += 1
        changed = {**fields, "System.ChangedDate": self._stamp()}
        told = {
            name: {"oldValue": item["fields"].get(name), "newValue": value} for name, value in changed.items()
        }
        item["updates"].append({"id": item["rev"], "rev": item["rev"], "revisedDate": "9999-01-01T00:00:00Z",
                                "fields": told, "relations": relations or {}})  # fmt: skip
        item["fields"].update(changed)

    def _change_pull(self, chance: Random) -> None:
        open_ones = [number for number, pull in self.pulls.items() if pull["status"] == "active"]
        if not open_ones or chance.random() < 0.4:
            number = self._next()
            self.pulls[number] = {
                "pullRequestId": number, "status": "active", "creationDate": self._stamp(),
                "title": "Mend it, fixes #101", "description": "See SHOP-12.", "isDraft": False,
                "sourceRefName": "refs/heads/mend", "targetRefName": "refs/heads/main",
                "repository": {"id": "repo-id", "name": "web", "project": {"name": chance.choice(_PROJECTS)}},
                "createdBy": {"displayName": "Some One", "uniqueName": "someone@example.org"},
                "threads": [], "commits": [f"{number:040x}"],
            }  # fmt: skip
            return
        pull = self.pulls[chance.choice(open_ones)]
        if chance.random() < 0.5:
            vote = {"CodeReviewThreadType": {"$value": "VoteUpdate"},
                    "CodeReviewVoteResult": {"$value": chance.choice(("10", "-5", "0"))}}  # fmt: skip
            pull["threads"].append({"id": self._next(), "publishedDate": self._stamp(), "properties": vote})
        else:
            pull["status"] = chance.choice(("completed", "abandoned"))
            pull["closedDate"] = self._stamp()
            pull["lastMergeCommit"] = {"commitId": f"{pull['pullRequestId']:039x}f"}

    def _change_build(self, chance: Random) -> None:
        running = [number for number, build in self.builds.items() if build["status"] != "completed"]
        if not running or chance.random() < 0.4:
            number = self._next()
            self.builds[number] = {
                "id": number, "buildNumber": f"2026.{number}", "status": "notStarted", "queueTime": self._stamp(),
                "definition": {"id": 5, "name": "ship"}, "project": {"name": chance.choice(_PROJECTS)},
                "sourceBranch": "refs/heads/main", "sourceVersion": f"{number:040x}", "reason": "individualCI",
                "repository": {"id": "repo-id", "name": "web", "type": "TfsGit"}, "records": [],
            }  # fmt: skip
            return
        build = self.builds[chance.choice(running)]
        if build["status"] == "notStarted":
            build.update(status="inProgress", startTime=self._stamp())
            build["records"] = [{"id": f"job-{build['id']}", "type": "Job", "name": "test", "state": "inProgress",
                                 "startTime": self._stamp(), "parentId": None}]  # fmt: skip
            record = {"id": self._next(), "startTime": self._stamp(), "owner": {"id": build["id"]},
                      "stageName": "Deploy", "planType": "Build", "project": build["project"]["name"]}  # fmt: skip
            self.deployments[record["id"]] = record
            return
        build.update(status="completed", result="succeeded", finishTime=self._stamp())
        build["records"][0].update(finishTime=self._stamp(), result="succeeded", state="completed")
        for record in self.deployments.values():
            if record["owner"]["id"] == build["id"]:
                record.update(finishTime=self._stamp(), result="failed")

    def answer(self, asked: Asked) -> Told:
        """Answer as Azure DevOps does."""
        if asked.headers.get("authorization") != _BASIC:
            return Told({"message": "TF400813: not authorized."}, 401)
        path = unquote(asked.path).removeprefix("example/")
        if path == "_apis/wit/workitemsbatch":
            found = [self.items.get(number) for number in asked.body["ids"]]
            kept = [deepcopy(item) if item else None for item in found]
            return Told(
                {
                    "value": [
                        item and {k: item[k] for k in ("id", "rev", "fields", "relations")} for item in kept
                    ]
                }
            )
        if path == "_apis/connectionData":
            return Told({"instanceId": "1"})
        if path == "_apis/git/repositories":
            return Told({"value": [{"id": "repo-id", "name": "web", "project": {"name": "Shop"}}]})
        project, _, rest = path.partition("/_apis/")
        return self._of_project(project, rest, asked)

    def _of_project(self, project: str, rest: str, asked: Asked) -> Told:  # noqa: PLR0911 - one per address
        number = next((int(part) for part in rest.split("/") if part.isdigit()), 0)
        if rest == "wit/wiql":
            return self._wiql(project, asked)
        if rest == "wit/workitemtypes":
            states = [{"name": name, "category": category} for name, category in _STATES.items()]
            return Told({"value": [{"name": "Bug", "states": states}]})
        if rest.startswith("wit/workItems/"):
            if number not in self.items:
                return Told({"message": "TF401232: it does not exist."}, 404)
            skip, top = int(asked.query["$skip"]), int(asked.query["$top"])
            return Told({"value": self.items[number]["updates"][skip : skip + top]})
        if rest == "git/pullrequests":
            return self._pulls(project, asked)
        if rest.endswith("/threads"):
            return Told({"value": self.pulls[number]["threads"]})
        if rest.endswith("/commits"):
            return Told({"value": [{"commitId": commit} for commit in self.pulls[number]["commits"]]})
        if rest == "build/builds":
            return self._builds(project, asked)
        if rest.endswith("/timeline"):
            records = self.builds[number]["records"]
            return Told({"records": records}) if records else Told(None, 204)
        if rest == "distributedtask/environments":
            return Told({"value": [{"id": 7 + _PROJECTS.index(project), "name": "Production"}]})
        if rest.endswith("/environmentdeploymentrecords"):
            listed = [record for _, record in sorted(self.deployments.items(), reverse=True)]
            return self._paged([record for record in listed if record["project"] == project], asked)
        return Told({"message": "Page not found."}, 404)

    def _wiql(self, project: str, asked: Asked) -> Told:
        found = _WIQL.fullmatch(asked.body["query"])
        assert found, asked.body["query"]
        listed = [item for item in self.items.values() if item["fields"]["System.TeamProject"] == project]
        if found["at"]:
            behind = (_time(found["at"]), int(found["behind"]))
            listed = [item for item in listed if (_changed(item), item["id"]) > behind]
        listed = [item for item in listed if item["id"] > int(found["after"] or 0)]
        by_id = found["order"] == "[System.Id] ASC"
        listed.sort(key=lambda item: (0 if by_id else _changed(item).timestamp(), item["id"]))
        ids = [{"id": item["id"]} for item in listed[: min(self.page, int(asked.query["$top"]))]]
        return Told({"asOf": self._stamp(), "workItems": ids})

    def _pulls(self, project: str, asked: Asked) -> Told:
        wanted, since = (
            asked.query.get("searchCriteria.status", "active"),
            asked.query.get("searchCriteria.minTime"),
        )
        listed = [
            pull for _, pull in sorted(self.pulls.items(), reverse=True)
            if pull["repository"]["project"]["name"] == project and wanted in ("all", pull["status"])
            and (since is None or _time(pull["closedDate"]) >= _time(since))
        ]  # fmt: skip
        skip = int(asked.query.get("$skip", 0))
        shown = [{k: v for k, v in pull.items() if k not in ("threads", "commits")} for pull in listed]
        return Told({"value": shown[skip : skip + self.page]})

    def _builds(self, project: str, asked: Asked) -> Told:
        field = asked.query.get("queryOrder", "queueTimeAscending").removesuffix("Ascending")
        listed = [build for build in self.builds.values() if build["project"]["name"] == project]
        if "statusFilter" in asked.query:
            listed = [build for build in listed if build["status"] in asked.query["statusFilter"].split(",")]
        if "minTime" in asked.query:
            since = _time(asked.query["minTime"])
            listed = [build for build in listed if build.get(field) and _time(build[field]) >= since]
        listed.sort(key=lambda build: (build.get(field, ""), build["id"]))
        return self._paged([{k: v for k, v in build.items() if k != "records"} for build in listed], asked)

    def _paged(self, listed: list[dict[str, Any]], asked: Asked) -> Told:
        start = int(asked.query.get("continuationToken") or 0)
        more = start + self.page < len(listed)
        headers = {"x-ms-continuationtoken": str(start + self.page)} if more else {}
        return Told({"value": listed[start : start + self.page]}, headers=headers)

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def _stamp(self) -> str:
        assert self.clock is not None
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _changed(item: dict[str, Any]) -> datetime:
    return _time(item["fields"]["System.ChangedDate"])


FAKES = {"Azure DevOps": FakeAzureDevOps}
