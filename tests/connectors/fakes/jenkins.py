"""Jenkins' JSON API as far as the connector asks it, over jobs in a folder that tests change."""

from __future__ import annotations

import base64
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from headrace.connectors.jenkins.connector import Jenkins
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-jenkins-token"  # noqa: S105 - a test's
_BASIC = "Basic " + base64.b64encode(f"reader:{TOKEN}".encode()).decode()
_RANGE = re.compile(r"allBuilds\[(?P<fields>.+)\](?:\{(?P<first>\d+),(?P<last>\d+)\})?")


class FakeJenkins(FakeTool):
    """The folder ``shop`` with ``web/main``, a branch that comes and goes, and the job ``nightly``."""

    connector = Jenkins

    def __init__(self) -> None:
        self.builds: dict[str, list[dict[str, Any]]] = {"shop/web/main": [], "nightly": []}
        self.now = 1_740_992_400_000
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "user": "reader", "token": TOKEN, "deployments": "Deploy*"}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        self.now += chance.choice((0, 1_000, 60_000))
        if chance.random() < 0.05:
            self.builds.setdefault("shop/web/feature%2Fpay", [])
        job = chance.choice(sorted(self.builds))
        running = [build for build in self.builds[job] if build["building"]]
        if running and chance.random() < 0.6:
            build = chance.choice(running)
            if build["_stages"] and chance.random() < 0.7:
                build.update(building=False, result="SUCCESS", duration=self.now - build["timestamp"])
                build["_stages"][0].update(status="SUCCESS", durationMillis=7)
            else:
                build["_stages"] = [
                    {"id": "6", "name": "Deploy", "status": "IN_PROGRESS", "startTimeMillis": self.now}
                ]
            return
        number = max((build["number"] for build in self.builds[job]), default=0) + 1
        actions = [
            {"_class": "hudson.model.CauseAction", "causes": [{"_class": "hudson.model.Cause$UserIdCause"}]}, {},
            {"lastBuiltRevision": {"SHA1": f"{number:040x}", "branch": [{"name": "refs/remotes/origin/main"}]},
             "remoteUrls": ["https://github.com/shop/web.git"]},
        ]  # fmt: skip
        build = {"_class": "org.jenkinsci.plugins.workflow.job.WorkflowRun", "number": number, "building": True,
                 "result": None, "timestamp": self.now, "duration": 0, "actions": actions, "_stages": []}  # fmt: skip
        self.builds[job].insert(0, build)

    def answer(self, asked: Asked) -> Told:  # noqa: PLR0911 - one per address
        """Answer as Jenkins does."""
        if asked.headers.get("authorization") != _BASIC:
            return Told(None, 401)
        path = asked.path.removesuffix("/api/json").removesuffix("/wfapi/describe").removesuffix("api/json")
        parts = [unquote(part) for part in re.split(r"(?:^|/)job/", path) if part]
        last, _, number = parts[-1].partition("/") if parts else ("", "", "")
        name = "/".join([*parts[:-1], last])
        if number:
            return self._build(name, int(number), asked)
        if name in self.builds:
            tree = _RANGE.fullmatch(asked.query["tree"])
            if tree is None:
                return Told({"fullName": name})
            shown = self.builds[name][int(tree["first"] or 0) : int(tree["last"]) if tree["last"] else None]
            if tree["fields"] == "number":
                return Told({"allBuilds": [{"number": build["number"]} for build in shown]})
            return Told({"allBuilds": [_shown(build) for build in shown]})
        if name in ("", "shop", "shop/web"):
            return Told(self._folder(name, depth=3))
        return Told(None, 404)

    def _build(self, name: str, number: int, asked: Asked) -> Told:
        build = next((one for one in self.builds[name] if one["number"] == number), None)
        if build is None:
            return Told(None, 404)
        return Told({"stages": build["_stages"]}) if asked.path.endswith("describe") else Told(_shown(build))

    def _folder(self, name: str, depth: int) -> dict[str, Any]:
        prefix = f"{name}/" if name else ""
        below = {prefix + job[len(prefix) :].split("/")[0] for job in self.builds if job.startswith(prefix)}
        jobs = [
            {"fullName": one} if one in self.builds or depth == 0 else self._folder(one, depth - 1)
            for one in sorted(below)
        ]
        return {"fullName": name, "jobs": jobs}


def _shown(build: dict[str, Any]) -> dict[str, Any]:
    return {name: deepcopy(value) for name, value in build.items() if name != "_stages"}


FAKES = {"Jenkins": FakeJenkins}
