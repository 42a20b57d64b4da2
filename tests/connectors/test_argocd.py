"""Argo CD's syncs become deployments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.argocd.connector import ArgoCD
from headrace.connectors.ground.http_client import Client
from headrace.errors import BadConfiguration
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.recorded import Recorded, documents, parsed

if TYPE_CHECKING:
    from tests.connectors.readings import Said


def tool(url: str, **options: str) -> ArgoCD:
    """A connector; nothing is asked before it collects."""
    return ArgoCD({"url": url, "token": "t", "projects": "shop"} | options)


def said(application: Any, **options: str) -> Said:
    """What one application's answer says, through the connector."""
    with Recorded(lambda _asked: {"items": [application]}) as fake:
        connector = tool(fake.url, **options)
        return parsed(connector, *documents(connector, "shop"))


APPLICATION = {
    "metadata": {"name": "web", "namespace": "argocd", "uid": "u-1", "labels": {"env": "live"}},
    "spec": {"project": "shop", "destination": {"server": "https://k8s.example.org", "namespace": "shop-prod"},
             "source": {"repoURL": "git@github.com:shop/config.git", "path": "web", "targetRevision": "main"}},
    "status": {"history": [
        {"id": 0, "revision": "A" * 40, "deployedAt": "2025-03-03T09:02:00Z",
         "initiatedBy": {"username": "someone"}},
        {"id": 1, "revisions": ["b" * 40, "1.4.2"], "deployStartedAt": "2025-03-03T10:00:00Z",
         "deployedAt": "2025-03-03T10:02:00Z", "initiatedBy": {"automated": True},
         "sources": [{"repoURL": "https://github.com/shop/config", "targetRevision": "main"},
                     {"repoURL": "https://charts.example.org", "chart": "web", "targetRevision": "1.4.2"}]},
    ]},
}  # fmt: skip
FIRST, SECOND = "s:deployment:web u-1/0", "s:deployment:web u-1/1"


def test_each_entry_of_the_history_is_a_deployment() -> None:
    """Of the commits it brought; an entry that does not say when it began has only an end."""
    found = said(APPLICATION)
    assert found.timeline(FIRST) == [(parse("2025-03-03T09:02:00Z")[0], "finished", "success")]
    assert [(k, v) for _, k, v in found.timeline(SECOND)] == [("started", None), ("finished", "success")]
    assert found.mentioned(FIRST) == {("a" * 40, "of", link_rules.DEPLOYED_COMMIT)}
    assert found.mentioned(SECOND) == {("b" * 40, "of", link_rules.DEPLOYED_COMMIT)}
    assert found.history(SECOND, "version") == [(0, "1.4.2")]
    assert found.history(FIRST, "repository") == [(0, "shop/config")]
    assert [found.history(oid, "trigger")[0][1] for oid in (FIRST, SECOND)] == ["person", "automatic"]
    assert "someone" not in str(vars(found))


@pytest.mark.parametrize(
    ("environment", "production", "expected"),
    [
        ("namespace", "*-prod", ("shop-prod", "yes")),
        ("cluster", "", ("https://k8s.example.org", "no")),
        ("label:env", "", ("live", "yes")),
        ("label:none", "", (None, "no")),
        ("project", "shop", ("shop", "yes")),
    ],
)
def test_the_environment_is_what_the_settings_say(
    environment: str, production: str, expected: tuple[str | None, str]
) -> None:
    """A namespace, a cluster, a project, or a label; one that is not there is none."""
    found = said(APPLICATION, environment=environment, production=production)
    told = [value for _, value in found.history(FIRST, "environment")]
    assert (told[0] if told else None, found.history(FIRST, "production")[0][1]) == expected


def test_a_failed_operation_is_a_deployment_that_failed() -> None:
    """It is in no history; one that runs or has succeeded is told there."""
    state = {"phase": "Error", "startedAt": "2025-03-03T11:00:00Z", "finishedAt": "2025-03-03T11:01:00Z",
             "syncResult": {"revision": "c" * 40}}  # fmt: skip
    body = APPLICATION | {"status": {"operationState": state}}
    found = said(body)
    (oid,) = found.objects
    assert [(k, v) for _, k, v in found.timeline(oid)] == [("started", None), ("finished", "failure")]
    assert found.mentioned(oid) == {("c" * 40, "of", link_rules.DEPLOYED_COMMIT)}
    for phase in ("Running", "Succeeded"):
        assert not said(APPLICATION | {"status": {"operationState": state | {"phase": phase}}}).objects


def test_an_application_made_anew_is_another() -> None:
    """It has the same name and counts from 0 again."""
    again = APPLICATION | {"metadata": {"name": "web", "namespace": "argocd", "uid": "u-2"}}
    assert not said(APPLICATION).objects.keys() & said(again).objects.keys()


def test_projects_are_asked_for_unless_they_are_named() -> None:
    """Without projects in the settings, all that the token may see are read."""
    with Recorded(lambda _asked: {"items": [{"metadata": {"name": "pay"}}]}) as fake:
        connector = ArgoCD({"url": fake.url, "token": "t"})
        assert connector.scopes(Client(connector.access())) == ["pay"]


def test_what_tells_no_environment_is_refused() -> None:
    """Before anything is asked."""
    with pytest.raises(BadConfiguration, match="colour"):
        tool("https://argocd.example.org", environment="colour").access()
