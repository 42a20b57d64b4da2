"""Jira Cloud and Jira Data Center, read over their REST API: issues with their whole changelog.

Read are the fields that say where an issue is and what it belongs to; descriptions and comments are not asked
for. Documents of kind ``issue`` hold the issue as Jira answers it, with all entries of its changelog, what its
custom fields are called (``names``) and the categories of the statuses it has had (``categories``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_change
from headrace.connectors.jira.issue import parse_issue
from headrace.connectors.jira.writer import Writer
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 100
_IDS_PER_PAGE = 1000
_IDS_PER_PAGE_OF_CLOUD = 5000
_OVERLAP = timedelta(minutes=10)
"""The search index of a busy Jira is some minutes behind its issues."""

_FIELDS = (
    "summary created updated resolutiondate status issuetype priority resolution labels components fixVersions "
    "issuelinks parent subtasks assignee"
)
_NAMED_FIELDS = ("sprint", "story points", "story point estimate", "epic link", "flagged")
"""Custom fields that are read, by what they are called."""


class Jira(Connector):
    """Issues of Jira's projects; a scope is a project."""

    kind = "jira"
    title = "Jira"
    settings = (
        Setting("url", "Address of Jira?", example="https://example.atlassian.net"),
        Setting("user", "E-mail address of the token's account (Cloud; empty for Data Center)?", default=""),
        Setting("token", "API token, or personal access token?", secret=True),
        Setting(
            "projects", "Keys of the projects (empty: all it may read)?", default="", example="SHOP, PAY"
        ),
    )

    def access(self) -> Access:
        """Return Basic for an account of Jira Cloud, a bearer token for Data Center."""
        return Access.signed_in(self.given["url"], self.given["token"], self.given["user"])

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the projects' keys."""
        named = self.listed("projects")
        return named or sorted(project["key"] for project in client.get("rest/api/2/project").body)

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, each project, and whether changelogs can be read."""
        client.get("rest/api/2/myself")
        yield Finding("Token", True, "It is valid.")
        cloud = _is_cloud(client)
        for project in self.scopes(client):
            try:
                found = _Search(client, cloud, _fields(client), f'project = "{project}"', 1).page(0, None)[0]
            except Refused as problem:
                yield Finding(f"Project {project}", False, f"Its issues will be missing: {problem.fact}")
                continue
            yield Finding(
                f"Project {project}", True, "Its issues can be read." if found else "It has no issues."
            )
            if found and "changelog" not in found[0]:
                yield Finding(
                    f"Changelog of {project}",
                    False,
                    "What happened between creation and resolution will be missing.",
                )

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield the issues of a project, oldest change first."""
        cloud = _is_cloud(client)
        fields = _fields(client)
        categories = {
            one["name"]: one.get("statusCategory", {}).get("key")
            for one in client.get("rest/api/2/status").body
        }
        since = _milliseconds(cursor.get("since"))
        if since:
            since -= int(_OVERLAP.total_seconds() * 1000)
        search = _Search(client, cloud, fields, f'project = "{scope}"', _PER_PAGE)
        seen = cursor.get("since")
        for issues in by_change(search.page, since, lambda issue: _milliseconds(issue["fields"]["updated"])):
            documents = [self._document(client, cloud, issue, search.names, categories) for issue in issues]
            if issues:
                seen = max([seen, issues[-1]["fields"]["updated"]], key=_milliseconds)
            yield Page(documents, {"since": seen} if seen else {}, search.total)

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the ids of a project's issues: one that was deleted or moved away is not among them."""
        yield [("issue", "")]
        cloud = _is_cloud(client)
        most = _IDS_PER_PAGE_OF_CLOUD if cloud else _IDS_PER_PAGE
        search = _Search(client, cloud, ["id"], f'project = "{scope}"', most, order="id")
        place: Any = None
        while True:
            issues, place = search.page(0, place)
            yield [("issue", str(issue["id"])) for issue in issues]
            if place is None:
                return

    def count(self, client: Client, scope: str) -> Mapping[str, int] | None:
        """Return how many issues a project has; Cloud tells that roughly only."""
        if _is_cloud(client):
            return None
        search = _Search(client, False, ["id"], f'project = "{scope}"', 0, order="id")
        search.page(0, None)
        return None if search.total is None else {"issue": search.total}

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an issue as an ``item``."""
        issue = parse_issue(document.body, {})
        Writer(batch, person, document.body.get("categories", {})).write(issue)

    def _document(
        self,
        client: Client,
        cloud: bool,
        issue: dict[str, Any],
        names: dict[str, str],
        categories: dict[str, str],
    ) -> Document:
        changelog = issue.get("changelog")
        if isinstance(changelog, dict) and changelog.get("total", 0) > len(changelog.get("histories", ())):
            changelog["histories"] = list(_whole_changelog(client, issue["id"], cloud))
        used = {item.get(side) for entry in (changelog or {}).get("histories", ()) for item in entry.get("items", ())
                if item.get("field") == "status" for side in ("fromString", "toString")}  # fmt: skip
        used.add(issue["fields"]["status"]["name"] if issue["fields"].get("status") else None)
        named = {field: name for field, name in names.items() if field in issue["fields"]}
        extra = {
            "names": named,
            "categories": {name: categories[name] for name in sorted(used & categories.keys())},
        }
        return Document("issue", str(issue["id"]), {**issue, **extra})


class _Search:
    """One search, page by page.

    Cloud answers tokens for the next page, Data Center counts. ``total`` and ``names`` are as the first
    page said.
    """

    def __init__(
        self,
        client: Client,
        cloud: bool,
        fields: Sequence[str],
        where: str,
        per_page: int,
        order: str = "updated",
    ) -> None:
        self._client, self._cloud, self._where, self._order = client, cloud, where, order
        self._asked = {"fields": ",".join(fields), "maxResults": per_page}
        if order == "updated":
            self._asked["expand"] = "changelog,names"
        self.total: int | None = None
        self.names: dict[str, str] = {}

    def page(self, since: int, place: Any) -> tuple[list[Any], Any]:
        """Return issues changed at or after ``since`` (milliseconds since 1970), and the place of the next page."""
        changed = f" AND updated >= {since}" if since else ""
        asked = {**self._asked, "jql": f"{self._where}{changed} ORDER BY {self._order} ASC"}
        if self._cloud:
            body = self._client.get(
                "rest/api/3/search/jql", {**asked, **({"nextPageToken": place} if place else {})}
            ).body
            following = None if body.get("isLast", True) else body.get("nextPageToken")
        else:
            start = place or 0
            body = self._client.get("rest/api/2/search", {**asked, "startAt": start}).body
            after = start + len(body["issues"])
            following = after if body["issues"] and after < body.get("total", 0) else None
        if self.total is None:
            self.total = body.get("total")
        self.names.update(body.get("names", {}))
        return body["issues"], following


def _whole_changelog(client: Client, issue: str, cloud: bool) -> Iterator[dict[str, Any]]:
    """Yield all entries of a changelog that the search has cut off."""
    if not cloud:
        answer = client.get(f"rest/api/2/issue/{issue}", {"expand": "changelog", "fields": "updated"}).body
        yield from answer["changelog"]["histories"]
        return
    start = 0
    while True:
        body = client.get(f"rest/api/3/issue/{issue}/changelog", {"startAt": start, "maxResults": 100}).body
        yield from body["values"]
        start += len(body["values"])
        if body.get("isLast", True) or not body["values"]:
            return


def _is_cloud(client: Client) -> bool:
    return bool(client.get("rest/api/2/serverInfo").body.get("deploymentType") == "Cloud")


def _fields(client: Client) -> list[str]:
    custom = [
        one["id"] for one in client.get("rest/api/2/field").body if one["name"].lower() in _NAMED_FIELDS
    ]
    return [*_FIELDS.split(), *custom]


def _milliseconds(stamp: str | None) -> int:
    return parse(stamp)[0] // 1000 if stamp else 0


CONNECTOR = Jira
