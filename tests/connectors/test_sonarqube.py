"""SonarQube's analyses and security findings become objects and events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Client
from headrace.connectors.sonarqube.connector import SonarQube
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse
from tests.connectors.devlake import tables
from tests.connectors.recorded import Recorded, documents, parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.fake_tool import Asked
    from tests.connectors.readings import Said


def tool(url: str = "https://sonar.example.org") -> SonarQube:
    """A connector; nothing is asked before it collects."""
    return SonarQube({"url": url, "token": "t", "projects": "shop"})


def one(kind: str, body: Any) -> Said:
    """What one document says."""
    return parsed(tool(), Document(kind, "x", body))


ANALYSIS = {
    "key": "a", "date": "2025-03-03T10:00:00+0100", "project": "shop", "projectVersion": "1.4", "revision": "A" * 40,
    "measures": {"alert_status": "ERROR", "coverage": "81.5"},
}  # fmt: skip
ISSUE = {
    "key": "i", "project": "shop", "rule": "py:S2068", "severity": "BLOCKER", "status": "OPEN", "type": "VULNERABILITY",
    "message": "Take the password out", "creationDate": "2025-03-03T09:00:00+0000",
    "updateDate": "2025-03-05T09:00:00+0000",
}  # fmt: skip
OID = "s:vulnerability:i"


def test_an_analysis_passes_or_fails_and_has_its_measures() -> None:
    """The gate is the event's value, every other measure an attribute; the commit is a link."""
    found = one("analysis", ANALYSIS)
    oid = "s:analysis:a"
    assert found.timeline(oid) == [(parse("2025-03-03T09:00:00Z")[0], "analysed", "failed")]
    assert found.attributes("s:analysed:a") == {"said": "ERROR"}
    assert found.history(oid, "coverage") == [(0, "81.5")]
    assert found.mentioned(oid) == {("a" * 40, "of", link_rules.ANALYSED_COMMIT)}
    assert found.objects[oid][2:] == ("shop 1.4", "https://sonar.example.org/dashboard?id=shop")


def test_without_a_gate_nothing_is_said_of_it() -> None:
    """An analysis whose measures have been cleared away was made, and neither passed nor failed."""
    found = one("analysis", ANALYSIS | {"measures": {}})
    assert [(k, v) for _, k, v in found.timeline("s:analysis:a")] == [("analysed", None)]
    assert not found.event_attributes


def change(day: int, **diffs: tuple[str | None, str | None]) -> dict[str, Any]:
    """An entry of a changelog on a day."""
    told = {name: {"key": name, "oldValue": a, "newValue": b} for name, (a, b) in diffs.items()}
    return {"at": f"2025-03-{day:02}T09:00:00+0000", "diffs": told}


@pytest.mark.parametrize(
    ("changelog", "expected"),
    [
        ([change(4, status=("OPEN", "CLOSED"), resolution=(None, "FIXED"))], [("fixed", None)]),
        (
            [change(4, status=("OPEN", "RESOLVED"), resolution=(None, "FALSE-POSITIVE")),
             change(5, status=("RESOLVED", "REOPENED"), resolution=("FALSE-POSITIVE", None)),
             change(6, status=("REOPENED", "RESOLVED"), resolution=(None, "FIXED")),
             change(7, status=("RESOLVED", "CLOSED"), resolution=("FIXED", "FIXED"))],
            [("dismissed", "false positive"), ("reopened", None), ("fixed", None)],
        ),
        ([change(4, issueStatus=("OPEN", "ACCEPTED"))], [("dismissed", "accepted")]),
        ([change(4, status=("OPEN", "CONFIRMED"))], []),
    ],
)  # fmt: skip
def test_a_finding_ends_as_its_changelog_says(changelog: Any, expected: list[tuple[str, str | None]]) -> None:
    """Fixed, dismissed with its reason, reopened; whatever the order of the answer."""
    found = one("issue", ISSUE | {"status": "CLOSED", "changelog": changelog[::-1]})
    assert [(k, v) for _, k, v in found.timeline(OID)] == [("found", None), *expected]


