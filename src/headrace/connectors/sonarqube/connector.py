"""SonarQube, Server or Cloud, read over its web API: analyses with gate and measures, and security findings.

Of each project the main branch is read. Analyses and findings each have their own place in the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.connectors.ground.contract import Connector, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.sonarqube import analyses, findings
from headrace.connectors.sonarqube.analysis import parse_analysis
from headrace.connectors.sonarqube.finding import parse_finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Document, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 500
_PROBES = (
    ("analyses", "api/project_analyses/search", "analyses"),
    ("vulnerabilities", "api/issues/search", "issues"),
)


class SonarQube(Connector):
    """Analyses and security findings of SonarQube's projects; a scope is a project."""

    kind = "sonarqube"
    title = "SonarQube"
    settings = (
        Setting("url", "Address of SonarQube?", example="https://sonarqube.example.org"),
        Setting("token", "Token of a user?", secret=True),
        Setting("organization", "Key of the organization (Cloud; empty for Server)?", default=""),
        Setting(
            "projects", "Keys of the projects (empty: all it may read)?", default="", example="shop-web, pay"
        ),
    )

    def access(self) -> Access:
        """Return Basic with the token as the user, which every version understands."""
        token = self.given["token"]
        return Access(self.given["url"], auth=(token, ""), secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the projects' keys."""
        found = self.listed("projects")
        if found:
            return found
        while True:
            asked = {"qualifiers": "TRK", "ps": _PER_PAGE, "p": len(found) // _PER_PAGE + 1}
            if self.given["organization"]:
                asked["organization"] = self.given["organization"]
            page = client.get("api/components/search", asked).body["components"]
            found.extend(str(component["key"]) for component in page)
            if len(page) < _PER_PAGE:
                return sorted(found)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, and of each project its analyses and findings."""
        valid = bool(client.get("api/authentication/validate").body.get("valid"))
        yield Finding("Token", valid, "It is valid." if valid else "It is not; make a new one.")
        for project in self.scopes(client):
            for what, path, inside in _PROBES:
                # Each address understands one of the names.
                asked = {"project": project, "components": project, "componentKeys": project, "ps": 1}
                try:
                    found = client.get(path, {**asked, "types": "VULNERABILITY"}).body[inside]
                except Refused as problem:
                    if problem.ends_source:
                        raise
                    yield Finding(f"{project}: {what}", False, f"They will be missing: {problem.fact}")
                    continue
                told = "They can be read." if found else "There are none."
                yield Finding(f"{project}: {what}", True, told)

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield analyses and findings, each from where they were, and all hotspots."""
        for documents, place in analyses.collect(client, scope, cursor.get("analyses", {})):
            cursor = {**cursor, "analyses": place}
            yield Page(documents, cursor)
        for documents, place in findings.collect(client, scope, cursor.get("findings", {})):
            cursor = {**cursor, "findings": place}
            yield Page(documents, cursor)
        for documents in findings.hotspots(client, scope):
            yield Page(documents, cursor)

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the keys of a project's hotspots: one whose code is gone is not listed any more."""
        # Names the kind also where no hotspot is left; without it, an empty project would tell nothing.
        yield [("hotspot", "")]
        for documents in findings.hotspots(client, scope):
            yield [(document.kind, document.key) for document in documents]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write an analysis, or a finding as a vulnerability."""
        if document.kind == "analysis":
            parse_analysis(document.body, self.given["url"], batch)
        else:
            parse_finding(document.body, self.given["url"], batch)


CONNECTOR = SonarQube
