"""GitLab's REST API as far as the connector asks it, over two projects and a group that tests change."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from headrace.connectors.gitlab.connector import GitLab
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-gitlab-token"  # noqa: S105 - a test's
_PATHS = {1: "group/shop", 2: "group/pay"}
_FIELDS = ("issues", "merge_requests", "pipelines", "deployments", "releases")
_SOMEBODY = {"id": 7, "username": "somebody", "name": "Some Body", "avatar_url": "https://example.org/a.png"}
_OTHER = {"id": 8, "username": "other", "name": "Other One", "avatar_url": "https://example.org/b.png"}


class FakeGitLab(FakeTool):
    """Projects group/shop and group/pay, and the group's epics; the clock moves by a minute with every change."""

    connector = GitLab

    def __init__(self, *, page: int = 4) -> None:
        self.page = page
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.numbers = 100
        self.lists: dict[int, dict[str, list[dict[str, Any]]]] = {
            project: {name: [] for name in _FIELDS} for project in _PATHS
        }
        self.epics: list[dict[str, Any]] = []
        self.history: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
        self.beside: dict[str, list[dict[str, Any]]] = {}
        super().__init__()
        for project in _PATHS:
            self.push(project)

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "projects": "group/shop,group/pay", "groups": "group"}

    def push(self, project: int) -> str:
        """Add a commit to the default branch; return its id."""
        sha = sha1(f"{project}.{len(self.history[project])}".encode()).hexdigest()  # noqa: S324 - as git
        parents = [commit["id"] for commit in self.history[project][-1:]]
        stamp = self._tick()
        self.history[project].append(
            {"id": sha, "message": f"Pay group/shop#{len(self.history[project])}", "parent_ids": parents,
             "authored_date": stamp, "committed_date": stamp, "author_email": "someone@example.org"}
        )  # fmt: skip
        return sha

    def create(self, project: int, kind: str) -> dict[str, Any]:
        """Add an issue, a merge request, a pipeline, a deployment or a release."""
        self.numbers += 1
        path, number, stamp = _PATHS[project], len(self.lists[project][kind]) + self.numbers, self._tick()
        made: dict[str, Any] = {
            "id": self.numbers * 10, "iid": number, "title": f"{kind} {number}", "description": "See #1",
            "created_at": stamp, "updated_at": stamp, "state": "opened", "author": _SOMEBODY,
            "web_url": f"{self.url}/{path}/-/{kind}/{number}",
        }  # fmt: skip
        sha = self.history[project][-1]["id"]
        sign = "!" if kind == "merge_requests" else "#"
        if kind in ("issues", "merge_requests"):
            made |= {"references": {"full": f"{path}{sign}{number}"}, "labels": []}
        elif kind == "pipelines":
            made |= {"status": "pending", "sha": sha, "ref": "main", "source": "push"}
        elif kind == "deployments":
            made |= {"status": "running", "sha": sha, "ref": "main",
                     "environment": {"id": 5, "name": "eu"}, "deployable": None}  # fmt: skip
        else:
            made = {"tag_name": f"v{number}", "name": None, "released_at": stamp, "commit": {"id": sha}}
        self.lists[project][kind].append(made)
        return made

    def advance(self, project: int, kind: str, thing: dict[str, Any]) -> None:
        """Let the usual happen to a thing."""
        stamp = self._tick()
        if kind == "releases":
            thing["name"] = f"Named {stamp}"
            return
        below = f"projects/{project}/{kind}/{thing['iid' if 'merge' in kind or kind == 'issues' else 'id']}"
        thing["updated_at"] = stamp
        if kind in ("issues", "merge_requests"):
            state = "closed" if thing["state"] == "opened" else "opened"
            thing |= {"state": state, "closed_at": stamp if state == "closed" else None}
            told = "closed" if state == "closed" else "reopened"
            self._beside(below, "resource_state_events", {"state": told, "created_at": stamp})
        if kind == "issues":
            thing["labels"] = [] if thing["labels"] else ["doing"]
            action = "add" if thing["labels"] else "remove"
            event = {"action": action, "label": {"name": "doing"}, "created_at": stamp}
            self._beside(below, "resource_label_events", event)
        elif kind == "merge_requests":
            note = {
                "system": True,
                "body": "approved this merge request",
                "author": _OTHER,
                "created_at": stamp,
            }
            self._beside(below, "notes", note)
        elif kind == "pipelines":
            self._beside(below, "jobs", {"name": "test", "status": "success", "created_at": stamp})
            thing |= {"status": "success", "started_at": stamp, "finished_at": stamp}
        else:
            thing["status"] = "success"

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        project, what = chance.choice((1, 2)), chance.random()
        kind = chance.choice(_FIELDS)
        there = self.lists[project][kind]
        if what < 0.1:
            self.push(project)
        elif what < 0.15:
            self._epic()
        elif what < 0.45 or not there:
            self.create(project, kind)
        elif what < 0.93 or kind in ("pipelines", "deployments"):
            self.advance(project, kind, chance.choice(there))
        else:
            there.remove(chance.choice(there))

    def answer(self, asked: Asked) -> Told:
        """Answer as GitLab does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"message": "401 Unauthorized"}, 401)
        path = unquote(asked.path).removeprefix("api/v4/")
        for project, name in _PATHS.items():
            path = path.replace(f"projects/{name}", f"projects/{project}")
        if path == "user":
            return Told(_SOMEBODY)
        if path == "groups/group/projects":
            return self._listed(asked, [{"path_with_namespace": name} for name in _PATHS.values()])
        if path == "groups/group/epics":
            return self._listed(asked, self.epics)
        found = re.fullmatch(r"projects/(\d)(?:/(\w+))?(?:/([^/]+))?(?:/(.+))?", path)
        if found is None:
            return self._listed(asked, self.beside.get(path, []))
        return self._project(asked, path, int(found[1]), found[2], found[3], found[4])

    def _project(
        self, asked: Asked, path: str, project: int, kind: str | None, number: str | None, part: str | None
    ) -> Told:
        if kind is None:
            return Told({"id": project, "path_with_namespace": _PATHS[project], "default_branch": "main"})
        if kind == "environments":
            return Told({"id": 5, "name": "eu", "tier": "production"})
        if kind == "repository":
            return self._repository(asked, project, number)
        if number is None:
            return self._listed(asked, self.lists[project][kind], strictly=kind == "pipelines")
        things = [
            one for one in self.lists[project][kind] if number in (str(one.get("iid")), str(one.get("id")))
        ]
        if not things:
            return Told({"message": "404 Not found"}, 404)
        return self._listed(asked, self.beside.get(path, [])) if part else Told(things[0])

    def _repository(self, asked: Asked, project: int, part: str | None) -> Told:
        history = self.history[project]
        if part == "branches":
            return Told({"name": "main", "commit": {"id": history[-1]["id"]}})
        names = [commit["id"] for commit in history]
        begin, _, end = asked.query["ref_name"].rpartition("..")
        some = history[names.index(begin) + 1 if begin else 0 : names.index(end) + 1]
        return self._listed(asked, some[::-1], total=False)

    def _listed(
        self, asked: Asked, entries: list[dict[str, Any]], *, strictly: bool = False, total: bool = True
    ) -> Told:
        """One page of a list, ordered and filtered as asked."""
        query = dict(asked.query)
        order = query.get("order_by", "id")
        for field in ("updated", "created"):
            after = query.get(f"{field}_after")
            if after:
                entries = [e for e in entries if _after(e[f"{field}_at"], after, strictly=strictly)]
        if entries and order in entries[0]:
            entries = sorted(entries, key=lambda entry: (entry[order], entry["id"]))
        page = int(query.get("page", 1))
        size = min(self.page, int(query.get("per_page", 20)))
        headers = {"X-Total": str(len(entries))} if total else {}
        if page * size < len(entries):
            query["page"] = str(page + 1)
            headers["Link"] = f'<{self.url}/{asked.path}?{urlencode(query)}>; rel="next"'
        return Told(deepcopy(entries[(page - 1) * size : page * size]), headers=headers)

    def _epic(self) -> None:
        self.numbers += 1
        stamp = self._tick()
        self.epics.append(
            {"id": self.numbers, "iid": self.numbers, "title": "An epic", "created_at": stamp,
             "updated_at": stamp, "state": "opened", "author": _SOMEBODY, "labels": [],
             "references": {"full": f"group&{self.numbers}"}}
        )  # fmt: skip

    def _beside(self, below: str, name: str, entry: dict[str, Any]) -> None:
        self.numbers += 1
        self.beside.setdefault(f"{below}/{name}", []).append({"id": self.numbers, **entry})

    def _tick(self) -> str:
        self.now += timedelta(minutes=1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.123Z")


def _after(stamp: str, after: str, *, strictly: bool) -> bool:
    then, limit = datetime.fromisoformat(stamp), datetime.fromisoformat(after)
    return then > limit if strictly else then >= limit


FAKES = {"GitLab": FakeGitLab}
