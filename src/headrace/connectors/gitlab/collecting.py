"""Reads one GitLab project or group: what has changed since, and beside each thing all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.gitlab.minimising import kept
from headrace.connectors.ground.contract import Document, Page
from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.paging import by_change, by_link
from headrace.connectors.ground.times import moment
from headrace.eventlog.timestamps import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client

PER_PAGE = 100
_AT_ONCE = 20
"""Documents that are kept together: each costs several requests, and what is kept is not asked for again."""

_OVERLAP = 120_000_000
"""µs: what was changed while a reading ended may be seen a little later."""

_LISTED_CHEAPLY = 5_000

NOTHING = ""
"""A key that nothing has: it says that a kind was listed, also when the list is empty."""

BESIDE: Mapping[str, Sequence[tuple[str, str]]] = {
    "issue": (
        ("state_events", "resource_state_events"),
        ("label_events", "resource_label_events"),
        ("milestone_events", "resource_milestone_events"),
        ("links", "links"),
    ),
    "merge_request": (
        ("state_events", "resource_state_events"),
        ("notes", "notes"),
        ("commits", "commits"),
    ),
    "epic": (("state_events", "resource_state_events"), ("label_events", "resource_label_events")),
}
"""Kind → the parts of its document, and where each is asked for below it."""


class Place:
    """A project or a group that is read.

    Args:
        root: where it is in the API: ``projects/12``.
        name: its path, as people write it.
        cursor: how far each list was read; changed while reading.
    """

    def __init__(self, client: Client, root: str, name: str, cursor: Cursor) -> None:
        self.client, self.root, self.name = client, root, name
        self.cursor: Cursor = dict(cursor)

    def changed(self, kind: str, path: str, **asked: Any) -> Iterator[Page]:
        """Yield the documents of a list that can be ordered by the time of the last change."""
        since = int(self.cursor.get(path) or 0)

        def ask(after: int, place: int | None) -> tuple[list[Any], int | None]:
            params = {
                **asked,
                "order_by": "updated_at",
                "sort": "asc",
                "per_page": PER_PAGE,
                "page": place or 1,
            }
            if after:
                # A millisecond earlier: GitLab's lists do not all agree whether "after" holds the moment itself.
                params["updated_after"] = to_text(after - 1000)
            answer = self.client.get(f"{self.root}/{path}", params)
            return list(answer.body), (place or 1) + 1 if answer.next else None

        for entries in by_change(ask, max(0, since - _OVERLAP), _stamp):
            for start in range(0, len(entries), _AT_ONCE):
                some = entries[start : start + _AT_ONCE]
                documents = [made for entry in some if (made := self._document(kind, path, entry))]
                self.cursor[path] = max(int(self.cursor.get(path) or 0), _stamp(some[-1]))
                yield Page(documents, dict(self.cursor))

    def releases(self) -> Iterator[Page]:
        """Yield all releases: they are few, and GitLab does not tell when one was changed."""
        for entries in by_link(self.client, f"{self.root}/releases", per_page=PER_PAGE, sort="asc"):
            yield Page(
                [self._made("release", _release_key(self.root, one), one) for one in entries], self.cursor
            )

    def commits(self, branch: str) -> Iterator[Page]:
        """Yield the commits that the branch holds and did not hold before: a list that does not change."""
        state: dict[str, Any] = dict(self.cursor.get("commits") or {})
        if "to" not in state:
            head = self.client.get(f"{self.root}/repository/branches/{_quoted(branch)}").body["commit"]["id"]
            if head == state.get("head"):
                return
            state = {"from": state.get("head"), "to": head, "page": 1}
        while True:
            entries, more = self._commit_page(state)
            state["page"] += 1
            self.cursor["commits"] = dict(state) if more else {"head": state["to"]}
            yield Page([self._made("commit", one["id"], one) for one in entries], dict(self.cursor))
            if not more:
                return

    def _commit_page(self, state: dict[str, Any]) -> tuple[list[Any], bool]:
        reach = f"{state['from']}..{state['to']}" if state["from"] else state["to"]
        asked = {"ref_name": reach, "per_page": PER_PAGE, "page": state["page"]}
        try:
            answer = self.client.get(f"{self.root}/repository/commits", asked)
        except Refused as problem:
            if state["from"] and problem.status in (400, 404):
                # The commit from before is not there any more: all is read again.
                state.update({"from": None, "page": 1})
                return self._commit_page(state)
            raise
        return list(answer.body), answer.next is not None

    def present(self, kind: str, path: str, **asked: Any) -> Iterator[list[Named]]:
        """Yield what a list has now, oldest first; nothing at all where it is long."""
        total = self.client.get(f"{self.root}/{path}", {**asked, "per_page": 1}).headers.get("x-total")
        if total is None or int(total) > _LISTED_CHEAPLY:
            return

        def ask(after: int, place: int | None) -> tuple[list[Any], int | None]:
            params = {
                **asked,
                "order_by": "created_at",
                "sort": "asc",
                "per_page": PER_PAGE,
                "page": place or 1,
            }
            if after:
                params["created_after"] = to_text(after - 1000)
            answer = self.client.get(f"{self.root}/{path}", params)
            return list(answer.body), (place or 1) + 1 if answer.next else None

        yield [(kind, NOTHING)]
        for entries in by_change(ask, 0, lambda entry: moment(entry, "created_at") or 0):
            yield [(kind, str(entry["id"])) for entry in entries]

    def present_releases(self) -> Iterator[list[Named]]:
        """Yield the releases that are there; the list moves up when one goes, so it is read twice."""
        yield [("release", NOTHING)]
        for _ in range(2):
            for entries in by_link(self.client, f"{self.root}/releases", per_page=PER_PAGE, sort="asc"):
                yield [("release", _release_key(self.root, one)) for one in entries]

    def _document(self, kind: str, path: str, entry: Mapping[str, Any]) -> Document | None:
        """Put together all that belongs to one thing; ``None`` when it has gone in the meantime."""
        number = entry["id"] if kind == "pipeline" else entry.get("iid")
        below = f"{self.root}/{path}/{number}"
        try:
            if kind == "pipeline":
                return self._made(kind, str(number), self.client.get(below).body, **self._jobs(below))
            # State and label events of an epic are the only ones that are asked for by its id.
            beneath = f"{self.root}/{path}/{entry['id']}" if kind == "epic" else below
            parts = {part: self._all(f"{beneath}/{name}") for part, name in BESIDE.get(kind, ())}
            if kind == "issue" and "iteration" in entry:
                parts["iteration_events"] = self._all(f"{below}/resource_iteration_events", else_none=True)
            if kind == "deployment":
                return self._made(kind, str(entry["id"]), entry, tier=self._tier(entry))
            return self._made(kind, str(entry["id"]), entry, **parts)
        except Refused as problem:
            if problem.status == 404 and self._has_gone(below):
                return None
            raise

    def _jobs(self, below: str) -> dict[str, Any]:
        return {
            "jobs": self._all(f"{below}/jobs", include_retried="true"),
            "bridges": self._all(f"{below}/bridges", else_none=True),
        }

    def _tier(self, deployment: Mapping[str, Any]) -> str | None:
        """Ask once in a reading what an environment is for; GitLab before 13.10 does not say."""
        environment = deployment.get("environment") or {}
        if "tier" in environment or not environment.get("id"):
            return environment.get("tier")
        known: dict[Any, str | None] = self.__dict__.setdefault("_tiers", {})
        if environment["id"] not in known:
            try:
                answer = self.client.get(f"{self.root}/environments/{environment['id']}").body
                known[environment["id"]] = answer.get("tier")
            except Refused as problem:
                if problem.status not in (403, 404):
                    raise
                known[environment["id"]] = None
        return known[environment["id"]]

    def _all(self, path: str, *, else_none: bool = False, **asked: Any) -> list[Any]:
        """Return a whole list.

        Args:
            else_none: not every GitLab has it, or every licence; then there is nothing.
        """
        try:
            return [one for page in by_link(self.client, path, per_page=PER_PAGE, **asked) for one in page]
        except Refused as problem:
            if else_none and problem.status in (403, 404):
                return []
            raise

    def _has_gone(self, path: str) -> bool:
        try:
            self.client.get(path)
        except Refused as problem:
            return problem.status == 404
        return False

    def _made(self, kind: str, key: str, entry: Mapping[str, Any], **parts: Any) -> Document:
        return Document(kind, key, kept(kind, {"project": self.name, kind: entry, **parts}))


def _stamp(entry: Mapping[str, Any]) -> int:
    return moment(entry, "updated_at") or 0


def _release_key(root: str, release: Mapping[str, Any]) -> str:
    return f"{root.rpartition('/')[2]}:{release['tag_name']}"


def _quoted(name: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415

    return quote(name, safe="")
