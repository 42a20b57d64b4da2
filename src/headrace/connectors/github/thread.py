"""One issue or pull request as GitHub's REST API returns it, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ADDRESS = re.compile(
    r"^https?://[^/]+/(?:api/v3/)?(?:repos/)?(?P<repository>[^/]+/[^/]+)/(?:issues|pulls?)/(?P<number>\d+)$"
)
"""Of a page, or of its record."""


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue (``item``) or a pull request (``change``); times in µs UTC.

    ``endings`` are (event, time, value); ``values`` (attribute, value, since). ``partial``: it is a pull
    request in a list of issues, which tells neither its branches nor its merge commit. ``parent`` is the key
    of the issue that it is a part of.
    """

    type: str
    key: str
    repository: str
    title: str | None
    url: str
    text: str
    opened: int
    endings: tuple[tuple[str, int, str | None], ...]
    values: tuple[tuple[str, str | tuple[str, ...], int], ...]
    author: str | None
    assignee: str | None
    merge_commit: str | None
    partial: bool
    parent: str | None = None


def parse_thread(raw: Any) -> Thread:
    """Take one issue or pull request apart.

    Raises:
        ValueError: it is neither, or one of its times cannot be read; the text says what, as a sentence.
    """
    address = _ADDRESS.match(str(raw.get("html_url"))) if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not address:
        said = raw.get("message") if isinstance(raw, dict) and "documentation_url" in raw else None
        raise ValueError(
            f'this is no issue but GitHub\'s refusal: "{said}"'
            if said
            else 'this is no GitHub issue or pull request; those have "html_url", "number" and "title".'
        )
    key = _key(address)
    try:
        return _thread(raw, key, address["repository"])
    except (AttributeError, KeyError, TypeError):
        raise ValueError(f"{key} is not shaped as GitHub's issues and pull requests are.") from None


def key_of(address: object) -> str | None:
    """Return the key of an issue or pull request by its address, of its page or its record; ``None`` for others."""
    found = _ADDRESS.match(str(address))
    return _key(found) if found else None


def _key(address: re.Match[str]) -> str:
    return f"{address['repository']}#{address['number']}"


def _thread(raw: Mapping[str, Any], key: str, repository: str) -> Thread:
    pull = "/pull/" in raw["html_url"]
    opened = _time(key, raw, "created_at")
    if opened is None:
        raise ValueError(f'{key}: "created_at" is missing.')
    closed = _time(key, raw, "closed_at") if raw.get("state") == "closed" else None
    # In a list of issues the merge is told in a part of the record, and older answers leave it out.
    told = raw if "merged_at" in raw else raw.get("pull_request") or {}
    merged = _time(key, told, "merged_at")
    undecided = closed is not None and pull and "merged_at" not in told
    head = raw.get("head") or {}
    return Thread(
        type="change" if pull else "item",
        key=key,
        repository=repository,
        title=str(raw["title"]) if raw.get("title") else None,
        url=raw["html_url"],
        text="\n".join(str(part) for part in (raw.get("title"), raw.get("body"), head.get("ref")) if part),
        opened=opened,
        endings=tuple(_endings(raw, closed, merged, undecided=undecided)),
        values=tuple(_values(raw, (opened, _time(key, raw, "updated_at"), closed, merged))),
        author=(raw.get("user") or {}).get("login"),
        assignee=(raw.get("assignee") or {}).get("login"),
        # Of an open request this is a trial merge that no branch holds.
        merge_commit=raw.get("merge_commit_sha") if merged else None,
        partial=pull and "merge_commit_sha" not in raw,
        parent=key_of(raw.get("parent_issue_url")),
    )


def _time(key: str, raw: Mapping[str, Any], name: str) -> int | None:
    text = raw.get(name)
    if not text:
        return None
    try:
        return parse(str(text))[0]
    except ValueError:
        raise ValueError(f'{key}: "{name}" is "{text}", which is no time.') from None


def _endings(
    raw: Mapping[str, Any], closed: int | None, merged: int | None, *, undecided: bool
) -> Iterator[tuple[str, int, str | None]]:
    if merged is not None:
        yield "merged", merged, None
    elif closed is not None and not undecided:
        yield "closed", closed, raw.get("state_reason")


def _values(
    raw: Mapping[str, Any], times: tuple[int, int | None, int | None, int | None]
) -> Iterator[tuple[str, str | tuple[str, ...], int]]:
    """State with its times; the rest is known as it is now, and taken to have been so from the beginning."""
    opened, updated, closed, merged = times
    yield "state", "open", opened
    if closed is not None:
        yield "state", "closed", closed
    if "merged_at" in raw and closed is not None:
        yield "merged", "no" if merged is None else "yes", closed
    labels = tuple(str(label["name"]) for label in raw.get("labels") or ())
    if labels:
        yield "labels", labels, opened
    if isinstance(raw.get("type"), dict):
        yield "type", str(raw["type"]["name"]), opened
    if raw.get("milestone"):
        yield "milestone", str(raw["milestone"]["title"]), opened
    for attribute, end in (("branch", "head"), ("base", "base")):
        if raw.get(end):
            yield attribute, str(raw[end]["ref"]), opened
    if "draft" in raw:
        yield "draft", "yes" if raw["draft"] else "no", opened if updated is None else updated
