"""Bitbucket Cloud's REST API as far as the connector asks it, over two repositories that tests change."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from headrace.connectors.bitbucket.connector import Bitbucket
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-bitbucket-token"  # noqa: S105 - a test's
_NAMES = ("space/pay", "space/shop")
_SOMEBODY = {"account_id": "a1", "display_name": "Some Body", "nickname": "somebody", "uuid": "{a1}"}
_OTHER = {"account_id": "a2", "display_name": "Other One", "nickname": "other", "uuid": "{a2}"}


class FakeBitbucket(FakeTool):
    """Repositories space/shop and space/pay; the clock moves by a minute with every change."""

    connector = Bitbucket

    def __init__(self, *, page: int = 4) -> None:
        self.page = page
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.numbers = 0
        self.requests_: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES}
        self.activity: dict[str, list[dict[str, Any]]] = {}
        self.pipelines: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES}
        self.deployments: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES}
        self.history: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES}
        super().__init__()
        for name in _NAMES:
            self.push(name)

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "workspaces": "space"}

    def push(self, name: str) -> None:
        """Add a commit to the main branch."""
        past = self.history[name]
        sha = sha1(f"{name}.{len(past)}".encode()).hexdigest()  # noqa: S324 - as git
        parents = [{"hash": one["hash"]} for one in past[-1:]]
        author = {"raw": "Some Body <somebody@example.org>", "user": _SOMEBODY}
        past.append(
            {
                "hash": sha,
                "date": self._tick(),
                "message": f"SHOP-{len(past)}",
                "parents": parents,
                "author": author,
            }
        )

    def open(self, name: str) -> None:
        """Open a pull request."""
        stamp, there = self._tick(), self.requests_[name]
        there.append(
            {"id": len(there) + 1, "title": f"SHOP-{len(there)}", "state": "OPEN", "created_on": stamp,
             "updated_on": stamp, "author": _SOMEBODY, "source": {"branch": {"name": "pay"}},
             "destination": {"branch": {"name": "main"}}, "merge_commit": None}
        )  # fmt: skip

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        name, what = chance.choice(_NAMES), chance.random()
        if what < 0.1:
            self.push(name)
        elif what < 0.3:
            self.open(name)
        elif what < 0.6 and self.requests_[name]:
            self._review(name, chance.choice(self.requests_[name]), chance)
        elif what < 0.85:
            self._run(name, chance)
        else:
            self._deploy(name, chance)

    def answer(self, asked: Asked) -> Told:
        """Answer as Bitbucket does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"type": "error", "error": {"message": "Token is invalid"}}, 401)
        path = unquote(asked.path).strip("/")
        if path == "repositories/space":
            return Told({"values": [{"full_name": name} for name in _NAMES]})
        found = re.fullmatch(r"repositories/(space/\w+)(?:/([\w]+))?(?:/([^/]+))?(?:/(\w+))?", path)
        if found is None:
            return Told({"type": "error", "error": {"message": "not here"}}, 404)
        name, kind, number, part = found.groups()
        match kind:
            case None:
                told = Told({"full_name": name, "mainbranch": {"name": "main"}})
            case "refs":
                told = Told({"name": "main", "target": {"hash": self.history[name][-1]["hash"]}})
            case "commits":
                told = self._commits(asked, name, str(number))
            case "pullrequests":
                told = self._pull_requests(asked, name, number, part)
            case "deployments":
                told = self._listed(asked, self.deployments[name], linked=False)
            case _:
                told = self._pipelines(asked, name, number, part)
        return told

    def _pull_requests(self, asked: Asked, name: str, number: str | None, part: str | None) -> Told:
        if number:
            entries = self.activity.get(f"{name}/{number}", [])[::-1] if part == "activity" else []
            return self._listed(asked, entries)
        since = re.search(r"updated_on >= (\S+)", asked.query.get("q", ""))
        listed = [
            one
            for one in self.requests_[name]
            if since is None or datetime.fromisoformat(one["updated_on"]) >= datetime.fromisoformat(since[1])
        ]
        backwards = asked.query["sort"].startswith("-")
        if backwards:  # only then is one state asked for
            listed = [one for one in listed if one["state"] == "OPEN"]
        listed.sort(key=lambda one: (one["updated_on"], one["id"]), reverse=backwards)
        return self._listed(asked, listed, whole=backwards)

    def _pipelines(self, asked: Asked, name: str, number: str | None, part: str | None) -> Told:
        if number is None:
            return self._listed(asked, self.pipelines[name], linked=False)
        found = [one for one in self.pipelines[name] if one["uuid"] == number]
        if not found:
            return Told({"type": "error", "error": {"message": "not here"}}, 404)
        if not part:
            return Told(found[0])
        step = {key: found[0][key] for key in ("state", "completed_on")}
        return self._listed(asked, [{"uuid": f"{{s{number[1:]}", "name": "Test", **step}])

    def _commits(self, asked: Asked, name: str, sha: str) -> Told:
        names = [commit["hash"] for commit in self.history[name]]
        begin = names.index(asked.query["exclude"]) + 1 if asked.query.get("exclude") else 0
        return self._listed(asked, self.history[name][begin : names.index(sha) + 1][::-1])

    def _listed(
        self, asked: Asked, entries: list[dict[str, Any]], *, linked: bool = True, whole: bool = False
    ) -> Told:
        """One page of a list; pipelines and deployments do not link the next one."""
        page = int(asked.query.get("page", 1))
        size = len(entries) + 1 if whole else min(self.page, int(asked.query.get("pagelen", 10)))
        told: dict[str, Any] = {
            "values": deepcopy(entries[(page - 1) * size : page * size]),
            "page": page, "pagelen": size, "size": len(entries),
        }  # fmt: skip
        if linked and page * size < len(entries):
            told["next"] = f"{self.url}/{asked.path}?{urlencode({**asked.query, 'page': page + 1})}"
        return Told(told)

    def _review(self, name: str, request: dict[str, Any], chance: Random) -> None:
        """Something happens to a request; an approval does not count as a change of it."""
        stamp = self._tick()
        told = self.activity.setdefault(f"{name}/{request['id']}", [])
        if request["state"] == "OPEN" and chance.random() < 0.4:
            told.append({"approval": {"date": stamp, "user": _OTHER}})
            return
        request["updated_on"] = stamp
        if request["state"] == "OPEN" and chance.random() < 0.5:
            state = chance.choice(("MERGED", "DECLINED"))
            request |= {"state": state, "merge_commit": {"hash": self.history[name][-1]["hash"][:12]}}
            told.append({"update": {"state": state, "date": stamp, "author": _OTHER, "changes": {}}})
        else:
            self.numbers += 1
            told.append(
                {"comment": {"id": self.numbers, "created_on": stamp, "user": _OTHER, "deleted": False}}
            )

    def _run(self, name: str, chance: Random) -> None:
        waiting = [one for one in self.pipelines[name] if one["state"]["name"] == "IN_PROGRESS"]
        stamp = self._tick()
        if waiting and chance.random() < 0.5:
            done = {"name": "COMPLETED", "result": {"name": "SUCCESSFUL"}}
            chance.choice(waiting).update({"state": done, "completed_on": stamp})
            return
        self.numbers += 1
        target = {"ref_name": "main", "commit": {"hash": self.history[name][-1]["hash"]}}
        self.pipelines[name].append(
            {"uuid": f"{{p{self.numbers}}}", "build_number": self.numbers, "created_on": stamp, "target": target,
             "completed_on": None, "state": {"name": "IN_PROGRESS"}, "creator": _SOMEBODY}
        )  # fmt: skip

    def _deploy(self, name: str, chance: Random) -> None:
        stamp = self._tick()
        if self.deployments[name] and chance.random() < 0.5:
            state = {"name": "COMPLETED", "status": {"name": "SUCCESSFUL"}, "completed_on": stamp}
            chance.choice(self.deployments[name])["state"] = state
            return
        self.numbers += 1
        release = {"created_on": stamp, "commit": {"hash": self.history[name][-1]["hash"]}}
        kind = {"name": "Production"}
        self.deployments[name].append(
            {"uuid": f"{{d{self.numbers}}}", "release": release, "state": {"name": "IN_PROGRESS"},
             "environment": {"name": "eu", "environment_type": kind}}
        )  # fmt: skip

    def _tick(self) -> str:
        self.now += timedelta(minutes=1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.123456+00:00")


FAKES = {"Bitbucket": FakeBitbucket}
