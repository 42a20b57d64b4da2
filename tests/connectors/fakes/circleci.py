"""CircleCI's API as far as the connector asks it, over two projects that tests change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.circleci.connector import CircleCI
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-circle-token"  # noqa: S105 - a test's
_PROJECTS = ("gh/shop/web", "gh/shop/pay")


class FakeCircleCI(FakeTool):
    """Two projects; workflows run, wait for an approval and end, and are run again within the day."""

    connector = CircleCI

    def __init__(self, page: int = 3) -> None:
        self.page = page
        self.pipelines: list[dict[str, Any]] = []
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN, "projects": ", ".join(_PROJECTS), "deployments": "deploy"}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        self.now += timedelta(seconds=chance.choice((0, 1, 4000)))
        waiting = [
            w for p in self.pipelines for w in p["_workflows"] if w["status"] in ("running", "on_hold")
        ]
        recent = [
            p
            for p in self.pipelines
            if self.now - datetime.fromisoformat(p["created_at"]) < timedelta(hours=20)
        ]
        what = chance.random()
        if waiting and what < 0.6:
            self._go_on(chance.choice(waiting))
        elif recent and what < 0.7:
            self._run(chance.choice(recent))
        else:
            project = chance.choice(_PROJECTS)
            number = sum(p["project_slug"] == project for p in self.pipelines) + 1
            made = {
                "id": f"p{len(self.pipelines)}", "number": number, "project_slug": project, "state": "created",
                "created_at": self._stamp(), "trigger": {"type": "webhook", "actor": {"login": "someone"}},
                "vcs": {"revision": f"{number:040x}", "branch": "main", "provider_name": "GitHub",
                        "target_repository_url": f"https://github.com/{project[3:]}"}, "_workflows": [],
            }  # fmt: skip
            self.pipelines.append(made)
            self._run(made)

    def _run(self, pipeline: dict[str, Any]) -> None:
        key = f"{pipeline['id']}-w{len(pipeline['_workflows'])}"
        jobs = [
            {
                "id": f"{key}-1",
                "name": "test",
                "type": "build",
                "status": "running",
                "started_at": self._stamp(),
            }
        ]
        pipeline["_workflows"].append(
            {"id": key, "name": "ship", "status": "running", "created_at": self._stamp(), "_jobs": jobs}
        )

    def _go_on(self, workflow: dict[str, Any]) -> None:
        key, jobs = workflow["id"], workflow["_jobs"]
        if workflow["status"] == "running" and len(jobs) == 1:
            jobs[0].update(status="success", stopped_at=self._stamp())
            jobs.append({"id": f"{key}-2", "name": "ask", "type": "approval", "status": "on_hold",
                         "started_at": self._stamp(), "dependencies": [jobs[0]["id"]]})  # fmt: skip
            workflow["status"] = "on_hold"
        elif workflow["status"] == "on_hold":
            jobs[1]["status"] = "success"
            jobs.append({"id": f"{key}-3", "name": "deploy", "type": "build", "status": "running",
                         "started_at": self._stamp(), "dependencies": [jobs[1]["id"]]})  # fmt: skip
            workflow["status"] = "running"
        else:
            jobs[2].update(status="failed", stopped_at=self._stamp())
            workflow.update(status="failed", stopped_at=self._stamp())

    def answer(self, asked: Asked) -> Told:  # noqa: PLR0911 - one per address
        """Answer as CircleCI does."""
        if asked.headers.get("circle-token") != TOKEN:
            return Told({"message": "You must log in first."}, 401)
        if asked.path == "me":
            return Told({"login": "reader"})
        kind, _, rest = asked.path.partition("/")
        key = rest.rpartition("/")[0]
        if kind == "project" and key in _PROJECTS:
            return self._paged([p for p in self.pipelines if p["project_slug"] == key][::-1], asked)
        by_id = {p["id"]: p for p in self.pipelines}
        if kind == "pipeline" and rest in by_id:
            return Told(_shown(by_id[rest]))
        if kind == "pipeline" and key in by_id:
            return self._paged(by_id[key]["_workflows"][::-1], asked)
        workflows = {w["id"]: w for p in self.pipelines for w in p["_workflows"]}
        if kind == "workflow" and key in workflows:
            return self._paged(workflows[key]["_jobs"], asked)
        return Told({"message": "Not found"}, 404)

    def _paged(self, listed: list[dict[str, Any]], asked: Asked) -> Told:
        start = int(asked.query.get("page-token") or 0)
        after = start + self.page
        token = str(after) if after < len(listed) else None
        return Told({"items": [_shown(one) for one in listed[start:after]], "next_page_token": token})

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if not name.startswith("_")}


FAKES = {"CircleCI": FakeCircleCI}
