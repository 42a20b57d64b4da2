"""One work item as an ``item``: its state now, what its updates say about how it got there, and its links.

Work items are known by the way other tools name them, ``AB#12``: their number is unique in an organization.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.azure_devops.updates import Change, changes
from headrace.connectors.ground.naming import mention_named
from headrace.eventlog import link_rules
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headrace.eventlog.model import Batch

_CATEGORIES = {
    "Proposed": "new",
    "InProgress": "indeterminate",
    "Resolved": "indeterminate",
    "Completed": "done",
    "Removed": "done",
}
_ENDED = ("Completed", "Removed")
_PLAIN = ("sprint", "column", "lane", "area", "type", "priority", "severity", "project")
"""Attributes whose change is an event of the same name."""

_ITEM = re.compile(r".*/workItems/(\d+)$", re.IGNORECASE)
_ARTIFACT = re.compile(r"vstfs:///(?P<tool>\w+)/(?P<kind>\w+)/(?P<rest>.+)$", re.IGNORECASE)
_PARENT, _CHILD = "System.LinkTypes.Hierarchy-Reverse", "System.LinkTypes.Hierarchy-Forward"


def key_of(number: object) -> str:
    """Return how a work item is known."""
    return f"AB#{number}"


def parse_work_item(raw: Mapping[str, Any], url: str, batch: Batch, person: Callable[[str], str]) -> None:
    """Add a work item, its events and its links.

    Raises:
        ValueError: a time of it cannot be read.
    """
    fields, key = raw["fields"], key_of(raw["id"])
    created = parse(fields["System.CreatedDate"])[0]
    project = quote(str(fields.get("System.TeamProject") or ""), safe="")
    oid = batch.add_object(
        "item", key, label=fields.get("System.Title"), url=f"{url}/{project}/_workitems/edit/{raw['id']}"
    )
    batch.add_event("created", key, created, [oid])
    writer = _Writer(batch, oid, key, raw.get("categories") or {}, person)
    told = changes(fields, raw.get("updates") or (), created)
    for change in told:
        writer.write(change)
    if not any(change.attribute == "status" and change.before for change in told):
        writer.endings(fields)
    for link in raw.get("relations") or ():
        _link(batch, oid, link, raw.get("repositories") or {})
    mention_named(batch, oid, [fields.get("System.Title")])


class _Writer:
    """Writes the changes of one work item."""

    def __init__(
        self, batch: Batch, oid: str, key: str, categories: Mapping[str, str], person: Callable[[str], str]
    ) -> None:
        self._batch, self._oid, self._key = batch, oid, key
        self._categories, self._person = categories, person

    def write(self, change: Change) -> None:
        """Add the value that a change set, and the event that it is."""
        attribute, after = change.attribute, change.after
        key = f"{self._key}.{change.update}"
        if attribute == "assignee_key":
            self._batch.add_value(
                self._oid, attribute, self._person(str(after)) if after else None, change.at
            )
            if not change.first or after:
                told = {"from": "somebody" if change.before else "nobody"}
                self._event("assigned" if after else "unassigned", key, change.at, None, told)
            return
        self._batch.add_value(self._oid, attribute, after, change.at)
        if attribute == "status":
            self._status(key, change)
        elif attribute == "labels":
            for label in _list(after, but=change.before):
                self._event("labelled", f"{key}.{label}", change.at, label)
            for label in _list(change.before, but=after):
                self._event("unlabelled", f"{key}.{label}", change.at, label)
        elif attribute == "flagged":
            if after == "yes" or not change.first:
                self._event("flagged" if after == "yes" else "unflagged", key, change.at, None)
        elif attribute == "parent" or (attribute in _PLAIN and not change.first):
            self._event(attribute if after else f"{attribute} removed", key, change.at, _text(after))
        elif attribute in ("sprint", "column"):
            self._event(attribute, key, change.at, _text(after))

    def _status(self, key: str, change: Change) -> None:
        before, after = _text(change.before), _text(change.after)
        if after is None:
            return
        category = self._categories.get(after, "")
        told = {"from": before, "category": _CATEGORIES.get(category)}
        self._event("status", key, change.at, after, {name: text for name, text in told.items() if text})
        was = self._categories.get(before or "", "")
        if category in _ENDED and was not in _ENDED:
            self._event("closed", key, change.at, change.reason)
        elif category == "Resolved" and was != "Resolved":
            self._event("resolved", key, change.at, change.reason)
        if was in _ENDED and category and category not in _ENDED:
            self._event("reopened", key, change.at, None)

    def endings(self, fields: Mapping[str, Any]) -> None:
        """Add what the item itself dates, where no update tells it."""
        reason = fields.get("System.Reason")
        for event, name in (("resolved", "ResolvedDate"), ("closed", "ClosedDate")):
            stamp = fields.get(f"Microsoft.VSTS.Common.{name}")
            if stamp:
                self._event(event, f"{self._key}.dated", parse(stamp)[0], reason)

    def _event(
        self, kind: str, key: str, at: int, value: str | None, attributes: Mapping[str, str] | None = None
    ) -> None:
        self._batch.add_event(kind, key, at, [self._oid], value=value, attributes=attributes)


def _link(batch: Batch, oid: str, link: Mapping[str, Any], repositories: Mapping[str, str]) -> None:
    kind, url = str(link.get("rel")), str(link.get("url"))
    name = str((link.get("attributes") or {}).get("name") or kind.rpartition(".")[2])
    other = _ITEM.match(url)
    if other:
        words, rule = name.lower(), link_rules.DECLARED_LINK
        if kind in (_PARENT, _CHILD):
            words, rule = "is part of" if kind == _PARENT else "has part", link_rules.PARENT
        batch.add_mention(oid, key_of(other[1]), words, rule=rule, declared=True)
        return
    artifact = _ARTIFACT.match(url)
    reference = _artifact(artifact, repositories) if artifact and kind == "ArtifactLink" else None
    if reference:
        batch.add_mention(oid, reference, name.lower(), rule=link_rules.TRACKER_LINK, declared=True)


def _artifact(found: re.Match[str], repositories: Mapping[str, str]) -> str | None:
    """Return the key of what an address of Azure's own points to; ``None`` for what is not read."""
    parts = re.split("%2F|/", found["rest"], flags=re.IGNORECASE)
    kind = found["kind"].lower()
    if kind == "commit":
        return parts[-1].lower()
    if kind == "pullrequestid" and len(parts) == 3 and parts[1] in repositories:
        return f"{repositories[parts[1]]}!{parts[2]}"
    return f"build/{parts[-1]}" if kind == "build" else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _list(value: object, *, but: object) -> list[str]:
    left_out = but if isinstance(but, tuple) else ()
    return [one for one in value if one not in left_out] if isinstance(value, tuple) else []
