"""Bitbucket Data Center's REST API as far as the connector asks it, over two repositories that tests change."""

from __future__ import annotations

import re
from copy import deepcopy
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from headrace.connectors.bitbucket_server.connector import BitbucketServer
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-server-token"  # noqa: S105 - a test's
_NAMES = ("SHOP/api", "SHOP/web")
_SOMEBODY = {"name": "somebody", "displayName": "Some Body", "emailAddress": "somebody@example.org"}
_OTHER = {"name": "other", "displayName": "Other One", "emailAddress": "other@example.org"}
_MINUTE = 60_000


class FakeBitbucketServer(FakeTool):
    """Repositories SHOP/web and SHOP/api; the clock moves by a minute with every change."""

    connector = BitbucketServer

    def __init__(self, *, page: int = 4) -> None:
        self.page = page
        self.now = 1_772_442_000_000
        self.numbers = 0
        self.requests_: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES}
        self.activities: dict[str, list[dict[str, Any]]] = {}
        self.history: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES}
        super().__init__()
        for name in _NAMES:
            self.push(name)

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "projects": "SHOP"}

    def push(self, name: str) -> None:
        """Add a commit to the default branch."""
        past = self.history[name]
        sha = sha1(f"{name}.{len(past)}".encode()).hexdigest()  # noqa: S324 - as git
        stamp = self._tick()
        past.append(
            {"id": sha, "message": f"SHOP-{len(past)}", "author": _SOMEBODY, "authorTimestamp": stamp,
             "committerTimestamp": stamp, "parents": [{"id": one["id"]} for one in past[-1:]]}
        )  # fmt: skip

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        name, what = chance.choice(_NAMES), chance.random()
        there = self.requests_[name]
        if what < 0.1:
            self.push(name)
        elif what < 0.4 or not there:
            self._open(name)
        elif what < 0.95:
            self._act(name, chance.choice(there), chance)
        else:
            there.remove(chance.choice(there))

    def answer(self, asked: Asked) -> Told:
        """Answer as Bitbucket Data Center does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"errors": [{"message": "Authentication failed."}]}, 401)
        path = asked.path.removeprefix("rest/api/1.0/")
        if path == "projects/SHOP/repos":
            slugs = [name.partition("/")[2] for name in _NAMES]
            return self._listed(asked, [{"slug": slug, "project": {"key": "SHOP"}} for slug in slugs])
        found = re.fullmatch(r"projects/(SHOP)/repos/(\w+)/([\w-]+)(?:/(\d+)/(\w+))?", path)
        name = f"{found[1]}/{found[2]}" if found else ""
        if found is None or name not in _NAMES:
            return Told({"errors": [{"message": "There is nothing here."}]}, 404)
        if found[4]:
            return self._below(asked, name, found[4], found[5])
        listed = sorted(self.requests_[name], key=lambda one: -one["updatedDate"])
        return self._commits(asked, name) if found[3] == "commits" else self._listed(asked, listed)

    def _below(self, asked: Asked, name: str, number: str, part: str) -> Told:
        if not any(one["id"] == int(number) for one in self.requests_[name]):
            return Told({"errors": [{"message": "No such pull request."}]}, 404)
        told = self.activities.get(f"{name}/{number}", []) if part == "activities" else []
        return self._listed(asked, told[::-1])

    def _commits(self, asked: Asked, name: str) -> Told:
        names = [commit["id"] for commit in self.history[name]]
        begin = names.index(asked.query["since"]) + 1 if asked.query.get("since") else 0
        end = names.index(asked.query["until"]) + 1 if asked.query.get("until") else len(names)
        return self._listed(asked, self.history[name][begin:end][::-1])

    def _listed(self, asked: Asked, entries: list[dict[str, Any]]) -> Told:
        start, size = int(asked.query.get("start", 0)), min(self.page, int(asked.query.get("limit", 25)))
        last = start + size >= len(entries)
        told = {"values": deepcopy(entries[start : start + size]), "isLastPage": last, "start": start}
        return Told({**told, "nextPageStart": None if last else start + size})

    def _open(self, name: str) -> None:
        stamp = self._tick()
        self.numbers += 1
        self.requests_[name].append(
            {"id": self.numbers, "title": f"SHOP-{self.numbers}", "state": "OPEN", "createdDate": stamp,
             "updatedDate": stamp, "author": {"user": _SOMEBODY}, "fromRef": {"displayId": "pay"},
             "toRef": {"displayId": "main"}, "links": {"self": [{"href": f"{self.url}/{self.numbers}"}]}}
        )  # fmt: skip

    def _act(self, name: str, request: dict[str, Any], chance: Random) -> None:
        """Something happens to a request; an approval does not count as a change of it."""
        stamp = self._tick()
        told = self.activities.setdefault(f"{name}/{request['id']}", [])
        self.numbers += 1
        activity = {"id": self.numbers, "createdDate": stamp, "user": _OTHER}
        if request["state"] == "OPEN" and chance.random() < 0.4:
            told.append({**activity, "action": "APPROVED"})
            return
        request["updatedDate"] = stamp
        if request["state"] == "OPEN":
            state = chance.choice(("MERGED", "DECLINED"))
            request |= {"state": state, "closedDate": stamp}
        else:
            state = "REOPENED"
            request |= {"state": "OPEN", "closedDate": None}
        told.append({**activity, "action": state})

    def _tick(self) -> int:
        self.now += _MINUTE
        return self.now


FAKES = {"Bitbucket Data Center": FakeBitbucketServer}
