"""Asks GitHub for what only pull requests have, of many at once over GraphQL, or of each by itself over REST.

A list of issues tells all else about a pull request. Both ways lead to the same parts, so that it makes no
difference to what is kept which of them was open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.github.questions import query
from headrace.connectors.ground.http_client import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.connectors.ground.http_client import Client

_REFUSED = (400, 403, 404)
_FIELDS = "headRefName baseRefName isDraft mergedAt mergeCommit { oid }"

TRIED = f"pullRequests(first: 1) {{ nodes {{ {_FIELDS} }} }}"
"""A field of a repository that shows whether pull requests can be asked for over GraphQL."""


class Pulls:
    """The pull requests of one repository; GraphQL is not asked again once it was refused."""

    def __init__(self, client: Client, repository: str) -> None:
        self._client, self._repository = client, repository
        self._together = True
        self._told: dict[int, dict[str, Any]] = {}

    def prepare(self, numbers: Iterable[int]) -> None:
        """Ask for several at once; those before are forgotten."""
        self._told = {}
        wanted = list(numbers)
        if not wanted or not self._together:
            return
        owner, _, name = self._repository.partition("/")
        fields = " ".join(f"p{number}: pullRequest(number: {number}) {{ {_FIELDS} }}" for number in wanted)
        text = f"query ($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {fields} }} }}"
        try:
            told = query(self._client, text, {"owner": owner, "name": name}).get("repository") or {}
        except Refused as problem:
            if problem.status not in _REFUSED:
                raise
            self._together = False
            return
        found = {number: told.get(f"p{number}") for number in wanted}
        self._told = {number: _over_graphql(one) for number, one in found.items() if one}

    def parts(self, number: int) -> dict[str, Any]:
        """Return the parts that only a pull request has, as REST names them.

        Raises:
            Refused: with 404 or 410 when it has gone.
        """
        if number in self._told:
            return self._told[number]
        raw = self._client.get(f"repos/{self._repository}/pulls/{number}").body
        return _parts(
            raw["head"]["ref"], raw["base"]["ref"], raw.get("draft"), raw.get("merged_at"), raw.get("merge_commit_sha")
        )  # fmt: skip


def _over_graphql(raw: dict[str, Any]) -> dict[str, Any]:
    commit = (raw.get("mergeCommit") or {}).get("oid")
    return _parts(raw["headRefName"], raw["baseRefName"], raw.get("isDraft"), raw.get("mergedAt"), commit)


def _parts(
    head: str, base: str, draft: object, merged_at: str | None, merge_commit: str | None
) -> dict[str, Any]:
    return {
        "head": {"ref": head},
        "base": {"ref": base},
        "draft": bool(draft),
        "merged_at": merged_at,
        # of one that is not merged this is a trial that no branch holds
        "merge_commit_sha": merge_commit if merged_at else None,
    }
