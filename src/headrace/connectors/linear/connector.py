"""Linear, read over its GraphQL: issues with their whole history; a scope is a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.graphql import ask
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.ground.paging import by_change
from headrace.connectors.ground.times import needed
from headrace.connectors.linear import questions
from headrace.connectors.linear.issue import write_issue
from headrace.eventlog.timestamps import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PATH = "graphql"
_PER_PAGE = 15
"""Linear counts what a question may return: more issues with their histories would be too much at once."""

_IDS_PER_PAGE = 250
_OVERLAP = 120_000_000
"""µs: what was changed while a reading ended may be seen a little later."""

_NOTHING = ""
"""An id that no issue has: it says that issues were listed, also when there are none."""


class Linear(Connector):
    """Issues of Linear's teams."""

    kind = "linear"
    title = "Linear"
    settings = (
        Setting("url", "Address of Linear's API?", default="https://api.linear.app"),
        Setting("token", "API key, or OAuth token, that may read?", secret=True),
        Setting("teams", "Keys of the teams (empty: all it may read)?", default="", example="ENG, OPS"),
    )

    def access(self) -> Access:
        """Return the key as it is, or an OAuth token as a bearer's."""
        token = self.given["token"]
        shown = token if token.startswith("lin_api_") else f"Bearer {token}"
        return Access(self.given["url"], {"Authorization": shown}, secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the keys of the teams."""
        named = self.listed("teams")
        return named or sorted(
            team["key"] for page in _pages(client, questions.TEAMS, "teams") for team in page
        )

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, and one issue of each team."""
        ask(client, _PATH, questions.WHO, {})
        yield Finding("Token", True, "It is valid.")
        for team in self.scopes(client):
            try:
                data = ask(client, _PATH, questions.ISSUES, {"filter": _of(team), "first": 1})
            except Refused as problem:
                yield Finding(f"Team {team}", False, f"Its issues will be missing: {problem.fact}")
                continue
            there = data["issues"]["nodes"]
            yield Finding(f"Team {team}", True, "Its issues can be read." if there else "It has no issues.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield the issues of a team, oldest change first; what is in the trash counts as deleted."""

        def issues(since: int, place: str | None) -> tuple[list[Any], str | None]:
            asked = {"filter": _of(scope, since), "first": _PER_PAGE, "after": place}
            found = ask(client, _PATH, questions.ISSUES, asked)["issues"]
            more = found["pageInfo"]
            return found["nodes"], more["endCursor"] if more["hasNextPage"] else None

        seen = int(cursor.get("since") or 0)
        for entries in by_change(issues, max(0, seen - _OVERLAP), lambda issue: needed(issue, "updatedAt")):
            trashed = [("issue", str(one["id"])) for one in entries if one.get("trashed")]
            documents = [_document(client, one) for one in entries if not one.get("trashed")]
            seen = max([seen, *(needed(one, "updatedAt") for one in entries[-1:])])
            yield Page(documents, {"since": seen} if seen else {}, gone=trashed)

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]]:
        """Yield the ids of a team's issues that are not in the trash."""
        yield [("issue", _NOTHING)]
        for page in _pages(client, questions.IDS, "issues", filter=_of(scope), first=_IDS_PER_PAGE):
            yield [("issue", str(issue["id"])) for issue in page if not issue.get("trashed")]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an issue as an ``item``."""
        write_issue(batch, document.body, person)


def _document(client: Client, issue: Mapping[str, Any]) -> Document:
    """Put together all that belongs to an issue; the rest of a long history is asked for."""
    history = list(issue["history"]["nodes"])
    more = issue["history"]["pageInfo"]
    while more["hasNextPage"]:
        asked = {"id": issue["id"], "after": more["endCursor"]}
        following = (ask(client, _PATH, questions.HISTORY, asked).get("issue") or {}).get("history")
        if following is None:
            break
        history.extend(following["nodes"])
        more = following["pageInfo"]
    lists = {name: issue[name]["nodes"] for name in ("labels", "relations", "attachments") if issue.get(name)}
    return Document("issue", str(issue["id"]), {**issue, **lists, "history": history})


def _pages(client: Client, question: str, name: str, **asked: Any) -> Iterator[list[Any]]:
    """Yield the pages of a list: its places stand still when entries come or go."""
    place: str | None = None
    while True:
        found = ask(client, _PATH, question, {**asked, "after": place})[name]
        yield found["nodes"]
        if not found["pageInfo"]["hasNextPage"]:
            return
        place = found["pageInfo"]["endCursor"]


def _of(team: str, since: int = 0) -> dict[str, Any]:
    changed = {"updatedAt": {"gte": to_text(since)}} if since else {}
    return {"team": {"key": {"eq": team}}, **changed}


CONNECTOR = Linear
