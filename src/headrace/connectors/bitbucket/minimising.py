"""What is kept of Bitbucket's answers: no names and pictures of people, and no texts of comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEFT_OUT = frozenset(("content", "rendered", "summary", "participants", "diff", "patch", "avatar"))
_PERSON = frozenset(("account_id", "nickname", "display_name"))


def kept(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of one document."""
    return {name: _kept(part) for name, part in body.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return [_kept(one) for one in value]
    if not isinstance(value, dict):
        return value
    if _PERSON & value.keys():
        return {"account_id": value.get("account_id") or value.get("uuid")}
    links = {"html": value["links"]["html"]} if (value.get("links") or {}).get("html") else None
    found = {name: _kept(part) for name, part in value.items() if name not in _LEFT_OUT and name != "links"}
    if "raw" in found and "user" in value:
        found = {"raw": found["raw"]}  # a commit's author: the address is who it was
    return {**found, "links": links} if links else found
