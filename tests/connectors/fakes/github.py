"""GitHub's REST and GraphQL APIs as far as the connector asks them, over repositories that tests change."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from headrace.connectors.github.connector import GitHub
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-github-token"  # noqa: S105 - a test's
REPOSITORIES = ("shop/web", "shop/pay")
_SOMEBODY = {"login": "mjones", "id": 7, "url": "https://api.example/users/mjones"}
_ENDS = ("success", "failure", "cancelled", "skipped")


class FakeGitHub(FakeTool):
    """Two repositories; the clock moves by a minute with every change. ``closed`` parts answer 403."""

    connector = GitHub

    def __init__(self, page: int = 5) -> None:
        self.page = page
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.closed: tuple[str, ...] = ()
        self._ids = 1000
        self.threads: dict[int, dict[str, Any]] = {}
        self.runs: dict[int, dict[str, Any]] = {}
        self.deployments: dict[int, dict[str, Any]] = {}
        self.releases: dict[int, dict[str, Any]] = {}
        self.alerts: dict[int, dict[str, Any]] = {}
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "repositories": ",".join(REPOSITORIES)}

    def create(self, repository: str, *, pull: bool) -> int:
        """Open an issue or a pull request; return its id."""
        identity, stamp = self._next(), self._tick()
        number = 1 + sum(t["repository"] == repository for t in self.threads.values()) + identity
        word = "pull" if pull else "issues"
        listed = {
            "id": identity, "number": number, "html_url": f"https://github.com/{repository}/{word}/{number}",
            "title": "Fixes #3 for SHOP-9", "body": None, "state": "open", "created_at": stamp, "updated_at": stamp,
            "closed_at": None, "labels": [], "assignees": [], "assignee": None, "milestone": None, "user": _SOMEBODY,
        }  # fmt: skip
        record = {"merged_at": None, "merge_commit_sha": None, "draft": True,
                  "head": {"ref": "f"}, "base": {"ref": "main"}}  # fmt: skip
        self.threads[identity] = {
            "repository": repository, "listed": listed, "pull": record if pull else None, "timeline": [],
            "statuses": [],
        }  # fmt: skip
        if pull:
            self.threads[identity]["timeline"] = [{"event": "committed", "sha": _sha(identity)}]
        return identity

    def happen(self, identity: int, event: str, **more: Any) -> None:
        """Let something happen to an issue or a pull request."""
        thread, stamp = self.threads[identity], self._tick()
        listed, pull = thread["listed"], thread["pull"]
        entry = {"event": event, "id": self._next(), "created_at": stamp, "actor": _SOMEBODY, **more}
        thread["timeline"].append(entry)
        listed["updated_at"] = stamp
        if event in ("closed", "reopened"):
            listed["state"] = "closed" if event == "closed" else "open"
            listed["closed_at"] = stamp if event == "closed" else None
        elif event == "merged" and pull:
            pull.update(merged_at=stamp, merge_commit_sha=_sha(entry["id"]))
            listed.update(state="closed", closed_at=stamp)
            thread["timeline"].append({**entry, "event": "closed", "id": self._next()})
        elif event == "labeled":
            listed["labels"] = [*listed["labels"], entry["label"]]
        elif event == "ready_for_review" and pull:
            pull["draft"] = False
        elif event == "project_v2_item_status_changed":
            thread["statuses"].append({"id": f"S{entry['id']}", "createdAt": stamp, "previousStatus": None,
                                       "status": "Building", "project": {"title": "Board"}})  # fmt: skip
        elif event == "reviewed":
            entry["submitted_at"] = entry.pop("created_at")

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        what, repository = chance.random(), chance.choice(REPOSITORIES)
        thread = chance.choice(sorted(self.threads)) if self.threads else None
        if thread is None or what < 0.15:
            self.create(repository, pull=chance.random() < 0.5)
        elif what < 0.45:
            self._happen_anything(thread, chance)
        elif what < 0.5:
            self._leave(thread, repository)
        elif what < 0.7:
            self._build(repository, chance)
        elif what < 0.85:
            self._deploy(repository, chance)
        elif what < 0.93:
            self._release(repository, chance)
        else:
            self._scan(repository, chance)

    def _happen_anything(self, thread: int, chance: Random) -> None:
        closed = self.threads[thread]["listed"]["state"] == "closed"
        pull = self.threads[thread]["pull"]
        events = ["labeled", "project_v2_item_status_changed"]
        if not (pull and pull["merged_at"]):
            events.append("reopened" if closed else "closed")
        if pull and not closed:
            events += ["reviewed", "ready_for_review", "merged"]
        self.happen(
            thread, chance.choice(events), label={"name": f"size {chance.randrange(3)}"}, state="approved"
        )

    def _leave(self, identity: int, repository: str) -> None:
        """Delete an issue, or move it to a repository where it is another one; a pull request stays."""
        thread = self.threads[identity]
        if thread["pull"]:
            return
        del self.threads[identity]
        if repository != thread["repository"]:
            moved = self.create(repository, pull=False)
            self.threads[moved]["timeline"] = thread["timeline"]
            self.happen(moved, "transferred")

    def _build(self, repository: str, chance: Random) -> None:
        stamp = self._tick()
        open_runs = [run for run in self.runs.values() if run["status"] != "completed"]
        if open_runs and chance.random() < 0.5:
            run = chance.choice(open_runs)
            run.update(status="completed", conclusion=chance.choice(_ENDS), updated_at=stamp)
            return
        if self.runs and chance.random() < 0.2:
            run = chance.choice(list(self.runs.values()))
            run["before"].append({name: part for name, part in run.items() if name != "before"})
            run.update(status="queued", conclusion=None, run_attempt=run["run_attempt"] + 1,
                       run_started_at=stamp, updated_at=stamp)  # fmt: skip
            return
        identity = self._next()
        self.runs[identity] = {
            "id": identity, "repository": repository, "name": "Tests", "event": "push", "head_branch": "main",
            "head_sha": _sha(identity), "status": "in_progress", "conclusion": None, "run_attempt": 1,
            "created_at": stamp, "run_started_at": stamp, "updated_at": stamp, "pull_requests": [], "before": [],
        }  # fmt: skip

    def _deploy(self, repository: str, chance: Random) -> None:
        stamp = self._tick()
        if self.deployments and chance.random() < 0.6:
            one = chance.choice(list(self.deployments.values()))
            state = chance.choice(("IN_PROGRESS", "SUCCESS", "FAILURE"))
            one["node"]["statuses"]["nodes"].insert(0, {"state": state, "createdAt": stamp, "logUrl": None})
            one["node"].update(state=state, updatedAt=stamp)
            return
        identity = self._next()
        node = {"databaseId": identity, "environment": "production", "commitOid": _sha(identity), "state": "QUEUED",
                "ref": {"name": "main"}, "createdAt": stamp, "updatedAt": stamp, "statuses": {"nodes": []}}  # fmt: skip
        self.deployments[identity] = {"repository": repository, "node": node}

    def _release(self, repository: str, chance: Random) -> None:
        stamp, identity = self._tick(), self._next()
        if self.releases and chance.random() < 0.3:
            del self.releases[chance.choice(sorted(self.releases))]
            return
        self.releases[identity] = {"id": identity, "repository": repository, "tag_name": f"v{identity}", "name": None,
                                   "draft": False, "prerelease": False, "published_at": stamp}  # fmt: skip

    def _scan(self, repository: str, chance: Random) -> None:
        stamp = self._tick()
        if self.alerts and chance.random() < 0.5:
            chance.choice(list(self.alerts.values())).update(state="fixed", fixed_at=stamp, updated_at=stamp)
            return
        identity = self._next()
        self.alerts[identity] = {"number": identity, "repository": repository, "created_at": stamp,
                                 "updated_at": stamp, "state": "open", "rule": {"id": "x", "severity": "error"},
                                 "kind": chance.choice(("code-scanning", "dependabot"))}  # fmt: skip

    def answer(self, asked: Asked) -> Told:
        """Answer as GitHub does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"message": "Bad credentials"}, 401)
        if any(part in asked.path for part in self.closed):
            return Told({"message": "Resource not accessible by personal access token"}, 403)
        if asked.path == "graphql":
            return Told(self._graphql(asked.body))
        if asked.path == "rate_limit":
            return Told({"resources": {}})
        if asked.path == "orgs/shop/repos":
            return self._paged(asked, [{"full_name": name} for name in REPOSITORIES])
        found = re.fullmatch(r"repos/(?P<repository>\w+/\w+)/(?P<rest>.+)", asked.path)
        told = self._repository(asked, found["repository"], found["rest"]) if found else None
        return told or Told({"message": "Not Found"}, 404)

    def _repository(self, asked: Asked, repository: str, rest: str) -> Told | None:
        lists = {
            "issues": self._issues,
            "actions/runs": self._actions,
            "releases": lambda _asked, repository: _newest(self.releases, repository),
            "tags": lambda _asked, repository: [
                {"name": one["tag_name"], "commit": {"sha": _sha(one["id"])}}
                for one in _newest(self.releases, repository)
            ],
            "code-scanning/alerts": self._alerts,
            "dependabot/alerts": self._alerts,
        }  # fmt: skip
        if rest in lists:
            wrapped = "workflow_runs" if rest == "actions/runs" else None
            return self._paged(asked, lists[rest](asked, repository), wrapped)
        thread = re.fullmatch(r"(issues|pulls)/(\d+)(/timeline)?", rest)
        if thread:
            return self._one_thread(asked, repository, int(thread[2]), pull=thread[1] == "pulls")
        run = re.fullmatch(r"actions/runs/(\d+)/(jobs|attempts/(\d+))", rest)
        if run and int(run[1]) in self.runs:
            return self._run(asked, self.runs[int(run[1])], run[3])
        return None

    def _issues(self, asked: Asked, repository: str) -> list[Any]:
        since = asked.query.get("since", "")
        listed = [
            {**t["listed"], **({"pull_request": {"merged_at": t["pull"]["merged_at"]}} if t["pull"] else {})}
            for t in self.threads.values()
            if t["repository"] == repository and t["listed"]["updated_at"] >= since
        ]
        return sorted(listed, key=lambda one: (one["updated_at"], one["id"]))

    def _one_thread(self, asked: Asked, repository: str, number: int, *, pull: bool) -> Told | None:
        for thread in self.threads.values():
            if (thread["repository"], thread["listed"]["number"]) == (repository, number):
                if asked.path.endswith("/timeline"):
                    return self._paged(asked, thread["timeline"])
                return Told({**thread["listed"], **thread["pull"]}) if pull else Told(thread["listed"])
        return None

    def _actions(self, asked: Asked, repository: str) -> list[Any]:
        first, _, last = asked.query.get("created", "..~").partition("..")
        return [run for run in _newest(self.runs, repository) if first <= run["created_at"] <= last]

    def _run(self, asked: Asked, run: dict[str, Any], attempt: str | None) -> Told:
        if attempt:
            return Told(run["before"][int(attempt) - 1])
        jobs = [
            {"id": one["id"] * 10 + one["run_attempt"], "name": "unit", "status": one["status"],
             "conclusion": one["conclusion"], "created_at": one["run_started_at"], "started_at": one["run_started_at"],
             "completed_at": one["updated_at"] if one["status"] == "completed" else None}
            for one in [*run["before"], run]
        ]  # fmt: skip
        return self._paged(asked, jobs, "jobs")

    def _alerts(self, asked: Asked, repository: str) -> list[Any]:
        kind = asked.path.split("/")[3]
        found = [one for one in _newest(self.alerts, repository) if one["kind"] == kind]
        return sorted(found, key=lambda one: str(one["updated_at"]), reverse=True)

    def _graphql(self, body: Any) -> dict[str, Any]:
        text, asked = body["query"], body["variables"]
        repository = f"{asked['owner']}/{asked['name']}"
        start = int(asked.get("after") or 0)
        wanted = re.findall(r"p(\d+): pullRequest\(number: \1\)", text)
        if wanted:
            return self._pulls(repository, [int(number) for number in wanted])
        if "totalCount" in text:
            counted = {"totalCount": len(self.threads)}
            return {"data": {"repository": {"issues": counted, "pullRequests": counted}}}
        if "issueOrPullRequest" in text:
            number = asked["number"]
            nodes = [node for t in self.threads.values() for node in t["statuses"]
                     if (t["repository"], t["listed"]["number"]) == (repository, number)]  # fmt: skip
            return {
                "data": {
                    "repository": {"issueOrPullRequest": {"timelineItems": _connection(nodes, start, 2)}}
                }
            }
        found = sorted((d["node"] for d in self.deployments.values() if d["repository"] == repository),
                       key=lambda node: -node["databaseId"])  # fmt: skip
        # A cursor is the entry behind which to go on, so that entries that come or go move nothing.
        left = [node for node in found if not start or node["databaseId"] < start]
        some = deepcopy(left[: self.page])
        page = {
            "hasNextPage": len(left) > len(some),
            "endCursor": str(some[-1]["databaseId"]) if some else None,
        }
        return {"data": {"repository": {"deployments": {"nodes": some, "pageInfo": page}}}}

    def _pulls(self, repository: str, wanted: list[int]) -> dict[str, Any]:
        """Answer for several pull requests; when one has gone, with an error beside the others."""
        there = {
            t["listed"]["number"]: t["pull"] for t in self.threads.values() if t["repository"] == repository
        }
        told: dict[str, Any] = {}
        for number in wanted:
            pull = there.get(number)
            commit = {"oid": pull["merge_commit_sha"]} if pull and pull["merged_at"] else None
            told[f"p{number}"] = pull and {
                "headRefName": pull["head"]["ref"], "baseRefName": pull["base"]["ref"], "isDraft": pull["draft"],
                "mergedAt": pull["merged_at"], "mergeCommit": commit,
            }  # fmt: skip
        gone = [{"type": "NOT_FOUND", "message": f"no {name}"} for name, one in told.items() if not one]
        return {"data": {"repository": told}} | ({"errors": gone} if gone else {})

    def _paged(self, asked: Asked, entries: list[Any], wrapped: str | None = None) -> Told:
        size, page = min(self.page, int(asked.query["per_page"])), int(asked.query.get("page", 1))
        some = deepcopy(entries[(page - 1) * size : page * size])
        tag = f'"{sha1(repr(some).encode(), usedforsecurity=False).hexdigest()}"'
        if asked.headers.get("if-none-match") == tag:
            return Told(None, 304, {"ETag": tag})
        query = "&".join(f"{name}={text}" for name, text in asked.query.items() if name != "page")
        more = page * size < len(entries)
        link = {"Link": f'<{self.url}/{asked.path}?{query}&page={page + 1}>; rel="next"'} if more else {}
        headers = {"ETag": tag, **link}
        return Told({"total_count": len(entries), wrapped: some} if wrapped else some, headers=headers)

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def _tick(self) -> str:
        self.now += timedelta(minutes=1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _newest(of: dict[int, dict[str, Any]], repository: str) -> list[dict[str, Any]]:
    return [one for _, one in sorted(of.items(), reverse=True) if one["repository"] == repository]


def _connection(nodes: list[Any], start: int, size: int) -> dict[str, Any]:
    end = start + size
    return {"nodes": nodes[start:end], "pageInfo": {"hasNextPage": end < len(nodes), "endCursor": str(end)}}


def _sha(number: int) -> str:
    return sha1(str(number).encode(), usedforsecurity=False).hexdigest()


FAKES = {"GitHub": FakeGitHub}
