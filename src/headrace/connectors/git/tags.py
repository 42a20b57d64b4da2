"""Tags as releases: which count, when they were released, and on which commit they stand."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.connectors.git.program import Repository

_FIELDS = ("refname:strip=2", "objecttype", "taggerdate:unix", "contents:subject")
_PEELED = "^{}"
LATEST = 253_402_300_799
"""The last second of the year 9999; git stores what it is given, later times too."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that counts as a release; ``at`` in seconds since 1970 UTC."""

    name: str
    label: str | None
    at: int
    sha: str


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that are releases, in the order in which they were released, and what to tell about them."""

    releases: tuple[Tag, ...]
    notes: tuple[str, ...]


def seconds(text: str) -> int | None:
    """Return git's seconds since 1970; ``None`` for what is no time, and for 0, which git writes for that."""
    value = int(text) if text.isascii() and text.isdigit() else 0
    return value if 0 < value <= LATEST else None


def read(repository: Repository, patterns: str, committed: Mapping[str, int | None]) -> Tags:
    """Read the tags that are releases.

    Args:
        repository: where they are.
        patterns: of names, apart by commas or spaces; ``!`` before one leaves out what it matches.
        committed: every commit's sha and when it was made, in seconds.
    """
    listing = repository.text(
        "for-each-ref", f"--format={'%00'.join(f'%({field})' for field in _FIELDS)}", "refs/tags"
    )
    rows = [line.split("\0") for line in listing.split("\n") if line]
    wanted = [row for row in rows if is_wanted(row[0], patterns.replace(",", " ").split())]
    tagged = _tagged(repository) if wanted else {}
    releases: list[Tag] = []
    left_out: list[str] = []
    undated = 0
    for name, kind, dated, subject in wanted:
        sha = tagged.get(name, "")
        at = seconds(dated) or committed.get(sha)
        if at is None:
            left_out.append(name)
            continue
        undated += seconds(dated) is None
        releases.append(Tag(name, subject if kind == "tag" and subject else None, at, sha))
    releases.sort(key=lambda tag: (tag.at, tag.name))
    return Tags(tuple(releases), tuple(_notes(len(rows), releases, undated, left_out)))


def is_wanted(name: str, patterns: Sequence[str]) -> bool:
    """Tell whether a tag's name fits one of the patterns and none of those that begin with ``!``."""
    kept = [pattern for pattern in patterns if not pattern.startswith("!")] or ["*"]
    left_out = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    return any(fnmatchcase(name, p) for p in kept) and not any(fnmatchcase(name, p) for p in left_out)


def _tagged(repository: Repository) -> dict[str, str]:
    """Tag → the sha it stands on, through tags of tags."""
    found: dict[str, str] = {}
    for line in repository.text("show-ref", "--tags", "--dereference").split("\n"):
        sha, _, ref = line.partition(" ")
        # The peeled line follows the tag's own, and takes its place.
        found[ref.removesuffix(_PEELED).removeprefix("refs/tags/")] = sha
    return found


def _notes(all_tags: int, releases: Sequence[Tag], undated: int, left_out: Sequence[str]) -> list[str]:
    notes = []
    if not all_tags:
        notes.append("There are no tags, so nothing is known to be released.")
    elif len(releases) + len(left_out) < all_tags:
        notes.append(f"{len(releases):,} of {all_tags:,} tags are releases by the patterns given.")
    if undated:
        notes.append(
            f"{undated:,} of {len(releases):,} releases carry no date of their own; "
            "they count as released when their commit was made."
        )
    if left_out:
        names = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
        notes.append(f"{len(left_out):,} tags are left out, because they stand on no dated commit: {names}")
    return notes
