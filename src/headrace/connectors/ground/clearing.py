"""What a tool itself clears away when it grows old, told from what has been deleted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Named = tuple[str, str]
    """A document's kind and key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands among those of which its tool clears away the oldest.

    Args:
        group: what they have in common, such as their job.
        nth: grows with time; ``None`` for one that the tool keeps or clears away for another reason than its age.
    """

    group: str
    nth: int | None


def deleted(missing: Sequence[tuple[Named, Place | None]], found: Iterable[Place | None]) -> list[Named]:
    """Return which documents have been deleted; the others were cleared away and are kept.

    Cleared away is what is older than the oldest of its group that is still there. Where nothing of a group is
    there, all of it has been deleted.
    """
    oldest: dict[str, int | None] = {}
    for place in found:
        if place is not None:
            known = oldest.setdefault(place.group, place.nth)
            if place.nth is not None and (known is None or place.nth < known):
                oldest[place.group] = place.nth
    return [named for named, place in missing if not _cleared(place, oldest)]


def _cleared(place: Place | None, oldest: dict[str, int | None]) -> bool:
    if place is None or place.group not in oldest:
        return False
    floor = oldest[place.group]
    return place.nth is None or floor is None or place.nth < floor
