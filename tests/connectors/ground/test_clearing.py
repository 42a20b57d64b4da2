"""What a tool clears away with age is kept by a full reading; what was deleted there is let go."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.azure_devops.connector import AzureDevOps
from headrace.connectors.ground.clearing import Place, deleted
from headrace.connectors.ground.contract import Document
from tests.connectors.conformance import Reading
from tests.connectors.fakes.argocd import FakeArgoCD
from tests.connectors.fakes.jenkins import FakeJenkins

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("missing", "found", "gone"),
    [
        ([Place("a", 1), Place("a", 5)], [Place("a", 3), Place("a", 9)], [5]),
        ([Place("a", 1), Place("b", 5)], [Place("a", 3)], [5]),
        ([Place("a", 2)], [Place("a", None), Place("a", 3)], []),
        ([Place("a", None)], [Place("a", 3)], []),
        ([Place("a", 7)], [Place("a", None)], []),
        ([None], [Place("a", 3), None], [None]),
    ],
)  # fmt: skip
def test_older_than_the_oldest_is_cleared_away(
    missing: list[Place | None], found: list[Place | None], gone: list[int | None]
) -> None:
    """In its group; where nothing of a group is left, and what no tool clears away, has been deleted."""
    named = [(("build", str(place.nth if place else None)), place) for place in missing]
    assert [key for _, key in deleted(named, found)] == [str(one) for one in gone]


def test_old_builds_of_jenkins_are_kept(tmp_path: Path) -> None:
    """Cleared away, they stay after --full, a deleted one does not; nor does a job that is gone."""
    chance = Random(3)
    with FakeJenkins() as tool:
        while len(tool.builds["nightly"]) < 6 or len(tool.builds["shop/web/main"]) < 2:
            tool.change_anything(chance)
        tool.builds = {name: tool.builds[name] for name in ("nightly", "shop/web/main")}
        for builds in tool.builds.values():
            for build in builds:
                build.update(building=False, result="SUCCESS")
        reading = Reading(tool, tmp_path)
        assert reading.sync().complete
        builds = tool.builds["nightly"]
        newest = builds[0]["number"]
        builds[-1]["keepLog"] = True
        assert reading.sync(full=True).complete
        tool.builds["nightly"] = [one for one in builds if one["number"] not in (2, 3, newest - 1)]
        del tool.builds["shop/web/main"]
        assert reading.sync(full=True).complete
        assert kept(reading, "build") == {f"nightly #{n}" for n in range(1, newest + 1)} - {
            f"nightly #{newest - 1}"
        }


def kept(reading: Reading, kind: str) -> set[str]:
    """The keys of the objects of one type in the log."""
    found = (oid.split(":", 2) for oid, *_ in reading.log()["objects"])
    return {key for _, object_type, key in found if object_type == kind}


def test_what_argo_forgets_is_kept(tmp_path: Path) -> None:
    """The oldest entries of a history and a failure before the next operation stay; a deleted application goes."""
    chance = Random(4)
    with FakeArgoCD() as tool:
        while len(tool.applications) < 3 or len(max(histories(tool), key=len)) < 5:
            tool.change_anything(chance)
        reading = Reading(tool, tmp_path)
        assert reading.sync().complete
        before = kept(reading, "deployment")
        app = max(tool.applications, key=lambda one: len(one["status"]["history"]))
        app["status"]["history"] = app["status"]["history"][2:]
        assert reading.sync(full=True).complete
        assert kept(reading, "deployment") == before
        tool.applications.remove(app)
        assert reading.sync(full=True).complete
        assert kept(reading, "deployment") == {key for key in before if app["metadata"]["uid"] not in key}


def histories(tool: FakeArgoCD) -> list[list[Any]]:
    """The history of each application."""
    return [one["status"]["history"] for one in tool.applications]


def test_azure_tells_what_it_clears_away() -> None:
    """Builds by pipeline but for retained ones, deployments by environment; work items are never cleared away."""
    azure = AzureDevOps({"url": "https://dev.azure.com/shop", "token": "x"})
    build = {"id": 7, "definition": {"id": 3}}
    assert azure.place(Document("build", "7", build)) == Place("build 3", 7)
    assert azure.place(Document("build", "7", build | {"keepForever": True})) == Place("build 3", None)
    deployment = Document("deployment", "2/9", {"id": 9, "environment": {"id": 2}})
    assert azure.place(deployment) == Place("deployment 2", 9)
    assert azure.place(Document("work item", "1", {})) is None