def test_without_a_changelog_the_finding_itself_dates_its_end() -> None:
    """A closed one by its closing, a reviewed hotspot by its last update."""
    closed = ISSUE | {"status": "CLOSED", "resolution": "FIXED", "closeDate": "2025-03-04T09:00:00+0000"}
    assert one("issue", closed).timeline(OID)[1:] == [(parse("2025-03-04T09:00:00Z")[0], "fixed", None)]
    hotspot = ISSUE | {"type": "SECURITY_HOTSPOT", "status": "REVIEWED", "resolution": "SAFE"}
    found = one("hotspot", hotspot)
    assert found.timeline(OID)[1:] == [(parse("2025-03-05T09:00:00Z")[0], "dismissed", "safe")]
    assert found.objects[OID][3] == "https://sonar.example.org/security_hotspots?id=shop&hotspots=i"


def test_more_changes_than_are_shown_are_read_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """SonarQube shows ten thousand of a list; when more has changed, nothing is left out."""
    monkeypatch.setattr("headrace.connectors.sonarqube.findings._MOST", 500)
    issues = [ISSUE | {"key": f"i{n}", "creationDate": f"2025-03-03T09:00:{n:02}+0000"} for n in range(9)]

    def answers(asked: Asked) -> Any:
        if not asked.path.endswith("issues/search"):
            return {"analyses": [], "hotspots": [], "paging": {"total": 0}}
        found = [i for i in issues if i["creationDate"] >= asked.query.get("createdAfter", "")]
        start = (int(asked.query["p"]) - 1) * 2
        return {"issues": found[start : start + 2], "paging": {"pageSize": 2, "total": len(found)}}

    with Recorded(answers) as fake:
        connector = tool(fake.url)
        client = Client(connector.access())
        pages = list(connector.collect(client, "shop", {"findings": {"updated": 1}}))
    assert {d.key for page in pages for d in page.documents} == {issue["key"] for issue in issues}
    assert pages[-1].cursor["findings"]["updated"] > 1


@pytest.mark.data
def test_findings_agree_with_devlake(shared: Path) -> None:
    """Rule, severity, message, status and times of every issue and hotspot of DevLake's example."""
    held = tables(shared, "sonarqube")
    raw = {
        kind: [json.loads(row["data"]) for row in held[f"_raw_sonarqube_api_{kind}"]]
        for kind in ("issues", "hotspots")
    }

    def answers(asked: Asked) -> Any:
        kind = asked.path.split("/")[-2]
        listed = raw.get(kind, [])
        return {kind: listed, "analyses": [], "paging": {"pageSize": 500, "total": len(listed)}}

    with Recorded(answers) as fake:
        found = parsed(tool(fake.url), *documents(tool(fake.url), "shop"))
    rows = [(row["issue_key"], row) for row in held["_tool_sonarqube_issues"]]
    rows += [(row["hotspot_key"], row) for row in held["_tool_sonarqube_hotspots"]]
    assert {f"s:vulnerability:{key}" for key, _ in rows} == found.objects.keys()
    assert len(rows) == 11
    for key, row in rows:
        oid = f"s:vulnerability:{key}"
        assert found.objects[oid][2] == row["message"]
        assert found.history(oid, "project") == [(0, row["project_key"])]
        severity = row.get("severity") or row["vulnerability_probability"]
        assert found.history(oid, "severity") == [(0, severity)]
        assert [v for _, v in found.history(oid, "rule")] == [
            v for v in [row.get("rule") or row.get("rule_key")] if v
        ]
        assert [v for _, v in found.history(oid, "status")] == [row["status"]]
        timeline = found.timeline(oid)
        assert timeline[0] == (parse(row["creation_date"])[0], "found", None)
        reviewed = (
            [(parse(row["update_date"])[0], "dismissed", "safe")] if row["status"] == "REVIEWED" else []
        )
        assert timeline[1:] == reviewed
    for row in held["issues"]:
        assert found.objects[f"s:vulnerability:{row['id'].rsplit(':', 1)[1]}"][2] == row["message"]
