"""Argo CD's API as far as the connector asks it, over applications that tests change.

Its history forgets nothing: what the real one forgets stays in our log, so no clean reading could be compared.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.argocd.connector import ArgoCD
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from random import Random

TOKEN = "planted-argo-token"  # noqa: S105 - a test's


class FakeArgoCD(FakeTool):
    """Projects shop and pay, each with applications that are synced until a sync fails."""

    connector = ArgoCD

    def __init__(self) -> None:
        self.applications: list[dict[str, Any]] = []
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this fake."""
        return {"url": self.url, "token": TOKEN}

    def change_anything(self, chance: Random) -> None:
        """Do what may happen to a tool between two requests."""
        self.now += timedelta(minutes=chance.choice((0, 1, 60)))
        sound = [one for one in self.applications if one["status"]["operationState"].get("phase") != "Failed"]
        if not sound or chance.random() < 0.2:
            number = len(self.applications)
            self.applications.append({
                "metadata": {"name": f"app{number}", "namespace": "argocd", "uid": f"uid{number}"},
                "spec": {"project": chance.choice(("shop", "pay")), "destination": {"namespace": "prod"},
                         "source": {"repoURL": "https://github.com/shop/web.git", "targetRevision": "main"}},
                "status": {"history": [], "operationState": {}},
            })  # fmt: skip
            return
        status = chance.choice(sound)["status"]
        if chance.random() < 0.1:
            status["operationState"] = {"phase": "Failed", "startedAt": self._stamp(), "finishedAt": self._stamp(),
                                        "syncResult": {"revision": "f" * 40}}  # fmt: skip
            return
        number = len(status["history"])
        status["history"].append({"id": number, "revision": f"{number:040x}", "deployStartedAt": self._stamp(),
                                  "deployedAt": self._stamp(), "initiatedBy": {"username": "someone"}})  # fmt: skip

    def answer(self, asked: Asked) -> Told:
        """Answer as Argo CD does."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"error": "no session information", "code": 16}, 401)
        if asked.path == "api/v1/projects":
            return Told({"items": [{"metadata": {"name": name}} for name in ("shop", "pay")]})
        if asked.path == "api/v1/applications":
            found = [one for one in self.applications if one["spec"]["project"] == asked.query["projects"]]
            return Told({"items": found or None})
        return Told({"error": "not found"}, 404)

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")


FAKES = {"Argo CD": FakeArgoCD}
