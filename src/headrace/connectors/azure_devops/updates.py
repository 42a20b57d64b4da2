"""Which value each field of a work item had, and when: its updates, or where there are none its fields now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Value = str | tuple[str, ...] | None

_FIELDS = {
    "System.State": "status",
    "System.WorkItemType": "type",
    "System.TeamProject": "project",
    "System.AreaPath": "area",
    "System.IterationPath": "sprint",
    "System.Tags": "labels",
    "System.AssignedTo": "assignee_key",
    "System.BoardLane": "lane",
    "Microsoft.VSTS.Common.Priority": "priority",
    "Microsoft.VSTS.Common.Severity": "severity",
    "Microsoft.VSTS.CMMI.Blocked": "flagged",
    "Microsoft.VSTS.Scheduling.StoryPoints": "story_points",
    "Microsoft.VSTS.Scheduling.Effort": "story_points",
    "Microsoft.VSTS.Scheduling.Size": "story_points",
}
_COLUMN, _COLUMN_DONE = "System.BoardColumn", "System.BoardColumnDone"
_BOARD = re.compile(r"(WEF_\w+_Kanban\.Column)(\.Done)?")
_PARENT = "System.LinkTypes.Hierarchy-Reverse"
_NEVER = "9999-"
"""An update that no other has followed was revised in this year."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one attribute; ``at`` in µs UTC, ``first`` when the item was made with it."""

    at: int
    update: str
    attribute: str
    before: Value
    after: Value
    first: bool
    reason: str | None = None


def changes(fields: Mapping[str, Any], updates: Iterable[Mapping[str, Any]], created: int) -> list[Change]:
    """Return an item's changes in time order, its first values among them.

    Raises:
        ValueError: a time cannot be read.
    """
    told = sorted(updates, key=lambda update: int(update["id"]))
    if not told:
        return [Change(created, "made", name, None, value, first=True) for name, value in _now(fields)]
    found: list[Change] = []
    column = _Column(told)
    for place, update in enumerate(told):
        # The first update is the item's making; its own stamp may be later by a moment.
        at = created if place == 0 else _time(update)
        if at is None:
            continue
        found.extend(_of_update(update, at, column, first=place == 0))
    return sorted(found, key=lambda change: change.at)


def _of_update(update: Mapping[str, Any], at: int, column: _Column, *, first: bool) -> Iterator[Change]:
    fields, number = update.get("fields") or {}, str(update["id"])
    reason = (fields.get("System.Reason") or {}).get("newValue")
    for name, attribute in _FIELDS.items():
        if name in fields:
            before, after = (_value(attribute, fields[name].get(side)) for side in ("oldValue", "newValue"))
            if before != after:
                yield Change(at, number, attribute, before, after, first, reason)
    before, after = column.moved(fields)
    if before != after:
        yield Change(at, number, "column", before, after, first)
    added, removed = (
        [
            _parent(link)
            for link in (update.get("relations") or {}).get(side) or ()
            if link.get("rel") == _PARENT
        ]
        for side in ("added", "removed")
    )
    if added or removed:
        yield Change(at, number, "parent", next(iter(removed), None), next(iter(added), None), first)


class _Column:
    """The board column over time; a split column has a part for what is done in it.

    Each board keeps its own fields; where the plain ones are not told, the first board's are read.
    """

    def __init__(self, updates: Iterable[Mapping[str, Any]]) -> None:
        named = {name for update in updates for name in update.get("fields") or ()}
        boards = sorted(found[1] for name in named if (found := _BOARD.fullmatch(name)))
        if _COLUMN in named or not boards:
            self._name, self._done_name = _COLUMN, _COLUMN_DONE
        else:
            self._name, self._done_name = boards[0], f"{boards[0]}.Done"
        self._column: str | None = None
        self._done = False

    def moved(self, fields: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """Return the column before and after an update."""
        before = self._shown()
        if self._name in fields:
            column = fields[self._name].get("newValue")
            self._column = str(column) if column else None
        if self._done_name in fields:
            self._done = str(fields[self._done_name].get("newValue")).lower() == "true"
        return before, self._shown()

    def _shown(self) -> str | None:
        return f"{self._column} done" if self._column and self._done else self._column


def _now(fields: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for name, attribute in _FIELDS.items():
        value = _value(attribute, fields.get(name))
        if value:
            yield attribute, value
    _, column = _Column([{"fields": fields}]).moved(
        {name: {"newValue": value} for name, value in fields.items()}
    )
    if column:
        yield "column", column


def _time(update: Mapping[str, Any]) -> int | None:
    """Return when an update was made: its change date, or its revision where it changed links alone."""
    stamp = ((update.get("fields") or {}).get("System.ChangedDate") or {}).get("newValue")
    stamp = stamp or update.get("revisedDate")
    return None if not stamp or str(stamp).startswith(_NEVER) else parse(str(stamp))[0]


def _value(attribute: str, value: Any) -> Value:
    if value in (None, ""):
        return None
    if attribute == "labels":
        return tuple(part.strip() for part in str(value).split(";") if part.strip())
    if attribute == "flagged":
        return "yes" if str(value).lower() in ("yes", "true") else None
    if isinstance(value, dict):
        return str(value.get("uniqueName") or value.get("id") or "") or None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _parent(link: Mapping[str, Any]) -> str:
    return f"AB#{str(link.get('url')).rpartition('/')[2]}"
