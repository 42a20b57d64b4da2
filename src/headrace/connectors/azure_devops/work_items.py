"""Reads the work items of a project, oldest change first, each with all its updates.

A query gives the ids in the order of their last change and goes on behind the last one that was seen: change
and id together, so that many items changed at one moment are no trouble. Only fields that say where an item is
and what it belongs to are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.ground.contract import Document
from headrace.eventlog.timestamps import parse, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Cursor, Named
    from headrace.connectors.ground.http_client import Client

_PER_PAGE = 200
_IDS_PER_PAGE = 10_000
_OVERLAP = 10 * 60 * 1_000_000
_MILLISECOND = 1_000
_TRIES = 3
_VERSION = {"api-version": "7.0"}

_KEPT = {
    *("System.Title", "System.State", "System.Reason", "System.WorkItemType", "System.TeamProject"),
    *("System.AreaPath", "System.IterationPath", "System.Tags", "System.CreatedDate", "System.ChangedDate"),
    *("System.AssignedTo", "System.BoardColumn", "System.BoardColumnDone", "System.BoardLane"),
    *("Microsoft.VSTS.Common.Priority", "Microsoft.VSTS.Common.Severity", "Microsoft.VSTS.CMMI.Blocked"),
    *("Microsoft.VSTS.Common.ClosedDate", "Microsoft.VSTS.Common.ResolvedDate"),
    *("Microsoft.VSTS.Scheduling.StoryPoints", "Microsoft.VSTS.Scheduling.Effort"),
    "Microsoft.VSTS.Scheduling.Size",
}
_BOARD = re.compile(r"WEF_\w+_Kanban\.Column(\.Done)?")
_PULL = re.compile(r"vstfs:///Git/PullRequestId/[^/%]+(?:%2F|/)([^/%]+)", re.IGNORECASE)


def collect(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield the work items changed since the cursor, with the cursor behind them."""
    reader = _Reader(client, project)
    seen = int(cursor.get("changed", 0))
    place, stuck = (max(0, seen - _OVERLAP), 0), 0
    while True:
        ids, as_of = reader.query(_behind(place), "[System.ChangedDate] ASC, [System.Id] ASC", _PER_PAGE)
        if not ids:
            yield [], {"changed": seen} if seen else {}
            return
        found = reader.batch(ids)
        stamps = [(_changed(item), int(item["id"])) for item in found]
        # What has changed since it was listed stands further behind now, and must not carry the place along.
        settled = [stamp for stamp in stamps if stamp[0] <= as_of or stuck >= _TRIES]
        stuck = 0 if settled else stuck + 1
        behind = max([place, *settled])
        seen = max(seen, behind[0])
        # Azure rounds the times it tells; what it lists again and again is a fraction later than it says.
        place = (place[0] + _MILLISECOND, 0) if settled and behind == place else behind
        yield [reader.document(item) for item in found], {"changed": seen}


def present(client: Client, project: str) -> Iterator[Sequence[Named]]:
    """Yield the ids of all work items of a project."""
    reader, last = _Reader(client, project), 0
    # Names the kind also where no work item is left; without it, an empty project would tell nothing.
    yield [("work item", "")]
    while True:
        ids, _ = reader.query(f" AND [System.Id] > {last}", "[System.Id] ASC", _IDS_PER_PAGE)
        yield [("work item", str(number)) for number in ids]
        if not ids:
            return
        last = max(ids)


class _Reader:
    """Asks for the work items of one project; states and repositories are asked for once, when needed."""

    def __init__(self, client: Client, project: str) -> None:
        self._client, self._project = client, quote(project, safe="")
        self._categories: dict[str, dict[str, str]] | None = None
        self._repositories: dict[str, str] | None = None

    def query(self, where: str, order: str, most: int) -> tuple[list[int], int]:
        """Return ids, and when the query was answered (µs UTC)."""
        text = (
            "SELECT [System.Id] FROM WorkItems "  # noqa: S608 - numbers and stamps only
            f"WHERE [System.TeamProject] = @project{where} ORDER BY {order}"
        )
        asked = {"$top": most, "timePrecision": "true", **_VERSION}
        body = self._client.post(f"{self._project}/_apis/wit/wiql", {"query": text}, asked).body
        return [int(item["id"]) for item in body["workItems"]], parse(body["asOf"])[0]

    def batch(self, ids: list[int]) -> list[dict[str, Any]]:
        """Return work items with their relations; one that has just been deleted is left out."""
        asked = {"ids": ids, "$expand": "relations", "errorPolicy": "omit"}
        body = self._client.post("_apis/wit/workitemsbatch", asked, _VERSION).body
        return [item for item in body["value"] if item]

    def document(self, item: dict[str, Any]) -> Document:
        """Return a work item with its updates, and what its states and repositories are called."""
        updates = [_slim_update(update) for update in self._updates(item["id"])]
        fields = _slim(item["fields"])
        relations = item.get("relations") or []
        body = {
            "id": item["id"],
            "fields": fields,
            "relations": relations,
            "updates": updates,
            "categories": self._categories_of(str(fields.get("System.WorkItemType"))),
        }
        wanted = {found[1] for link in relations if (found := _PULL.match(str(link.get("url"))))}
        if wanted:
            names = self._names()
            body["repositories"] = {one: names[one] for one in sorted(wanted & names.keys())}
        return Document("work item", str(item["id"]), body)

    def _updates(self, number: int) -> Iterator[dict[str, Any]]:
        skip = 0
        while True:
            asked = {"$top": _PER_PAGE, "$skip": skip, **_VERSION}
            page = self._client.get(f"{self._project}/_apis/wit/workItems/{number}/updates", asked).body[
                "value"
            ]
            yield from page
            skip += len(page)
            if len(page) < _PER_PAGE:
                return

    def _categories_of(self, kind: str) -> dict[str, str]:
        if self._categories is None:
            types = self._client.get(f"{self._project}/_apis/wit/workitemtypes", _VERSION).body["value"]
            self._categories = {
                one["name"]: {state["name"]: state.get("category", "") for state in one.get("states") or ()}
                for one in types
            }
        return self._categories.get(kind, {})

    def _names(self) -> dict[str, str]:
        if self._repositories is None:
            listed = self._client.get("_apis/git/repositories", _VERSION).body["value"]
            self._repositories = {one["id"]: f"{one['project']['name']}/{one['name']}" for one in listed}
        return self._repositories


def _behind(place: tuple[int, int]) -> str:
    changed, number = place
    if not changed:
        return ""
    at = to_text(changed)
    return (
        f" AND ([System.ChangedDate] > '{at}' OR ([System.ChangedDate] = '{at}' AND [System.Id] > {number}))"
    )


def _changed(item: dict[str, Any]) -> int:
    return parse(item["fields"]["System.ChangedDate"])[0]


def _slim(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the fields that are not read, and of persons all but their account."""
    return {
        name: _account(value) for name, value in fields.items() if name in _KEPT or _BOARD.fullmatch(name)
    }


def _slim_update(update: Mapping[str, Any]) -> dict[str, Any]:
    fields = _slim(update.get("fields") or {})
    return {
        "id": update["id"],
        "revisedDate": update.get("revisedDate"),
        "fields": {
            name: {side: _account(one) for side, one in value.items()} for name, value in fields.items()
        },
        "relations": update.get("relations") or {},
    }


def _account(value: Any) -> Any:
    if isinstance(value, dict) and "displayName" in value:
        return {name: value[name] for name in ("uniqueName", "id") if name in value}
    return value
