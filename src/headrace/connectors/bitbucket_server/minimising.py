"""What is kept of Bitbucket Data Center's answers: no names of people, and no texts of comments."""

from __future__ import annotations

from typing import Any

_LEFT_OUT = frozenset(
    ("comment", "commentAnchor", "diff", "properties", "links", "participants", "descriptionAsHtml")
)
_PLACE = ("slug", "name", "id", "project")


def kept(value: Any) -> Any:
    """Return what is kept of an answer; of persons the account, of commits' authors the address."""
    if isinstance(value, list):
        return [kept(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "emailAddress" in value:
        return {"name": value.get("name"), "emailAddress": value["emailAddress"]}
    if "displayName" in value:
        return {"name": value.get("name")}
    if "hierarchyId" in value:
        return {name: kept(value[name]) for name in _PLACE if name in value}
    found = {name: kept(part) for name, part in value.items() if name not in _LEFT_OUT}
    merged = ((value.get("properties") or {}).get("mergeCommit") or {}).get("id")
    address = (value.get("links") or {}).get("self") or ()
    if merged:
        found["mergeCommit"] = merged
    if address:
        found["url"] = address[0].get("href")
    return found
