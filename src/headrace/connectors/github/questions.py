"""How GitHub is asked: GraphQL beside REST, and what of an answer is worth keeping."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.graphql import ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from headrace.connectors.ground.http_client import Client

PER_PAGE = 100
AT_ONCE = 20
"""Entries of a page that are put together before they are kept: each costs further requests."""
VERSION = "2022-11-28"

_ADDRESSES = ("html_url", "commit_url", "parent_issue_url", "log_url", "target_url")
_LEFT_OUT = frozenset(
    (
        *("node_id", "reactions", "performed_via_github_app", "author_association", "_links", "permissions"),
        *("payload", "verification", "tree", "steps", "assets", "head_commit", "head_repository", "help"),
        *("most_recent_instance", "instances", "full_description", "references", "cwes", "vulnerabilities"),
        *("dismissed_comment", "resolution_comment", "sub_issues_summary", "actor", "triggering_actor"),
        *("closed_by", "merged_by", "dismissed_by", "creator", "assigner", "review_requester"),
    )
)
"""Parts that say nothing about when what happened, or that name persons."""


def query(client: Client, text: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data that a GraphQL query answers.

    Raises:
        Refused: with 403 when the token may not, or there is nothing.
    """
    base = client.access.base
    address = f"{base.removesuffix('/api/v3')}/api/graphql" if base.endswith("/api/v3") else f"{base}/graphql"
    return ask(client, address, text, variables)


def earlier(stamp: str, by: timedelta) -> str:
    """Return a stamp as GitHub writes it, so much before another one."""
    return stamp_of(seconds_of(stamp) - by.total_seconds())


def seconds_of(stamp: str) -> float:
    """Return a stamp of GitHub's as seconds since 1970."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def stamp_of(seconds: float) -> str:
    """Return seconds since 1970 as GitHub writes and reads stamps."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def kept(value: Any) -> Any:
    """Return an answer without what is not needed: addresses of other answers, and of persons all but the login."""
    if isinstance(value, list):
        return [kept(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "login" in value:
        return {"login": value["login"]}
    if "full_name" in value:
        return {"full_name": value["full_name"]}
    return {
        name: kept(part)
        for name, part in value.items()
        if name not in _LEFT_OUT and (not name.endswith("_url") or name in _ADDRESSES)
    }
