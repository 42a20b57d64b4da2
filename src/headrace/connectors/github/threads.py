"""Asks GitHub for a repository's issues and pull requests, each with its whole timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.github.pulls import Pulls
from headrace.connectors.github.questions import AT_ONCE, PER_PAGE, earlier, kept, query
from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.paging import by_change, by_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client

_OVERLAP = timedelta(minutes=5)
"""A list may come from a copy that is a little behind."""

_FIRST = "1970-01-01T00:00:00Z"
_MOST_LISTED = 5_000
_GONE = (404, 410)
_NOT_TOLD = (400, 403, 404)

_COUNTS = """query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  issues { totalCount } pullRequests { totalCount } } }"""

_STATUSES = """query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { issueOrPullRequest(number: $number) {
    ... on Issue { timelineItems(first: 100, after: $after, itemTypes: [PROJECT_V2_ITEM_STATUS_CHANGED_EVENT]) {
      nodes { ...change } pageInfo { hasNextPage endCursor } } }
    ... on PullRequest { timelineItems(first: 100, after: $after, itemTypes: [PROJECT_V2_ITEM_STATUS_CHANGED_EVENT]) {
      nodes { ...change } pageInfo { hasNextPage endCursor } } } } } }
fragment change on ProjectV2ItemStatusChangedEvent { id createdAt previousStatus status project { title } }"""


def read_threads(client: Client, repository: str, state: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield what has changed since ``state``, oldest change first, each page with the state to go on from."""
    since = state.get("since", _FIRST)
    seen = since
    start = since if since == _FIRST else earlier(since, _OVERLAP)
    pulls = Pulls(client, repository)
    for threads in _listed(client, repository, start):
        for some in (threads[start : start + AT_ONCE] for start in range(0, len(threads), AT_ONCE)):
            pulls.prepare(thread["number"] for thread in some if _kind(thread) == "pull")
            documents = [one for thread in some if (one := _document(client, repository, thread, pulls))]
            seen = max(seen, some[-1]["updated_at"])
            yield documents, {"since": seen}


def present_threads(client: Client, repository: str) -> Iterator[Sequence[Named]]:
    """Yield the ids of a repository's issues and pull requests, when they are not too many to be listed.

    An empty id says that they were looked for, when there is none left.
    """
    told = count_threads(client, repository)
    if told is not None and sum(told.values()) <= _MOST_LISTED:
        yield [("issue", ""), ("pull", "")]
        for threads in _listed(client, repository, _FIRST):
            yield [(_kind(thread), str(thread["id"])) for thread in threads]


def count_threads(client: Client, repository: str) -> dict[str, int] | None:
    """Return how many issues and pull requests there are; ``None`` where GraphQL is not answered."""
    owner, _, name = repository.partition("/")
    try:
        told = query(client, _COUNTS, {"owner": owner, "name": name}).get("repository") or {}
    except Refused as problem:
        if problem.status in _NOT_TOLD:
            return None
        raise
    kinds = {"issues": "issue", "pullRequests": "pull"}
    return {kinds[name]: one["totalCount"] for name, one in told.items()}


def _listed(client: Client, repository: str, since: str) -> Iterator[list[Any]]:
    def ask(at: str, place: str | None) -> tuple[list[Any], str | None]:
        asked = {"state": "all", "sort": "updated", "direction": "asc", "per_page": PER_PAGE}
        # Whether a change in the very second of `since` is listed is not said.
        asked |= {"since": earlier(at, timedelta(seconds=1))} if at != _FIRST else {}
        answer = client.get(place) if place else client.get(f"repos/{repository}/issues", asked)
        return list(answer.body or ()), answer.next

    return by_change(ask, since, lambda thread: str(thread["updated_at"]))


def _document(client: Client, repository: str, listed: dict[str, Any], pulls: Pulls) -> Document | None:
    """Put a thread together; ``None`` when it has gone since it was listed."""
    number, kind = listed["number"], _kind(listed)
    place = f"repos/{repository}/issues/{number}"
    try:
        thread = {**listed, **pulls.parts(number)} if kind == "pull" else listed
        told = [kept(one) for page in by_link(client, f"{place}/timeline", per_page=PER_PAGE) for one in page]
    except Refused as problem:
        if problem.status in _GONE:
            return None
        raise
    timeline = [_short(one) for one in told if one.get("event") not in ("commented", "line-commented")]
    body = {"thread": kept(thread), "timeline": timeline}
    if any(one.get("event") == "project_v2_item_status_changed" for one in timeline):
        body["statuses"] = _statuses(client, repository, number)
    return Document(kind, str(listed["id"]), body)


def _kind(thread: dict[str, Any]) -> str:
    return "pull" if thread.get("pull_request") else "issue"


def _short(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave texts out, and of another thread all but its address."""
    for part in ("body", "message", "author", "committer"):
        entry.pop(part, None)
    source = (entry.get("source") or {}).get("issue")
    if source:
        entry["source"] = {"issue": {"html_url": source.get("html_url")}}
    return entry


def _statuses(client: Client, repository: str, number: int) -> list[Any]:
    """Return the changes of status in projects; none where the token may not see projects."""
    owner, _, name = repository.partition("/")
    found: list[Any] = []
    after: str | None = None
    while True:
        try:
            data = query(client, _STATUSES, {"owner": owner, "name": name, "number": number, "after": after})
        except Refused as problem:
            if problem.status in _NOT_TOLD:
                return found
            raise
        told = ((data.get("repository") or {}).get("issueOrPullRequest") or {}).get("timelineItems") or {}
        found += [one for one in told.get("nodes") or () if one]
        page = told.get("pageInfo") or {}
        if not page.get("hasNextPage"):
            return found
        after = page["endCursor"]
