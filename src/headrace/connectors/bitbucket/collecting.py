"""Reads one Bitbucket repository: what has changed since, and beside each thing all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.bitbucket.delivery import has_ended
from headrace.connectors.bitbucket.minimising import kept
from headrace.connectors.ground.contract import Document, Page
from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.paging import by_change
from headrace.connectors.ground.times import needed
from headrace.eventlog.timestamps import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client

_REQUESTS_PER_PAGE = 50
_PER_PAGE = 100
_AT_ONCE = 20
"""Documents that are kept together: each costs further requests, and what is kept is not asked for again."""

_OVERLAP = 120_000_000
"""µs: what was changed while a reading ended may be seen a little later."""

_FOLLOWED = 200
"""Unfinished pipelines that are looked at in every reading; of more, the newest."""

STATES = ("OPEN", "MERGED", "DECLINED", "SUPERSEDED")
_DEPLOYMENT = (
    *("uuid", "environment.name", "environment.environment_type.name", "step.uuid", "last_update_time"),
    *("release.pipeline.uuid", "release.name", "release.url", "release.created_on", "release.commit.hash"),
    *("state.name", "state.status.name", "state.started_on", "state.completed_on"),
)
_DEPLOYMENT_FIELDS = ",".join(
    (*(f"values.{name}" for name in _DEPLOYMENT), "page", "pagelen", "size", "next")
)


class Place:
    """A repository that is read.

    Args:
        name: ``workspace/repository``.
        cursor: how far each list was read; changed while reading.
    """

    def __init__(self, client: Client, name: str, cursor: Cursor) -> None:
        self.client, self.name = client, name
        self.root = f"repositories/{name}"
        self.cursor: Cursor = dict(cursor)

    def pull_requests(self) -> Iterator[Page]:
        """Yield the pull requests by the time of their last change."""

        def ask(after: int, place: str | None) -> tuple[list[Any], str | None]:
            if place:
                answer = self.client.get(place).body
            else:
                asked: dict[str, Any] = {"state": STATES, "sort": "updated_on", "pagelen": _REQUESTS_PER_PAGE}
                if after:
                    asked["q"] = f"updated_on >= {to_text(after)}"
                answer = self.client.get(f"{self.root}/pullrequests", asked).body
            return list(answer["values"]), answer.get("next")

        read: set[int] = set()
        since = max(0, int(self.cursor.get("pull_requests") or 0) - _OVERLAP)
        for entries in by_change(ask, since, lambda entry: needed(entry, "updated_on")):
            for start in range(0, len(entries), _AT_ONCE):
                some = entries[start : start + _AT_ONCE]
                documents = [self._pull_request(entry) for entry in some]
                read.update(entry["id"] for entry in some)
                seen = int(self.cursor.get("pull_requests") or 0)
                self.cursor["pull_requests"] = max(seen, needed(some[-1], "updated_on"))
                yield Page(documents, dict(self.cursor))

        yield Page(self._open(read), dict(self.cursor))

    def _open(self, read: set[int]) -> list[Document]:
        """Read open requests again, the newest at least: an approval does not count as a change of the request."""
        asked = {"state": "OPEN", "sort": "-updated_on", "pagelen": _REQUESTS_PER_PAGE}
        entries = self.client.get(f"{self.root}/pullrequests", asked).body["values"]
        return [self._pull_request(entry) for entry in entries if entry["id"] not in read]

    def pipelines(self) -> Iterator[Page]:
        """Yield the pipelines that are new or had not ended: a list that only grows, oldest first.

        So its pages stand still, and the one to go on from is the last one that was seen. The page before is
        read again, because a pipeline can be run again when it has ended.
        """
        state = dict(self.cursor.get("pipelines") or {})
        running: list[str] = list(state.get("running") or ())
        documents = [found for uuid in running if (found := self._asked_again(uuid)) is not None]
        going_on: dict[str, None] = dict.fromkeys(running)
        for document in documents:
            if has_ended(document.body["pipeline"]):
                going_on.pop(document.body["pipeline"]["uuid"], None)
        if documents:
            yield Page(documents, dict(self.cursor))
        page = max(1, int(state.get("page") or 1) - 1)
        while True:
            asked = {"sort": "created_on", "pagelen": _PER_PAGE, "page": page}
            answer = self.client.get(f"{self.root}/pipelines/", asked).body
            entries = answer["values"]
            for start in range(0, len(entries), _AT_ONCE):
                yield Page(
                    [self._pipeline(one) for one in entries[start : start + _AT_ONCE]], dict(self.cursor)
                )
            for one in entries:
                going_on.pop(one["uuid"], None)
                if not has_ended(one):
                    going_on[one["uuid"]] = None
            self.cursor["pipelines"] = {"page": page, "running": list(going_on)[-_FOLLOWED:]}
            yield Page((), dict(self.cursor))
            size = int(answer.get("pagelen") or _PER_PAGE)
            if not entries or page * size >= int(answer.get("size") or 0):
                return
            page += 1

    def deployments(self) -> Iterator[Page]:
        """Yield all deployments: Bitbucket neither orders nor filters them by their last change."""
        for entries in self._pages("deployments/", fields=_DEPLOYMENT_FIELDS):
            yield Page([self._made("deployment", one["uuid"], one) for one in entries], dict(self.cursor))

    def commits(self, branch: str) -> Iterator[Page]:
        """Yield the commits that the branch holds and did not hold before: a list that does not change."""
        state: dict[str, Any] = dict(self.cursor.get("commits") or {})
        if "to" not in state:
            head = self.client.get(f"{self.root}/refs/branches/{quote(branch, safe='')}").body["target"][
                "hash"
            ]
            if head == state.get("head"):
                return
            state = {"from": state.get("head"), "to": head, "next": None}
        while True:
            answer = self._commit_page(state)
            state["next"] = answer.get("next")
            self.cursor["commits"] = dict(state) if state["next"] else {"head": state["to"]}
            documents = [self._made("commit", one["hash"], one) for one in answer["values"]]
            yield Page(documents, dict(self.cursor))
            if not state["next"]:
                return

    def _commit_page(self, state: dict[str, Any]) -> Any:
        asked = {"pagelen": _PER_PAGE, **({"exclude": state["from"]} if state["from"] else {})}
        try:
            if state["next"]:
                return self.client.get(state["next"]).body
            return self.client.get(f"{self.root}/commits/{state['to']}", asked).body
        except Refused as problem:
            if state["from"] and problem.status in (400, 404):
                # The commit from before is not there any more: all is read again.
                state.update({"from": None, "next": None})
                return self._commit_page(state)
            raise

    def _pull_request(self, entry: Mapping[str, Any]) -> Document:
        below = f"pullrequests/{entry['id']}"
        activity = [one for page in self._pages(f"{below}/activity", _REQUESTS_PER_PAGE) for one in page]
        commits = [one for page in self._pages(f"{below}/commits", else_none=True) for one in page]
        chosen = [{"hash": one["hash"], "date": one["date"]} for one in commits]
        return self._made(
            "pull_request", f"{self.name}#{entry['id']}", entry, activity=activity, commits=chosen
        )

    def _asked_again(self, uuid: str) -> Document | None:
        try:
            return self._pipeline(self.client.get(f"{self.root}/pipelines/{quote(uuid, safe='')}").body)
        except Refused as problem:
            if problem.status == 404:
                return None
            raise

    def _pipeline(self, entry: Mapping[str, Any]) -> Document:
        below = f"pipelines/{quote(entry['uuid'], safe='')}/steps/"
        steps = [one for page in self._pages(below) for one in page]
        return self._made("pipeline", entry["uuid"], entry, steps=steps)

    def _pages(
        self, path: str, size: int = _PER_PAGE, *, else_none: bool = False, **asked: Any
    ) -> Iterator[list[Any]]:
        """Yield the pages of a list; some of Bitbucket's lists link the next page, others only count.

        Args:
            else_none: it may be gone, as the commits of a request whose branch is; then there is nothing.
        """
        try:
            answer = self.client.get(f"{self.root}/{path}", {**asked, "pagelen": size}).body
        except Refused as problem:
            if else_none and problem.status == 404:
                return
            raise
        while True:
            yield list(answer["values"])
            page, length = int(answer.get("page") or 1), int(answer.get("pagelen") or size)
            if answer.get("next"):
                answer = self.client.get(answer["next"]).body
            elif answer["values"] and page * length < int(answer.get("size") or 0):
                answer = self.client.get(
                    f"{self.root}/{path}", {**asked, "pagelen": size, "page": page + 1}
                ).body
            else:
                return

    def _made(self, kind: str, key: str, entry: Mapping[str, Any], **parts: Any) -> Document:
        return Document(kind, key, kept({"repository": self.name, kind: entry, **parts}))
