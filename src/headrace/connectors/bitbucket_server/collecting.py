"""Reads one repository of Bitbucket Data Center: all requests are listed, and those that changed are read.

The server neither filters nor orders requests by their last change in a way that can be counted on. So each
reading lists them all, newest first, 100 with a request, and asks for activities and commits only of those that
changed since, or are open. Which ones were read already stands in the cursor until the reading is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.bitbucket_server.minimising import kept
from headrace.connectors.ground.contract import Document, Page
from headrace.connectors.ground.http_client import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client

_PER_PAGE = 100
_AT_ONCE = 20
"""Documents that are kept together: each costs further requests, and what is kept is not asked for again."""

_OVERLAP = 300_000
"""Milliseconds: what was changed while a reading began may be seen a little later."""

_TRIES = 5


class Place:
    """A repository that is read.

    Args:
        name: ``PROJECT/repository``.
        cursor: how far it was read; changed while reading.
    """

    def __init__(self, client: Client, name: str, cursor: Cursor) -> None:
        self.client, self.name = client, name
        project, _, slug = name.partition("/")
        self.root = f"rest/api/1.0/projects/{project}/repos/{slug}"
        self.cursor: Cursor = dict(cursor)

    def pull_requests(self) -> Iterator[Page]:
        """Yield the pull requests that changed since the reading before began, and all open ones."""
        state: dict[str, Any] = dict(self.cursor.get("pull_requests") or {})
        since = int(state.get("since") or 0)
        read: set[int] = set(state.get("read") or ())
        again: set[int] = set()
        for entries in self._listed():
            if state.get("began") is None:
                # No later than now: what changes from here on is found the next time.
                state["began"] = max([since, *(int(one["updatedDate"]) for one in entries)])
            chosen = [one for one in entries if one["id"] not in again and _asks(one, state, since, read)]
            for start in range(0, len(chosen), _AT_ONCE):
                some = chosen[start : start + _AT_ONCE]
                documents = [made for one in some if (made := self._pull_request(one))]
                again.update(one["id"] for one in some)
                read.update(one["id"] for one in some)
                self.cursor["pull_requests"] = {**state, "read": sorted(read)}
                yield Page(documents, dict(self.cursor))
        self.cursor["pull_requests"] = {"since": state.get("began") or since}
        yield Page((), dict(self.cursor))

    def present(self) -> Iterator[list[Named]]:
        """Yield the pull requests that are there."""
        yield [("pull_request", "")]
        for entries in self._listed():
            yield [("pull_request", f"{self.name}#{one['id']}") for one in entries]

    def commits(self) -> Iterator[Page]:
        """Yield the commits that the default branch holds and did not hold before: a list that does not change."""
        state: dict[str, Any] = dict(self.cursor.get("commits") or {})
        if "to" not in state:
            try:
                newest = self.client.get(f"{self.root}/commits", {"limit": 1}).body["values"]
            except Refused as problem:
                if problem.status == 404:
                    return  # an empty repository has no branch
                raise
            if not newest or newest[0]["id"] == state.get("head"):
                return
            state = {"from": state.get("head"), "to": newest[0]["id"], "start": 0}
        while True:
            answer = self._commit_page(state)
            last = answer.get("isLastPage", True)
            state["start"] = answer.get("nextPageStart")
            self.cursor["commits"] = {"head": state["to"]} if last else dict(state)
            documents = [self._made("commit", one["id"], one) for one in answer["values"]]
            yield Page(documents, dict(self.cursor))
            if last:
                return

    def _commit_page(self, state: dict[str, Any]) -> Any:
        asked = {"until": state["to"], "limit": _PER_PAGE, "start": state["start"]}
        try:
            since = {"since": state["from"]} if state["from"] else {}
            return self.client.get(f"{self.root}/commits", {**asked, **since}).body
        except Refused as problem:
            if state["from"] and problem.status in (400, 404):
                # The commit from before is not there any more: all is read again.
                state.update({"from": None, "start": 0})
                return self._commit_page(state)
            raise

    def _listed(self) -> Iterator[list[Any]]:
        """Yield all pull requests, newest first.

        What comes or changes moves others down, and they are seen twice. What is deleted moves others up: so
        each page begins with the last entry of the one before, and where it does not, the list is read anew.
        """
        start, before, tries = 0, set[int](), 0
        while True:
            asked = {"state": "ALL", "order": "NEWEST", "limit": _PER_PAGE, "start": start}
            answer = self.client.get(f"{self.root}/pull-requests", asked).body
            ids = {int(one["id"]) for one in answer["values"]}
            if start and not ids & before and tries < _TRIES:
                start, before, tries = 0, set(), tries + 1
                continue
            yield answer["values"]
            following = answer.get("nextPageStart")
            if answer.get("isLastPage", True) or following is None:
                return
            start, before = max(int(following) - 1, start + 1), ids

    def _pull_request(self, entry: Mapping[str, Any]) -> Document | None:
        below = f"{self.root}/pull-requests/{entry['id']}"
        try:
            activities, commits = self._all(f"{below}/activities"), self._all(f"{below}/commits")
        except Refused as problem:
            if problem.status == 404:
                return None  # deleted in the meantime
            raise
        chosen = [{"id": one["id"], "authorTimestamp": one["authorTimestamp"]} for one in commits]
        key = f"{self.name}#{entry['id']}"
        return self._made("pull_request", key, entry, activities=activities, commits=chosen)

    def _all(self, path: str) -> list[Any]:
        found: list[Any] = []
        start: int | None = 0
        while start is not None:
            answer = self.client.get(path, {"limit": _PER_PAGE, "start": start}).body
            found.extend(answer["values"])
            start = None if answer.get("isLastPage", True) else answer.get("nextPageStart")
        return found

    def _made(self, kind: str, key: str, entry: Mapping[str, Any], **parts: Any) -> Document:
        return Document(kind, key, kept({"repository": self.name, kind: entry, **parts}))


def _asks(entry: Mapping[str, Any], state: Mapping[str, Any], since: int, read: set[int]) -> bool:
    """Tell whether a pull request is to be read with all that belongs to it."""
    updated, is_open = int(entry["updatedDate"]), entry.get("state") == "OPEN"
    if entry["id"] in read:
        return is_open or updated >= int(state["began"]) - _OVERLAP
    return is_open or updated >= since - _OVERLAP
