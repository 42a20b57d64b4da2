"""SonarQube's web API as far as the connector asks it, over projects that tests change."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.sonarqube.connector import SonarQube
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-sonar-token"  # noqa: S105 - a test's
_BASIC = "Basic " + base64.b64encode(f"{TOKEN}:".encode()).decode()
_PROJECTS = ("shop", "pay")


class FakeSonarQube(FakeTool):
    """Projects shop and pay; findings are made, resolved and reopened, and hotspots reviewed and gone."""

    connector = SonarQube

    def __init__(self, page: int = 3) -> None:
        self.page = page
        self.analyses: list[dict[str, Any]] = []
        self.issues: dict[str, dict[str, Any]] = {}
        self.hotspots: dict[str, dict[str, Any]] = {}
        self.clock = datetime(2026, 3, 2, 9, tzinfo=UTC)
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        self.clock = (self.clock or datetime.now(UTC)) + timedelta(seconds=chance.choice((0, 1, 50_000)))
        what, project, now = chance.random(), chance.choice(_PROJECTS), self._stamp()
        if what < 0.2:
            self.clock += timedelta(seconds=1)  # a project is not analysed twice at one moment
            now = self._stamp()
            key = f"a{len(self.analyses)}"
            self.analyses.append({"key": key, "date": now, "_project": project, "revision": f"{len(key):040x}",
                                  "_gate": chance.choice(("OK", "ERROR"))})  # fmt: skip
        elif what < 0.45:
            key = f"i{len(self.issues)}"
            made = self.clock - timedelta(
                days=chance.choice((0, 0, 300))
            )  # dated back to the commit that wrote it
            self.issues[key] = {"key": key, "project": project, "rule": "py:1", "severity": "MAJOR", "status": "OPEN",
                                "message": "Mend it", "type": "VULNERABILITY", "creationDate": _text(made),
                                "updateDate": now, "author": "someone@example.org", "_changelog": []}  # fmt: skip
        elif what < 0.7 and self.issues:
            issue = self.issues[chance.choice(sorted(self.issues))]
            old = issue["status"]
            new, resolution = ("RESOLVED", "WONTFIX") if old in ("OPEN", "REOPENED") else ("REOPENED", None)
            diffs = [{"key": "status", "oldValue": old, "newValue": new}]
            diffs.append({"key": "resolution", "oldValue": issue.get("resolution"), "newValue": resolution})
            issue["_changelog"].append({"creationDate": now, "user": "someone", "diffs": diffs})
            issue.update(status=new, resolution=resolution, updateDate=now)
        elif what < 0.85 or not self.hotspots:
            key = f"h{len(self.hotspots)}-{now}"
            self.hotspots[key] = {"key": key, "project": project, "status": "TO_REVIEW", "message": "Look",
                                  "vulnerabilityProbability": "HIGH", "creationDate": now,
                                  "updateDate": now}  # fmt: skip
        elif what < 0.95:
            key = chance.choice(sorted(self.hotspots))
            self.hotspots[key].update(status="REVIEWED", resolution="SAFE", updateDate=now)
        else:
            del self.hotspots[chance.choice(sorted(self.hotspots))]

    def answer(self, asked: Asked) -> Told:
        """Answer as SonarQube does."""
        if asked.headers.get("authorization") != _BASIC:
            return Told(None, 401)
        answers = {
            "api/authentication/validate": lambda _: Told({"valid": True}),
            "api/components/search": self._components,
            "api/project_analyses/search": self._analyses,
            "api/measures/search_history": self._measures,
            "api/issues/search": self._issues,
            "api/issues/changelog": lambda a: Told(
                {"changelog": self.issues[a.query["issue"]]["_changelog"]}
            ),
            "api/hotspots/search": self._hotspots,
        }
        return (
            answers[asked.path](asked)
            if asked.path in answers
            else Told({"errors": [{"msg": "Unknown"}]}, 404)
        )

    def _components(self, asked: Asked) -> Told:
        return self._paged([{"key": key} for key in _PROJECTS], asked, "components")

    def _analyses(self, asked: Asked) -> Told:
        return self._paged(self._of(asked.query["project"], asked)[::-1], asked, "analyses")

    def _measures(self, asked: Asked) -> Told:
        found = self._of(asked.query["component"], asked)
        start = (int(asked.query.get("p", 1)) - 1) * self.page
        some = found[start : start + self.page]
        measures = [
            {
                "metric": "alert_status",
                "history": [{"date": one["date"], "value": one["_gate"]} for one in some],
            },
            {"metric": "coverage", "history": [{"date": one["date"]} for one in some]},
        ]
        return Told({"paging": {"pageSize": self.page, "total": len(found)}, "measures": measures})

    def _of(self, project: str, asked: Asked) -> list[dict[str, Any]]:
        since = asked.query.get("from", "")
        found = [one for one in self.analyses if one["_project"] == project and one["date"] >= since]
        return sorted(found, key=lambda one: str(one["date"]))

    def _issues(self, asked: Asked) -> Told:
        query = asked.query
        field = "creationDate" if query.get("s") == "CREATION_DATE" else "updateDate"
        found = [one for one in self.issues.values() if one["project"] == query["componentKeys"]]
        found = [one for one in found if one["creationDate"] >= query.get("createdAfter", "")]
        found.sort(key=lambda one: (one[field], one["key"]), reverse=query.get("asc") == "false")
        return self._paged(found, asked, "issues")

    def _hotspots(self, asked: Asked) -> Told:
        found = [one for one in self.hotspots.values() if one["project"] == asked.query["project"]]
        return self._paged(found, asked, "hotspots")

    def _paged(self, listed: list[dict[str, Any]], asked: Asked, inside: str) -> Told:
        start = (int(asked.query.get("p", 1)) - 1) * self.page
        shown = [
            {k: v for k, v in one.items() if not k.startswith("_")}
            for one in listed[start : start + self.page]
        ]
        return Told({"paging": {"pageIndex": 1, "pageSize": self.page, "total": len(listed)}, inside: shown})

    def _stamp(self) -> str:
        assert self.clock is not None
        return _text(self.clock)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


FAKES = {"SonarQube": FakeSonarQube}
