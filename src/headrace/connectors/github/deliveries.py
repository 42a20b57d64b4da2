"""Asks GitHub for what a repository's code becomes: runs of Actions with their jobs, deployments, releases.

Lists of runs and deployments are told newest first by when each was made, and an entry changes long after it was
made. So each reading goes back from the newest to where nothing can have changed any more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from headrace.connectors.github.deployment import OVER
from headrace.connectors.github.questions import AT_ONCE, PER_PAGE, earlier, kept, query, seconds_of, stamp_of
from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.paging import by_change, by_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client

_BEFORE_ACTIONS = "2018-01-01T00:00:00Z"
_AFTER_ALL = "2099-12-31T23:59:59Z"
_REPEATABLE = timedelta(days=31)
"""A run can be repeated for 30 days after it was made."""
_LONGEST = timedelta(days=70)
"""A run lasts at most 35 days, and begins at most 30 days after it was made."""
_INDEXED = timedelta(minutes=10)
"""The list by time of making may be a little behind."""
_SETTLED = timedelta(days=7)
_UNSETTLED = timedelta(days=90)

_DEPLOYMENTS = """query ($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    deployments(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { databaseId environment task commitOid createdAt updatedAt state ref { name }
        statuses(first: 100) { nodes { state createdAt logUrl } } }
      pageInfo { hasNextPage endCursor } } } }"""


def read_runs(
    client: Client, repository: str, state: Cursor, since: str = ""
) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield the runs that have changed, newest first.

    The state keeps ``mark``: changes before it are known. A run that changes while this reads is changed at or
    after the newest change on the first page, which is the next mark.

    Args:
        since: only runs made at or after this day (ISO), when there is no state yet.
    """
    mark = state.get("mark")
    floor = _floor(state, mark, _REPEATABLE, _LONGEST) if mark else (since or _BEFORE_ACTIONS)
    next_mark, unfinished = state.get("next"), state.get("open_next")
    for runs in _runs(client, repository, floor, state.get("before")):
        if next_mark is None:
            next_mark = max([run["updated_at"] for run in runs] + [mark or _BEFORE_ACTIONS])
        known = earlier(mark, _INDEXED) if mark else ""
        for some in (runs[start : start + AT_ONCE] for start in range(0, len(runs), AT_ONCE)):
            for run in some:
                if run["status"] != "completed":
                    unfinished = min(unfinished or run["created_at"], run["created_at"])
            changed = [run for run in some if run["updated_at"] >= known or run["status"] != "completed"]
            documents = [one for run in changed if (one := _run(client, repository, run))]
            before = some[-1]["created_at"]
            yield documents, {**state, "next": next_mark, "open_next": unfinished, "before": before}
    yield [], {"mark": next_mark, "open": unfinished}


def _floor(state: Cursor, newest: str, settled: timedelta, longest: timedelta) -> str:
    """Before which nothing changes: some time ago, or longer ago when something was unfinished then."""
    floor = earlier(newest, settled)
    return max(min(floor, state.get("open") or floor), earlier(newest, longest))


def _runs(client: Client, repository: str, floor: str, before: str | None) -> Iterator[list[Any]]:
    """Yield pages of runs made between two times, newest first, so that no entry is missed when some come or go."""

    def ask(since: float, place: str | None) -> tuple[list[Any], str | None]:
        asked = {"created": f"{floor}..{stamp_of(-since)}", "per_page": PER_PAGE}
        answer = client.get(place) if place else client.get(f"repos/{repository}/actions/runs", asked)
        return list(answer.body.get("workflow_runs") or ()), answer.next

    return by_change(ask, -seconds_of(before or _AFTER_ALL), lambda run: -seconds_of(run["created_at"]))


def _run(client: Client, repository: str, run: dict[str, Any]) -> Document | None:
    place = f"repos/{repository}/actions/runs/{run['id']}"
    jobs: list[Any] = []
    try:
        answer = client.get(f"{place}/jobs", {"filter": "all", "per_page": PER_PAGE})
        while True:
            jobs += answer.body["jobs"]
            if answer.next is None:
                break
            answer = client.get(answer.next)
        attempts = [
            client.get(f"{place}/attempts/{n}").body for n in range(1, int(run.get("run_attempt") or 1))
        ]
    except Refused as problem:
        if problem.status in (404, 410):
            return None
        raise
    return Document(
        "run",
        str(run["id"]),
        {"repository": repository, "run": kept(run), "jobs": kept(jobs), "attempts": kept(attempts)},
    )


def read_deployments(
    client: Client, repository: str, state: Cursor, since: str = ""
) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield the deployments that may have changed, newest first, with all their statuses.

    Args:
        since: only those made at or after this day (ISO), when there is no state yet.
    """
    owner, _, name = repository.partition("/")
    newest = state.get("newest")
    floor = _floor(state, newest, _SETTLED, _UNSETTLED) if newest else since
    next_newest, unfinished, after = state.get("next"), state.get("open_next"), state.get("after")
    while True:
        asked = {"owner": owner, "name": name, "first": PER_PAGE, "after": after}
        told = (query(client, _DEPLOYMENTS, asked).get("repository") or {}).get("deployments") or {}
        listed = [one for one in told.get("nodes") or () if one]
        if listed and next_newest is None:
            next_newest = listed[0]["createdAt"]
        for one in listed:
            if str(one.get("state")).lower() not in OVER:
                unfinished = min(unfinished or one["createdAt"], one["createdAt"])
        documents = [
            Document("deployment", str(one["databaseId"]), {"repository": repository, "deployment": one})
            for one in listed
            if one["createdAt"] >= floor
        ]
        page = told.get("pageInfo") or {}
        if not page.get("hasNextPage") or len(documents) < len(listed):
            done = next_newest or newest
            yield documents, {"newest": done, "open": unfinished} if done else {}
            return
        after = page["endCursor"]
        yield documents, {**state, "next": next_newest, "open_next": unfinished, "after": after}


def read_releases(client: Client, repository: str, state: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield the releases on pages that have changed; a page that has not costs nothing of the limit."""
    known, tags = list(state.get("tags") or ()), list[str]()
    commits: dict[str, str] | None = None
    while True:
        place = len(tags)
        asked = {"per_page": PER_PAGE, "page": place + 1}
        condition = {"If-None-Match": known[place]} if place < len(known) else None
        answer = client.get(f"repos/{repository}/releases", asked, condition)
        documents: list[Document] = []
        if answer.unchanged:
            tags.append(known[place])
            more = place + 1 < len(known)
        else:
            tags.append(answer.headers.get("etag", ""))
            more = answer.next is not None
            if answer.body and commits is None:
                commits = _tagged(client, repository)
            documents = [
                Document("release", str(one["id"]), {"repository": repository, "release": kept({**one, "body": None}),
                         "commit": (commits or {}).get(one["tag_name"])})
                for one in answer.body or ()
            ]  # fmt: skip
        yield documents, {"tags": tags if all(tags) else []} if not more else state
        if not more:
            return


def present_releases(client: Client, repository: str) -> Iterator[Sequence[Named]]:
    """Yield the ids of a repository's releases; an empty one says that they were looked for."""
    yield [("release", "")]
    for page in by_link(client, f"repos/{repository}/releases", per_page=PER_PAGE):
        yield [("release", str(one["id"])) for one in page]


def _tagged(client: Client, repository: str) -> dict[str, str]:
    pages = by_link(client, f"repos/{repository}/tags", per_page=PER_PAGE)
    return {tag["name"]: tag["commit"]["sha"] for page in pages for tag in page}
